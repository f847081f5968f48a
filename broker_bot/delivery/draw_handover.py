"""What waited for the end of somebody's protected time: drawn from what is true now, as one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from broker_bot.delivery.draw import Drawing, Drawn, Scene
from broker_bot.delivery.draw_demands import ask_of
from broker_bot.delivery.draw_joins import for_all
from broker_bot.domain import faces
from broker_bot.domain.access import Action, may
from broker_bot.domain.asking_faces import TalkCard
from broker_bot.domain.demand_faces import mandate_card
from broker_bot.domain.district import Person
from broker_bot.domain.handover import Handover, KeptBack
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import MandateCard
from broker_bot.service import talks
from broker_bot.slack.views.handover import handover
from broker_bot.store import demands, kept_back, requests
from broker_bot.store.outbox import Item
from broker_bot.store.talks import open_of as open_talks

ROWS = ("request", "mandate", "talk")
"""What stands as a row of its own kind."""

LINES = ("note.brought_in",)
"""About a request, and yet a line: its own words matter."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def drawing(drawings: Mapping[str, Drawing]) -> Drawing:
    """Draws a handover; `drawings` give the words of what is no request, demand or ask."""

    def drawn(scene: Scene, item: Item) -> Drawn | None:
        person = scene.district.people.get(item.recipient)
        found = kept_back.handed_over(scene.conn, item.aggregate)
        if person is None or not found:
            return None
        made = replace(handover_of(scene, person, found, drawings), in_schools=not item.facts.get("why"))
        return Drawn(handover(made)) if made.size else None

    return drawn


def handover_of(scene: Scene, person: Person, found: Sequence[KeptBack], drawings: Mapping[str, Drawing]) -> Handover:
    """What still holds of what was kept back, as this person may see it."""
    owed = [r for r in _still(scene, found) if may(person, Action.READ, faces.subject(r, scene.district))]
    rows = faces.worst_first(
        for_all(scene.conn, r, faces.queue_row(r, scene.district, scene.now, person), person, scene.district)
        for r in owed
    )
    asks = [ask_of(scene, k.aggregate, k.notice.place) for k in found if k.notice.kind == "off"]
    other = [k for k in found if k.notice.kind in LINES or (k.aggregate_kind not in ROWS and k.notice.kind != "off")]
    return Handover(
        rows=rows,
        mandates=tuple(_mandates(scene, found)),
        asks=tuple(ask for ask in asks if ask and not ask.settled),
        lines=tuple(line for k in other if (line := _line(scene, k, drawings))),
        talks=_talks(scene, person, found),
        helped=tuple(r.number for r in owed if r.help_at),
    )


def _still(scene: Scene, found: Sequence[KeptBack]) -> list[Request]:
    """The requests that still wait, and were not answered since they were kept back."""
    about = [k for k in found if k.aggregate_kind == "request" and k.notice.kind not in LINES]
    clocks = {k.aggregate: k.notice.facts.get("clock") for k in about}
    known = requests.load_many(scene.conn, list(clocks)).values()
    return [r for r in known if r.owes and clocks[r.id] in (None, r.clock)]


def _mandates(scene: Scene, found: Sequence[KeptBack]) -> list[MandateCard]:
    cards = []
    for kept in {(k.aggregate, k.notice.place): k for k in found if k.aggregate_kind == "mandate"}.values():
        network = kept.notice.place.partition(":")[2]
        mandate = demands.load(scene.conn, kept.aggregate)
        if mandate is not None and demands.decision(scene.conn, mandate.id, network) is None:
            cards.append(mandate_card(mandate, None, network, scene.district))
    return cards


def _talks(scene: Scene, person: Person, found: Sequence[KeptBack]) -> tuple[TalkCard, ...]:
    """What principals sent to this person and is not answered, each once."""
    kept = {k.aggregate for k in found if k.aggregate_kind == "talk"}
    mine = [talk for talk in open_talks(scene.conn, person.id) if talk.id in kept]
    return tuple(talks.face(talk, scene.district, scene.now) for talk in mine)


def _line(scene: Scene, kept: KeptBack, drawings: Mapping[str, Drawing]) -> str:
    notice = kept.notice
    item = Item(
        0, "", notice.kind, kept.aggregate_kind, kept.aggregate, notice.place, notice.to, notice.facts, "", _NEVER,
        0, 0, None, None, "",
    )  # fmt: skip
    known = drawings.get(notice.kind)
    drawn = known(scene, item) if known else None
    return drawn.message.text if drawn else ""
