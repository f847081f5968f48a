"""What a unit asks of principals, as its form says it: each field that can't be taken gets a sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from broker_bot.domain import week, words
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import Mandate, networks, reached
from broker_bot.domain.digest import LEVELS, PROGRAM_WORDS
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Reply

MOST_WORDS = 200
"""Words of a demand's text; a page of it is read in a minute."""

MOST_TITLE = 150
MOST_MINUTES = 2400
"""Forty hours: more is not one demand."""

MOST_AHEAD_DAYS = 750

MANY_SHARE = 0.8
"""Beyond this share of the schools a unit says that it means them all: the cheapest slip is to leave a limit out."""

_ADDRESS = re.compile(r"https?://[^\s<>|]+\Z")


@dataclass(frozen=True, slots=True)
class SubmitMandate(Command):
    """A unit's modal. `minutes` is what was typed; `day` is None for a demand without a date."""

    title: str = ""
    text: str = ""
    day: date | None = None
    minutes: str = ""
    link: str = ""
    topic: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_only: bool = False
    consequence: str = ""
    legal: bool = False
    schools: tuple[str, ...] = ()
    everyone: bool = False
    """Said outright that it is for nearly every principal."""
    draft: str = ""
    """ "memo:place" of the proposal that was checked, or empty."""


def submitted(
    command: SubmitMandate,
    actor: Person,
    district: District,
    now: datetime,
    source: str = "",
    source_text: str = "",
    source_link: str = "",
) -> tuple[Mandate | None, Reply]:
    """The demand, without its id, or None with a sentence for each field that can't be taken.

    `source`, `source_text` and `source_link` say what it was read from, if not from the form alone.
    """
    only = tuple(school for school in command.schools if school in district.schools)
    errors = _problems(command, week.today(now, district))
    if command.legal and actor.unit not in district.digest.legal_units:
        errors["legal"] = "Only units listed in the district's files can say so."
    if errors:
        return None, Reply(errors=errors, refused=True)
    mandate = Mandate(
        id=0,
        unit=actor.unit,
        sent_by=actor.id,
        title=_line(command.title),
        text=words.clean(command.text),
        received_at=now,
        due=command.day,
        minutes=_minutes(command.minutes) or 0,
        link=command.link.strip(),
        topic=_line(command.topic),
        levels=tuple(level for level in LEVELS if level in command.levels),
        programs=tuple(program for program in PROGRAM_WORDS if program in command.programs),
        new_only=command.new_only,
        consequence=_line(command.consequence),
        legal=command.legal,
        schools_include=only,
        schools_exclude=tuple(school for school in district.schools if school not in only) if only else (),
        source=source or "form",
        source_text=source_text,
        source_link=source_link,
    )
    concerned = networks(mandate, district, week.today(now, district))
    if not concerned:
        return None, Reply(errors={"levels": "No school has all of that. Check levels and programs."}, refused=True)
    if not command.everyone and (told := _nearly_all(mandate, concerned, district, now)):
        return None, Reply(errors={"everyone": told}, refused=True)
    return mandate, Reply(
        f"Sent to {len(concerned)} ILD{'s' if len(concerned) != 1 else ''}. You hear what each decides."
    )


def _nearly_all(mandate: Mandate, concerned: Sequence[str], district: District, now: datetime) -> str:
    """What is asked of a unit before a demand goes to nearly every principal; "" where it goes to fewer."""
    today = week.today(now, district)
    number = sum(len(reached(mandate, network, district, today)) for network in concerned)
    if number <= MANY_SHARE * len(district.schools):
        return ""
    return f"That is {number} of {len(district.schools)} principals. Check this if it is for all of them, or limit it."


def _problems(command: SubmitMandate, today: date) -> dict[str, str]:
    found = {
        "title": _title_problem(command.title),
        "text": _text_problem(command.text),
        "date": day_problem(command.day, today),
        "minutes": _minutes_problem(command.minutes),
        "link": _link_problem(command.link.strip()),
        "consequence": "Keep it under 200 characters." if len(command.consequence) > 200 else "",
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _title_problem(title: str) -> str:
    line = _line(title)
    if words.refusal(line):
        return "Give it a title: what principals do, verb first."
    return f"Keep the title under {MOST_TITLE} characters." if len(line) > MOST_TITLE else ""


def _text_problem(text: str) -> str:
    if words.refusal(words.clean(text)):
        return "Say in a few words what principals do and how."
    number = len(text.split())
    return f"That is {number} words. Say it in at most {MOST_WORDS}." if number > MOST_WORDS else ""


def day_problem(day: date | None, today: date) -> str:
    """Why a date can't be taken, as a sentence; empty when it can."""
    if day is None:
        return ""
    if day < today:
        return f"{_day(day)} is over. Pick a later day, or none."
    return "That is more than two years away. Check the year." if (day - today).days > MOST_AHEAD_DAYS else ""


def _minutes(typed: str) -> int | None:
    """Whole minutes, at least one, or None for anything else."""
    text = typed.strip()
    return int(text) or None if text.isdecimal() and len(text) <= 6 else None


def _minutes_problem(typed: str) -> str:
    minutes = _minutes(typed)
    if minutes is None:
        return "Write the minutes as a whole number, such as 20."
    return f"At most {MOST_MINUTES} minutes. Split it into several." if minutes > MOST_MINUTES else ""


def _link_problem(link: str) -> str:
    if not link:
        return ""
    right = len(link) <= 1000 and _ADDRESS.match(link)
    return "" if right else "A link begins with https:// or http:// and has no spaces."


def _line(text: str) -> str:
    """Somebody's words on one line."""
    return " ".join(words.clean(text).split())


def _day(day: date) -> str:
    return f"{day:%a}, {day:%b} {day.day}"
