"""What falls due in the next weeks: one principal's dates, and a network's handout of fifteen minutes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broker_bot.domain import people
from broker_bot.domain.deciding import on_page
from broker_bot.domain.demand import Decision, Mandate, applies, reader
from broker_bot.domain.demand_faces import audience_words, due_words, network_name
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.digest import Tier, date_shown
from broker_bot.domain.district import Advice, District, School
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import Pair, day_words, resolved

WEEKS = 8
OWED = (Tier.MUST, Tier.BRIEF)
MOST_ON_HANDOUT = 12
HANDOUT_DAYS = 35
"""A handout looks this far ahead, from one network meeting past the next; a week back; and at what is new that week."""


@dataclass(frozen=True, slots=True)
class DateAhead:
    """One date of one principal. `sequence` counts the corrections, for calendars that had the older date."""

    mandate: int
    title: str
    due: date
    unit: str
    minutes: int
    line: str
    link: str
    sequence: int
    stamped: datetime


def dates_ahead(
    school: School, pairs: Iterable[Pair], states: Mapping[int, ItemState], today: date, district: District
) -> tuple[DateAhead, ...]:
    """What a school's principal still owes within eight weeks, earliest first; what is overdue as the page shows it."""
    who = reader(school, district, today)
    found = []
    for mandate, decision in pairs:
        tier, state = resolved(decision, who.school, who.years)
        done = mandate.id in states and states[mandate.id].state in ("done", "taken_off")
        if tier not in OWED or state or done or not applies(who, mandate, today):
            continue
        due = date_shown(who, Line(id="", tier=None, due=mandate.due))
        stands = due is not None and (tier is Tier.MUST or due >= today - timedelta(days=7))
        if due is not None and stands and due <= today + timedelta(weeks=WEEKS):
            found.append(_ahead(mandate, decision, due, district))
    return tuple(sorted(found, key=lambda one: (one.due, one.mandate)))


def _ahead(mandate: Mandate, decision: Decision, due: date, district: District) -> DateAhead:
    unit = district.units.get(mandate.unit)
    stamped = mandate.changes[-1].at if mandate.changes else mandate.received_at
    return DateAhead(
        mandate.id, mandate.title, due, unit.name if unit else mandate.unit, decision.minutes or mandate.minutes,
        decision.line, mandate.link, len(mandate.changes), stamped,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandoutRow:
    """One item of a handout: what, for whom, by when, who asks, the ILD's tip."""

    title: str
    audience: str
    due: str
    minutes: int
    unit: str
    tip: str
    first: date | None


@dataclass(frozen=True, slots=True)
class Handout:
    """One page for a network meeting. `left` counts items beyond the room, `advice` are exemptions and waivers."""

    network: str
    ild: str
    day: date
    rows: tuple[HandoutRow, ...]
    left: int
    advice: tuple[Advice, ...] = ()


def handout(network: str, pairs: Sequence[Pair], today: date, district: District) -> Handout:
    """What a network's ILD decided and is still ahead, handout-only items among it; earliest date first."""
    rows = [_row(m, d, district) for m, d in pairs if _belongs(m, d, today)]
    rows.sort(key=lambda row: (row.first is None, row.first or today, row.title))
    ild = people.name_of(district, district.networks.get(network, "")) if district.networks.get(network) else ""
    return Handout(
        network_name(network), ild, today, tuple(rows[:MOST_ON_HANDOUT]), max(0, len(rows) - MOST_ON_HANDOUT),
        district.digest.advice[:4],
    )  # fmt: skip


def _belongs(mandate: Mandate, decision: Decision, today: date) -> bool:
    if not (on_page(decision.how) or decision.how == "handout"):
        return False
    if decision.accepted_on is not None and 0 <= (today - decision.accepted_on).days < 7:
        return True
    days = [mandate.due] if isinstance(mandate.due, date) else list((mandate.due or {}).values())
    if days:
        return any(-7 <= (day - today).days <= HANDOUT_DAYS for day in days)
    return decision.accepted_on is not None and (today - decision.accepted_on).days <= HANDOUT_DAYS


def _row(mandate: Mandate, decision: Decision, district: District) -> HandoutRow:
    unit = district.units.get(mandate.unit)
    due = due_words(mandate.due) or (day_words(mandate.first_due) if mandate.first_due else "no date")
    return HandoutRow(
        mandate.title, audience_words(mandate, district), due, decision.minutes or mandate.minutes,
        unit.name if unit else mandate.unit, decision.line, mandate.first_due,
    )  # fmt: skip
