"""What an app says outside the Web API: to a response URL, or in the answer to a slash command."""

from typing import Any

from broker_bot.sandbox import limits, messages
from broker_bot.sandbox.args import is_true
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.links import Link
from broker_bot.sandbox.methods_chat import content
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Room


def respond(engine: Engine, key: str, sent: Json) -> Json:
    """Act on a POST to a response URL: new message, or replace or delete the one that was pressed."""
    link = engine.links.take(key)
    room = engine.ws.rooms[link.room]
    with engine.ws.lock:
        if is_true(sent, "delete_original"):
            _delete(engine, room, link)
        else:
            text, blocks, _ = content(sent)
            if is_true(sent, "replace_original") and link.message_ts:
                _replace(engine, room, link, text, blocks)
            else:
                say(engine, room, link.user, sent, text, blocks, link.thread_ts)
    return {}


def say(engine: Engine, room: Room, user: str, sent: Json, text: str, blocks: Any, thread_ts: str | None) -> None:
    """Post an app's answer, to this person only unless response_type is in_channel."""
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    text, _ = limits.cut(text)
    thread_ts = sent.get("thread_ts") or thread_ts
    message = messages.bot_message(engine.ws, text, blocks, None, thread_ts)
    if sent.get("response_type") != "in_channel":
        messages.add_ephemeral(engine.ws, room, user, message)
        return
    messages.add(engine.ws, room, message)
    messages.note_post(engine.ws, room, message, "response_url")
    engine.events.posted(room, message)


def _ephemeral(engine: Engine, link: Link) -> Json | None:
    mine = engine.ws.ephemerals.get(link.user, [])
    return next((one for one in mine if one["ts"] == link.message_ts), None)


def _delete(engine: Engine, room: Room, link: Link) -> None:
    if link.ephemeral:
        shown = _ephemeral(engine, link)
        if shown is not None:
            engine.ws.ephemerals[link.user].remove(shown)
            engine.ws.bump()
    elif link.message_ts in room.messages:
        engine.events.deleted(room, messages.remove(engine.ws, room, str(link.message_ts)))


def _replace(engine: Engine, room: Room, link: Link, text: str, blocks: Any) -> None:
    new = {"text": text, "blocks": messages.with_ids(engine.ws, blocks)}
    if link.ephemeral:
        shown = _ephemeral(engine, link)
        if shown is not None:
            shown.update(new)
            engine.ws.bump()
    elif link.message_ts in room.messages:
        ts = str(link.message_ts)
        after, before = messages.change(engine.ws, room, ts, engine.ws.identity.bot_user, new)
        engine.events.changed(room, after, before)
