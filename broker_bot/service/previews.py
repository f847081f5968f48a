"""The week before it goes out: each ILD sees one preview, writes the note, approves with one tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import demand, people, preview, week, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.domain.preview import ApprovePages, WriteNote
from broker_bot.domain.readmodels_gate import NetworkPreview
from broker_bot.service import keeping
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Service
from broker_bot.store import demands, outbox, trail, weeks

NOT_YOURS = "Only the network's own ILD can do that."


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Show each network's ILD the week, unless there is nothing to look at. The wake's id is the week's Monday."""
    district = service.present.district()
    monday = date.fromisoformat(ident)
    for network in district.networks:
        if not preview.is_empty(of(conn, network, monday, district, now)):
            weeks.save(conn, monday, network, shown_at=now)
            keeping.tell(conn, "preview", monday.toordinal(), card(network, district, "preview"), now)


def card(network: str, district: District, kind: str = "card.preview") -> Notice:
    """The preview: posted once as "preview", redrawn as "card.preview"."""
    return Notice(kind, f"preview:{network}", demand.director(network, district))


def of(conn: Connection, network: str, monday: date, district: District, now: datetime) -> NetworkPreview:
    """A network's week as it would be made now."""
    principals = [s.principal for s in district.schools.values() if s.network == network]
    kept = weeks.load(conn, monday, network)
    here = week.today(now, district)
    latest = week.last_send(now, district)
    waiting = sum(bool(demand.reached(m, network, district, here)) for m in demands.undecided(conn, network))
    found = preview.preview(
        network,
        monday,
        demands.pairs_for(conn, network, monday),
        demands.states(conn, principals),
        demands.weeks_before(conn, principals, monday),
        waiting,
        district,
        kept.approved_at,
        kept.note,
        people.name_of(district, kept.approved_by) if kept.approved_by else "",
    )
    return replace(found, gone=latest is not None and latest.week >= monday)


def refresh(conn: Connection, network: str, district: District, now: datetime) -> None:
    """Something was decided: draw the coming week's preview anew, if the ILD has one."""
    monday = week.next_send(now, district).week
    if weeks.load(conn, monday, network).shown_at is not None:
        outbox.enqueue(conn, "preview", monday.toordinal(), card(network, district), now)


def sent(conn: Connection, monday: date, district: District, now: datetime) -> None:
    """The pages go out: an ILD who saw the preview and did not approve is told what went."""
    for network in district.networks:
        kept = weeks.load(conn, monday, network)
        if kept.shown_at is not None and kept.approved_at is None:
            who = demand.director(network, district)
            told = Notice("note.unapproved", f"preview:{network}", who, {"network": network})
            keeping.tell(conn, "preview", monday.toordinal(), told, now)
        if kept.shown_at is not None:
            outbox.enqueue(conn, "preview", monday.toordinal(), card(network, district), now)


def _denied(command: ApprovePages | WriteNote, actor: Person, district: District) -> str:
    if command.week is None or command.network not in district.networks:
        return "I don't find that week."
    about = Subject(network=command.network, vacant=demand.vacant(command.network, district))
    return "" if may(actor, Action.APPROVE_DIGEST, about) else NOT_YOURS


def approve(service: Service, command: Command) -> Reply:
    """One tap for the whole network; a second changes nothing."""
    assert isinstance(command, ApprovePages)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        denied = _denied(command, actor, district)
        if denied or command.week is None:
            return Reply(denied, refused=True)
        kept = weeks.load(conn, command.week, command.network)
        if kept.approved_at is None:
            weeks.save(conn, command.week, command.network, approved_by=actor.id, approved_at=now)
            event = Event("approved", actor.id, {"network": command.network, "week": command.week.isoformat()})
            trail.append(conn, "preview", command.week.toordinal(), (event,), now)
        outbox.enqueue(conn, "preview", command.week.toordinal(), card(command.network, district), now)
        return Reply("Approved. What you decide from now on still joins the pages.")

    return landed(service, command, land)


def write_note(service: Service, command: Command) -> Reply:
    """The note stands on top of every page that is not made yet."""
    assert isinstance(command, WriteNote)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        denied = _denied(command, actor, district)
        if denied or command.week is None:
            return Reply(denied, refused=True)
        problem = preview.note_problem(command.text)
        if problem:
            return Reply(errors={"text": problem}, refused=True)
        if demands.week_begun(conn, command.week):
            return Reply("The pages of that week went out already.", refused=True)
        weeks.save(conn, command.week, command.network, note=words.clean(command.text))
        outbox.enqueue(conn, "preview", command.week.toordinal(), card(command.network, district), now)
        refresh_home(conn, actor.id, now)
        return Reply("Your note stands on top of every page of your network that week.")

    return landed(service, command, land)
