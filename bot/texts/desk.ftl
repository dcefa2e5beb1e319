# What coordinators read in Slack. mrkdwn in messages; titles, buttons and fields of modals are plain text.
# Arguments arrive escaped. Buttons: 75 characters at most, titles of modals 24.

desk-join = 、
desk-word = { $word }
desk-item = ・{ $name }
desk-entry = ・{ $name }（{ $id }）
desk-calling = { $people } さん、お願いします。

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
desk-consent-anonymous = 匿名の相談です。本人やご家族が分かることは書かれていません。
desk-consent-pending = ご家族の同意はこれからです。同意があるまで、個人が分かることは扱えません。
desk-consent-override = 命に関わるおそれがあるため、同意を待たずにお知らせしています（記録に残ります）。

## delivery of replies: what the platform told us, never "read"

desk-delivery-queued = ⏳ { $sent }　{ $by }の返信：送信を待っています
desk-delivery-sent = ✅ { $sent }　{ $by }の返信：送信しました（読まれたかどうかは分かりません）
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
desk-close-reason-erased = ご本人が記録を消しました
desk-field-outcome = 必要だったことは、かなったか
desk-hint-outcome = かなわなかったことは、名前を出さずに地域の課題として数えます。
desk-outcome-met = かなった
desk-outcome-partly = 一部かなった
desk-outcome-unmet = 応えられる資源がなかった
desk-outcome-unknown = 分からない

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
desk-notice-nothing-shown = 受付番号 { $number } では、まだ資源を案内していません。
desk-notice-garbled = 文をそのままの形で受け取れなかったので、送っていません。前の画面に戻って、もう一度お試しください。

## in the thread, and to the one who pressed

desk-judged = { $fits ->
    [yes] 覚えました。似た質問には、この資源を先に案内します。
   *[no] 覚えました。似た質問には、この資源を案内しにくくなります。
  }
desk-declined = { $name }さんは今は受けられません。
desk-replied = { $name }さんが相談した方に返信しました。
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
desk-not-delivered-failed = 自動のお知らせを、ご家族に届けられませんでした。
desk-not-delivered-unsure = 自動のお知らせが、ご家族に届いたかどうか分かりません。
