"""What one change means for many pages: a hundred principals in a transaction, a cursor in the wake for the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import items, page_late, week
from broker_bot.domain.demand import Decision, Mandate, reader
from broker_bot.domain.district import District, School
from broker_bot.domain.items import Issue
from broker_bot.domain.model import Json, Notice
from broker_bot.service import quiet
from broker_bot.service.landing import Service
from broker_bot.service.page_texts import renderer
from broker_bot.store import demands, outbox, trail, wakes

CHUNK = 100


def decision(
    conn: Connection, found: Mandate, before: Decision | None, after: Decision, district: District, now: datetime
) -> None:
    """After a decision: pages that carry the item are drawn anew, and what can't wait for the next page is told."""
    if page_late.may_be_late(found, before, after, district, now):
        wakes.put(conn, "fan_out", f"late:{found.id}:{after.network}:", now)
    elif before is not None or _undone_before(conn, found.id):
        redraw(conn, found.id, after.network, now)


def _undone_before(conn: Connection, mandate: int) -> bool:
    """Whether a rule's decision was taken back once, so that pages may carry what nobody has decided."""
    return any(what == "rule_undone" for _, what, _, _ in trail.lines(conn, "mandate", mandate))


def redraw(conn: Connection, mandate: int, network: str, now: datetime) -> None:
    """Draw the newest pages of a network that carry the demand."""
    wakes.put(conn, "fan_out", f"redraw:{mandate}:{network}:", now)


def moved(conn: Connection, mandate: int, change: int, now: datetime) -> None:
    """A date was corrected: tell those who saw the old one. `change` is the place in the demand's changes."""
    wakes.put(conn, "fan_out", f"moved.{change}:{mandate}::", now)


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The next hundred. The wake's id is "what:mandate:network:last principal"; no network is every one."""
    what, number, network, after = ident.split(":", 3)
    found = demands.load(conn, int(number))
    if found is None:
        return
    district = service.present.district()
    schools = sorted(
        (s for s in district.schools.values() if s.principal in district.people and network in ("", s.network)),
        key=lambda s: s.principal,
    )
    waiting = [s for s in schools if s.principal > after]
    for school in waiting[:CHUNK]:
        _one(conn, what, found, school, district, now)
    if len(waiting) > CHUNK:
        wakes.put(conn, "fan_out", f"{what}:{number}:{network}:{waiting[CHUNK - 1].principal}", now)


def _one(conn: Connection, what: str, found: Mandate, school: School, district: District, now: datetime) -> None:
    kind, _, place = what.partition(".")
    if kind == "moved":
        _tell_moved(conn, found, int(place), school, district, now)
        return
    newest = demands.newest_issue(conn, school.principal)
    if newest is None:
        return
    if kind == "late" and newest.item(found.id) is None:
        _add_late(conn, newest, found, school, district, now)
    elif newest.item(found.id) is not None:
        outbox.enqueue(conn, "issue", newest.id, items.page_card(newest), now)


def _add_late(
    conn: Connection, newest: Issue, found: Mandate, school: School, district: District, now: datetime
) -> None:
    """An item that is due before the next page joins the newest one, and its reader is told."""
    decision = demands.decision(conn, found.id, school.network)
    demands.lock_pages(conn, newest.principal)
    if decision is None or newest.page is None:
        return
    states = {str(i): s.state for i, s in demands.states(conn, [school.principal])[school.principal].items()}
    who = reader(school, district, newest.week, states)
    render = renderer(district)
    item = page_late.late_item(found, decision, who, district, week.next_send(now, district), now, render)
    if item is None:
        return
    demands.freeze(conn, newest.id, page_late.with_late(newest.page, item, render), newest.composed_at or now)
    outbox.enqueue(conn, "issue", newest.id, items.page_card(newest), now)
    must_by = item.due.isoformat() if item.due and item.tier == "must" else ""
    facts: dict[str, Json] = {"mandate": found.id, "must_by": must_by}
    told = Notice("note.late", f"person:{newest.principal}", newest.principal, facts)
    quiet.push(conn, "issue", newest.id, told, f"late:{found.id}", now)


def _tell_moved(
    conn: Connection, found: Mandate, place: int, school: School, district: District, now: datetime
) -> None:
    change = found.changes[place]
    seen = demands.last_carrying(conn, school.principal, found.id)
    if seen is None or seen.composed_at is None or seen.composed_at > change.at:
        return
    state = demands.state(conn, found.id, school.principal)
    decision = demands.decision(conn, found.id, school.network)
    who = reader(school, district, week.today(now, district), {str(found.id): state.state} if state else {})
    dates = page_late.moved_for(found, change, decision, who)
    if dates is None:
        return
    facts: dict[str, Json] = {"mandate": found.id, "was": dates[0], "now": dates[1], "by": change.by}
    outbox.enqueue(conn, "issue", seen.id, items.page_card(seen), now)
    told = Notice("note.moved", f"person:{school.principal}", school.principal, facts)
    quiet.push(conn, "issue", seen.id, told, f"moved:{found.id}:{place}", now)
