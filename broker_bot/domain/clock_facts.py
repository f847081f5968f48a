"""What the trail keeps about a running clock, so that somebody else can work out when it had to escalate. Pure.

Only facts, no due times: the auditor (`broker_bot/audit`) does its own arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from broker_bot.domain.model import Event, Json, Outcome, Request, Status

KIND = "clock"
"""The event that carries them."""

ENOUGH_REFUSALS = 2


def facts(request: Request) -> dict[str, Json]:
    """The clock as it stands; instants as ISO text, "" for none. `latest` is what is left of twice the first target."""
    terms = request.terms
    return {
        "n": request.clock,
        "owes": request.owes,
        "from": request.clock_from.isoformat(),
        "promise": _text(request.promise_at if request.status == Status.WORKING else None),
        "respond": terms.respond_minutes,
        "shares": [str(terms.contact_percent), str(terms.lead_percent), str(terms.ild_percent)],
        "after_ild": terms.after_ild_minutes,
        "calendar": terms.calendar,
        "ild_calendar": terms.ild_calendar,
        "latest": _latest(request),
        "at_once": _at_once(request),
        "unit": terms.unit,
        "route": terms.route,
        "taken": request.taken_by,
        "served": request.served_by,
        "hold": _text(request.hold_until),
        "paused": _text(request.paused_until),
        "packet_to": request.packet_to,
        "packet_at": _text(request.packet_at),
        "help": request.help_at is not None,
    }


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _latest(request: Request) -> int | None:
    """Working minutes after which the director hears in any case, once a request was handed on."""
    if not _handed_on(request):
        return None
    return max(0, 2 * request.first_target - sum(h.minutes for h in request.holders))


def _at_once(request: Request) -> bool:
    """Whether so many units refused it that the director hears at any hour."""
    return _handed_on(request) and request.refusals >= ENOUGH_REFUSALS


def _handed_on(request: Request) -> bool:
    return bool(request.holders) and request.status == Status.OPEN and request.answered_at is None


def noted(before: Mapping[str, Json] | None, outcome: Outcome) -> Outcome:
    """The outcome with the clock's facts in its events, if they are others than those noted `before`."""
    if outcome.request is None or facts(outcome.request) == before:
        return outcome
    return replace(outcome, events=(*outcome.events, Event(KIND, "clock", facts(outcome.request))))
