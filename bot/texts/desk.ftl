# What coordinators read in Slack. Arguments arrive escaped.

## from the case

desk-urgent = 緊急の可能性がある言葉が届きました（{ $urgency }）。ご家族には119などの番号を案内済みです。
desk-continues = ご家族がこの相談の続きを選びました。自動応答とのやりとりです。
desk-declined = { $name }さんは今は受けられません。理由：
desk-replied = { $name }さんがご家族に送信しました。
desk-follow-up-set = { $name }さんがフォロー予定を { $follow_up } にしました。
desk-follow-up-due = 受付番号 { $number }：今日はフォローの予定日です。
desk-note = 内部メモ（ご家族には届きません）　{ $name }さん
desk-bot-resumed = { $name }さんが自動応答に戻しました。相談は開いたままです。
desk-blocked = ご家族がこのアカウントをブロックしました。送っても届きません。
desk-unblocked = ご家族のブロックが解除されました。
desk-already-claimed = 受付番号 { $number } は、{ $owner }さんが引き受けています。
desk-already-yours = 受付番号 { $number } は、あなたが引き受けています。
desk-already-closed = 受付番号 { $number } は、すでに終了しています。
desk-not-now = 受付番号 { $number } は、いまの状態ではこの操作ができません。カードを確かめてください。
desk-not-of-this-desk = 受付番号 { $number } は、別の窓口の相談です。
