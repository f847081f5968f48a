"""Standing rules of the gate: routine demands decided in the open; what the law requires never lost. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from broker_bot.domain import hours, week
from broker_bot.domain.demand import KINDS, Decision, Mandate
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District, StandingRule

LEGAL_DAYS = 10
"""School days before its date at which an undecided demand that the law requires goes out by itself."""

LEGAL_RULE = "required by law"
NOT_REVIEWED = "Required by law; not yet reviewed by your ILD."


def rule_for(rules: Sequence[StandingRule], mandate: Mandate, network: str) -> StandingRule | None:
    """The first rule whose every condition holds."""
    return next((rule for rule in rules if _holds(rule, mandate, network)), None)


def _holds(rule: StandingRule, mandate: Mandate, network: str) -> bool:
    return (
        (not rule.units or mandate.unit in rule.units)
        and (not rule.topics or mandate.topic.lower() in rule.topics)
        and (not rule.networks or network in rule.networks)
        and (not rule.most_minutes or 0 < mandate.minutes <= rule.most_minutes)
        and (rule.dated is None or rule.dated == (mandate.first_due is not None))
    )


def by_rule(rule: StandingRule, mandate: Mandate, network: str, first_week: date, now: datetime) -> Decision:
    """The decision of a rule, which names it."""
    return Decision(
        mandate=mandate.id,
        network=network,
        tier=KINDS[rule.decide],
        decided_by="",
        decided_at=now,
        line=rule.line,
        reason=rule.reason,
        accepted_on=first_week,
        kind=rule.decide,
        rule=rule.name,
    )


def by_law(mandate: Mandate, network: str, first_week: date, now: datetime) -> Decision:
    """What nobody decided in time and the law requires: a must, marked as not reviewed."""
    return Decision(
        mandate=mandate.id,
        network=network,
        tier=Tier.MUST,
        decided_by="",
        decided_at=now,
        line=NOT_REVIEWED,
        accepted_on=first_week,
        kind="must",
        rule=LEGAL_RULE,
    )


def law_at(mandate: Mandate, district: District) -> datetime | None:
    """When an undecided legal demand decides itself: the opening of the tenth school day before its date; without a
    date the tenth school day after it came. None for what the law does not require."""
    if not mandate.legal:
        return None
    calendar = week.school_days(district)
    due = mandate.first_due
    if due is not None:
        day = hours.school_days_after(due, -LEGAL_DAYS, calendar)
    else:
        day = hours.school_days_after(week.today(mandate.received_at, district), LEGAL_DAYS, calendar)
    return max(hours.opening(day, calendar) or mandate.received_at, mandate.received_at)
