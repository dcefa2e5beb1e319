# What the command line prints for meeting papers: `compare-models` and `flow`. Plain text.

## the models

paper-model-one-stop = 案①　窓口が受けて、人を決めて渡す
paper-model-shared = 案②　みなで受けて、話し合って決める
paper-model-duty-first = 当番がまず受けて、地元の担当へ渡す

## comparing the models

compare-title = 受け方ごとに、人にかかる手間の見積もり：{ $region }
compare-about = { $cases }件の相談がある一か月を、受け方ごとに{ $replays }回ずつたどりました（乱数の種は { $seed }）。数字はまんなかの値で、（　）の中は{ $replays }回のうち八割が入る幅です。
compare-no-winner = この表は、どの受け方がよいかを決めるものではありません。下の前提を地域に合わせて変え、どこが変わるかを見てください。
compare-waiting = 待ち時間は、窓口が開いている時間だけを数えています。
compare-cell = { $middle }（{ $low }〜{ $high }）

compare-column-figure = 見るもの
compare-column-unit = 単位
compare-column-assumption = 前提
compare-column-name = 名前
compare-column-value = 値

compare-unit-times = 回
compare-unit-hours = 時間
compare-unit-minutes = 分
compare-unit-cases = 件
compare-unit-people = 人
compare-unit-share = 割合

compare-figure-touches-case = 一件に人が関わる回数（平均）
compare-figure-touches = 人が関わる回数（合計）
compare-figure-handovers-case = 家族の相手が替わる回数（一件の平均）
compare-figure-handovers = 家族の相手が替わる回数（合計）
compare-figure-first-wait = 人と話すまでの待ち（半分の相談はこれより短い）
compare-figure-first-wait-most = 人と話すまでの待ち（十件のうち九件はこれより短い）
compare-figure-owner-wait = 担当が決まるまでの待ち（半分の相談はこれより短い）
compare-figure-owner-wait-most = 担当が決まるまでの待ち（十件のうち九件はこれより短い）
compare-figure-work = みなの仕事の時間（合計）
compare-figure-work-least = 一人の仕事の時間（いちばん少ない人）
compare-figure-work-middle = 一人の仕事の時間（まんなかの人）
compare-figure-work-most = 一人の仕事の時間（いちばん多い人）
compare-figure-owned-most = 一人が新しく受け持つ相談（いちばん多い人）
compare-figure-without-cases = 新しい相談を受け持たない人
compare-figure-untaken = 頼める人がなく、だれも受けなかった相談
compare-figure-stayed = 地元の担当に渡せず、当番がそのまま受け持った相談

compare-assumptions = 前提（「名前」を使って変えられます）
compare-assumption-notice-minutes = 呼ばれた人が気づくまでの、開いている時間（半分はこれより早い）
compare-assumption-read-minutes = 呼ばれた人がカードを読む時間
compare-assumption-first-talk-minutes = はじめに応じた人が、家族の話を聞く時間
compare-assumption-sort-minutes = 案①で、窓口が人を選んで頼む時間（一件）
compare-assumption-handover-minutes = 引き継ぎにかかる時間（渡す人、受ける人のそれぞれ）
compare-assumption-view-share = 案②で、見た人のうち意見を書く人
compare-assumption-view-minutes = 案②で、意見を書く時間
compare-assumption-decide-minutes = 案②で、意見をまとめて決める時間
compare-assumption-early-share = 案②で、意見を集める時間のうち、決まるのはこれを過ぎてから
compare-assumption-deliberation-hours = 案②で、意見を集める時間
compare-assumption-answer-hours = 頼まれた人が返事をするまでの時間（半分はこれより早い）
compare-assumption-wait-hours = 返事を待って、次の人に頼むまでの時間
compare-assumption-accept-share = 二人目からあとに頼まれた人のうち、引き受ける人
compare-assumption-new-accept-share = 同じく、まだ経験のない人のうち、引き受ける人
compare-assumption-desk-talk-share = 案①で、窓口が家族と話してから渡す相談
compare-assumption-start-load-share = 月のはじめに、すでに受け持っている重さ（受けられる重さのうち）
compare-assumption-keep-hours = 受け持った相談の半分が、手を離れるまでの時間

compare-fixed = 変えられない前提
compare-fixed-first = はじめに頼まれた人が引き受けるかどうかは、相談の表（first_accepts）のとおりです。
compare-fixed-full = 受けられる重さがいっぱいの人には頼みません。頼む順番は、製品がカードに出す順番と同じです。
compare-fixed-local = 「当番がまず受ける」では、当番はいっぱいでも断らないものとします。地元を受け持つ人（三人まで）に引き継ぎを頼み、だれも受けなければ当番が受け持ちます。
compare-fixed-untaken = だれも受けなかった相談は、「担当が決まるまでの待ち」に入っていません。その件数と合わせて見てください。
compare-fixed-urgent = 緊急の相談は先に受け、案②でも話し合いを待ちません。時間外は、夜間に聞く人がいなければ開くまで待ちます。
compare-fixed-hours = 窓口の時間、当番、祝日、人の受け持ちは、地域の設定のとおりです。

## the flow

flow-title = 相談の流れ：{ $region }
flow-model = 受け方：{ $model }
flow-about = この図と表は、地域の設定（region.toml）から作りました。設定を直すと、同じ命令で作り直せます。
flow-join = 、
flow-line-break = { "　" }

flow-stage-arrive = 一　相談が来る
flow-stage-sort = 二　窓口が決まる
flow-stage-desk = 三　窓口
flow-stage-take = 四　担当が決まる
flow-stage-wait = 五　待たせないための時計
flow-stage-beyond = 六　窓口で受けられないとき
flow-stage-after = 七　そのあと

flow-column-number = 番号
flow-column-what = すること
flow-column-who = だれ・どこ
flow-column-when = いつ
flow-column-next = つぎ
flow-next = { $number }
flow-next-when = { $number }（{ $when }）

flow-about-codes = 当てはまるもの：{ $codes }
flow-turns = 当番　{ $turns }
flow-turn = { $weekday }：{ $names }
flow-turn-nobody = いない
flow-span-open = 開いている時間で{ $span }
flow-span-wall = 何時でも{ $span }
flow-span-hours = { $hours }時間
flow-span-minutes = { $minutes }分
flow-span-hours-minutes = { $hours }時間{ $minutes }分

flow-line = 家族が LINE に書く
flow-slack = 支援者が Slack に書く
flow-shared-entered = コーディネーターが、自分に来た相談を入れる
flow-matched = つなぐが台帳から三件まで案内する。合うものがなければ、そう伝える
flow-urgent = 緊急の言葉には、いつでもすぐ119などの番号を出し、窓口に知らせる
flow-enough = 案内で足りた
flow-consent = 相談を窓口に渡してよいか、たずねる
flow-choose-desk = 家族が窓口を選ぶ。「任せる」も選べる
flow-choose-person = 家族が窓口と人を選ぶ。「任せる」も選べる
flow-sort = 決まりごと、話題、市町の順に見て、受ける窓口を決める
flow-sort-one = 窓口は一つ。どの市町の相談も受ける
flow-rule-at-once = 決まりごと：いつでもすぐ呼ぶ
flow-rule-first = 決まりごと：ほかの相談より先に出す
flow-rule-desk = 決まりごと：{ $desk }が受ける
flow-rule-outside = 決まりごと：{ $desk }につなぐことを、カードで勧める
flow-desk = { $desk }
flow-direct = 市町の直営
flow-contracted = 委託（{ $operator }）
flow-contracted-plain = 委託
flow-night = 時間外の緊急は{ $name }が聞く
flow-night-none = 時間外に緊急を聞く人はいない。開いたときに当番へ届く

flow-one-stop-card = 窓口の当番に、候補の人と理由が並んだカードが届く
flow-one-stop-offer = 当番が一人を選んで頼む
flow-shared-card = 窓口のみなにカードが届く
flow-shared-views = 意見を集める（引き受けたい・一緒に・知っている・意見）
flow-shared-decided = 担当、手伝う人、進め方、理由を決めて記録する
flow-shared-lead = 時間までに決まらなければ、まとめ役が決める
flow-shared-no-lead = 時間までに決まらなければ、窓口のみなをもう一度呼ぶ
flow-shared-agenda = 決まらない相談は、話し合いの議題に載る
flow-handover = ほかの担当に、理由を添えて引き継ぎを頼む
flow-duty-called = その日の当番を名前で呼ぶ。当番がいなければ、窓口のみなを呼ぶ
flow-duty-taken = 当番が引き受け、家族の話を聞く
flow-duty-handover = 地元を受け持つ人に、理由を添えて引き継ぎを頼む
flow-owner = 担当が家族に応じる。責任を持つ人は、いつも一人
flow-owner-helpers = ほかの人が手伝いに入れる
flow-owner-both = ほかの人が手伝いに入れる。市町の職員と委託の人が、一件を二人で受け持てる

flow-clock-remind = 当番にもう一度知らせる
flow-clock-substitute = 代わりの人を呼ぶ
flow-clock-whole-desk = 窓口の全員を呼ぶ
flow-clock-supervisors = スーパーバイザーチームを呼ぶ
flow-clock-offer = 頼まれた人の返事を待つのをやめる
flow-clock-unanswered-remind = 家族の言葉に返事がないと、担当に知らせる
flow-clock-unanswered-release = それでも返事がなければ、窓口に戻す
flow-clock-follow-up-missed = 約束の日を過ぎたと、担当に知らせる
flow-clock-family-silent = 家族から返事がないと、担当に知らせる
flow-clock-nobody-left = だれも引き受けないまま、この時間が過ぎる
flow-clock-urgent = 緊急の相談のとき
flow-clock-night = 時間外に呼ぶのは、夜間に聞く人とその代わりの人だけ

flow-supervisors = スーパーバイザーチームが受ける、または助ける
flow-outside = { $desk }
flow-outside-how = 家族の同意を得てつなぐ。閉まっているときは、折り返しを頼む
flow-nobody = 窓口の中に受けられる人がいないことを、みなに知らせる
flow-nobody-outside = 窓口の中に受けられる人がいないことを、みなに知らせる。市町に合う外の窓口を、近い順に勧める
flow-told = 受けられる人がまだいないことと、次にすることを、家族に伝える
flow-follow-up = 日を決めて、様子を聞く
flow-advice = 助言だけの相談：支援者が続け、コーディネーターが付き添う
flow-closed = 結果を記録して終わる。足りなかったことは、地域の課題に残る

flow-when-urgent = 緊急の言葉があるとき
flow-when-alert = 同意を待たない
flow-when-enough = 足りたとき
flow-when-person = 人と話したいとき
flow-when-left-to-us = 任せるとき
flow-when-chosen = 選んだとき
flow-when-topic = 受け持つ話題のとき
flow-when-town = 受け持つ市町のとき
flow-when-rest = そのほか
flow-when-rule = 当てはまるとき
flow-when-proposed = 勧める
flow-when-accepted = 引き受けたとき
flow-when-declined-next = 断られたら、次の人
flow-when-declined-stays = 断られたら、当番が受け持つ
flow-when-own-town = 自分の受け持つ市町
flow-when-other-town = ほかの市町
flow-when-urgent-claim = 緊急のときは、すぐ引き受ける
flow-when-overdue = 時間が過ぎたとき
flow-when-handing-over = 引き継ぐとき
flow-when-unclaimed = だれも引き受けないとき
flow-when-unclaimed-urgent = 緊急で、だれも引き受けないとき
flow-when-still = それでもいないとき
flow-when-no-answer = 返事がないとき
flow-when-no-answer-urgent = 緊急で、返事がないとき
flow-when-help = 助けがいるとき、ボタンで呼ぶ
flow-when-taken = 引き受けたとき
flow-when-nobody = 受けられないとき
flow-when-nobody-urgent = 緊急で、受けられないとき
flow-when-all-declined = みなが断ったとき
flow-when-next-shift = 次の当番に、もう一度届く
flow-when-advice = 支援者が続けられるとき
flow-when-given-back = 窓口に戻すとき
