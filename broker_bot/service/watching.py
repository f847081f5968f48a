"""`/broker copy me on UNIT until DAY`: one list a working day of what is new, and a report at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import hours, protection, spoken, watching
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import MIDNIGHT, District, Route, Unit
from broker_bot.domain.model import Event, Notice, Reply, Request
from broker_bot.service import keeping
from broker_bot.service.closures import today
from broker_bot.service.landing import Handler, Service
from broker_bot.service.worded import Spoken, handler
from broker_bot.store import queries, trail, wakes, watches

FORM = "`/broker copy me on UNIT until DAY`, such as `/broker copy me on facilities until Dec 12`."
NOT_YOURS = "Watches are for the directors of networks (ILDs)."

_FORM = re.compile(r"me on (?P<unit>.+?) until (?P<day>.+)", re.IGNORECASE)


def copy_me(said: Spoken) -> Reply | None:
    """Begin a watch."""
    found = _FORM.fullmatch(said.words)
    day = spoken.day(found["day"], today(said.district, said.now)) if found else None
    if not found or day is None:
        return None
    if not may(said.actor, Action.WATCH, Subject(network=said.actor.network)):
        return None if said.actor.school else Reply(NOT_YOURS, refused=True)
    unit = _unit(found["unit"], said.district)
    route = None if unit else _route(found["unit"], said.district)
    if unit is None and route is None:
        names = ", ".join(u.name for u in said.district.units.values())
        return Reply(f"I don't know the unit {found['unit']!r}. There are: {names}.", refused=True)
    owner = route.unit if route else unit.id if unit else ""
    name = route.label if route else unit.name if unit else ""
    until = protection.on_day(day, (0, MIDNIGHT), said.district.zone)[1]
    if until <= said.now:
        return Reply("That day is over. Name a later one.", refused=True)
    if until - said.now > watching.LONGEST:
        return Reply("A watch runs for three months at most. Name an earlier day.", refused=True)
    ident = watches.add(said.conn, said.actor.id, owner, said.actor.network, said.now, until, route.id if route else "")
    wakes.put(said.conn, "watch", str(ident), min(until, _next_morning(said.now, said.district)))
    trail.append(
        said.conn,
        "watch",
        ident,
        [Event("watch", said.actor.id, {"unit": owner, "route": route.id if route else ""})],
        said.now,
    )
    return Reply(
        f"Until {spoken.day_words(day)} you get one list each working morning of what is new for {name} from your "
        "schools. It ends by itself and tells you whether answers got better. The unit sees nothing of it."
    )


def _unit(name: str, district: District) -> Unit | None:
    wanted = name.strip().casefold()
    units = list(district.units.values())
    exact = [u for u in units if wanted in (u.id.casefold(), u.name.casefold())]
    found = exact or [u for u in units if u.name.casefold().startswith(wanted) or u.id.casefold().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _route(name: str, district: District) -> Route | None:
    wanted = name.strip().casefold()
    routes = [r for r in district.routes.values() if r.in_force]
    exact = [r for r in routes if wanted in (r.id.casefold(), r.label.casefold())]
    found = exact or [r for r in routes if r.label.casefold().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _next_morning(now: datetime, district: District) -> datetime:
    """When the ILDs' next working day opens."""
    calendar = district.calendars[district.ladder.ild_calendar]
    day = hours.school_days_after(today(district, now), 1, calendar)
    return hours.opening(day, calendar) or now + timedelta(days=1)


def watch_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """A morning: list what is new; the end: report."""
    district = service.present.district()
    watch = watches.load(conn, int(ident))
    if watch is None:
        return
    if watch.person not in district.people:
        watches.told(conn, watch.id, now, over=True)
        return
    schools = [s.id for s in district.schools.values() if s.network == watch.network]
    fresh = _opened(conn, watch, schools, watch.told_at, now)
    over = watch.until <= now
    if fresh:
        keeping.tell(conn, "watch", watch.id, _list(watch, fresh), now)
    if over:
        words = watching.report(_name(watch, district), *_shares(conn, watch, schools, district, now))
        notice = Notice("watch.over", f"ild:{watch.person}", watch.person, {"text": words})
        keeping.tell(conn, "watch", watch.id, notice, now)
    else:
        wakes.put(conn, "watch", ident, min(watch.until, _next_morning(now, district)))
    watches.told(conn, watch.id, now, over=over)


def _list(watch: watching.Watch, fresh: Sequence[Request]) -> Notice:
    facts = {"unit": watch.unit, "route": watch.route, "rows": [str(request.id) for request in fresh]}
    return Notice("watch.list", f"ild:{watch.person}", watch.person, facts)  # type: ignore[arg-type]


def _opened(
    conn: Connection, watch: watching.Watch, schools: Sequence[str], first: datetime, last: datetime
) -> list[Request]:
    found = queries.opened_between(conn, schools, watch.unit, first, last)
    return [request for request in found if watch.route in ("", request.terms.route)]


def _name(watch: watching.Watch, district: District) -> str:
    if watch.route in district.routes:
        return district.routes[watch.route].label
    return district.units[watch.unit].name if watch.unit in district.units else watch.unit


def _shares(
    conn: Connection, watch: watching.Watch, schools: Sequence[str], district: District, now: datetime
) -> tuple[watching.Share, watching.Share]:
    """How the unit answered in as many days before, and while the watch ran."""
    start = watch.began_at - (watch.until - watch.began_at)
    before = _opened(conn, watch, schools, start, watch.began_at)
    during = _opened(conn, watch, schools, watch.began_at, now)
    return watching.on_time(before, district, now), watching.on_time(during, district, now)


HANDLERS: dict[type[c.Command], Handler] = {c.CopyMe: handler(copy_me, FORM)}
