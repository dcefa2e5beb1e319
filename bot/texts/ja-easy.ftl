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
