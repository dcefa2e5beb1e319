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
compare-fixed-local = 「当番がまず受ける」では、地元を受け持つ人だけに引き継ぎを頼み、だれも受けなければ当番が受け持ちます。
compare-fixed-urgent = 緊急の相談は先に受け、案②でも話し合いを待ちません。時間外は、夜間に聞く人がいなければ開くまで待ちます。
compare-fixed-hours = 窓口の時間、当番、祝日、人の受け持ちは、地域の設定のとおりです。
