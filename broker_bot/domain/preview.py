"""One preview of a week for a whole network: what all pages share, and by school only what differs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broker_bot.domain import budget, hours, week, words
from broker_bot.domain.commands import Command
from broker_bot.domain.demand_faces import network_name
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District, School
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import Pair, day_words
from broker_bot.domain.readmodels_gate import NetworkPreview, SchoolDiffers

PREVIEW_MINUTES = 13 * 60
"""When an ILD gets the preview: 13:00 local on the last school day before the page."""

MOST_NOTE_WORDS = 60
MANY_SHARE = 0.8
"""From this share of a network's schools on, a preview says how many an item reaches."""


@dataclass(frozen=True, slots=True)
class ApprovePages(Command):
    """One tap approves every page of a network's week."""

    week: date | None = None
    network: str = ""


@dataclass(frozen=True, slots=True)
class WriteNote(Command):
    """The ILD's words on top of every page of the week."""

    week: date | None = None
    network: str = ""
    text: str = ""


def preview_at(send: week.Send, district: District) -> datetime:
    """When the preview of a send goes to the ILDs."""
    calendar = week.school_days(district)
    day = hours.school_days_after(week.today(send.at, district), -1, calendar)
    return min(week.instant(day, PREVIEW_MINUTES, district), send.at - timedelta(minutes=1))


def note_problem(text: str) -> str:
    """Why a note can't be taken; empty when it can, and for no note."""
    number = len(words.clean(text).split())
    return f"That is {number} words. Say it in at most {MOST_NOTE_WORDS}." if number > MOST_NOTE_WORDS else ""


def preview(
    network: str,
    monday: date,
    pairs: Sequence[Pair],
    states: Mapping[str, Mapping[int, ItemState]],
    previous: Mapping[str, date | None],
    waiting: int,
    district: District,
    approved_at: datetime | None = None,
    note: str = "",
    approved_by: str = "",
) -> NetworkPreview:
    """The week as it would be made now. Opt-outs change lines for information only and are left out."""
    by_id = {m.id: (m, d) for m, d in pairs}
    schools = sorted((s for s in district.schools.values() if s.network == network), key=lambda s: s.name)
    weeks = {
        s.id: budget.week_of(s, pairs, states.get(s.principal, {}), monday, previous.get(s.principal), district)
        for s in schools
    }
    count = Counter((item.id, str(item.tier)) for items in weeks.values() for item in items)
    common = {key for key, number in count.items() if number * 2 > len(schools)}
    order = [(item.id, str(item.tier)) for items in weeks.values() for item in items]
    shared = sorted(common, key=lambda key: (list(Tier).index(Tier(key[1])), order.index(key)))
    return NetworkPreview(
        week=monday,
        network=network,
        network_name=network_name(network),
        schools=len(schools),
        note=note,
        common=tuple(_line(key, by_id, count[key], len(schools)) for key in shared),
        differ=tuple(d for s in schools if (d := _differs(s, weeks[s.id], common, by_id)) is not None),
        waiting=waiting,
        warnings=_warnings(schools, weeks, by_id),
        approved_by=approved_by,
        added=sum(bool(approved_at and d.decided_at > approved_at) for _, d in pairs),
    )


def _line(key: tuple[str, str], pairs: Mapping[int, Pair], number: int, schools: int) -> tuple[str, str, str]:
    mandate, _ = pairs[int(key[0])]
    due = day_words(mandate.first_due) if mandate.first_due else ""
    reach = f"all {schools} schools" if number == schools else f"{number} of {schools} schools"
    return key[1], mandate.title, ", ".join(part for part in (due, reach) if part)


def _differs(
    school: School, items: budget.Week, common: set[tuple[str, str]], pairs: Mapping[int, Pair]
) -> SchoolDiffers | None:
    own = {(item.id, str(item.tier)) for item in items}
    more = tuple(pairs[int(item.id)][0].title for item in items if (item.id, str(item.tier)) not in common)
    less = tuple(pairs[int(ident)][0].title for ident, tier in sorted(common) if (ident, tier) not in own)
    return SchoolDiffers(school.name, more, less, not items) if more or less else None


def _warnings(
    schools: Sequence[School], weeks: Mapping[str, budget.Week], pairs: Mapping[int, Pair]
) -> tuple[str, ...]:
    found: dict[str, list[str]] = {}
    for school in schools:
        for what in budget.over(weeks[school.id], pairs):
            found.setdefault(what, []).append(school.name)
    return tuple(f"{what[:1].upper()}{what[1:]}: {', '.join(names[:5])}" for what, names in found.items())


def is_empty(found: NetworkPreview) -> bool:
    """Whether there is nothing to look at: no item anywhere and nothing that waits."""
    return not (found.common or found.waiting or any(d.more for d in found.differ))
