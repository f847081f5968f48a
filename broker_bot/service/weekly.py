"""The weekly page: a wake for each week, a row and a wake for each principal, each page composed once and frozen."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import items, page, week
from broker_bot.domain.district import District
from broker_bot.domain.items import Issue
from broker_bot.domain.model import Event, Outcome
from broker_bot.domain.preview import preview_at
from broker_bot.service import previews, quiet, reminding, unit_lists
from broker_bot.service.landing import Service, write
from broker_bot.service.page_texts import renderer
from broker_bot.store import demands, wakes, weeks

log = logging.getLogger(__name__)

CHUNK = 100
"""Pages opened in one transaction."""


def arm(service: Service) -> None:
    """Make sure that the next week has its wake, at the time the district's files say now. Safe to call at any time."""
    district = service.present.district()

    def land(conn: Connection) -> None:
        now = service.clock.now()
        unit_lists.arm(conn, district, now)
        armed = demands.week_wakes(conn)
        if any(":" in ident or due <= now for ident, due in armed):
            for ident, due in armed:
                wakes.put(conn, "week", ident, due)
            return
        for ident, _ in armed:
            wakes.put(conn, "week", ident, None)
        _arm_next(conn, district, now)
        reminding.arm(conn, district, now)

    service.db.run(land)


def _arm_next(conn: Connection, district: District, now: datetime) -> None:
    send = week.next_send(now, district)
    wakes.put(conn, "week", send.week.isoformat(), send.at)
    wakes.put(conn, "preview", send.week.isoformat(), preview_at(send, district))


def week_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Open the next hundred pages of a week. The wake's id is the week's Monday and, after ":", the last principal."""
    district = service.present.district()
    text, _, after = ident.partition(":")
    monday = date.fromisoformat(text)
    latest = week.last_send(now, district)
    if not after and latest is not None and latest.week > monday:
        log.warning("the page of %s was slept over; %s goes out instead", monday, latest.week)
        wakes.put(conn, "week", latest.week.isoformat(), latest.at)
        return
    if not after:
        previews.sent(conn, monday, district, now)
    waiting = [(p, n) for p, n in readers(district) if p > after]
    for issue_id in demands.open_issues(conn, monday, waiting[:CHUNK]):
        wakes.put(conn, "issue", str(issue_id), now)
    if len(waiting) > CHUNK:
        wakes.put(conn, "week", f"{text}:{waiting[CHUNK - 1][0]}", now)
    else:
        _arm_next(conn, district, now)


def readers(district: District) -> list[tuple[str, str]]:
    """(principal, network) of everybody who gets a page, in the order of their addresses."""
    schools = district.schools.values()
    return sorted((s.principal, s.network) for s in schools if s.principal in district.people)


def issue_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Compose a page, freeze it and send it; a page that is composed already sends nothing."""
    found = demands.issue(conn, int(ident), lock=True)
    if found is None or found.composed_at is not None:
        return
    district = service.present.district()
    person = district.people.get(found.principal)
    school = district.schools.get(person.school) if person else None
    if school is None or school.principal != found.principal:
        log.warning("no page of %s for %s, who is no principal now", found.week, found.principal)
        return
    pairs = demands.pairs_for(conn, school.network, found.week)
    states = demands.states(conn, [found.principal])[found.principal]
    previous = demands.week_before(conn, found.principal, found.week)
    before = page.Before(
        note=weeks.note(conn, found.week, school.network),
        opt_outs=demands.opt_outs(conn, [found.principal])[found.principal],
        shown=demands.dates_shown(conn, found.principal, found.week) if any(m.changes for m, _ in pairs) else {},
    )
    made = page.compose(found, school, pairs, states, previous, district, renderer(district), before)
    demands.freeze(conn, found.id, made, now)
    quiet.page_goes(conn, found.principal)
    event = Event("composed", "clock", {"items": [str(i.mandate) for i in made.items]})
    outcome = Outcome(events=(event,), notices=(items.page_card(found, "digest"),))
    write(conn, "issue", found.id, outcome, "clock", now)


def off_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The ILD did not answer an ask in time. The wake's id is "issue:mandate"."""
    issue, _, mandate = ident.partition(":")
    found: Issue | None = demands.issue(conn, int(issue), lock=True)
    if found is None:
        return
    state = demands.state(conn, int(mandate), found.principal)
    outcome = items.unanswered(found, state, service.present.district())
    write(conn, "issue", found.id, outcome, "clock", now)
