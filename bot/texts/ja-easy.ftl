# やさしい日本語: spaces between phrases, easy words, one thing a sentence.

## forms

form-day = { $month }月{ $day }日（{ $weekday }）
form-instant = { $day } { $time }
weekday-mon = 月
weekday-tue = 火
weekday-wed = 水
weekday-thu = 木
weekday-fri = 金
weekday-sat = 土
weekday-sun = 日

## coming and going

greeting =
    はじめまして。医療的ケアが いる 子どもと 家族の ための 相談の 場所です。
    あなたが 書いたことは、はじめに 機械が 読みます。「相談したい」を えらぶと、人が 読みます。
greeting-not-for-emergencies =
    ここは 急ぐときの 連絡先では ありません。
    いのちが あぶないときは、119に 電話して ください。返事を 待たないで ください。
greeting-start =
    書いたことは、相談の ために 残します。ほかの 人が 読めない 形に します。あとで 見ることも、消すことも できます。
    いま こまっていることを 書いて ください。みじかくても いいです。
group-goodbye = ここは ひとりずつ 話す 場所です。グループでは 読むことが できません。さようなら。相談は ひとりの トークで 書いて ください。
welcome = どういたしまして。また 何か あったら、書いて ください。
menu = できることです。えらぶか、そのまま 書いて ください。
hello =
    れんらくを ありがとうございます。
    いま こまっている ことを 書いて ください。下から えらぶ ことも できます。
say-again =
    よく わかりませんでした。ごめんなさい。
    こまっていることを もう一度 みじかく 書いて ください。下から えらぶことも できます。
language-set = やさしい日本語で 書きます。

## asking one thing

ask-municipality = どこの 市や 町に 住んで いますか。
ask-age = お子さんは 何歳ですか。だいたいで いいです。
ask-care = お子さんは どの ケアが いりますか。ひとつ えらんで ください。
guide-stage = いっしょに 考えます。お子さんは いま どの ときですか。
guide-worry = よくある こまりごとです。近いものは ありますか。

## answering

answer-found = 使えそうな ところです。
answer-perhaps = 少し ちがうかも しれません。ちがうときは「相談したい」を えらんで ください。人が いっしょに 考えます。
answer-none =
    合う ところが 見つかりませんでした。
    何も ないと きまったのでは ありません。人に 相談することが できます。
more-found = ほかにも あります。
no-more = 見つかったものは これで ぜんぶです。
resolved = よかったです。また こまったら、書いて ください。
always-119 = いのちに かかわるときは、返事を待たずに 119 に電話してください。
wrong-thanks =
    教えてくれて ありがとうございます。
    人が たしかめて、直します。
media-image = 写真が とどきました。機械は 写真の 中を 読めません。こまっていることを 言葉で 書いて ください。
media-video = 動画が とどきました。機械は 動画を 見られません。こまっていることを 言葉で 書いて ください。
media-audio = 声が とどきました。機械は 声を 聞けません。こまっていることを 文字で 書いて ください。
media-file = ファイルが とどきました。機械は 中を 読めません。こまっていることを 言葉で 書いて ください。
media-location = 場所が とどきました。住んでいる 市や 町と、こまっていることを 言葉で 書いて ください。
media-sticker = スタンプを ありがとうございます。こまっていることが あったら、書いて ください。

## urgent

urgent-medical-emergency =
    いま すぐ 119に 電話して ください。
    返事を 待たないで ください。
urgent-equipment-failure =
    息が くるしいとき、顔の 色が わるいときは、いま すぐ 119に 電話して ください。
    機械が 止まったときは、機械に はってある 電話番号にも 電話して ください。
urgent-end-of-supply =
    息の ための 物や、けいれんの 薬が なくて、すぐに もらえないときは、119に 電話して ください。
    ほかの 物は、病院、薬局、会社に、いま 電話して ください。
urgent-suicidal =
    とても つらいのに、書いてくれて ありがとうございます。
    いま 話を 聞いてくれる 人が います。下の 番号に 電話して ください。体が あぶないときは 119です。
urgent-child-harm =
    とても つらかったのですね。書いてくれて ありがとうございます。
    お子さんが けがを しているとき、ようすが おかしいときは 119です。つらくて 止められないときは、下の 番号に 電話して ください。おこられません。
urgent-violence-at-home =
    こわかったですね。あなたは わるくありません。
    いま あぶないときは、110に 電話して ください。そこから はなれるだけでも いいです。
urgent-exhaustion =
    ずっと がんばって きたのですね。ひとりで がまんしなくて いいです。
    話を 聞いてほしいときは、下の 番号に 電話できます。
urgent-caregiver-crisis =
    とても つらいのに、書いてくれて ありがとうございます。
    いま 話を 聞いてくれる 番号です。体が あぶないときは 119に 電話して ください。
urgent-entries = 使えそうな ところも あります。
urgent-again = さっきの 返事が とどいていないかも しれません。もう一度 送ります。いのちが あぶないときは、いま すぐ 119に 電話して ください。
alerted-on-duty = いま 仕事を している 人に 知らせました。返事を 待たないで、先に 電話して ください。
alerted-desk = 相談の 人に 知らせました。返事を 待たないで、先に 電話して ください。
alerted-night = 夜の 担当の 人に 知らせました。返事を 待たないで、先に 電話して ください。
alerted-nobody =
    いまは 読む 人が いません。上の 番号に 電話して ください。
    書いたことは { $opens }に 人が 読みます。
alerted-nobody-ever = いまは 読む 人が いません。上の 番号に 電話して ください。
emergency = 急ぐときの 電話番号です。番号を おすと 電話できます。

## a person

person-already = もう 番号 { $number } で 相談を うけています。つづきに しますか。
case-words = どんなことで こまっていますか。ひとことでも いいです。
consent =
    人に 相談するときは、次のことを「{ $desk }」の 人に つたえます。
    ・書いた 言葉
    ・住んでいる 市や 町、お子さんの 年、ケア（わかるものだけ）
    ・お知らせした ところ
    ほかの 人には つたえません。あとで やめることも できます。つたえても いいですか。
consent-shared =
    ここでは、コーディネーターが みんなで 相談を 読んで、だれが 担当するか 考えます。
    相談するときは、次のことを「{ $desk }」と コーディネーターに つたえます。
    ・書いた 言葉
    ・住んでいる 市や 町、お子さんの 年、ケア（わかるものだけ）
    ・お知らせした ところ
    ほかの 人には つたえません。あとで やめることも できます。つたえても いいですか。
consent-declined = わかりました。だれにも つたえていません。このまま ここで しらべることが できます。
case-opened = 相談を うけました。番号は { $number } です。
answers-now = いま 相談の 人が います。ここに 返事が とどきます。
answers-from = いまは 休みの 時間です。次は { $opens } に 開きます。それから 返事を します。
answers-closed = いまは 閉まっています。次に 開く 日が きまっていません。返事の 日は まだ わかりません。
passed-on = 相談の 人に とどけました（番号 { $number }）。
claimed = { $owner }さんが 担当に なりました（番号 { $number }）。ここに 返事が とどきます。
owner-changing = 担当の 人が かわります（番号 { $number }）。きまったら 知らせます。もう一度 書かなくて いいです。
owner-changed = 担当の 人が { $owner }さんに かわりました（番号 { $number }）。相談の ことは もう 知っています。もう一度 書かなくて いいです。
ask-desk = どの 窓口に 相談したいですか。えらばなくても いいです。
ask-who = どの 人に 相談したいですか。えらばなくても いいです。
option-name = ・{ $name }
wanted-asked = はじめに { $owner }さんに たのみます。
wanted-declined = { $owner }さんは 今回 担当できません（番号 { $number }）。ほかの 人を さがしています。もう一度 書かなくて いいです。
wanted-taken = { $owner }さんは 今回 担当できません。ほかの 人が 担当します。もう一度 書かなくて いいです。
nobody-yet =
    番号 { $number } を 担当できる 人が まだ 見つかりません。ごめんなさい。
    いま さがしています。きまったら ここで 知らせます。もう一度 書かなくて いいです。
case-moved = 番号 { $number } は これから「{ $desk }」が 担当します。もう一度 書かなくて いいです。
handed-back = 番号 { $number } は、いつもの 支援の 人が つづけて 聞きます。ここの 相談は おわります。また こまったら、書いて ください。
entrance = { $owner }さんの 入り口ですね。書いたことは コーディネーターが 読みます。
entrance-gone = この 入り口の 人は いま いません。ほかの 人が 相談を うけます。
referral-ask =
    番号 { $number } の ことで、「{ $outside }」を 紹介したいです。
    電話番号などを 知らせます。つながるまで、ここの 担当の 人も つづけます。
    紹介しても いいですか。
referral-agreed = 「{ $outside }」の 連絡先です。「コーディネーターに 紹介されました」と 言って ください。
referral-refused = わかりました。ここで 相談を つづけます（番号 { $number }）。
referral-arrived = 番号 { $number } の 相談は「{ $outside }」に つながりました。ここの 相談は おわります。また こまったら、書いて ください。
outside-phone = 電話：{ $phone }
outside-page = ホームページ：{ $url }
outside-open = いま 開いています（{ $closes }まで）。
outside-closed = いまは 閉まっています。次は { $opens } に 開きます。
outside-hours-unknown = 開いている 時間は、聞いて ください。
call-back-ask = 向こうから 電話を してもらうことも できます。してほしいときは、電話番号を 書いて ください。番号は 担当の 人だけが 見ます。
call-back-kept = 番号を うけとりました。「{ $outside }」から 電話するように、担当の 人が たのみます。電話の 時間は わかりません。
call-back-declined = わかりました。自分で 電話するときは、上の 番号を 使って ください。
case-continues = 番号 { $number } の つづきとして とどけます。書いて ください。
entries-from = { $name }さんが えらんだ ところです。
bot-again = しばらく 返事が なかったので、ここからは 機械も 返事を します。書いたことは 人にも とどいています。
held-before = 前に 送れなかった 返事です。おまたせしました。
again-offer = 前の 返事が とどいて いないかも しれません。もう一度 送りますか？
again-gone = もう一度 送る 返事は ありません。
bot-answers = ここからは 機械が 返事を します。相談は つづいています。
closed =
    番号 { $number } の 相談が おわりました。ありがとうございました。
    また こまったら、書いて ください。
status-none = いま うけている 相談は ありません。
status-waiting = 番号 { $number }：とどいています。担当の 人を 待っています。
status-claimed = 番号 { $number }：担当の 人が います。
status-following-up = 番号 { $number }：担当の 人が います。次は { $follow_up } に 聞きます。
stored =
    あなたについて 残しているものです。
    ・話の 記録 { $messages }
    ・相談 { $cases }
    ・住んでいる 市や 町、お子さんの 年、ケア（書いたものだけ）
    ・わからなかった ことば（だれが 書いたかは 見えません。90日まで）
    相談の 人だけが 読めます。消すことも できます。
erase-sure =
    残しているものを ぜんぶ 消します。相談も おわります。もとに もどせません。
    消しても いいですか。
erased = ぜんぶ 消します。LINEの 画面の 文字は、LINEで 消して ください。

## buttons

choice-guide = 何にこまっているか わからない
choice-person = 相談したい
choice-status = いま どうなっていますか
choice-emergency = 急ぐときの 電話番号
choice-stored = 残していること
choice-menu = できることを 見る
choice-skip = 答えないで すすむ
choice-more = もっと 見る
choice-resolved = わかりました
choice-no-words = 書かないで 相談する
choice-consent = つたえて 相談する
choice-no = やめます
choice-same-case = つづきに する
choice-new-case = べつの 相談を する
choice-case = 番号 { $number }
choice-again = もう一度 見る
choice-bot = 機械に もどす
choice-erase = 消したい
choice-erase-yes = ぜんぶ 消す
choice-desk = { $name }
choice-who = { $name }
choice-anybody = おまかせ
choice-referral-yes = 紹介してほしい
choice-referral-no = 紹介は いらない
choice-call-back-no = 自分で 電話する
choice-town = { $town }
choice-care-ventilator = 息を 助ける 機械
choice-care-tracheostomy = のどの 穴の 管
choice-care-suction = たんを 取る
choice-care-tube-feeding = 管で 栄養を 入れる
choice-care-oxygen = 酸素
choice-care-catheterization = 管で おしっこを 出す
choice-care-seizure-rescue = けいれんの 手当て
choice-stage-birth-to-home = うまれて うちに 帰るころ
choice-stage-preschool = 小学校に 入る前
choice-stage-school-age = 小学校・中学校
choice-stage-adult-transition = 高校・おとなの 準備
choice-worry = { $worry }
choice-age-0 = 0歳
choice-age-1-2 = 1〜2歳
choice-age-3-5 = 3〜5歳
choice-age-6-11 = 小学生
choice-age-12-17 = 中学生・高校生
choice-age-18 = 18歳より上
choice-language-ja = 日本語
choice-language-ja-easy = やさしい日本語
choice-language-en = English
## entries on LINE

from-coordinator = { $name }より
reasons = 教える わけ
reason-topic = ・「{ $topic }」に 合っています
reason-words = ・{ $words }という ことばに 合っています
quoted-word = 「{ $word }」
quoted-words = { $a }{ $b }
reason-town = ・{ $town }の 人が 使えます
reason-age = ・子どもの 年に 合っています
reason-stage = ・{ $stage }の 人が 使えます
reason-care = ・「{ $care }」の 子どもも 使えます
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
choose-this = これを えらぶ
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
