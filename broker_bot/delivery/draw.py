"""An intent becomes the message that is true now. Looks up, asks the access rule, hands a read model to a view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.delivery.draw_joins import stands_elsewhere, with_family
from broker_bot.domain import alarm, cover, faces, honest, people, who
from broker_bot.domain.access import Action, may
from broker_bot.domain.district import District, Role
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import Choice, QuestionCard, ReminderBatch, RequestCard, TrailLine
from broker_bot.domain.trail_words import trail_lines
from broker_bot.slack.views import notes
from broker_bot.slack.views.ild_packet import ild_packet
from broker_bot.slack.views.last_step import last_step
from broker_bot.slack.views.question import question_card
from broker_bot.slack.views.reminders import reminder_batch
from broker_bot.slack.views.school_card import school_card
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.unit_card import unit_card
from broker_bot.store import config, outbox, queries, requests, trail
from broker_bot.store.outbox import Item


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message and where it goes. `update` is the ts of the message it replaces, `thread` the one it hangs under.

    `channel` is set when the message must go where an earlier one stands; `version` is non-zero for a living card.
    """

    message: Message
    update: str = ""
    thread: str = ""
    channel: str = ""
    version: int = 0
    also_in_channel: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What a drawing may read: one snapshot, the district in force and business time."""

    conn: Connection
    district: District
    now: datetime


Drawing = Callable[[Scene, Item], Drawn | None]
"""Returns None when the intent is no longer true; the row is then dropped."""


TOLD = ("school", "ild", "last")
"""Sides whose card says who was told; the school reads that alone of a request's trail."""


def trail_of(scene: Scene, request_id: int, only: str = "") -> tuple[TrailLine, ...]:
    """A request's trail in words; `only` is how an event's name must begin."""
    events = trail.lines(scene.conn, "request", request_id)
    return trail_lines((event for event in events if event[1].startswith(only)), scene.district)


def face(scene: Scene, request: Request, side: str, person: str = "", *, whole: bool = False) -> RequestCard:
    """The card of one side as one person (or, without one, the unit's channel) may see it."""
    reader = scene.district.people.get(person)
    lines = trail_of(scene, request.id, only="ladder." if side == "school" else "") if side in TOLD else ()
    known = scene.district, scene.now
    card = faces.request_card(request, *known, side=side, reader=reader, trail=lines, whole=whole)
    return with_family(scene.conn, request, card, side, reader, scene.district)


def living(scene: Scene, item: Item, message: Message) -> Drawn:
    """A card: updated in place once posted, with the version that is wanted as of this snapshot."""
    card = outbox.card(scene.conn, item.aggregate_kind, item.aggregate, item.place)
    version = card.wanted if card else 1
    return Drawn(message, update=card.ts if card else "", channel=card.channel if card else "", version=version)


def under(scene: Scene, item: Item, words: str) -> Drawn:
    """A line in the thread of the card at the same place; it shows in the conversation itself too."""
    card = outbox.card(scene.conn, item.aggregate_kind, item.aggregate, item.place)
    at = card.ts if card else ""
    return Drawn(notes.plain(words), thread=at, channel=card.channel if card else "", also_in_channel=bool(at))


def _request(scene: Scene, item: Item) -> Request | None:
    return requests.load(scene.conn, item.aggregate)


def reads(scene: Scene, request: Request, person: str) -> bool:
    """Whether somebody may read a request in the role of today."""
    known = scene.district.people.get(person)
    return known is not None and may(known, Action.READ, faces.subject(request, scene.district))


def card_school(scene: Scene, item: Item) -> Drawn | None:
    """Whoever is not of the school any more reads on the old card that it stays there, and gets no new one."""
    request = _request(scene, item)
    if request is None:
        return None
    if not reads(scene, request, item.recipient):
        school = people.school_name(scene.district, request.school)
        words = f"{request.number} stays with {school}, and with whoever acts for it now."
        drawn = living(scene, item, notes.plain(words))
        return drawn if drawn.update else None
    card = face(scene, request, "school", item.recipient)
    if honest.asks(request) and not card.late:
        terms = request.terms
        answered = queries.answered(scene.conn, terms.unit, terms.route, who.LATEST * 2)
        card = replace(card, usual=honest.expected(request, answered, scene.district))
    return living(scene, item, school_card(card))


def card_unit(scene: Scene, item: Item) -> Drawn | None:
    """The owing unit's card; a unit that handed the request on keeps a line that says where it went."""
    request = _request(scene, item)
    if request is None:
        return None
    unit = item.place.removeprefix("unit:")
    mine = request.terms.unit == unit
    card = face(scene, request, "unit" if mine else f"old:{unit}")
    if card.contact:
        person = cover.stand_in(scene.district, faces.contact_of(request, scene.district))
        card = replace(card, mention=config.slack_id_of(scene.conn, person) if person else "")
    drawn = living(scene, item, unit_card(card))
    return drawn if mine or drawn.update else None


def card_ild(scene: Scene, item: Item) -> Drawn | None:
    request = _request(scene, item)
    if request is None:
        return None
    drawn = living(scene, item, ild_packet(face(scene, request, "ild", item.recipient)))
    mine = request.served_by == item.recipient and not stands_elsewhere(scene.conn, request, item.recipient)
    return drawn if drawn.update or mine else None


def packet(scene: Scene, item: Item) -> Drawn | None:
    """A new message each time it climbs, so that the ILD's phone says so; refreshes then go to this one."""
    request = _request(scene, item)
    if request is None or not request.owes:
        return None
    drawn = living(scene, item, ild_packet(face(scene, request, "ild", item.recipient)))
    return Drawn(drawn.message, version=drawn.version)


def last(scene: Scene, item: Item) -> Drawn | None:
    request = _request(scene, item)
    if request is None or not request.owes:
        return None
    return Drawn(last_step(face(scene, request, "last", item.recipient)))


def urgent(scene: Scene, item: Item) -> Drawn | None:
    request = _request(scene, item)
    if request is None:
        return None
    person = scene.district.people.get(item.recipient)
    if person is None:
        return None
    side = "unit" if person.unit == request.terms.unit else "last" if person.role == Role.EXECUTIVE else "ild"
    card = face(scene, request, side, item.recipient, whole=True)
    if card.text and request.danger and request.danger != request.text:
        card = replace(card, text=f"{request.danger}\n(Before: {card.text})")
    return Drawn(notes.urgent_alert(card))


def reminders(scene: Scene, item: Item) -> Drawn | None:
    """The hour's batch for one person, leaving out whatever was answered since."""
    person = scene.district.people.get(item.recipient)
    rows = [str(r).split(":") for r in item.facts.get("rows") or []]  # type: ignore[union-attr]
    if item.kind == "remind.now":
        rows = [[str(item.aggregate), str(item.facts.get("rung"))]]
    found = [r for r in requests.load_many(scene.conn, [int(r[0]) for r in rows]).values() if r.owes]
    still = _where_answered(scene, found)
    if person is None or not still:
        return None
    listed = faces.worst_first(
        replace(
            faces.queue_row(r, scene.district, scene.now, person),
            actions=faces.actions(r, "unit", scene.district, person),
        )
        for r in still
    )
    as_lead = any(rung == "lead" for _, rung in rows)
    return Drawn(reminder_batch(ReminderBatch(person.name, listed, as_lead)))


def _where_answered(scene: Scene, found: Sequence[Request]) -> list[Request]:
    """The requests at which these are answered: for a joined one that under which it is joined, each once."""
    heads = requests.load_many(scene.conn, [r.parent for r in found if r.parent])
    answered = (heads[r.parent] if r.parent in heads and heads[r.parent].owes else r for r in found)
    return list({r.id: r for r in answered}.values())


def question(scene: Scene, item: Item) -> Drawn | None:
    draft = requests.load_draft(scene.conn, item.aggregate)
    if draft is None:
        return None
    district = scene.district
    known = [district.routes[r] for r in draft.choices if people.route_of(district, r)]
    choices = tuple(Choice(r.id, r.label, district.units[r.unit].name) for r in known)
    fallback = district.routes.get(draft.fallback)
    unit = district.units[fallback.unit if fallback else district.triage].name
    card = QuestionCard(
        draft.id, draft.text, choices, draft.goes_at, unit, draft.urgent, district.safety_line, draft.settled
    )
    return living(scene, item, question_card(card))


def plain(scene: Scene, item: Item) -> Drawn | None:
    return Drawn(notes.plain(str(item.facts["text"])), thread=str(item.facts.get("thread") or ""))


def unheard(scene: Scene, item: Item) -> Drawn | None:
    """Everybody was alarmed and nobody has it: to the administrator, without a word of what was asked."""
    request = _request(scene, item)
    if request is None or not alarm.running(request):
        return None
    unit, school = people.unit_of(scene.district, request).name, people.school_name(scene.district, request.school)
    told = [people.name_of(scene.district, person) for person in request.alarmed]
    words = f"{request.number}: {school} sent {unit} something urgent and nobody has it."
    return Drawn(notes.plain(f"{words} Told, one every five minutes: {', '.join(told)}. Call them."))


def nobody(scene: Scene, item: Item) -> Drawn | None:
    request = _request(scene, item)
    if request is None:
        return None
    unit = people.unit_of(scene.district, request).name
    rung = item.facts.get("rung")
    return Drawn(
        notes.plain(f"{request.number} ({unit}): there is nobody to tell at the step '{rung}'. Fill the post.")
    )
