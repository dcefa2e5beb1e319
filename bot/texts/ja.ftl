# What families and supporters read. 読みやすい敬体, short sentences, one question at a time.
# Labels of buttons on LINE: 20 characters at most.

## forms

form-day = { $month }月{ $day }日（{ $weekday }）
form-instant = { $day }{ $time }
weekday-mon = 月
weekday-tue = 火
weekday-wed = 水
weekday-thu = 木
weekday-fri = 金
weekday-sat = 土
weekday-sun = 日

## entries on LINE

from-coordinator = { $name }より
reasons = ご案内する理由
reason-topic = ・「{ $topic }」に合っています
reason-word = ・「{ $word }」という言葉に合っています
reason-town = ・{ $town }の方が使えます
reason-age = ・お子さんの年齢に合っています
reason-stage = ・{ $stage }の方が使えます
reason-care = ・{ $care }に対応しています
reason-confirmed = ・似たご相談で、コーディネーターがご案内しています
by-arrangement = 受け入れられるかどうかは、お子さんの様子を聞いて一人ずつ決まります。まずはご相談ください。
capacity-waiting = 確かめたときは、順番待ちがありました。今の様子は、直接おたずねください。
capacity-full = 確かめたときは、空きがありませんでした。今の様子は、直接おたずねください。
capacity-unknown = 空きがあるかどうかは分かっていません。直接おたずねください。
entry-how = 申しこみ：{ $how }
entry-hours = 受付：{ $hours }
entry-fee = 費用：{ $fee }
entry-phone = 電話：{ $phone }
entry-email = メール：{ $email }
checked = { $year }年{ $month }月{ $day }日に、{ $who }が確かめました。
checked-import = { $year }年{ $month }月{ $day }日の、公開されている情報です。
checked-long-ago = 日がたっているので、確認中です。ちがっているかもしれません。
role-provider-self = ご案内先の担当者
role-municipality-staff = 役所の担当者
role-coordinator = コーディネーター
role-supervisor-team = 地域の支援チーム
role-other = 担当者
more-by-phone = くわしくは、電話でおたずねください。
more-by-asking = くわしくは、直接おたずねください。
call-number = { $number }に電話
call = 電話をかける
open-page = ホームページを見る
copy-email = メールアドレスをコピー
entry-wrong = この情報は違う
entry-gone = 今はご案内できなくなった相談先がありました。ほかの相談先も、お探しします。
alt-entry = { $name } 電話 { $number }
choices-alt = 選んでください
hours-always = 24時間いつでも
hours-ask = 曜日や時間は、おたずねください
hours-every-day = 毎日
hours-days-through = { $first }〜{ $last }
hours-days-and = { $a }・{ $b }
hours-rule = { $days } { $times }
hours-and = { $a }、{ $b }
hours-all-day = 24時間
hours-span = { $opens }〜{ $closes }
hours-span-next-day = { $opens }〜翌日の{ $closes }
hours-closed-on-holidays = { $hours }（祝日休み）
