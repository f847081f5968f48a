"""A demand as one reader sees it: the read models of the ILD's gate, the unit's list and an ask. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from broker_bot.domain import hours, items, people, week
from broker_bot.domain.deciding import KIND_WORDS, kind_words
from broker_bot.domain.demand import Decision, Mandate, reached
from broker_bot.domain.digest import LEVELS, PROGRAM_WORDS
from broker_bot.domain.district import District
from broker_bot.domain.items import Issue, ItemState
from broker_bot.domain.page import day_words
from broker_bot.domain.readmodels import MandateCard, OffAsk


def mandate_card(mandate: Mandate, decision: Decision | None, network: str, district: District) -> MandateCard:
    """A demand at one network's gate, decided or not."""
    received = week.today(mandate.received_at, district)
    unit = district.units.get(mandate.unit)
    tier = decision.how if decision else ""
    return MandateCard(
        id=mandate.id,
        network=network,
        title=mandate.title,
        text=mandate.text,
        unit=unit.name if unit else mandate.unit,
        sent_by=people.name_of(district, mandate.sent_by),
        audience_words=audience_words(mandate, district),
        due_at=mandate.first_due,
        due_words=due_words(mandate.due),
        minutes=mandate.minutes,
        link=mandate.link,
        tier=tier,
        tier_words=kind_words(tier, district) if tier else "",
        line=decision.line if decision else "",
        reason=decision.reason if decision else "",
        decided_by=_decider(decision, district) if decision else "",
        received_at=mandate.received_at,
        reaches=len(reached(mandate, network, district, received)),
        notice_days=_notice(received, mandate.first_due, district),
        network_name=network_name(network),
        legal=mandate.legal,
        source_text=mandate.source_text,
        source_link=mandate.source_link,
        **_more(decision),
    )


def _more(decision: Decision | None) -> dict[str, Any]:
    """What a decision says beyond tier, line and reason."""
    if decision is None:
        return {}
    apart = decision.overrides.schools
    return {
        "focus": decision.focus,
        "answer": decision.answer,
        "why": decision.why,
        "limit": decision.minutes,
        "new_principals": decision.overrides.new_principals,
        "excused": decision.excused,
        "answered": tuple(school for school, wish in apart.items() if wish == "answered"),
        "rule": decision.rule,
        "again": decision.again,
    }


def named_schools(card: MandateCard, district: District) -> MandateCard:
    """The card with school names for ids."""
    excused, answered = (tuple(people.school_name(district, s) for s in ids) for ids in (card.excused, card.answered))
    return replace(card, excused=excused, answered=answered)


def _decider(decision: Decision, district: District) -> str:
    if decision.rule and not decision.decided_by:
        return f"rule \u201c{decision.rule}\u201d"
    return people.name_of(district, decision.decided_by)


def network_name(network: str) -> str:
    """A network's id as people read it: "river" is "River"."""
    return network.replace("_", " ").title()


def tiers(district: District) -> tuple[tuple[str, str], ...]:
    """The ways to decide, with the district's words."""
    return tuple((kind, kind_words(kind, district)) for kind in KIND_WORDS)


def audience_words(mandate: Mandate, district: District) -> str:
    """For whom, in words: "elementary and middle schools with Title I, principals in their first two years"."""
    levels = [level for level in LEVELS if level in mandate.levels]
    programs = ["English learners" if p == "ell" else PROGRAM_WORDS.get(p, p) for p in mandate.programs]
    words = f"{_list(levels, 'and')} schools" if levels else "all schools"
    if programs:
        words += f" with {_list(programs, 'and' if mandate.all_programs else 'or')}"
    if mandate.new_only:
        words += ", principals in their first two years"
    if mandate.schools_include and len(mandate.schools_exclude) + len(mandate.schools_include) >= len(district.schools):
        return f"only {_schools(mandate.schools_include, district)}"
    if mandate.schools_include:
        words += f", also {_schools(mandate.schools_include, district)}"
    if mandate.schools_exclude:
        words += f", not {_schools(mandate.schools_exclude, district)}"
    return words


def _schools(ids: tuple[str, ...], district: District) -> str:
    return _list([people.school_name(district, school) for school in ids], "and")


def _list(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def due_words(due: date | Mapping[str, date] | None) -> str:
    """A date per level in words ("elementary Fri, Dec 4, high Wed, Dec 2"); empty for one date or none."""
    if due is None or isinstance(due, date):
        return ""
    return ", ".join(f"{level} {day_words(due[level])}" for level in LEVELS if level in due)


def _notice(received: date, due: date | None, district: District) -> int | None:
    """School days after the day it came, up to and including its date."""
    if due is None:
        return None
    calendar = week.school_days(district)
    days = (received + timedelta(days=n) for n in range(1, (due - received).days + 1))
    return sum(hours.opening(day, calendar) is not None for day in days)


def off_ask(issue: Issue, mandate: int, state: ItemState | None, district: District) -> OffAsk | None:
    """A principal's ask at the ILD; None when the item never stood on the page."""
    item = issue.item(mandate)
    if item is None or state is None:
        return None
    person = district.people.get(issue.principal)
    return OffAsk(
        issue=issue.id,
        mandate=mandate,
        title=item.title,
        unit=item.unit,
        due=item.due,
        minutes=item.minutes,
        principal=people.name_of(district, issue.principal),
        school=people.school_name(district, person.school) if person else "",
        answer_by=state.answer_by,
        settled=items.settled(state, district),
    )
