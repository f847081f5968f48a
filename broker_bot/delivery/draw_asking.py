"""What waits for its sender's word, and what an ILD was asked, drawn from the newest truth."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, living
from broker_bot.domain import people
from broker_bot.domain.asking_faces import DetailsCard, IldOffer, Part, SplitCard, UpdateCard
from broker_bot.domain.how_it_stands import line
from broker_bot.service import drafts, splitting, talks, updates
from broker_bot.slack.views import notes
from broker_bot.slack.views.details_card import details_card
from broker_bot.slack.views.ild_offer import ild_offer
from broker_bot.slack.views.split_card import split_card
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.talk_card import talk_card
from broker_bot.slack.views.update_card import update_card
from broker_bot.store import pending, requests
from broker_bot.store import talks as talk_rows
from broker_bot.store.outbox import Item
from broker_bot.store.pending import Pending


def waiting(scene: Scene, item: Item) -> Drawn | None:
    """The card in the sender's own conversation; nobody else ever gets it."""
    kept = pending.load(scene.conn, item.aggregate)
    return living(scene, item, _VIEWS[kept.kind](scene, kept)) if kept else None


def _split(scene: Scene, kept: Pending) -> Message:
    district = scene.district
    parts = []
    for row in kept.facts.get("parts") or ():
        route = district.routes.get(row["route"]) or people.help_desk(district)
        label = route.label if route.unit != district.triage else ""
        parts.append(Part(row["text"], district.units[route.unit].name, label))
    first = requests.load(scene.conn, kept.request) if kept.request and not kept.settled else None
    urgent = f"{first.number} is with {people.unit_of(district, first).name}." if first else ""
    return split_card(SplitCard(kept.id, tuple(parts), urgent, kept.goes_at, kept.settled))


def _update(scene: Scene, kept: Pending) -> Message:
    ids = [int(one) for one in kept.facts.get("requests") or ()]
    found = requests.load_many(scene.conn, ids)
    sender = scene.district.people[kept.sender]
    rows = tuple(
        (one, found[one].number, line(found[one], sender, scene.district, scene.now)) for one in ids if one in found
    )
    return update_card(UpdateCard(kept.id, rows, int(kept.facts.get("more") or 0), kept.goes_at, kept.settled))


def _ild(scene: Scene, kept: Pending) -> Message:
    name = people.name_of(scene.district, str(kept.facts.get("ild") or ""))
    return ild_offer(IldOffer(kept.id, kept.text, name, kept.goes_at, kept.settled))


def _details(scene: Scene, kept: Pending) -> Message:
    found = drafts.found_words(kept.facts.get("kinds") or ())
    return details_card(DetailsCard(kept.id, found, str(kept.facts.get("masked") or ""), kept.goes_at, kept.settled))


_VIEWS = {splitting.KIND: _split, updates.KIND: _update, talks.PENDING: _ild, drafts.KIND: _details}


def talk(scene: Scene, item: Item) -> Drawn | None:
    """The ILD's card."""
    found = talk_rows.load(scene.conn, item.aggregate)
    if found is None:
        return None
    return living(scene, item, talk_card(talks.face(found, scene.district, scene.now)))


def late(scene: Scene, item: Item) -> Drawn | None:
    """A reminder: a new message with the words, so that nothing has to be looked up."""
    found = talk_rows.load(scene.conn, item.aggregate)
    if found is None or found.answered_at:
        return None
    return Drawn(talk_card(talks.face(found, scene.district, scene.now)))


def answer(scene: Scene, item: Item) -> Drawn | None:
    """What the ILD wrote, to the sender alone."""
    author, text = str(item.facts["author"]), str(item.facts.get("text") or "")
    if not text:
        return Drawn(notes.plain(f"{author} says that you have talked about it, so it is closed."))
    return Drawn(notes.plain(f"{author}, your ILD: {text}"))


DRAWINGS: dict[str, Drawing] = {"card.pending": waiting, "card.talk": talk, "talk.late": late, "talk.answer": answer}
