# What families and supporters read, in plain English.

form-day = { $weekday } { $day }/{ $month }
form-instant = { $day }, { $time }
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
