"""A memo's card: what was read, what was checked and sent since."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, living
from broker_bot.domain.memo_faces import memo_card as card_of
from broker_bot.slack.views.memo_card import memo_card
from broker_bot.store import demands, memos
from broker_bot.store.outbox import Item


def memo(scene: Scene, item: Item) -> Drawn | None:
    """The card of one memo, in place once posted."""
    found = memos.load(scene.conn, item.aggregate)
    if found is None:
        return None
    wanted = [one.corrects for one in found.proposals if one.corrects]
    known = {m.id: m.title for m in demands.load_many(scene.conn, wanted)}
    return living(
        scene, item, memo_card(card_of(found.id, found.name, found.proposals, dict(found.sent), known, found.link))
    )


DRAWINGS: dict[str, Drawing] = {"card.memo": memo}
