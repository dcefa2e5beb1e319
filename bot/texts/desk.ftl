# What coordinators read in Slack. mrkdwn in messages; titles, buttons and fields of modals are plain text.
# Arguments arrive escaped. Buttons: 75 characters at most, titles of modals 24.

desk-join = 、
desk-word = { $word }
desk-item = ・{ $name }
desk-entry = ・{ $name }（{ $id }）
desk-calling = { $people } さん、お願いします。
desk-told = { $people } さん

## the case card

desk-card-title = 受付番号 { $number }｜{ $state }
desk-card-title-urgent = 【緊急】受付番号 { $number }｜{ $state }
desk-state-waiting = 引き受け待ち
desk-state-claimed = 対応中
desk-state-following-up = フォロー中
desk-state-closed = 終了
desk-card-asker = *相談した人*
desk-card-asker-named = { $requester }（{ $name }）
desk-card-town = *市町*
desk-card-age = *年齢*
desk-card-stage = *時期*
desk-card-care = *医療的ケア*
desk-card-topic = *内容*
desk-card-urgency = *緊急度*
desk-card-unknown = まだ分かっていません
desk-age = { $years }歳
desk-age-months = { $months }か月
desk-card-words = *相談の言葉（そのまま）*
desk-card-continues = 続きはこのスレッドにあります。
desk-card-continued = 受付番号 { $number } の言葉の続き
desk-card-words-in-thread = 相談の言葉はこのスレッドにあります。
desk-card-words-of = 受付番号 { $number } の相談の言葉（そのまま）
desk-card-shown = *自動応答で見せた情報*
desk-card-shown-more = ほか { $count } 件
desk-card-owner = 担当：{ $owner }
desk-card-owner-desk = 担当：窓口（まだ誰も引き受けていません）
desk-card-follow-up = 次の連絡：{ $follow_up }
desk-card-opens = いまは窓口の時間外です。次に開くのは { $opens } です。
desk-card-closed = 終了の理由：{ $reason }
desk-card-outcome = 結果：{ $outcome }
desk-card-blocked = ⚠️ LINE でブロックされています。送っても、ご家族の画面には出ません。
desk-card-bot-silent = 自動応答は止めています。ご家族の言葉は、このスレッドに届きます。
desk-card-title-first = 【優先】受付番号 { $number }｜{ $state }
desk-card-owner-of-desk = 担当：{ $desk }（まだ誰も引き受けていません）
desk-card-helpers = 一緒に：{ $helpers }
desk-card-offer = ⏳ { $name }さんにお願いしています（{ $offered } に{ $by }さんから）
desk-card-offer-by-itself = ⏳ { $name }さんにお願いしています（{ $offered } に、合いそうな順で）
desk-card-offer-wanted = ⏳ { $name }さんにお願いしています（{ $offered } に、ご家族の希望で）
desk-card-referral-asked = 外の窓口：{ $outside }（つないでよいか、相談した方にたずねています）
desk-card-referral-agreed = 外の窓口：{ $outside }（つなぐことに同意がありました。つながったか確かめてください）
desk-card-referral-refused = 外の窓口：{ $outside }（つながないでほしいとのことでした）
desk-card-referral-arrived = 外の窓口：{ $outside }（つながりました）
desk-card-call-back = 折り返しの電話を希望しています。番号は、担当の人が「そのほか」で見られます。
desk-card-advised = 地域の決まり：{ $outside }につなぐことを考えてください。
desk-card-unanswered = 相談した方の言葉に、まだ返事をしていません（{ $since } から）。
desk-card-marks = ・
desk-card-wanted = ご家族の希望：{ $name }さん
desk-card-entrance = 入口：{ $name }さん
desk-card-weight = 重さ：{ $weight }
desk-card-advice = 助言のみ（支援者が担当を続けます）
desk-card-supervised = スーパーバイザーを呼びました
desk-card-step-1 = 当番にもう一度知らせました
desk-card-step-2 = 代わりの人を呼びました
desk-card-step-3 = 窓口の全員を呼びました
desk-card-step-4 = スーパーバイザーチームに知らせました
desk-card-step-5 = 受けられる人がまだいません
desk-card-deliberating = *みんなで相談中*　{ $due } まで意見を集めています
desk-card-overdue = *みんなで相談中*　期限を過ぎました。窓口のみなさんで決めてください
desk-card-overdue-lead = *みんなで相談中*　期限を過ぎました。{ $name }さんが決めてください
desk-card-no-views = まだ意見はありません
desk-card-view = ・{ $name }さん：{ $kind }
desk-card-view-words = ・{ $name }さん：{ $kind }　{ $text }
desk-kind-take = 引き受けたい
desk-kind-together = 一緒に
desk-kind-know = 知っている
desk-kind-opinion = 意見
desk-card-decided = *決まったこと*　担当は{ $owner }さん（{ $decided } に{ $by }さんが記録）
desk-card-took-part = 加わった人：{ $names }
desk-card-approach = 進め方：{ $text }
desk-card-because = 理由：{ $text }
desk-card-suggestions = お願いする人の候補（合いそうな順）
desk-suggest-town = { $value }を担当
desk-suggest-care = { $value }に慣れている
desk-suggest-stage = { $value }の支援に慣れている
desk-suggest-load = いまの重さ { $load }
desk-suggest-load-of = いまの重さ { $load }（{ $most } まで）
desk-suggest-known = 前にも担当した
desk-suggest-duty = 今日の当番
desk-suggest-wanted = ご家族の希望
desk-suggest-experience-current = 実務の経験あり
desk-suggest-experience-few = 実務の経験は数件
desk-suggest-full = いまは手いっぱい
desk-consent-anonymous = 匿名の相談です。本人やご家族が分かることは書かれていません。
desk-consent-pending = ご家族の同意はこれからです。同意があるまで、個人が分かることは扱えません。
desk-consent-override = 命に関わるおそれがあるため、同意を待たずにお知らせしています（記録に残ります）。

## delivery of replies: what the platform told us, never "read"

desk-delivery-queued = ⏳ { $sent }　{ $by }の返信：送信を待っています
desk-delivery-sent = ✅ { $sent }　{ $by }の返信：送信しました（読まれたかどうかは分かりません）
desk-delivery-held = ⏸ { $sent }　{ $by }の返信：今月の送信数を使い切ったため、待っています（ご家族から次に連絡があったとき、または送信数が戻ったときに送ります。急ぐときは電話などで）
desk-delivery-failed = ❌ { $sent }　{ $by }の返信：送れませんでした
desk-delivery-unsure = ❓ { $sent }　{ $by }の返信：届いたかどうか確かめられません
desk-delivery-withdrawn = 🗑️ { $sent }　{ $by }の返信：取り消しました
desk-delivery-because = { $line }（{ $reason }）
desk-delivery-earlier = これより前の返信が { $count } 件あります（スレッドに残っています）
desk-delivery-reason-quota = 今月の送信できる数を使い切りました
desk-delivery-reason-blocked = ご家族がブロックしています
desk-delivery-reason-not-found = ご家族の LINE が見つかりません。友だちでなくなったようです
desk-delivery-reason-unauthorized = LINE または Slack の設定を確かめてください
desk-delivery-reason-bad-request = 送れない形の文でした
desk-delivery-reason-invalid-reply-token = 返信できる時間を過ぎていました
desk-delivery-reason-other = 送り先の不具合です

## buttons

desk-button-claim = 引き受ける
desk-button-decline = 今は受けられない
desk-button-give-back = 担当を窓口に返す
desk-button-reply = 返信する
desk-button-introduce = 資源を紹介
desk-button-follow-up = フォロー予定
desk-button-note = 内部メモ
desk-button-bot = 自動応答に戻す
desk-button-read = 言葉を読む
desk-button-media = 自分にだけ送ってもらう
desk-button-close = 終了
desk-button-offer = この人にお願いする
desk-button-offer-to = { $name }さんにお願いする
desk-button-refer-to = { $name }につなぐ
desk-button-undo = 取り消す
desk-button-choose = ほかの人を選ぶ
desk-button-take = 引き受けたい
desk-button-together = 一緒に
desk-button-know = 知っている
desk-button-opinion = 意見を書く
desk-button-decide = 決める
desk-button-more = そのほか
desk-button-fits = この答えで合っている
desk-button-fits-not = 違う
desk-button-confirm = 情報は正しい
desk-button-correct = 情報を直す
desk-button-hide = 案内に出さない

## modals

desk-modal-cancel = やめる
desk-modal-save = 保存する
desk-modal-notice = お知らせ
desk-modal-reply = 返信する
desk-modal-introduce = 資源を紹介
desk-modal-to-preview = 送る前に確かめる
desk-modal-preview = この内容で送ります
desk-modal-send = 送信する
desk-modal-rewrite = 書き直す
desk-modal-decline = 今は受けられない
desk-modal-decline-submit = 窓口に伝える
desk-modal-follow-up = フォロー予定
desk-modal-note = 内部メモ
desk-modal-close = 相談を終了する
desk-modal-close-submit = 終了する
desk-modal-fits = 合っている答えを覚える
desk-modal-fits-not = 違う答えを覚える
desk-modal-judge-submit = 覚える
desk-modal-words = 相談の言葉
desk-modal-correct = 情報を直す

desk-to-family = 受付番号 { $number } のご家族の LINE に届きます。送る前に、届く形を確かめられます。
desk-to-supporter = 受付番号 { $number } の支援者の Slack に届きます。送る前に、届く形を確かめられます。
desk-field-reply = 返信の文
desk-hint-reply = 3,000字まで。スレッドに書いたことは相談した方に届きません。ここから送ったものだけが届きます。
desk-field-entries = 紹介する資源（3件まで）
desk-hint-entries = 名前、内容、市町などの言葉で探せます。確認済みで期限内のものだけが出ます。
desk-placeholder-entries = 言葉で探す
desk-option-entry = { $id }　{ $organization }
desk-field-words = 添える言葉

desk-preview = *ご家族には、このとおりに届きます。*
    まだ送っていません。
desk-preview-supporter = *相談した方には、このとおりに届きます。*
    まだ送っていません。
desk-preview-entry = *{ $name }*
desk-preview-phone = 電話：{ $phone }
desk-preview-by = { $by }より
desk-preview-entries = 資源には、申込み、時間、電話、確かめた日も添えられます。
desk-preview-blocked = ⚠️ 相談した方にブロックされています。送っても、画面には出ません。電話など、ほかの方法も考えてください。
desk-cost-free = 無料で送れます（ご家族から届いたばかりの言葉への返信です）。
desk-cost-push = LINE の有料の送信を 1 通使います。
desk-cost-push-left = LINE の有料の送信を 1 通使います（今月の残り { $left } 通）。
desk-cost-exhausted = ⚠️ 今月の LINE の送信を使い切っています。ご家族から次に言葉が届くまで、送れないことがあります。
desk-cost-slack = Slack に届きます。費用はかかりません。

desk-decline-intro = 受付番号 { $number } を窓口に返します。理由はスレッドに載り、窓口のほかの人に声がかかります。相談した方には理由を伝えません。
desk-field-decline = 理由
desk-field-decline-words = 次の人に伝えること
desk-decline-reason-away = 休み・外出中
desk-decline-reason-full = 手がいっぱい
desk-decline-reason-area = 担当の地域ではない
desk-decline-reason-expertise = ほかに適した人がいる
desk-decline-reason-relation = 関係が近く、担当しないほうがよい
desk-decline-reason-other = その他

desk-field-follow-up = 受付番号 { $number } を次に確かめる日
desk-hint-follow-up = その日の窓口が開く時刻に、スレッドでお知らせします。
desk-field-note = 受付番号 { $number } の内部メモ
desk-hint-note = スレッドに残ります。相談した方には届きません。

desk-fits-intro = 受付番号 { $number } の相談に合っていた資源を選んでください。似た質問が来たとき、その資源を先に案内します。
desk-fits-not-intro = 受付番号 { $number } の相談に合わなかった資源を選んでください。似た質問が来たとき、その資源は案内しにくくなります。
desk-field-fits = 合っていた資源
desk-field-fits-not = 合わなかった資源
desk-field-wording = 覚えておく質問の言い方
desk-hint-wording = 名前、地名、年齢などは抜いてあります。誰のことか分からない言い方になっているか、確かめて直してください。覚えるのはこの文だけです。

desk-close-intro = 受付番号 { $number } を終わりにします。相談した方には、終わったこと、またいつでも相談できることを伝えます。
desk-field-close = 終了の理由
desk-close-reason-settled = 困りごとが落ち着いた
desk-close-reason-connected = ほかの窓口や人につないだ
desk-close-reason-wish = 相談した人の希望
desk-close-reason-no-contact = 連絡が取れない
desk-close-reason-moved = 転居
desk-close-reason-duplicate = 重なった相談
desk-close-reason-other = その他
desk-close-reason-handed-back = 支援者に返した
desk-close-reason-erased = ご本人が記録を消しました
desk-field-outcome = 必要だったことは、かなったか
desk-hint-outcome = かなわなかったことは、名前を出さずに地域の課題として数えます。
desk-outcome-met = かなった
desk-outcome-partly = 一部かなった
desk-outcome-unmet = 応えられる資源がなかった
desk-outcome-unknown = 分からない

## who is to have it: forms

desk-placeholder-choose = 選んでください
desk-modal-next = 次へ
desk-modal-ask = お願いする
desk-modal-share = みんなに伝える

desk-modal-more = そのほか
desk-field-more = 受付番号 { $number } をどうしますか
desk-more-nothing = 受付番号 { $number } でいまできる操作は、カードのボタンだけです。
desk-more-call-back = 折り返しの電話番号：{ $number }（あなただけに見えています）
desk-more-join = 一緒に入る
desk-more-join-means = 担当の人はそのまま、あなたも一緒に対応します。
desk-more-leave = 抜ける
desk-more-leave-means = 担当の人はそのまま、あなたは対応から外れます。
desk-more-invite = ほかの人に一緒に入ってもらう
desk-more-invite-means = 担当はあなたのままです。
desk-more-choose = ほかの人を選ぶ
desk-more-choose-means = 引き受けてもらえるか、一人にたずねます。
desk-more-hand-over = ほかの人に引き継ぐ
desk-more-hand-over-means = 相手が引き受けるまで、担当はあなたのままです。
desk-more-supervisors = スーパーバイザーを呼ぶ
desk-more-supervisors-means = スーパーバイザーチームに声がかかります。担当は変わりません。
desk-more-move = 別の窓口へ移す
desk-more-move-means = この地域のほかの窓口が受けます。
desk-more-refer = 外の窓口につなぐ
desk-more-refer-means = 先に、相談した方につないでよいかをたずねます。
desk-more-arrived = 外の窓口につながった
desk-more-arrived-means = 相手の窓口が受けたことを、確かめられたときに選びます。
desk-more-advice = 助言のみにする
desk-more-advice-means = 支援者が担当を続け、こちらは助言で支えます。
desk-more-no-advice = 助言のみをやめる
desk-more-no-advice-means = こちらの担当として対応します。
desk-more-hand-back = 支援者に返す
desk-more-hand-back-means = こちらの対応を終わりにし、支援者が続けます。
desk-more-weight = 重さを変える
desk-more-weight-means = 負担が一人に偏らないように数えます。

desk-modal-choose = ほかの人を選ぶ
desk-choose-intro = 受付番号 { $number } を引き受けてもらえるか、一人にたずねます。返事があるまで、窓口の担当のままです。
desk-modal-hand-over = ほかの人に引き継ぐ
desk-hand-over-intro = 受付番号 { $number } を引き継いでもらえるか、たずねます。相手が引き受けるまで、担当はあなたのままです。
desk-field-to = お願いする人（合いそうな順）
desk-field-offer-words = その人に伝えること
desk-modal-invite = 一緒に入ってもらう
desk-invite-intro = 受付番号 { $number } に、あなたと一緒に入る人を選びます。
desk-field-helper = 一緒に入る人
desk-modal-opinion = 意見を書く
desk-field-opinion = 受付番号 { $number } についての意見
desk-hint-opinion = 窓口のみんなに見えます。相談した方には届きません。
desk-modal-decide = 決める
desk-modal-decide-submit = 決めて記録する
desk-decide-intro = 受付番号 { $number } をだれがどう支えるか、決めたことを記録します。担当になる人に声がかかります。
desk-field-owner = 担当
desk-field-helpers = 一緒に入る人
desk-field-approach = 進め方
desk-field-decided-because = そう決めた理由
desk-modal-move = 別の窓口へ移す
desk-modal-move-submit = 移す
desk-move-intro = 受付番号 { $number } を、この地域のほかの窓口に移します。カードも相談の言葉も移り、このチャンネルには残りません。
desk-field-desk = 移す先
desk-field-move-because = 理由
desk-modal-refer = 外の窓口につなぐ
desk-refer-intro = 受付番号 { $number } のご家族に、つないでよいかを先にたずねます。つながったと分かるまで、こちらが担当を続けます。
desk-refer-intro-supporter = 受付番号 { $number } の支援者に、つないでよいかを先にたずねます。つながったと分かるまで、こちらが担当を続けます。
desk-field-outside = つなぐ先（近い順）
desk-hint-refer = 閉まっている窓口には、折り返しの電話を頼めます。番号は相談した方にたずねます。
desk-outside-note = { $kind }　{ $phone }
desk-outside-municipality = 市町
desk-outside-area = 圏域
desk-outside-prefecture = 都道府県
desk-outside-other = そのほか
desk-modal-hand-back = 支援者に返す
desk-hint-hand-back = 窓口のスレッドに残ります。支援者には届きません。
desk-modal-hand-back-submit = 返す
desk-hand-back-intro = 受付番号 { $number } を、相談した支援者に返します。こちらの対応は終わりになり、支援者にはそのことを伝えます。また相談できます。
desk-field-hand-back = 理由
desk-modal-weight = 重さ
desk-field-weight = 受付番号 { $number } の重さ
desk-hint-weight = 医療の重さではなく、支える手間の大きさです。
desk-weight-1 = 1　ふつう
desk-weight-1-means = ときどきのやりとりで足ります。
desk-weight-2 = 2　やや重い
desk-weight-2-means = 関わる所が多い、または続けて支えます。
desk-weight-3 = 3　重い
desk-weight-3-means = 毎週のように動き、一人では抱えきれません。
desk-colleague-duty = 今日の当番
desk-colleague-load = いまの重さ { $load }
desk-colleague-load-of = いまの重さ { $load }（受けられるのは { $capacity } まで）

## what is wrong in a field, or why a modal does not open

desk-error-empty = ここを埋めてください。
desk-error-wording = 「{ $found }」を抜いてください。覚えておく言い方には、名前や数字を書けません。
desk-error-too-long = { $limit }字までです。二つに分けて送ってください。
desk-error-no-entry = 紹介する資源を選んでください。
desk-error-too-many = 一度に紹介できるのは { $limit } 件までです。
desk-error-entry-gone = 期限が過ぎたか、案内から外された資源が入っています。選び直してください。
desk-error-nothing-changed = 変わったところがありません。正しいときは「情報は正しい」を押してください。
desk-error-hours = 時間の書き方が読み取れません。下の例のように書いてください。
desk-error-names-somebody = 「{ $found }」は、誰のことか分かる情報のようです。ご家族の同意がないあいだは、消してから送ってください。
desk-error-date-past = 明日より後の日を選んでください。
desk-notice-unknown = 見つかりませんでした。画面を読み込み直してください。
desk-notice-stranger = この窓口のコーディネーターだけが使えます。
desk-notice-closed = 受付番号 { $number } の今の状態では、この操作はできません。カードの表示を確かめてください。
desk-notice-nobody = 受付番号 { $number } をお願いできる人が、いまはいません。「そのほか」から、スーパーバイザーや外の窓口に相談できます。
desk-notice-nothing-shown = 受付番号 { $number } では、まだ資源を案内していません。
desk-notice-garbled = 文をそのままの形で受け取れなかったので、送っていません。前の画面に戻って、もう一度お試しください。

## in the thread, and to the one who pressed

desk-judged = { $fits ->
    [yes] 覚えました。似た質問には、この資源を先に案内します。
   *[no] 覚えました。似た質問には、この資源を案内しにくくなります。
  }
desk-declined = { $name }さんは今は受けられません。
desk-replied = { $name }さんが相談した方に返信しました。
desk-called-from-away = 「{ $desk }」の受付番号 { $number } で、あなたに声がかかっています。くわしいことは、その窓口のチャンネルにあります。
desk-answered = { $name }さんの返信です。
desk-moved-away = 受付番号 { $number } は「{ $desk }」に移りました。相談の言葉は、ここには残していません。
desk-bot-resumed = { $name }さんが自動応答に戻しました。相談した方の言葉は、これからもここに届きます。
desk-follow-up-set = { $name }さんが { $follow_up } に確かめることにしました。
desk-follow-up-due = 受付番号 { $number } を確かめる日です。
desk-note = { $name }さんの内部メモ（相談した方には届きません）
desk-urgent = *緊急の言葉が届きました：{ $urgency }*
    相談した方には、119番などの案内をもう出しています。
desk-continues = 相談した方が自動応答に話していたこと
desk-blocked = ご家族が LINE をブロックしました。送っても届かなくなります。
desk-unblocked = ご家族のブロックが解除されました。また届きます。
desk-already-closed = 受付番号 { $number } はもう終了しています。変更はしていません。
desk-already-yours = 受付番号 { $number } は、もうあなたの担当です。
desk-already-claimed = 受付番号 { $number } は{ $owner }さんが引き受けています。変更はしていません。
desk-not-now = 受付番号 { $number } の今の状態では、この操作はできません。変更はしていません。
desk-not-of-this-desk = 受付番号 { $number } は、この窓口のコーディネーターだけが引き受けられます。

desk-urgent-kept = *緊急の言葉が届きました。*
    相談した方には、119番などの案内をもう出しています。
desk-words-kept = 言葉は Slack に載せていません。カードの「言葉を読む」で、あなただけに表示されます。
desk-words-intro = 受付番号 { $number } のやりとりです。あなたにだけ見えています。
desk-words-earlier = これより前の { $count } 件は、ここには入りきりません。
desk-words-none = まだ言葉は届いていません。
desk-words-before = 相談のはじめの言葉
desk-words-requester = { $said }　相談した方
desk-words-by = { $said }　{ $by }
desk-words-withdrawn = （相談した方が取り消しました）
desk-words-image = （写真）
desk-words-video = （動画）
desk-words-audio = （音声）
desk-words-file = （ファイル）
desk-words-location = （場所）
desk-words-sticker = （スタンプ）

## from hand to hand

desk-offered = { $name }さん、受付番号 { $number } をお願いできますか（{ $by }さんより）。「引き受ける」か「今は受けられない」を押してください。
desk-offered-next = 次に、{ $name }さんにお願いします。「引き受ける」か「今は受けられない」を押してください。
desk-offer-undone = { $by }さんが、{ $name }さんへのお願いを取り消しました。
desk-offer-lapsed = { $name }さんから、時間までに返事がありませんでした。
desk-accepted = { $name }さんが引きつぎました。
desk-cannot-offer = 受付番号 { $number } は、その人にはお願いできません。自分で受けるときは「引き受ける」を押してください。
desk-home-area = { $town }を受け持つ人に引きつぐこともできます。
desk-helper-joined = { $name }さんが、受付番号 { $number } に一緒に関わります。
desk-helper-left = { $name }さんが、一緒の対応から外れました。
desk-cannot-help = 受付番号 { $number } に人を加えられるのは担当の人です。自分が加わることは、いつでもできます。
desk-supervisors-called = { $name }さんが、受付番号 { $number } でスーパーバイザーチームを呼んでいます。
desk-supervisors-needed = 受付番号 { $number } を引き受けられる人が、窓口にいません。スーパーバイザーチームの方、お願いします。
desk-no-supervisors = 受付番号 { $number } で呼べるスーパーバイザーチームの人がいません。
desk-moved = { $name }さんが、「{ $was }」から「{ $desk }」に移しました。
desk-nobody-left = 受付番号 { $number } を引き受けられる人が、まだいません。相談した方には、そのことと、引きつづき探していることを伝えました。
desk-nobody-left-outside = 受付番号 { $number } を引き受けられる人が、まだいません。相談した方には、そのことと、引きつづき探していることを伝えました。外の窓口につなぐこともできます。
desk-outside-by-rule = 受付番号 { $number } は、地域の決まりで、次の窓口につなぐことを勧めています。
desk-advice-on = { $name }さんが、助言だけの相談にしました。支援の担当は、相談した支援者のままです。
desk-advice-off = { $name }さんが、助言だけの相談ではないことにしました。
desk-handed-back = { $name }さんが、相談した支援者に返しました。

## thinking together

desk-view-take = { $name }さん：引き受けたい
desk-view-together = { $name }さん：一緒に関わりたい
desk-view-know = { $name }さん：この方を知っている
desk-view-opinion = { $name }さんの意見
desk-decided = 受付番号 { $number } は、{ $owner }さんが担当することに決まりました（決めた人：{ $by }さん）。
desk-deliberation-overdue = 受付番号 { $number } の意見を集める時間が終わりました。担当を決めてください。決まるまで、次の会議の議題に載せておきます。

## to a window outside

desk-referral-asked = { $name }さんが、「{ $outside }」につないでよいか、相談した方にたずねました。
desk-referral-agreed = 相談した方が「{ $outside }」につなぐことに同意し、連絡先をお知らせしました。つながったかどうかを、{ $follow_up } に確かめてください。
desk-referral-refused = 受付番号 { $number } の方は、外の窓口につなぐことを希望されませんでした。
desk-referral-arrived = { $name }さんが、「{ $outside }」につながったことを確かめました。
desk-call-back-asked = 「{ $outside }」からの電話を希望されています。番号は担当の人だけに表示しています。
desk-call-back-number = 「{ $outside }」から電話してもらう番号です。あなただけに見えています。

## when nothing happens

desk-escalated-remind = 受付番号 { $number } を、まだ誰も引き受けていません。
desk-escalated-substitute = 受付番号 { $number } を、まだ誰も引き受けていません。当番の代わりに見てください。
desk-escalated-whole-desk = 受付番号 { $number } を、まだ誰も引き受けていません。窓口のみなさん、お願いします。
desk-escalated-supervisors = 受付番号 { $number } を、まだ誰も引き受けていません。スーパーバイザーチームの方、お願いします。
desk-unanswered = 受付番号 { $number } の方が、返事を待っています。
desk-owner-left = { $name }さんはこの窓口を離れています。受付番号 { $number } を、窓口に戻しました。
desk-released = 受付番号 { $number } は、{ $name }さんからの返事がないまま時間がたったので、窓口に戻しました。
desk-follow-up-missed = 受付番号 { $number } は、約束した日を過ぎています。
desk-family-silent = 受付番号 { $number } の方から、しばらく返事がありません。もう一度様子をうかがうか、終了するかを考えてください。

## a shift, a week begins

desk-shift-summary = 当番のはじまりです。受付中 { $open } 件、引き受け待ち { $waiting } 件、今日までに確かめる { $due } 件
desk-shift-waiting = ・受付番号 { $number }（{ $opened } から）
desk-shift-waiting-first = ・【先に】受付番号 { $number }（{ $opened } から）
desk-shift-waiting-urgent = ・【緊急】受付番号 { $number }（{ $opened } から）
desk-shift-more = ほか { $count } 件
desk-gaps = これから二週間で、当番のいない時間です。
desk-gap = ・{ $start } から { $end }
## what waits for a decision: /kyougi

desk-agenda = 決めるのを待っている相談（{ $count } 件）
desk-agenda-none = 決めるのを待っている相談はありません。
desk-agenda-overdue = *期限を過ぎたもの*
desk-agenda-deliberating = *みんなで相談しているもの*
desk-agenda-nobody = *まだだれも引き受けていないもの*
desk-agenda-case = ・受付番号 { $number }　{ $opened } から　{ $desk }
desk-agenda-case-due = ・受付番号 { $number }　意見は { $count } 件、期限は { $due }　{ $desk }
desk-agenda-case-urgent = ・【緊急】受付番号 { $number }　{ $opened } から　{ $desk }
desk-agenda-case-first = ・【優先】受付番号 { $number }　{ $opened } から　{ $desk }
desk-agenda-case-offered = ・受付番号 { $number }　{ $name }さんの返事を待っています　{ $desk }
desk-agenda-more = ほか { $count } 件

## the curator's card

desk-curator-title = 情報の確認のお願い：{ $name }
desk-curator-entry = 「この情報は違う」という知らせがありました。
    { "" }*{ $name }*（{ $id }）
desk-curator-description = { $value }
desk-curator-how-to-apply = 申込み：{ $value }
desk-curator-hours = 時間：{ $value }
desk-curator-phone = 電話：{ $value }
desk-curator-capacity = { $value }
desk-curator-version = { $version } 版
desk-curator-checked = { $year }年{ $month }月{ $day }日に、{ $role }が確認
desk-curator-confirmed = { $by }さんが「{ $name }」（{ $id }）の情報を正しいと確かめました。
desk-curator-hidden = { $by }さんが「{ $name }」（{ $id }）を案内に出さないことにしました。
desk-curator-corrected = { $by }さんが「{ $name }」（{ $id }）の情報を直しました。
desk-correct-intro = *{ $name }*（{ $id }）
    変えたところだけが新しい版になります。今日、コーディネーターが確かめた情報として案内されます。
desk-field-correct-phone = 電話
desk-field-correct-hours = 時間
desk-hint-correct-hours = 例：MO-FR 09:00-17:00; SA 09:00-12:00; PH off（PH off は祝日休み）。いつでもは 24/7、分からないときは ask。
desk-field-correct-how-to-apply = 申込み
desk-field-correct-description = 説明
desk-field-correct-fee = 費用
desk-field-correct-capacity = 空き

## media and failures

desk-wrote = 相談した方からの言葉です。
desk-media-arrived = 相談した方から、言葉ではないもの（写真など）が届きました。
desk-media-sticker = スタンプが届きました。
desk-media-location = 場所が届きました。
desk-media-image = 写真が届きましたが、LINEの外にあるため、ここには載せられません。
desk-media-video = 動画が届きましたが、LINEの外にあるため、ここには載せられません。
desk-media-audio = 音声が届きましたが、LINEの外にあるため、ここには載せられません。
desk-media-file = ファイルが届きましたが、ここには載せられません。
desk-media-not-passed = 写真やファイルが届きましたが、ここに載せられませんでした。送った方に、もう一度たずねてください。
desk-not-delivered-held = 今月の送信数を使い切ったため、ご家族への自動のお知らせを待たせています。ご家族から次に連絡があったとき、または送信数が戻ったときに送ります。急ぐときは電話などで伝えてください。
desk-not-delivered-failed = 自動のお知らせを、ご家族に届けられませんでした。
desk-not-delivered-unsure = 自動のお知らせが、ご家族に届いたかどうか分かりません。

## the machine itself: one word in the channel, for people who need not know how it works

desk-alarm-stuck-inbox = ⚠️ 届いた言葉の読み取りが止まっています。届いたものは保存されています。運用の担当者に伝えてください。
desk-alarm-stuck-outbox = ⚠️ ご家族や窓口への送信が止まっています。送るはずのものは保存されています。運用の担当者に伝えてください。
desk-alarm-stuck-clock = ⚠️ 時計の仕事（期日のお知らせなど）が止まっています。運用の担当者に伝えてください。
desk-alarm-nobody-inbox = ⚠️ 届いた言葉を読み取る仕組みが動いていません。届いたものは保存されています。運用の担当者に伝えてください。
desk-alarm-nobody-outbox = ⚠️ ご家族や窓口への送信の仕組みが動いていません。送るはずのものは保存されています。運用の担当者に伝えてください。
desk-alarm-nobody-clock = ⚠️ 時計の仕組み（期日のお知らせなど）が動いていません。運用の担当者に伝えてください。
desk-alarm-database = ⚠️ 記録の保存ができません。LINE や Slack から届くものを受け取れないか、受け取ってもお返事ができません。受け取れなかったものは、あとで届け直されるのを待っています。運用の担当者に伝えてください。
desk-alarm-over-stuck-inbox = ✅ 届いた言葉の読み取りが、また動いています。
desk-alarm-over-stuck-outbox = ✅ 送信が、また動いています。
desk-alarm-over-stuck-clock = ✅ 時計の仕事が、また動いています。
desk-alarm-over-nobody-inbox = ✅ 届いた言葉を読み取る仕組みが、また動いています。
desk-alarm-over-nobody-outbox = ✅ 送信の仕組みが、また動いています。
desk-alarm-over-nobody-clock = ✅ 時計の仕組みが、また動いています。
desk-alarm-over-database = ✅ 記録の保存が、またできるようになりました。

## the month's LINE messages

desk-quota-forecast = 📮 今月の LINE 送信数は { $limit } 通のうち { $used } 通を使いました。この調子だと { $out }ごろに足りなくなります（月末の見込み { $expected } 通）。
desk-quota-used-80 = 📮 今月の LINE 送信数は { $limit } 通のうち { $used } 通を使いました。残りは { $left } 通です。
desk-quota-used-95 = 📮 今月の LINE 送信数が残り { $left } 通になりました（{ $limit } 通のうち { $used } 通）。使い切ると、ご家族から連絡があるまで、こちらからは送れなくなります。
desk-quota-spent = 📮 今月の LINE 送信数（{ $limit } 通）を使い切りました。ご家族から届いた言葉へのお返事は、これまでどおり送れます。こちらからの返信は、ご家族から次に連絡があったとき、または送信数が戻ったときに送ります。急ぐときは電話などで伝えてください。
desk-quota-spent-tell-desk = 📮 今月の LINE 送信数（{ $limit } 通）を使い切りました。ご家族から届いた言葉へのお返事は、これまでどおり送れます。こちらからの返信は送れず、カードに ❌ と出ます。電話などで伝えてください。

desk-alarm-mend-line = ⚠️ LINE がつなぐからの送信を受けつけません（接続の設定が無効です）。ご家族への送信は保存して待たせています。運用の担当者に伝えてください。
desk-alarm-mend-slack = ⚠️ Slack がつなぐからの送信の一部を受けつけません（アプリの設定か権限）。送るはずのものは保存して待たせています。運用の担当者に伝えてください。
desk-alarm-mend-channel = ⚠️ つなぐが窓口のチャンネルに書きこめません（アプリがチャンネルから外されたか、チャンネルがアーカイブされています）。カードや言葉は保存して待たせています。チャンネルにアプリをもう一度招待してください。
desk-alarm-unreached-line = ⚠️ 10分以上、LINE に送れていません。ご家族への送信は保存して、くり返し試しています。急ぐときは電話などで。
desk-alarm-unreached-slack = ⚠️ 10分以上、Slack に送れないものがあります。保存して、くり返し試しています。

## the roster

desk-button-swap = 代わってほしい
desk-button-leave = 休みます
desk-button-override = 当番を入れかえる
desk-button-accept-swap = わたしが代わる
desk-button-withdraw = 取り消す
desk-modal-swap = 代わってほしい
desk-modal-swap-submit = チャンネルに出す
desk-modal-leave = 休みます
desk-modal-override = 当番を入れかえる
desk-swap-intro = 窓口のチャンネルに出します。先に「わたしが代わる」を押した人に決まります。決まるまでは、いまのままです。
desk-field-turn = どの当番ですか
desk-option-turn = { $day }　{ $start }–{ $end }
desk-field-swap-to = だれに頼みますか
desk-field-swap-words = ひとこと（チャンネルに出ます）
desk-field-leave-first = 休みの最初の日
desk-field-leave-last = 休みの最後の日
desk-hint-leave = この間の当番は、代わりの人に移ります。代わりの人がいない当番は、チャンネルで引き受ける人をさがします。
desk-override-intro = すぐに決まり、窓口のチャンネルに出ます。
desk-field-override-on = 日
desk-field-override-start = はじまり
desk-field-override-end = おわり
desk-field-override-into = 当番に入る人
desk-field-override-out = だれの代わりですか（空なら、いまの当番に加わります）
desk-error-leave-last = 最初の日より前の日や、過ぎた日は選べません。
desk-error-day-past = 今日より後の日を選んでください。
desk-error-time-order = はじまりより後の時刻を選んでください。
desk-notice-no-turns = これからの当番がありません。

desk-roster-swap-asked = { $out }さんの当番（{ $start }から{ $end }まで）を、代わってくれる人をさがしています。
desk-roster-swap-accepted = { $start }から{ $end }までの当番は、{ $out }さんの代わりに{ $into }さんです。
desk-roster-swap-withdrawn = { $out }さんの当番（{ $start }から{ $end }まで）の代わりさがしは、取り消されました。当番は元のとおりです。
desk-roster-leave-accepted = { $out }さんは、{ $first }から{ $last }まで休みます。
desk-roster-leave-withdrawn = { $out }さんの休み（{ $first }から{ $last }まで）は、取り消されました。
desk-roster-override-accepted = { $start }から{ $end }までの当番は、{ $out }さんの代わりに{ $into }さんです（{ $by }さんが入れかえました）。
desk-roster-override-withdrawn = { $start }から{ $end }までの当番の入れかえは、取り消されました。当番は元のとおりです。
desk-roster-addition-accepted = { $start }から{ $end }までの当番に、{ $into }さんが加わりました（{ $by }さんが入れました）。
desk-roster-addition-withdrawn = { $start }から{ $end }までの当番に{ $into }さんを加えたことは、取り消されました。
desk-roster-more = ほかに{ $count }回あります。/touban で見られます。
desk-roster-swapped = { $turn }からの{ $out }さんの当番を、{ $into }さんが代わります。
desk-roster-undone = { $name }さんが、当番の変更を取り消しました。

desk-roster-unknown = この変更は見つかりませんでした。
desk-roster-not-yours = ご自分の当番ではないので、変えていません。/touban でいまの予定を確かめてください。
desk-roster-over = もう過ぎているので、変えていません。
desk-roster-too-long = 長すぎるので、変えていません。休みは400日までです。働かなくなる人は、region.toml の active_to に書きます。
desk-roster-taken = すでに{ $name }さんが代わることに決まっています。
desk-roster-withdrawn = この変更は取り消されています。
desk-roster-own = ご自分の当番です。代わらなくてよくなったときは「取り消す」を押してください。
desk-roster-other-desk = この窓口のコーディネーターだけが変えられます。
desk-roster-you-are-away = その時間は休みになっているので、代われません。休みを取り消してから押してください。
desk-roster-away = { $name }さんはその時間にいないので、変えていません。
desk-roster-changed-since = その当番は、もう別の人に移っています。/touban でいまの予定を確かめてください。

desk-calendar-of-desk = 当番表：{ $name }
desk-calendar-of-person = { $name }さんの当番
desk-calendar-turn = 当番（{ $desk }）
desk-calendar-instead = { $out }さんの代わりです。
