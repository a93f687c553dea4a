"""How dates are written in Chinese here: 2026年11月22日, a 24-hour clock, weeks from Monday."""

DATE_FORMAT = "Y年n月j日"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y年n月j日 H:i"
SHORT_DATE_FORMAT = "Y年n月j日"
SHORT_DATETIME_FORMAT = "n月j日 D H:i"
MONTH_DAY_FORMAT = "n月j日"
YEAR_MONTH_FORMAT = "Y年n月"
DESK_DAY_FORMAT = "n月j日 l"
FIRST_DAY_OF_WEEK = 1
