"""A memo's card: what was read, what was checked and sent since."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, living
from broker_bot.domain import people
from broker_bot.domain.memo_faces import memo_card as card_of
from broker_bot.domain.readmodels_gate import PassedMemo
from broker_bot.slack.views.memo_card import memo_card, passed_memo
from broker_bot.store import demands, memos
from broker_bot.store.outbox import Item


def memo(scene: Scene, item: Item) -> Drawn | None:
    """The card of one memo, in place once posted."""
    found = memos.load(scene.conn, item.aggregate)
    if found is None:
        return None
    wanted = [one.corrects for one in found.proposals if one.corrects]
    known = {m.id: m.title for m in demands.load_many(scene.conn, wanted)}
    passed = people.name_of(scene.district, found.passed_by) if found.passed_by else ""
    card = card_of(found.id, found.name, found.proposals, dict(found.sent), known, found.link, (passed, found.note))
    return living(scene, item, memo_card(card))


def passed(scene: Scene, item: Item) -> Drawn | None:
    """The card of a memo that an ILD sent: whose it is, and who checks it since."""
    found = memos.load(scene.conn, item.aggregate)
    if found is None:
        return None
    units, titles = scene.district.units, tuple(one.title for one in found.proposals)
    unit = units.get(found.unit)
    if unit is None:
        named = tuple(sorted(((u.id, u.name) for u in units.values()), key=lambda pair: pair[1]))
        return living(scene, item, passed_memo(PassedMemo(found.id, found.name, titles, named, note=found.note)))
    checks = people.name_of(scene.district, found.by)
    return living(scene, item, passed_memo(PassedMemo(found.id, found.name, titles, unit=unit.name, checks=checks)))


DRAWINGS: dict[str, Drawing] = {"card.memo": memo, "card.memo_passed": passed}
