"""How long the school has waited, and whose time it was: one clock for the school, a share for each unit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broker_bot.domain import hours, people
from broker_bot.domain.district import District
from broker_bot.domain.model import Holder, Request


@dataclass(frozen=True, slots=True)
class Share:
    """Working minutes of one unit's own time, in its own calendar; `paused` of them waited for the school's word.

    `minutes` is without the pauses, so that all minutes and pauses together are the school's total.
    """

    unit: str
    minutes: int
    paused: int


def holding_since(request: Request) -> datetime:
    """When the present unit got the request."""
    return request.holders[-1].until if request.holders else request.opened_at


def own_share(request: Request, now: datetime, district: District) -> Share:
    """The present unit's share, until `now` or until the request was closed or marked done."""
    calendar = people.calendar_of(district, request)
    since = holding_since(request)
    until = max(since, min(now, request.finished_at or request.closed_at or now))
    held = hours.between(since, until, calendar)
    paused = sum(p.minutes for p in request.pauses if p.since >= since)
    if request.paused_at is not None:
        paused += hours.between(min(request.paused_at, until), until, calendar)
    return Share(request.terms.unit, max(0, held - paused), paused)


def shares(request: Request, now: datetime, district: District) -> tuple[Share, ...]:
    """Every holder's share, in order; the present one's last."""
    before = (Share(h.unit, h.minutes, h.paused) for h in request.holders)
    return (*before, own_share(request, now, district))


def total(request: Request, now: datetime, district: District) -> int:
    """Working minutes the school has waited: the sum of all shares with their pauses."""
    return sum(s.minutes + s.paused for s in shares(request, now, district))


def handed(request: Request, now: datetime, district: District) -> Holder:
    """The present unit's time as it is kept when the request goes on to another."""
    own = own_share(request, now, district)
    return Holder(own.unit, holding_since(request), now, own.minutes, own.paused)


def share_words(request: Request, now: datetime, district: District) -> tuple[str, ...]:
    """Whose time it was, a line each, the school's total last; nothing while one unit had it all without a pause."""
    found = shares(request, now, district)
    if len(found) == 1 and not found[0].paused:
        return ()
    day = people.calendar_of(district, request).day_minutes
    lines = []
    for share in found:
        unit = district.units.get(share.unit)
        kind = " (help desk)" if share.unit == district.triage else ""
        waited = f", and {span(share.paused, day)} waiting for the school" if share.paused else ""
        lines.append(f"{unit.name if unit else share.unit}{kind}: {span(share.minutes, day)}{waited}")
    return (*lines, f"The school has waited {span(total(request, now, district), day)} in all, in working time.")


def span(minutes: int, day: int) -> str:
    """Working time in words, to the minute: "2 days 3 h 5 min"; `day` is the length of a working day."""
    days, rest = divmod(minutes, day)
    hour, left = divmod(rest, 60)
    parts = (f"{days} day{'s' if days != 1 else ''}" if days else "", f"{hour} h" if hour else "")
    return " ".join(p for p in (*parts, f"{left} min" if left or not minutes else "") if p)
