"""Moving a request to another desk: new terms, the old holder's share kept, one clock for the school."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broker_bot.domain import shares
from broker_bot.domain.district import District, Route
from broker_bot.domain.model import Request, Status, Terms


def terms_for(route: Route, district: District) -> Terms:
    """The terms a unit gets a request under: frozen from the files as they stand now."""
    unit, steps = district.units[route.unit], district.ladder
    return Terms(
        unit=unit.id,
        route=route.id,
        respond_minutes=route.respond_minutes,
        finish_minutes=route.finish_minutes,
        contact_percent=steps.contact_percent,
        lead_percent=steps.lead_percent,
        ild_percent=steps.ild_percent,
        after_ild_minutes=steps.after_ild_minutes,
        ild_calendar=steps.ild_calendar,
        calendar=unit.calendar,
        version=district.version,
    )


def moved(request: Request, route: Route, district: District, now: datetime, *, why: str) -> Request:
    """The request under another desk's terms, owed an answer anew; its age, first target and earlier holders stay."""
    return replace(
        request,
        terms=terms_for(route, district),
        why=why,
        confidential=request.confidential or route.confidential,
        status=Status.OPEN,
        clock=request.next_clock,
        clock_from=now,
        taken_by="",
        taken_at=None,
        answered_at=None,
        promise_at=None,
        finished_at=None,
        finished_by="",
        hold_until=None,
        parent=0,
        alarm_at=now if request.urgent else None,
        holders=(*request.holders, shares.handed(request, now, district)),
        question=None,
        answered_question=None,
        paused_at=None,
        paused_until=None,
        called=None,
    )
