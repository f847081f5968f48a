"""Warnings for the person who checks a draft: what in the memo is doubtful or hard on its readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from broker_bot.domain.memo import Odd, Oddity
from broker_bot.reading.dues import Dated

SHORT_NOTICE_DAYS = 5
"""School days, here Mondays to Fridays, below which notice is short."""

_SOON = re.compile(
    r"\b(?:asap|a\.s\.a\.p\.?|as soon as possible|immediately|right away|at once|without delay|"
    r"promptly|at your earliest convenience)\b",
    re.I,
)


def oddities(read: Sequence[Dated], due: Sequence[date], received: date) -> tuple[Odd, ...]:
    """All warnings in the memo's order; `due` are the days that were kept."""
    kept = set(due)
    return tuple(odd for piece in read for odd in _of_one(piece, kept, received))


def _of_one(dated: Dated, kept: set[date], received: date) -> list[Odd]:
    text, found = dated.piece.text, []
    days = [mention for mention in dated.due if mention.last in kept]
    for mention in days:
        if mention.weekday_off:
            found.append(
                Odd(Oddity.WEEKDAY, f"{_day(mention.last)} is a {mention.last:%A}, but the memo says otherwise.", text)
            )
        if mention.last < received:
            found.append(Odd(Oddity.PAST, f"{_day(mention.last)} was already past when the memo came.", text))
        elif school_days(received, mention.last) < SHORT_NOTICE_DAYS:
            notice = school_days(received, mention.last)
            found.append(Odd(Oddity.SHORT_NOTICE, f"Due {_day(mention.last)}: {notice} school days of notice.", text))
    if dated.asks and len({mention.last for mention in days}) > 1:
        last = max(mention.last for mention in days)
        found.append(Odd(Oddity.TWO_DATES, f"More than one date for one action; {_day(last)} was taken.", text))
    if dated.asks and not days and _SOON.search(text):
        found.append(Odd(Oddity.VAGUE, "Asked for at once, without a date.", text))
    return found


def school_days(start: date, end: date) -> int:
    """Mondays to Fridays after `start` up to and with `end`."""
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
