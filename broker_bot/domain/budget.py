"""How much one principal's week may hold before the ILD is warned: musts, heavy items, minutes of reading. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from broker_bot.domain import digest
from broker_bot.domain.demand import Mandate, reader
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District, School
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import MUSTS_BEFORE_WARNING, WORDS_A_MINUTE, Pair, day_words, lines

HEAVY_MINUTES = 45
"""From here on an item is heavy: half a morning with its interruptions. At most one a week goes without a warning."""

READING_MINUTES = 5
"""Minutes of reading a page may take."""

Week = tuple[digest.Mandate, ...]
"""The items of one principal's page, in order."""


def week_of(
    school: School,
    pairs: Sequence[Pair],
    states: Mapping[int, ItemState],
    week: date,
    previous: date | None,
    district: District,
) -> Week:
    """What the page of `week` would hold for a school's principal if it were made now."""
    own = {str(i): s.state for i, s in states.items()}
    who, known = lines(pairs, reader(school, district, week, own), week, previous)
    return tuple(known[i] for i in digest.select(who, known.values(), week).items)


def over(items: Week, pairs: Mapping[int, Pair], only: str = "") -> tuple[str, ...]:
    """Which budgets a page exceeds, in words; with `only` (a demand's id) those that this demand is part of."""
    found = []
    musts = [item for item in items if item.tier is Tier.MUST]
    if len(musts) > MUSTS_BEFORE_WARNING and _among(musts, only):
        found.append(f"more than {MUSTS_BEFORE_WARNING} must-dos")
    heavy = [item for item in items if minutes_of(item, pairs) >= HEAVY_MINUTES and item.tier is not Tier.FYI]
    if len(heavy) > 1 and _among(heavy, only):
        found.append(f"a second item of {HEAVY_MINUTES} minutes or more")
    if sum(words_of(pairs[int(item.id)]) for item in items) > READING_MINUTES * WORDS_A_MINUTE:
        found.append(f"more than {READING_MINUTES} minutes to read")
    return tuple(found)


def _among(items: Sequence[digest.Mandate], only: str) -> bool:
    return not only or any(item.id == only for item in items)


def minutes_of(item: digest.Mandate, pairs: Mapping[int, Pair]) -> int:
    """The ILD's time limit, else the unit's figure."""
    mandate, decision = pairs[int(item.id)]
    return decision.minutes or mandate.minutes


def words_of(pair: Pair) -> int:
    """Words of an item as the page shows it, its date and unit counted as four."""
    mandate, decision = pair
    text = f"{mandate.title} {decision.line} {decision.focus} {decision.why} {mandate.consequence}"
    return len(text.split()) + 4


def warning(
    mandate: Mandate,
    schools: Sequence[School],
    pairs: Sequence[Pair],
    states: Mapping[str, Mapping[int, ItemState]],
    week: date,
    district: District,
) -> str:
    """What a decision makes too much, for which schools: sentences for the ILD; empty when all is within budget."""
    by_id = {m.id: (m, d) for m, d in pairs}
    full: dict[str, list[str]] = {}
    for school in schools:
        items = week_of(school, pairs, states.get(school.principal, {}), week, None, district)
        if any(item.id == str(mandate.id) for item in items):
            for what in over(items, by_id, str(mandate.id)):
                full.setdefault(what, []).append(school.name)
    return " ".join(f"That is {what} in the week of {day_words(week)}: {_names(n)}." for what, n in full.items())


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
