"""What a unit may know of its demands: done, not yet, excused as counts, never under five schools; its notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from broker_bot.domain import hours, week
from broker_bot.domain.deciding import on_page
from broker_bot.domain.demand import Decision, Mandate, reached, reader
from broker_bot.domain.district import District
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import resolved

FEW = 5
"""Below this many schools a unit is told no counts: they would point at persons."""


def counts_words(
    mandate: Mandate,
    decision: Decision | None,
    network: str,
    states: Mapping[str, Mapping[int, ItemState]],
    today: date,
    district: District,
) -> str:
    """ "5 done, 2 not yet, 1 excused" over a network's schools; empty below five schools and for what is on no page."""
    schools = reached(mandate, network, district, today)
    if decision is None or not on_page(decision.how) or len(schools) < FEW:
        return ""
    done = excused = 0
    for school in schools:
        who = reader(school, district, today)
        wish = resolved(decision, who.school, who.years)[1]
        pressed = states.get(school.principal, {}).get(mandate.id)
        if wish == "taken_off" or (pressed and pressed.state == "taken_off"):
            excused += 1
        elif wish == "done" or (pressed and pressed.state == "done"):
            done += 1
    parts = [f"{done} done", f"{len(schools) - done - excused} not yet", f"{excused} excused"]
    return ", ".join(parts)


def notice_days(received: date, due: date, district: District) -> int:
    """School days after the day a demand came, up to and including its date; 0 for a date that was over."""
    calendar = week.school_days(district)
    days = (received + timedelta(days=n) for n in range(1, (due - received).days + 1))
    return sum(hours.opening(day, calendar) is not None for day in days)


def notice_words(mandates: Sequence[Mandate], district: District) -> str:
    """How much notice a unit gave: the middle of its dated demands, and how many had under five school days."""
    given = [
        notice_days(week.today(m.received_at, district), m.first_due, district)
        for m in mandates
        if m.first_due is not None
    ]
    if not given:
        return ""
    short = sum(days < FEW for days in given)
    tail = f"; {short} of {len(given)} had under {FEW}" if short else ""
    middle = f"{median(given):g} school day{'' if median(given) == 1 else 's'}"
    return f"Principals get {middle} of notice from you (the median){tail}."
