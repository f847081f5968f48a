"""chat.* and reactions.*: what the bot writes."""

from typing import Any

from broker_bot.sandbox import limits, messages
from broker_bot.sandbox.args import decoded, is_true, need
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Room


def content(args: Json) -> tuple[str, Any, Any]:
    """Return (text, blocks, metadata) of a call, checked against Slack's limits; blocks and metadata may be None."""
    blocks = decoded(args, "blocks", "invalid_blocks_format")
    metadata = decoded(args, "metadata", "invalid_metadata_format")
    if blocks is not None:
        limits.check_message(blocks)
    if metadata:
        limits.check_metadata(metadata)
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", ("must provide a string [json-pointer:/text]",))
    return text, blocks, metadata


def _needs_words(text: str, blocks: Any, args: Json) -> None:
    if not text.strip() and not blocks and not args.get("attachments"):
        raise SlackError("no_text")


def writable(engine: Engine, ref: str) -> Room:
    """Return the room to write to; a person's id means the conversation with that person."""
    person = engine.ws.people.get(ref)
    room = engine.ws.open_dm(ref) if person else engine.room_for_bot(ref)
    if room.archived:
        raise SlackError("is_archived")
    if room.user is not None and engine.ws.people[room.user].deactivated:
        raise SlackError("channel_not_found")
    return room


def post_message(engine: Engine, args: Json) -> Json:
    """chat.postMessage."""
    need(args, "channel")
    room = writable(engine, str(args["channel"]))
    text, blocks, metadata = content(args)
    _needs_words(text, blocks, args)
    text, warning = limits.cut(text)
    with engine.ws.lock:
        root = messages.thread_root(room, args.get("thread_ts") or None)
        message = messages.bot_message(engine.ws, text, blocks, metadata, root)
        if root and is_true(args, "reply_broadcast"):
            message["subtype"] = "thread_broadcast"
        messages.add(engine.ws, room, message)
        messages.note_post(engine.ws, room, message, "chat.postMessage")
        engine.events.posted(room, message)
        shown = messages.shown(room, message)
    return {"channel": room.id, "ts": message["ts"], "message": shown, **warning}


def _own_message(engine: Engine, args: Json, refusal: str) -> tuple[Room, Json]:
    need(args, "channel", "ts")
    room = engine.ws.rooms.get(str(args["channel"]))
    if room is None or (room.private and engine.ws.identity.bot_user not in room.members):
        raise SlackError("channel_not_found")
    message = room.messages.get(str(args["ts"]))
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != engine.ws.identity.bot:
        raise SlackError(refusal)
    return room, message


def update(engine: Engine, args: Json) -> Json:
    """chat.update. Blocks and metadata stay unless given; [] and {} take them away."""
    text, blocks, metadata = content(args)
    with engine.ws.lock:
        room, message = _own_message(engine, args, "cant_update_message")
        if room.archived:
            raise SlackError("is_inactive")
        if len(text) > limits.most("update.text"):
            raise SlackError("msg_too_long")
        _needs_words(text, blocks, args)
        new: Json = {}
        if args.get("text") is not None:
            new["text"] = text
        if blocks is not None:
            new["blocks"] = messages.with_ids(engine.ws, blocks)
        if metadata is not None:
            new["metadata"] = metadata or None
        after, before = messages.change(engine.ws, room, message["ts"], engine.ws.identity.bot_user, new)
        engine.events.changed(room, after, before)
        shown = messages.shown(room, after)
    return {"channel": room.id, "ts": after["ts"], "text": after["text"], "message": shown}


def delete(engine: Engine, args: Json) -> Json:
    """chat.delete."""
    with engine.ws.lock:
        room, message = _own_message(engine, args, "cant_delete_message")
        messages.remove(engine.ws, room, message["ts"])
        engine.events.deleted(room, message)
    return {"channel": room.id, "ts": message["ts"]}


def permalink(engine: Engine, args: Json) -> Json:
    """chat.getPermalink: the address of a message, with that of its thread if it is a reply. Needs no scope."""
    need(args, "channel", "message_ts")
    room = engine.room_for_bot(str(args["channel"]))
    with engine.ws.lock:
        message = room.messages.get(str(args["message_ts"]))
    if message is None:
        raise SlackError("message_not_found")
    root = message.get("thread_ts")
    address = f"{engine.base()}/archives/{room.id}/p{message['ts'].replace('.', '')}"
    return {"channel": room.id, "permalink": address + (f"?thread_ts={root}&cid={room.id}" if root else "")}


def post_ephemeral(engine: Engine, args: Json) -> Json:
    """chat.postEphemeral."""
    need(args, "channel", "user")
    room = writable(engine, str(args["channel"]))
    text, blocks, _ = content(args)
    _needs_words(text, blocks, args)
    user = str(args["user"])
    if user not in engine.ws.people:
        raise SlackError("user_not_found")
    if user not in room.members:
        raise SlackError("user_not_in_channel")
    text, warning = limits.cut(text)
    thread_ts = args.get("thread_ts") or None
    shown = messages.add_ephemeral(
        engine.ws, room, user, messages.bot_message(engine.ws, text, blocks, None, thread_ts)
    )
    return {"message_ts": shown["ts"], **warning}


def add_reaction(engine: Engine, args: Json) -> Json:
    """reactions.add."""
    need(args, "channel", "timestamp", "name")
    room = engine.room_for_bot(str(args["channel"]))
    with engine.ws.lock:
        message = room.messages.get(str(args["timestamp"]))
        if message is None:
            raise SlackError("message_not_found")
        name = str(args["name"]).strip(":")
        messages.add_reaction(engine.ws, room, message["ts"], engine.ws.identity.bot_user, name)
        engine.events.reacted(room, message, engine.ws.identity.bot_user, name)
    return {}
