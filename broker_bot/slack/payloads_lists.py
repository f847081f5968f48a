"""A unit's list in Home: its filter, and several requests at once."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import faces
from broker_bot.domain.access import Action, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Person
from broker_bot.domain.unit_list import MOST_AT_ONCE, PickFilter, Several, passes
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import Payload, action, at, button_key, day, filled, number, unescaped, user
from broker_bot.slack.views.modals_several import several_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import preferences, queries


def _pick(body: Payload) -> Command:
    pressed = action(body)
    return PickFilter(button_key(body), user(body), at(pressed.get("action_ts")), str(pressed.get("value") or ""))


def _several(body: Payload) -> Command:
    written = [(block, unescaped(str(filled(body, block) or ""))) for block in _blocks(body)]
    sentences = tuple((number(block.removeprefix("text:")), text) for block, text in written if text.strip())
    taken = tuple(number(one) for one in filled(body, ids.FIELD_TAKEN) or [])
    return Several(
        f"several:{body['view']['id']}",
        user(body),
        None,
        str(filled(body, ids.FIELD_WHAT) or ""),
        day(body),
        sentences,
        taken,
    )


def _blocks(body: Payload) -> list[str]:
    values = (body["view"].get("state") or {}).get("values") or {}
    return [str(block) for block in values if str(block).startswith("text:")]


def _open(look: Look, actor: Person, _: str) -> Modal:
    """The first ten of what this person's filter shows, of that what the person may answer."""
    name = preferences.get(look.conn, actor.id, "queue", "all")
    found = [
        r
        for r in queries.open_of_unit(look.conn, actor.unit)
        if r.owes
        and passes(name, r, actor.id, look.district, look.now)
        and may(actor, Action.FINISH, faces.subject(r, look.district))
    ]
    rows = faces.worst_first(faces.queue_row(r, look.district, look.now, actor) for r in found)
    if not actor.unit or not rows:
        raise NotAllowed("Nobody waits for you in this list.")
    return several_modal(rows[:MOST_AT_ONCE])


FILTERED = (ids.QUEUE_ALL, ids.QUEUE_MINE, ids.QUEUE_UNCLAIMED, ids.QUEUE_TODAY)

BUTTONS: dict[str, Callable[[Payload], Command]] = dict.fromkeys(FILTERED, _pick)
OPENERS: dict[str, Opener] = {ids.SEVERAL: _open}
MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_SEVERAL: _several}
