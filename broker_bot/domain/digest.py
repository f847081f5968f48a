"""The weekly filter: which mandates one principal's page shows, in what order, with which dates, and why not the rest.

The rules stand in `docs/digest_rules.md`; each function here is one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MUST_AHEAD_DAYS = 28
BRIEF_AHEAD_DAYS = 14
BRIEF_PAST_DAYS = 7
NEW_DAYS = 7
"""A mandate is new on a page when it was accepted on the page's date or one of the six days before."""

NEW_PRINCIPAL_YEARS = (0, 1)
"""Completed years as a principal that count as new: the first and the second year."""

LEVELS = ("elementary", "middle", "high")
PROGRAM_WORDS: Mapping[str, str] = {
    "title1": "Title I",
    "ell": "English learner",
    "sped": "special education",
    "cte": "career and technical",
    "prek": "pre-K",
}


class Tier(StrEnum):
    """What the ILD decided, in the order of the page; the last two never stand on it as items."""

    MUST = "must"
    BRIEF = "brief"
    FYI = "fyi"
    ILD = "ild"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a mandate is for; an empty collection is no limit. `all_programs` asks for every program, not any."""

    levels: Collection[str] = ()
    programs: Collection[str] = ()
    all_programs: bool = False
    new_only: bool = False
    networks: Collection[str] = ()
    schools_include: Collection[str] = ()
    schools_exclude: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """A demand on principals, resolved to one tier for the reader at hand; None while nobody has decided.

    `due` is a date, a date for each level, or None. `accepted_on` is the day from which it may be shown.
    """

    id: str
    tier: Tier | None
    title: str = ""
    due: date | Mapping[str, date] | None = None
    accepted_on: date | None = None
    effort_minutes: float = 0
    unit: str = ""
    topic: str = ""
    audience: Audience = field(default_factory=Audience)
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """The principal a page is for. `years` are completed years as a principal, None when unknown.

    `opt_outs` holds `unit:NAME` and `topic:NAME`; `states` maps a mandate id to done, taken_off or help.
    """

    school: str
    levels: Collection[str] = ()
    programs: Collection[str] = ()
    years: int | None = None
    network: str = ""
    opt_outs: Collection[str] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Mandate ids in the order of the page, and the date shown for each that has one."""

    items: tuple[str, ...]
    due: Mapping[str, date]


def select(reader: Reader, mandates: Iterable[Mandate], digest_date: date) -> Selection:
    """The page of `reader` for the week of `digest_date` (a Monday)."""
    shown = [mandate for mandate in mandates if why_not(reader, mandate, digest_date) is None]
    shown.sort(key=lambda mandate: _place(reader, mandate))
    dates = {mandate.id: date_shown(reader, mandate) for mandate in shown}
    return Selection(
        items=tuple(mandate.id for mandate in shown),
        due={id_: due for id_, due in dates.items() if due is not None},
    )


def why_not(reader: Reader, mandate: Mandate, digest_date: date) -> str | None:
    """The first rule that hides the mandate from this page, as a sentence for the principal; None when it is shown."""
    reason = _not_an_item(mandate) or _not_for(reader, mandate.audience) or _put_away(reader, mandate)
    return reason or _not_this_week(mandate, date_shown(reader, mandate), digest_date)


def date_shown(reader: Reader, mandate: Mandate) -> date | None:
    """The due date for this reader: of dates by level, the earliest among the school's own levels."""
    due = mandate.due
    if due is None or isinstance(due, date):
        return due
    return min((due[level] for level in reader.levels if level in due), default=None)


def is_new(mandate: Mandate, digest_date: date) -> bool:
    """Whether the page of `digest_date` is the one that carries the mandate for the first time."""
    return mandate.accepted_on is not None and 0 <= (digest_date - mandate.accepted_on).days < NEW_DAYS


def _place(reader: Reader, mandate: Mandate) -> tuple[int, bool, date, float, str]:
    due = date_shown(reader, mandate)
    return (_RANK[mandate.tier], due is None, due or date.max, mandate.effort_minutes, mandate.id)


_RANK: Mapping[Tier | None, int] = {tier: rank for rank, tier in enumerate(Tier)}


def _not_an_item(mandate: Mandate) -> str | None:
    if mandate.tier is None:
        return "Your ILD has not decided on it yet"
    if mandate.tier is Tier.DECLINED:
        return "Your ILD declined it for you"
    if mandate.tier is Tier.ILD:
        return "Your ILD is doing it for you"
    if mandate.superseded_by:
        return "A newer version has replaced it"
    return None


def _not_for(reader: Reader, audience: Audience) -> str | None:
    if reader.school in audience.schools_exclude:
        return "Your school is left out of it"
    if reader.school in audience.schools_include:
        return None
    if audience.levels and _disjoint(audience.levels, reader.levels):
        return f"It is for {_list(_by_order(audience.levels, LEVELS), 'and')} schools"
    if audience.programs and not _has_programs(reader, audience):
        words = [PROGRAM_WORDS.get(name, name) for name in _by_order(audience.programs, tuple(PROGRAM_WORDS))]
        programs = "programs" if audience.all_programs and len(words) > 1 else "program"
        return f"It is for schools with the {_list(words, 'and' if audience.all_programs else 'or')} {programs}"
    if audience.new_only and reader.years not in NEW_PRINCIPAL_YEARS:
        return "It is for principals in their first or second year"
    if audience.networks and reader.network not in audience.networks:
        return f"It is for schools in network {_list(sorted(audience.networks), 'or')}"
    return None


def _has_programs(reader: Reader, audience: Audience) -> bool:
    if audience.all_programs:
        return all(program in reader.programs for program in audience.programs)
    return not _disjoint(audience.programs, reader.programs)


def _put_away(reader: Reader, mandate: Mandate) -> str | None:
    if mandate.tier is Tier.FYI:
        if mandate.unit and f"unit:{mandate.unit}" in reader.opt_outs:
            return f"You chose to see fewer notes from {mandate.unit}"
        if mandate.topic and f"topic:{mandate.topic}" in reader.opt_outs:
            return f"You chose to see fewer notes on {mandate.topic}"
    state = reader.states.get(mandate.id)
    if state == "done":
        return "It is done"
    if state == "taken_off":
        return "Your ILD took it off your plate"
    return None


def _not_this_week(mandate: Mandate, due: date | None, digest_date: date) -> str | None:
    accepted = mandate.accepted_on
    if accepted is None:
        return "It has not been accepted yet"
    if accepted > digest_date:
        return f"It starts on {_day(accepted)}"
    return _WINDOW[mandate.tier](due, digest_date, is_new(mandate, digest_date))


def _outside_must(due: date | None, digest_date: date, new: bool) -> str | None:
    if due is None or new or (due - digest_date).days <= MUST_AHEAD_DAYS:
        return None
    return f"It is due {_day(due)}, more than {MUST_AHEAD_DAYS} days after this page"


def _outside_brief(due: date | None, digest_date: date, new: bool) -> str | None:
    if due is None:
        return None if new else _SHOWN_ONCE
    ahead = (due - digest_date).days
    if ahead < -BRIEF_PAST_DAYS:
        return f"It was due {_day(due)}, more than {BRIEF_PAST_DAYS} days before this page"
    if ahead > BRIEF_AHEAD_DAYS and not new:
        return f"It is due {_day(due)}, more than {BRIEF_AHEAD_DAYS} days after this page"
    return None


def _outside_fyi(due: date | None, digest_date: date, new: bool) -> str | None:
    if not new:
        return _SHOWN_ONCE
    if due is not None and due < digest_date:
        return f"Its date, {_day(due)}, has passed"
    return None


_SHOWN_ONCE = "It stands on one page only, that of the week it was accepted"
_WINDOW: Mapping[Tier | None, Callable[[date | None, date, bool], str | None]] = {
    Tier.MUST: _outside_must,
    Tier.BRIEF: _outside_brief,
    Tier.FYI: _outside_fyi,
}


def _disjoint(one: Collection[str], other: Collection[str]) -> bool:
    return not any(name in other for name in one)


def _by_order(names: Collection[str], order: Sequence[str]) -> list[str]:
    """Known names in the order people expect, then the others by the alphabet."""
    return [name for name in order if name in names] + sorted(set(names) - set(order))


def _list(words: Sequence[str], last: str) -> str:
    """One; one and two; one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
