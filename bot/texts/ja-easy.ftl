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
reasons = 教える わけ
reason-topic = ・「{ $topic }」に 合っています
reason-word = ・「{ $word }」という ことばに 合っています
reason-town = ・{ $town }の 人が 使えます
reason-age = ・子どもの 年に 合っています
reason-stage = ・{ $stage }の 人が 使えます
reason-care = ・{ $care }が できます
reason-confirmed = ・にた 相談のとき、コーディネーターが 教えた所です
by-arrangement = 使えるかどうかは、子どもの ようすを 聞いて きめます。まず 相談してください。
capacity-waiting = 調べたとき、待っている人が いました。今のことは、聞いてください。
capacity-full = 調べたとき、空きが ありませんでした。今のことは、聞いてください。
capacity-unknown = 空きが あるか わかりません。聞いてください。
entry-how = 申しこみ：{ $how }
entry-hours = 開いている時間：{ $hours }
entry-fee = お金：{ $fee }
entry-phone = 電話：{ $phone }
entry-email = メール：{ $email }
checked = { $year }年{ $month }月{ $day }日に、{ $who }が 調べました。
checked-import = { $year }年{ $month }月{ $day }日の、みんなが 見られる 情報です。
checked-long-ago = 前の ことなので、今 確認中です。ちがうかもしれません。
role-provider-self = そこで はたらく人
role-municipality-staff = 役所の人
role-coordinator = コーディネーター
role-supervisor-team = この地域の 手伝う人たち
role-other = 係の人
more-by-phone = もっと 知りたいときは、電話で 聞いてください。
more-by-asking = もっと 知りたいときは、聞いてください。
call-number = { $number }に電話
call = 電話を かける
open-page = ホームページを 見る
copy-email = メールアドレスをコピー
entry-wrong = ちがう ところが ある
entry-gone = 今は 教えられなくなった所が ありました。ほかの所も さがせます。
alt-entry = { $name } 電話 { $number }
choices-alt = えらんでください
hours-always = 24時間 いつでも
hours-ask = 曜日や 時間は、聞いてください
hours-every-day = 毎日
hours-days-through = { $first }〜{ $last }
hours-days-and = { $a }・{ $b }
hours-rule = { $days } { $times }
hours-and = { $a }、{ $b }
hours-all-day = 24時間
hours-span = { $opens }〜{ $closes }
hours-span-next-day = { $opens }〜次の日の{ $closes }
hours-closed-on-holidays = { $hours }（祝日は 休み）
