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

## coming and going

greeting =
    はじめまして。医療的ケアの必要なお子さんとご家族のための相談窓口です。
    ここに書かれたことは、まず自動応答が読みます。「相談したい」を選ぶと、地域の医療的ケア児等コーディネーターが読みます。
greeting-not-for-emergencies =
    急なときの連絡先ではありません。
    いのちに関わるときは、返事を待たずに119に電話してください。
greeting-start =
    書かれたことは、相談のために暗号にして保存します。あとで見ることも、消すこともできます。
    いま困っていることを、そのまま書いてください。短くても、まとまっていなくても大丈夫です。
group-goodbye = ここは一人ずつの相談窓口です。グループでは読むことができないので、失礼します。ご相談は、個別のトークで送ってください。
welcome = どういたしまして。また気になることがあれば、いつでも書いてください。
menu = できることです。どれか選ぶか、そのまま書いてください。
hello =
    ご連絡ありがとうございます。
    いま困っていることを、そのまま書いてください。下から選ぶこともできます。
say-again =
    うまく受けとれませんでした。
    困っていることを、もう一度みじかく書いていただけますか。下から選ぶこともできます。
language-set = ことばの書き方を変えました。

## asking one thing

ask-municipality = お住まいの市町はどこですか。近くで使えるところを探します。
ask-age = お子さんは何歳ですか。だいたいで大丈夫です。
ask-care = お子さんに必要な医療的ケアはどれですか。いちばん近いものを選んでください。
guide-stage = 一緒に考えます。お子さんは、いまどの時期ですか。
guide-worry = この時期によくある困りごとです。近いものはありますか。

## answering

answer-found = 使えそうなところです。
answer-perhaps = ぴったりではないかもしれませんが、近いものです。違っていたら「相談したい」を選んでください。人が一緒に考えます。
answer-none =
    合うところが見つかりませんでした。調べて分かる範囲にない、ということです。
    使えるものがないと決まったわけではありません。コーディネーターに相談することができます。
more-found = ほかにも見つかっています。
no-more = 見つかったものは、これで全部です。
resolved = よかったです。また困ったことがあれば、いつでも書いてください。
always-119 = いのちに かかわるときは、返事を待たずに 119 に電話してください。
wrong-thanks =
    教えてくださって、ありがとうございます。
    窓口の人が確かめて、直します。
media-image = 写真を受けとりました。自動応答は、写真の中身を読むことができません。困っていることを、言葉で書いていただけますか。
media-video = 動画を受けとりました。自動応答は、動画の中身を見ることができません。困っていることを、言葉で書いていただけますか。
media-audio = 音声を受けとりました。自動応答は、音声を聞くことができません。困っていることを、文字で書いていただけますか。
media-file = ファイルを受けとりました。自動応答は、中身を読むことができません。困っていることを、言葉で書いていただけますか。
media-location = 場所を受けとりました。お住まいの市町と、困っていることを、言葉で書いていただけますか。
media-sticker = スタンプをありがとうございます。困っていることがあれば、短くてもいいので書いてください。

## urgent

urgent-medical-emergency =
    いますぐ119に電話してください。
    返事を待たないでください。この画面は、そのままにして大丈夫です。
urgent-equipment-failure =
    息が苦しそうなとき、顔色が悪いときは、いますぐ119に電話してください。
    機械が止まったときは、機械にはってあるシールの電話番号（24時間の連絡先）にも電話してください。
urgent-end-of-supply =
    なくなりそうなものが、息や発作に関わるもので、すぐに手に入らないときは、119に電話してください。
    そのほかのものは、かかりつけの病院、薬局、業者に、いま電話してください。
urgent-suicidal =
    とてもつらいところで、書いてくださってありがとうございます。
    いま、話を聞いてくれる人がいます。下の番号は、どれも相談してよいところです。あなたとお子さんの体に危険があるときは、119です。
urgent-child-harm =
    追いつめられるほど、つらかったのですね。話してくださって、ありがとうございます。
    お子さんがけがをしている、様子がおかしいときは、119です。気持ちがおさえられないときは、下の番号に電話してください。責められることはありません。
urgent-violence-at-home =
    怖かったですね。あなたは悪くありません。
    いま危険なときは、110に電話してください。話せないときは、その場を離れるだけでも大丈夫です。
urgent-exhaustion =
    ずっと頑張ってこられたのですね。もう一人で抱えなくて大丈夫です。
    いま話を聞いてほしいときは、下の番号に電話できます。
urgent-caregiver-crisis =
    とてもつらいところで、書いてくださってありがとうございます。
    いま話を聞いてくれる番号です。体に危険があるときは、119に電話してください。
urgent-entries = あわせて、使えそうなところです。
urgent-again = 先ほどのお返事が届いていないかもしれないので、もう一度お送りします。いのちに関わるときは、いますぐ119に電話してください。
alerted-on-duty = この内容は、いま当番のコーディネーターに知らせました。返事を待たずに、先に電話してください。
alerted-desk = この内容は、窓口のコーディネーターに知らせました。返事を待たずに、先に電話してください。
alerted-night = 窓口は時間外ですが、夜間の担当者に知らせました。返事を待たずに、先に電話してください。
alerted-nobody =
    いまは時間外で、この画面を見ている人はいません。上の番号に電話してください。
    書かれたことは、{ $opens }に窓口の人が読みます。
alerted-nobody-ever = いま、この画面を見ている人はいません。上の番号に電話してください。
emergency = 急なときの電話番号です。番号を押すと、電話をかけられます。

## a person

person-already = すでに受付番号 { $number } で相談を受けています。その続きにしますか。
case-words = どんなことで困っていますか。ひとことでも大丈夫です。
consent =
    コーディネーターに相談するときは、次のことを「{ $desk }」の人に伝えます。
    ・書いてくださった言葉
    ・お住まいの市町、お子さんの年齢、医療的ケア（分かっているものだけ）
    ・案内したところ
    ほかの人には伝えません。あとから取り消すこともできます。伝えてもよいですか。
consent-shared =
    この地域では、コーディネーターがみんなで相談を読み、だれが担当するかを一緒に考えます。
    相談するときは、次のことを「{ $desk }」と、この地域のコーディネーターに伝えます。
    ・書いてくださった言葉
    ・お住まいの市町、お子さんの年齢、医療的ケア（分かっているものだけ）
    ・案内したところ
    ほかの人には伝えません。あとから取り消すこともできます。伝えてもよいですか。
consent-declined = 分かりました。だれにも伝えていません。このまま、ここで調べることができます。
case-opened = 相談を受けつけました。受付番号は { $number } です。
answers-now = いまは窓口が開いています。担当の人から、ここに返事が届きます。
answers-from = いまは窓口の時間外です。次に開くのは { $opens } です。それから順に返事をします。
answers-closed = いまは窓口が閉まっています。次に開く日が決まっていないため、返事の日をお約束できません。
passed-on = 窓口に届けました（受付番号 { $number }）。
claimed = { $owner }さんが、担当になりました（受付番号 { $number }）。ここに返事が届きます。
owner-changing = 担当の人が替わります（受付番号 { $number }）。次の担当が決まったら、お知らせします。相談の内容は引きつぎますので、もう一度書かなくて大丈夫です。
owner-changed = 担当が{ $owner }さんに替わりました（受付番号 { $number }）。相談の内容は引きついでいます。もう一度書かなくて大丈夫です。
ask-desk = どの窓口に相談したいですか。決めなくても大丈夫です。
ask-who = どの人に相談したいですか。決めなくても大丈夫です。
option-name = ・{ $name }
wanted-asked = { $owner }さんに、はじめにお願いします。
wanted-declined = 希望された{ $owner }さんは、今回は担当できませんでした（受付番号 { $number }）。別の担当者を探しています。相談の内容は引きつぎますので、もう一度書かなくて大丈夫です。
wanted-taken = 希望された{ $owner }さんは、今回は担当できませんでした。別の人がお受けします。相談の内容は引きついでいます。
nobody-yet =
    受付番号 { $number } を引き受けられる人が、まだ見つかっていません。お待たせしています。
    窓口では引きつづき、つなぎ先を探しています。決まったら、ここでお知らせします。もう一度書かなくて大丈夫です。
case-moved = 受付番号 { $number } は、これから「{ $desk }」がお受けします。相談の内容は引きつぎますので、もう一度書かなくて大丈夫です。
handed-back = 受付番号 { $number } は、いつも支えている支援者の方が続けて対応します。ここでの相談はいったん終わりにします。また困ったことがあれば、いつでも書いてください。
entrance = { $owner }さんの入口からですね。書かれた相談は、コーディネーターが読みます。
entrance-gone = この入口の担当者は、いまはいません。ここで、ほかの人が相談をお受けします。
referral-ask =
    受付番号 { $number } のことで、「{ $outside }」におつなぎすることを考えています。
    連絡先をお知らせして、あなたから相談できるようにします。こちらの担当も、つながるまで続けます。
    おつなぎしてもよいですか。
referral-agreed = 「{ $outside }」の連絡先です。「医療的ケアのことで、コーディネーターから紹介されました」と伝えてください。
referral-refused = 分かりました。これまでどおり、ここで相談を続けます（受付番号 { $number }）。
referral-arrived = 受付番号 { $number } の相談は、「{ $outside }」につながりました。ここでの相談は終わりにします。また困ったことがあれば、いつでも書いてください。
outside-phone = 電話：{ $phone }
outside-page = ホームページ：{ $url }
outside-open = いま開いています（{ $closes }まで）。
outside-closed = いまは時間外です。次に開くのは { $opens } です。
outside-hours-unknown = 開いている時間は、直接おたずねください。
call-back-ask = 先方から電話してもらうように、担当からお願いすることもできます。希望するときは、電話番号を書いてください。番号は担当の人だけが見ます。
call-back-kept = 番号をお預かりしました。「{ $outside }」から電話してもらえるよう、担当からお願いします。電話の時間は、お約束できないことがあります。
call-back-declined = 分かりました。ご自分でかけるときは、上の連絡先をお使いください。
case-continues = 受付番号 { $number } の続きとして届けます。このまま書いてください。
entries-from = { $name }さんからの紹介です。
bot-again = しばらく返事がなかったため、ここからは自動応答もお返事します。書かれたことは、担当の人にも届いています。
held-before = 先にお送りできなかったお返事です。お待たせしました。
again-offer = 前のお返事が届いていないかもしれません。もう一度お送りしますか？
again-gone = もう一度お送りするお返事はありません。
bot-answers = ここからは自動応答がお返事します。相談は続いています。
closed =
    受付番号 { $number } の相談を終わりにしました。ご相談くださって、ありがとうございました。
    また困ったことがあれば、いつでも書いてください。
status-none = いま受けつけている相談はありません。
status-waiting = 受付番号 { $number }：窓口に届いています。担当の人が決まるのを待っています。
status-claimed = 受付番号 { $number }：担当の人が受けています。
status-following-up = 受付番号 { $number }：担当の人が受けています。次は { $follow_up } に、様子をうかがう予定です。
stored =
    あなたについて保存しているものです。
    ・やりとりの記録 { $messages }件
    ・相談 { $cases }件
    ・お住まいの市町、お子さんの年齢、医療的ケア（書いてくださったものだけ）
    ・お答えできなかったときの、分からなかった言葉（だれの言葉かは見えません。90日まで）
    どれも暗号にしてあり、窓口の人だけが読めます。消すこともできます。
erase-sure =
    保存しているものを、すべて消します。受けつけ中の相談も終わりになり、元に戻すことはできません。
    消してもよいですか。
erased = すべて消します。このトークの画面に残っている文字は、LINEの画面で消してください。

## buttons

choice-guide = 何に困っているか分からない
choice-person = 相談したい
choice-status = 今どうなっていますか
choice-emergency = 急なときの電話番号
choice-stored = 保存していること
choice-menu = できることを見る
choice-skip = 答えずに進む
choice-more = もっと見る
choice-resolved = これで分かった
choice-no-words = 書かずに相談する
choice-consent = 伝えて相談する
choice-no = やめておく
choice-same-case = 続きにする
choice-new-case = 別の相談をする
choice-case = 受付番号 { $number }
choice-again = もう一度見る
choice-bot = 自動応答にもどす
choice-erase = 消したい
choice-erase-yes = すべて消す
choice-desk = { $name }
choice-who = { $name }
choice-anybody = 任せる
choice-referral-yes = つないでほしい
choice-referral-no = つながなくてよい
choice-call-back-no = 自分でかける
choice-town = { $town }
choice-care-ventilator = 人工呼吸器
choice-care-tracheostomy = 気管切開
choice-care-suction = たんの吸引
choice-care-tube-feeding = 胃ろう・経管栄養
choice-care-oxygen = 酸素
choice-care-catheterization = 導尿
choice-care-seizure-rescue = けいれんの手当て
choice-stage-birth-to-home = 赤ちゃん・退院のころ
choice-stage-preschool = 小学校に入る前
choice-stage-school-age = 小学校・中学校
choice-stage-adult-transition = 高校から大人へ
choice-worry = { $worry }
choice-age-0 = 0歳
choice-age-1-2 = 1〜2歳
choice-age-3-5 = 3〜5歳
choice-age-6-11 = 小学生
choice-age-12-17 = 中学生・高校生
choice-age-18 = 18歳以上
choice-language-ja = 日本語
choice-language-ja-easy = やさしい日本語
choice-language-en = English
## entries on LINE

from-coordinator = { $name }より
reasons = ご案内する理由
reason-topic = ・「{ $topic }」に合っています
reason-words = ・{ $words }という言葉に合っています
quoted-word = 「{ $word }」
quoted-words = { $a }{ $b }
reason-town = ・{ $town }の方が使えます
reason-age = ・お子さんの年齢に合っています
reason-stage = ・{ $stage }の方が使えます
reason-care = ・「{ $care }」のある子も対象です
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
choose-this = これを選ぶ
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

## supporters in Slack
# Professional wording. mrkdwn in messages; the consultation form is plain text.
# A sentence `x` of families is said to supporters as `supporter-x` where that exists.

supporter-join = 、
supporter-word = { $word }
supporter-term = *{ $term }*　{ $explanation }
    暮らしの中では：{ $daily_life }
supporter-said-by = { $name } コーディネーターより
supporter-line = *{ $name }*　{ $phone }
supporter-entry = *{ $name }*
    { $organization }
supporter-entry-reasons = 合う理由：{ $reasons }
supporter-reason-topic = 内容が「{ $value }」
supporter-reason-word = 「{ $value }」という言葉
supporter-reason-town = { $value }が対象
supporter-reason-age = 年齢が対象
supporter-reason-stage = 時期が「{ $value }」
supporter-reason-care = { $value }に対応
supporter-reason-confirmed = 似た問い合わせで役に立った
supporter-entry-by-arrangement = 医療的ケアの受け入れは、個別の相談になります。
supporter-entry-eligibility = 対象：{ $value }
supporter-entry-how-to-apply = 申込み：{ $value }
supporter-entry-fee = 費用：{ $value }
supporter-entry-hours = 時間：{ $value }
supporter-entry-phone = 電話：{ $value }
supporter-capacity-open = 空き：受け付けている（確認した日の時点）
supporter-capacity-waiting = 空き：待機がある（確認した日の時点）
supporter-capacity-full = 空き：満員（確認した日の時点）
supporter-capacity-unknown = 空き：未確認
supporter-entry-checked = { $year }年{ $month }月{ $day }日に、{ $role }が確認
supporter-entry-under-review = 確認から半年以上たっています。使う前に電話で確かめてください。
supporter-entry-unchecked = まだ確認していない情報です。
supporter-entry-source = 出どころ：{ $value }
supporter-button-wrong = この情報は違う

supporter-answer-found = 条件に合う確認済みの情報です。
supporter-answer-perhaps = ぴったりかどうかは分かりませんが、近い情報です。
supporter-answer-none = 条件に合う確認済みの情報がありませんでした。地域に足りないものとして数えておきます。コーディネーターに相談できます。
supporter-more-found = 続きの情報です。
supporter-no-more = 条件に合う情報は以上です。
supporter-resolved = お役に立ててよかったです。
supporter-hello = 知りたいことを、市町・年齢・医療的ケアとあわせて書いてください。
supporter-say-again = 知りたいことを、市町・年齢・医療的ケアとあわせて書いてください。
supporter-wrong-thanks = 知らせてくださってありがとうございます。窓口のコーディネーターが確かめます。
supporter-ask-municipality = お子さんがお住まいの市町はどこですか。
supporter-ask-age = お子さんは何歳くらいですか。
supporter-ask-care = どの医療的ケアがありますか。
supporter-choice-more = もっと見る
supporter-choice-resolved = これで分かった
supporter-choice-person = コーディネーターに相談

supporter-modal-consult = コーディネーターに相談
supporter-modal-submit = 相談する
supporter-modal-cancel = やめる
supporter-consult-intro = 窓口のコーディネーターに届きます。返事は、このアプリとのメッセージのスレッドに届きます。計画や支援の担当は、これまでどおりあなたです。
supporter-field-consent = ご家族の同意
supporter-consent-given = 同意あり
supporter-consent-given-means = 窓口に相談することに、ご家族が同意しています
supporter-consent-anonymous = 匿名で
supporter-consent-anonymous-means = 誰のことか分からない形で相談します
supporter-consent-pending = これから
supporter-consent-pending-means = 同意はこれから確かめます。それまでは匿名です
supporter-field-requester = あなたの立場
supporter-field-town = お子さんの市町
supporter-field-words = 相談したいこと
supporter-hint-words = 3,000字まで。「同意あり」でないときは、名前、住所、生年月日、学校や園の名前など、誰のことか分かることを書かないでください。
supporter-case-opened = 窓口に届けました（受付番号 { $number }）。返事はこのスレッドに届きます。続きもこのスレッドに書いてください。
supporter-case-continues = 受付番号 { $number } の続きとして窓口に届けました。
supporter-passed-on = 窓口に届けました（受付番号 { $number }）。
supporter-claimed = { $owner } が担当します（受付番号 { $number }）。
supporter-owner-changing = 受付番号 { $number } の担当が代わります。決まりしだいお知らせします。
supporter-owner-changed = 担当が { $owner } に替わりました（受付番号 { $number }）。内容は引きついでいます。
supporter-nobody-yet = 受付番号 { $number } を引き受けられる人がまだ決まっていません。窓口で引きつづき探しています。決まりしだいお知らせします。
supporter-case-moved = 受付番号 { $number } は、これから「{ $desk }」が受けます。
supporter-handed-back = 受付番号 { $number } は、窓口での対応を終えて、お返しします。また必要になったら、いつでも相談してください。
supporter-closed = 受付番号 { $number } の相談は終わりになりました。新しい相談は、いつでもここに書いてください。
supporter-answers-now = 窓口はいま開いています。
supporter-answers-from = いまは窓口の時間外です。次に開くのは { $opens } です。
supporter-answers-closed = いまは窓口の時間外です。
supporter-entries-from = { $name } コーディネーターから、情報の紹介です。

supporter-duty-now = いまの当番は { $names } です。
supporter-duty-desk = 窓口は開いていますが、決まった当番はいません。{ $desk }の誰かが受けます。
supporter-duty-opens = いまは窓口の時間外です。次に開くのは { $opens } です。
supporter-duty-closed = いまは窓口の時間外です。次に開く日は決まっていません。
supporter-duty-of = *{ $desk }*
supporter-duty-turn = { $day }　{ $start }–{ $end }　{ $name }
supporter-duty-instead = { $day }　{ $start }–{ $end }　{ $name }（{ $out }さんの代わり）
supporter-duty-gap = { $day }　{ $start }–{ $end }　当番はいません
supporter-home-title = { $desk }
supporter-home-how = *情報を探す*
    `{ $ask }` のあとに知りたいことを書くか、このアプリにメッセージを送ってください。答えはあなたにだけ見えます。
    { "" }*コーディネーターに相談する*
    答えの下の「コーディネーターに相談」を押してください。ご家族の同意がまだでも、匿名で相談できます。
    { "" }*当番を見る*
    `{ $duty }`
