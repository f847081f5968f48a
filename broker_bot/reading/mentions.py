"""Every day that a sentence names, however it is written, with its place in the sentence. What a day is for is decided
elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from broker_bot.reading import days

MOST_DAYS = 12
"""Days read in one sentence or cell; more are no sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One day or one run of days at text[start:end]. `days` in the order written; `is_range` for a window.

    `weekday_off` means that the weekday written is not that of the date. `recurs` marks the next of many. `with_year`
    tells a date written in full. `relative` counts from the receipt.
    """

    start: int
    end: int
    days: tuple[date, ...]
    is_range: bool = False
    weekday_off: bool = False
    recurs: bool = False
    with_year: bool = False
    relative: bool = False

    @property
    def last(self) -> date:
        """The day that counts for the whole."""
        return self.days[-1]


_MONTH = (
    r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|(?-i:May|MAY)|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_LEAD = rf"(?:(?P<weekday>\b{_WEEKDAY})\b\.?,?\s+(?:the\s+)?)?"
_YEAR = r"(?:,?\s*(?P<year>20\d\d)\b(?!\s*-\s*\d\d))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NO_UNIT = r"(?!\d|:\d|\s*(?:%|a\.?m\b|p\.?m\b|percent)|[.,]\d{3})"


def _month(name: str = "month") -> str:
    return _MONTH.format(name)


_FORMS = {
    "month_day": rf"{_LEAD}\b{_month()}\s*{_DAY}\b{_NO_UNIT}{_YEAR}",
    "day_month": rf"{_LEAD}\b(?:the\s+)?{_DAY}\s+(?:day\s+)?(?:of\s+)?{_month()}\b(?!\s*\d{{1,2}}\b(?!\d)){_YEAR}",
    "slash": rf"{_LEAD}(?<![\d/.$#-])(?P<month>\d{{1,2}})/{_DAY}(?:/(?P<year>20\d\d|\d\d))?(?![\d/%]|\.\d|-[a-z])",
    "iso": r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
    "dotted": r"\b(?P<month>\d{1,2})[.-](?P<day>\d{1,2})[.-](?P<year>20\d\d)\b",
    "weekday_number": rf"\b(?P<weekday>{_WEEKDAY}),?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b",
}
_WRITTEN = {name: re.compile(form, re.IGNORECASE) for name, form in _FORMS.items()}

_FRACTION = re.compile(r"\s*(?:of|inch|cup|day|time|page|hour|mile|FTE|majority|full|-inch)\b", re.IGNORECASE)
_NOT_SLASH = re.compile(
    r"(?:grades?|class(?:es)?|rooms?|form|split|score[sd]?|K|ratio|section|policy|line|of)\s*\Z", re.I
)
_PEOPLE = re.compile(
    r"\s+(?:students?|teachers?|schools?|principals?|people|staff|trips?|days?|weeks?|hours?|minutes?|more|times?)\b",
    re.I,
)
_TO = re.compile(
    rf"\s*(?:-|\u2013|\u2014|to|through|thru|until|till|and|"
    rf"&)\s*(?:{_WEEKDAY}\.?,?\s+)?(?:{_month('m2')}\s*|(?P<slash>\d{{1,2}})/)?"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|[/:]\d|%|\s*(?:a\.?m\b|p\.?m\b))(?:/(?P<y3>20\d\d|\d\d)|"
    rf",?\s*(?P<y2>20\d\d)\b)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s*(?:,\s*(?:and\s+|or\s+)?|(?:and|or|&)\s+)(?P<d2>\d{1,2})(?:st|nd|rd|th)?\b"
    r"(?!\d|[/:%.]\d|\s*(?:a\.?m\b|p\.?m\b|minutes?|hours?|students?|schools?|copies|days?|weeks?|teachers?))",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"(?:mov|chang|push|shift|postpon|exten|reschedul|correct|revis|delay|advanc)\w*\b[^.;]*\bfrom\s+\Z", re.I
)
_WEEK_OF = re.compile(r"\bweek (?:of|beginning|starting)(?: on)?(?: monday,?)?\s*\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?\Z", re.IGNORECASE)


def mentions(text: str, received: date) -> list[Mention]:
    """All mentions in order, none overlapping; written dates win over words inside them."""
    taken: list[Mention] = []
    for found in (*_written(text, received), *_worded(text, received)):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda mention: mention.start)[:MOST_DAYS]


def _written(text: str, received: date) -> Iterator[Mention]:
    for name, form in _WRITTEN.items():
        position = 0
        while found := form.search(text, position):
            position = found.end()
            mention = _one(name, found, text, received)
            if mention:
                mention = _joined(mention, text, received)
                position = mention.end
                yield mention


def _one(name: str, found: re.Match[str], text: str, received: date) -> Mention | None:
    before, after = text[: found.start()], text[found.end() :]
    parts = found.groupdict()
    number, year = int(parts["day"]), parts.get("year")
    weekday = parts.get("weekday")
    if name == "weekday_number":
        wanted = days.next_day_number(received, number)
        return _mention(found, wanted, weekday, with_year=False) if wanted else None
    month = parts["month"]
    if name == "slash" and (_NOT_SLASH.search(before) or (not year and _FRACTION.match(after) and number < 10)):
        return None
    if month == "May" and not before.strip(" \"'(") and not year and _PEOPLE.match(after):
        return None
    day = _day(int(month) if month.isdigit() else days.MONTHS[month[:3].lower()], number, year, received)
    return _mention(found, day, weekday, with_year=bool(year)) if day else None


def _day(month: int, number: int, year: str | None, received: date) -> date | None:
    if not year:
        return days.near(received, month, number)
    return days.day_of(int(year) if len(year) == 4 else 2000 + int(year), month, number)


def _mention(found: re.Match[str], day: date, weekday: str | None, with_year: bool) -> Mention:
    off = bool(weekday) and days.WEEKDAYS[str(weekday)[:3].lower()] != day.weekday()
    return Mention(found.start(), found.end(), (day,), weekday_off=off, with_year=with_year)


def _joined(first: Mention, text: str, received: date) -> Mention:
    """With the other end of a range, or the further days of a shorthand list."""
    before = text[: first.start]
    other = _TO.match(text, first.end)
    if other and not _MOVES.search(before):
        joiner = text[first.end : other.end()].strip().lower()
        plural = joiner.startswith(("and", "&"))
        if not plural or _BETWEEN.search(before) or not (other["m2"] or other["slash"]):
            day = _other_end(first.last, other, received)
            if day and day > first.last:
                run = not plural or bool(_BETWEEN.search(before))
                return replace(first, end=other.end(), days=(*first.days, day), is_range=run)
    if _WEEK_OF.search(before):
        friday = days.in_week(first.last, 4, 0)
        return replace(first, days=(*first.days, friday), is_range=True) if friday > first.last else first
    while more := _MORE.match(text, first.end):
        day = days.day_of(first.last.year, first.last.month, int(more["d2"]))
        if not day or day <= first.last or re.match(r",?\s*20\d\d", text[more.end() - len(more["d2"]) :]):
            break
        first = replace(first, end=more.end(), days=(*first.days, day))
    return first


def _other_end(start: date, other: re.Match[str], received: date) -> date | None:
    year = other["y2"] or other["y3"]
    named = other["m2"] or other["slash"]
    month = start.month if not named else int(named) if named.isdigit() else days.MONTHS[named[:3].lower()]
    if year:
        return days.day_of(int(year) if len(year) == 4 else 2000 + int(year), month, int(other["d2"]))
    return days.day_of(start.year + (month < start.month), month, int(other["d2"]))


_COUNT = (
    r"(?P<n>\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|"
    r"thirty|sixty|ninety)"
)
_NTH = (
    r"(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th|sixth|seventh|eighth|tenth|"
    r"fifteenth|twentieth|\d{1,2}(?:st|nd|rd|th))"
)
_HOLIDAY = "|".join(re.escape(name).replace("'", "'?") for name in days.HOLIDAYS)
_Make = Callable[[re.Match[str], date], "date | None"]


def _counted(found: re.Match[str], received: date) -> date | None:
    word = found["n"].lower()
    number = int(word) if word.isdigit() else days.NUMBERS.get(word, 0)
    step = number * (7 if found["unit"].lower().startswith("week") else 1)
    start = received
    if found.groupdict().get("from") and found["from"].lower()[:3] in days.WEEKDAYS:
        start = days.after(received, days.WEEKDAYS[found["from"].lower()[:3]])
    elif (found.groupdict().get("from") or "").lower() == "tomorrow":
        start = received + timedelta(days=1)
    return start + timedelta(days=step) if number else None


def _weekday(found: re.Match[str], received: date) -> date | None:
    before = found.string[: found.start()]
    if re.search(r"\b(?:a|an|falls? on(?: a)?|fell on(?: a)?|lands? on(?: a)?)\s+\Z", before, re.IGNORECASE):
        return None
    weekday = days.WEEKDAYS[found["wd"][:3].lower()]
    which = (found["which"] or "").lower()
    if which.startswith("last"):
        return days.in_week(received, weekday, -1)
    if which.startswith("this"):
        return days.in_week(received, weekday, 0)
    if which.startswith("next"):
        return days.in_week(received, weekday, 1)
    return days.after(received, weekday)


def _weekday_of_week(found: re.Match[str], received: date) -> date | None:
    return days.in_week(received, days.WEEKDAYS[found["wd"][:3].lower()], int(found["week"].lower() == "next"))


def _end_of(found: re.Match[str], received: date) -> date | None:
    what = found["what"].lower()
    if "week" in what:
        return days.in_week(received, 4, int("next" in what))
    if "month" in what:
        return days.last_of_month(days.next_month(received) if re.search("next|following", what) else received)
    first = days.month_near(received, days.MONTHS[what[:3]], int(found["year"]) if found["year"] else None)
    return first and days.last_of_month(first)


def _number(word: str) -> int:
    word = word.lower()
    return days.ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)


def _nth_weekday(found: re.Match[str], received: date) -> date | None:
    number, weekday = _number(found["nth"]), days.WEEKDAYS[found["wd"][:3].lower()]
    if not -1 <= number <= 5 or not number:
        return None
    what = found["of"].lower()
    if re.search(r"each|every|any|a month|months\b", what) or _recurring_before(found):
        return days.next_nth(received, weekday, number)
    if re.search("next|following", what):
        return days.nth(days.next_month(_month_before(found, received) or received), weekday, number)
    if "month" in what:
        return days.nth(received, weekday, number)
    first = days.month_near(received, days.MONTHS[what[:3]], int(found["year"]) if found["year"] else None)
    return first and days.nth(first, weekday, number)


_EVERY = re.compile(r"\b(?:each|every|monthly|any)\b(?! (?:school|principal|campus|site|student|teacher|staff))", re.I)


def _recurring_before(found: re.Match[str]) -> bool:
    return bool(_EVERY.search(found.string)) and "following" in found["of"].lower()


def _month_before(found: re.Match[str], received: date) -> date | None:
    """The month that "the following month" follows, when the sentence names one before it."""
    named = list(re.finditer(rf"\b{_month()}(?=\W|\Z)", found.string[: found.start()], re.IGNORECASE))
    return days.month_near(received, days.MONTHS[named[-1]["month"][:3].lower()]) if named else None


def _nth_of_month(found: re.Match[str], received: date) -> date | None:
    number, what = _number(found["nth"]), found["of"].lower()
    if number < 0:
        first = days.next_month(received) if re.search("next|following", what) else received
        return days.last_of_month(first)
    if re.search("next|following", what) and not _recurring_before(found):
        first = days.next_month(_month_before(found, received) or received)
        return days.day_of(first.year, first.month, number)
    return days.next_day_number(received, number) if number else None


def _by_holiday(found: re.Match[str], received: date) -> date | None:
    day = _holiday(found, received)
    step = found["step"].lower()
    if day is None:
        return None
    back = found["side"].lower() in {"before", "preceding", "prior to"}
    if step == "day":
        return day + timedelta(days=-1 if back else 1)
    if step == "week":
        return day + timedelta(days=-7 if back else 7)
    weekday = days.WEEKDAYS[step[:3]]
    return days.after(day, weekday) if not back else days.after(day - timedelta(days=8), weekday)


def _holiday(found: re.Match[str], received: date) -> date | None:
    name = found["holiday"].lower().replace("years", "year's").replace("presidents day", "presidents' day")
    return days.holiday(name, received) or days.holiday(name.replace("'", ""), received)


_MONTHS_OF = (
    rf"(?:{_month('mon')}(?:\s+(?P<year>20\d\d))?|(?:the|each|every|any|this|next|the following|the next) month)"
)
_WORDS: tuple[tuple[re.Pattern[str], _Make], ...] = tuple(
    (re.compile(form, re.IGNORECASE), make)
    for form, make in (
        (
            rf"\b(?:on\s+)?the (?P<step>day|week|{_WEEKDAY}) (?P<side>before|after|preceding|following|prior to) "
            rf"(?:the )?(?P<holiday>{_HOLIDAY})(?: day| holiday| break)?\b",
            _by_holiday,
        ),
        (rf"\b(?:the\s+)?{_NTH}\s+(?P<wd>{_WEEKDAY})\s+(?:of|in)\s+(?P<of>{_MONTHS_OF})", _nth_weekday),
        (
            rf"\b(?:the\s+)?{_NTH}(?: day)? of (?P<of>(?:each|every|any|the|this|next|the following|"
            rf"the next) month)\b",
            _nth_of_month,
        ),
        (
            rf"\b(?:the )?(?:last day|end) of (?P<what>(?:the |this |next |the following |the next )?(?:month|"
            rf"week)|{_month('mon')})\b"
            r"(?:\s+(?P<year>20\d\d)\b)?(?!\s*\d)",
            _end_of,
        ),
        (
            rf"\b(?:within(?: the next)?|in(?: the next)?|no (?:later|"
            rf"more) than)\s+{_COUNT}\s+(?:calendar\s+)?(?P<unit>days?|weeks?)\b"
            r"(?:' time)?(?!\s+(?:of (?!receipt|receiving|today|this|the date)|after (?!receipt|receiving|"
            r"today|this|the date)|"
            r"from (?!now|today|receipt|this|the date)|following (?!receipt|this)|before|prior|old|late|"
            r"notice|a\b|per\b|each\b))",
            _counted,
        ),
        (
            rf"\b{_COUNT}\s+(?:calendar\s+)?(?P<unit>days?|weeks?) from (?P<from>now|today|tomorrow|{_WEEKDAY}|"
            rf"the date of this \w+|this \w+)\b",
            _counted,
        ),
        (rf"\b(?P<wd>{_WEEKDAY}) (?:of )?(?P<week>this|next) week\b", _weekday_of_week),
        (
            r"\b(?P<which>this coming |this past |this |next |the following |coming |last )?(?P<wd>(?:Mon|"
            r"Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
            r"(?!s?\s+(?:brief|folder|letter|bulletin|note|memo|update|news|packet|school))",
            _weekday,
        ),
        (
            r"\b(?P<now>today|tomorrow|tonight)\b(?!'s)",
            lambda found, received: received + timedelta(days=int(found["now"].lower() == "tomorrow")),
        ),
        (
            rf"\b(?:by|before|until|prior to|no later than|not later than|on or before|due|after|since)\s+(?:the )?"
            rf"(?P<holiday>{_HOLIDAY})(?: day)?\b(?!\s+(?:break|week|recess|vacation|holiday))",
            _holiday,
        ),
        (
            r"\b(?:by|on|before|until|due|through|than|monthly on)\s+the\s+(?P<nth>\d{1,2}(?:st|nd|rd|th)|"
            r"first|fifth|tenth|fifteenth|twentieth)"
            r"(?=\s*(?:[.,;:)]|\Z|at\b|so\b|and\b|to\b|each\b|every\b|for\b|with\b))(?P<of>)",
            _nth_of_month,
        ),
    )
)

_CUE_WORDS = re.compile(
    r"(?:(?:on or before|prior to|(?:no|not) later than|by|before|until|due|through|than|after|since|"
    r"on)\s+(?:the\s+)?)?",
    re.I,
)


def _worded(text: str, received: date) -> Iterator[Mention]:
    for form, make in _WORDS:
        for found in form.finditer(text):
            day = make(found, received)
            if day:
                start = found.start() + _CUE_WORDS.match(found[0]).end()  # type: ignore[union-attr]
                yield Mention(start, found.end(), (day,), recurs=_recurs(found), relative=True)


def _recurs(found: re.Match[str]) -> bool:
    return bool(re.search(r"\b(?:each|every|monthly|weekly)\s+(?:\w+\s+)?\Z", found.string[: found.start()], re.I))
