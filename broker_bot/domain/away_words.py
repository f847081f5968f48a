"""An absence in plain words: "away from Mon to Wed, cover Terrence Odom", "away tomorrow", "back". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from broker_bot.domain.district import Person

HOW = "Write it as `away from Mon to Wed, cover NAME`, or type `/broker away` for a form."

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AWAY = re.compile(
    r"(?:i(?:['\u2019]| a)?m |i(?: wi|')ll be )?(?:away|out(?= (?:from|until|till|today|tomorrow|on)\b))\b[,:]?\s*",
    re.I,
)
_BACK = re.compile(r"(?:i(?:['\u2019]| a)?m )?back(?: (?:again|now|today))?[.!]?", re.I)
_COVER = re.compile(r"[,;.]?\s*\b(?:my )?cover(?:ed)?(?: is| by|:)?\s+(?P<name>.+)$", re.I)
_COVERS = re.compile(
    r"(?:and )?(?P<name>[^,;]+?) (?:covers|fills in|(?:is|will be) covering|will (?:cover|fill in))(?: for me)?", re.I
)
_DAY = (
    r"(?:today|tomorrow|(?:next |this )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)"
)
_SPAN = re.compile(
    rf"(?:(?P<until>until|till|through) (?P<end>{_DAY})"
    rf"|(?:from |on )?(?P<first>{_DAY})(?:\s*(?:to|until|till|through|thru|[-\u2013])\s*(?P<last>{_DAY}))?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood. `problem` is a sentence for the writer; then nothing else counts. Ids are addresses."""

    person: str = ""
    first: date | None = None
    last: date | None = None
    cover: str = ""
    problem: str = ""


def is_back(text: str) -> bool:
    """Whether somebody says that they are back."""
    return bool(_BACK.fullmatch(text.strip()))


def read(text: str, people: Iterable[Person], today: date) -> Said | None:
    """The absence a text speaks of; None when it speaks of none. Days are local; a weekday is the next one to come."""
    found = _AWAY.match(text.strip())
    if found is None:
        return None
    known = list(people)
    rest = text.strip()[found.end() :]
    named = None if _COVERS.search(rest) else _COVER.search(rest)
    rest = rest[: named.start()] if named else rest
    span = _SPAN.search(rest)
    if span is None:
        return Said(problem=f"I don't find the days in that. {HOW}")
    whose, left = rest[: span.start()].strip(" ,:"), rest[span.end() :].strip(" ,.:;!")
    after = _COVERS.fullmatch(left)
    if left and after is None:
        return Said(problem=f"I don't understand '{left[:60]}' in that. {HOW}")
    named = named or after
    cover, problem = _person(named["name"], known) if named else ("", "")
    if problem:
        return Said(problem=problem)
    person, problem = _person(whose, known) if whose else ("", "")
    first = _day(span["first"], today) if span["first"] else today
    last = _day(span["last"] or span["end"], first or today) if span["last"] or span["end"] else first
    if problem or first is None or last is None:
        return Said(problem=problem or f"One of the days does not exist. {HOW}")
    return Said(person, first, last, cover)


def _person(text: str, people: list[Person]) -> tuple[str, str]:
    """(address, "") of the one person a name fits, or ("", a sentence)."""
    wanted = " ".join(text.strip(" .,:;@").lower().split())
    whole = [p for p in people if wanted in (p.name.lower(), p.id)]
    found = whole or [p for p in people if wanted in p.name.lower().split()]
    if len(found) == 1:
        return found[0].id, ""
    if not found:
        return "", f"I don't find {text.strip()[:60]} in the roster. {HOW}"
    names = ", ".join(p.name for p in found[:3])
    return "", f"More than one person is called {text.strip()[:60]}: {names}. Write the whole name."


def _day(text: str, after: date) -> date | None:
    """A day on or after `after`; None for one that does not exist."""
    words = text.lower()
    if words in ("today", "tomorrow"):
        return after + timedelta(days=words == "tomorrow")
    week = next(
        (n for n, name in enumerate(_DAYS) if words.removeprefix("next ").removeprefix("this ")[:3] == name), None
    )
    if week is not None:
        return after + timedelta(days=(week - after.weekday()) % 7 + (7 if words.startswith("next ") else 0))
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    try:
        if "-" in words:
            return date.fromisoformat(words)
        month = numbers.pop(0) if "/" in words else next(n for n, m in enumerate(_MONTHS, 1) if words.startswith(m))
        year = numbers[1] if len(numbers) > 1 else 0
        return _in_year(month, numbers[0], year, after)
    except ValueError:
        return None


def _in_year(month: int, day: int, year: int, after: date) -> date:
    """The date; without a year the first one not before `after`. Raises ValueError."""
    if year:
        return date(year + 2000 if year < 100 else year, month, day)
    found = date(after.year, month, day)
    return found if found >= after else date(after.year + 1, month, day)
