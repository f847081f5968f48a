"""conversations.*: channels and direct messages, their members and their history."""

from typing import Any

from broker_bot.sandbox import limits, messages
from broker_bot.sandbox.args import is_true, need, page
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Room


def room_record(engine: Engine, room: Room) -> Json:
    """Return a conversation as conversations.info shows it."""
    common: Json = {"id": room.id, "created": 0, "is_archived": room.archived, "is_im": room.is_dm, "is_mpim": False}
    if room.is_dm:
        return {**common, "user": room.user, "is_org_shared": False, "is_open": True, "priority": 0}
    return {
        **common,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.private,
        "is_group": room.private,
        "is_private": room.private,
        "is_general": False,
        "is_shared": room.external,
        "is_ext_shared": room.external,
        "is_org_shared": False,
        "is_member": engine.ws.identity.bot_user in room.members,
        "num_members": len(room.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _visible(engine: Engine, ref: str) -> Room:
    """Return a room the bot may see, joined or not. Raises SlackError channel_not_found."""
    room = engine.ws.rooms.get(ref)
    if room is None or (room.private and engine.ws.identity.bot_user not in room.members):
        raise SlackError("channel_not_found")
    return room


def open_room(engine: Engine, args: Json) -> Json:
    """conversations.open for one person, by `users` or by the conversation's own id in `channel`."""
    if args.get("channel"):
        room = _visible(engine, str(args["channel"]))
        if not room.is_dm:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(engine, args, room, True)
    given = args.get("users") or ""
    users = given if isinstance(given, list) else [one.strip() for one in str(given).split(",") if one.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("invalid_user_combination")
    person = engine.ws.people.get(users[0])
    if person is None:
        raise SlackError("cannot_dm_bot" if users[0] == engine.ws.identity.bot_user else "user_not_found")
    if person.deactivated:
        raise SlackError("user_disabled")
    with engine.ws.lock:
        known = any(room.user == person.id for room in engine.ws.rooms.values())
        return _opened(engine, args, engine.ws.open_dm(person.id), known)


def _opened(engine: Engine, args: Json, room: Room, known: bool) -> Json:
    shown = room_record(engine, room) if is_true(args, "return_im") else {"id": room.id}
    return {"no_op": True, "already_open": True, "channel": shown} if known else {"channel": shown}


def list_rooms(engine: Engine, args: Json) -> Json:
    """conversations.list, filtered by `types` (public_channel alone when absent) and `exclude_archived`."""
    types = str(args.get("types") or "public_channel").replace(" ", "").split(",")
    unknown = set(types) - {"public_channel", "private_channel", "im", "mpim"}
    if unknown:
        raise SlackError("invalid_types")
    names = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    rooms = []
    for room in list(engine.ws.rooms.values()):
        seen = not room.private or engine.ws.identity.bot_user in room.members
        if seen and names[room.kind] in types and not (room.archived and is_true(args, "exclude_archived")):
            rooms.append(room_record(engine, room))
    rows, cursor = page(args, rooms, 100, limits.most("list.limit"))
    return {"channels": rows, "response_metadata": {"next_cursor": cursor}}


def info(engine: Engine, args: Json) -> Json:
    """conversations.info."""
    need(args, "channel")
    return {"channel": room_record(engine, _visible(engine, str(args["channel"])))}


def members(engine: Engine, args: Json) -> Json:
    """conversations.members."""
    need(args, "channel")
    room = _visible(engine, str(args["channel"]))
    rows, cursor = page(args, list(room.members), 100, limits.most("list.limit"))
    return {"members": rows, "response_metadata": {"next_cursor": cursor}}


def join(engine: Engine, args: Json) -> Json:
    """conversations.join, for public channels."""
    need(args, "channel")
    with engine.ws.lock:
        room = _visible(engine, str(args["channel"]))
        if room.private:
            raise SlackError("method_not_supported_for_channel_type")
        if room.archived:
            raise SlackError("is_archived")
        if engine.ws.identity.bot_user in room.members:
            return {"channel": room_record(engine, room), "warning": "already_in_channel"}
        room.members.append(engine.ws.identity.bot_user)
        engine.ws.bump()
    return {"channel": room_record(engine, room)}


def _time(args: Json, name: str) -> float | None:
    given: Any = args.get(name)
    if given in (None, "", 0, "0"):
        return None
    try:
        return float(given)
    except (TypeError, ValueError) as broken:
        raise SlackError(f"invalid_ts_{name}") from broken


def _within(args: Json, found: list[Json]) -> list[Json]:
    """Keep what lies between oldest and latest, the ends themselves only when `inclusive`."""
    oldest, latest = _time(args, "oldest"), _time(args, "latest")
    ends = is_true(args, "inclusive")
    kept = []
    for message in found:
        ts = float(message["ts"])
        after = oldest is None or ts > oldest or (ends and ts == oldest)
        before = latest is None or ts < latest or (ends and ts == latest)
        if after and before:
            kept.append(message)
    return kept


def history(engine: Engine, args: Json) -> Json:
    """conversations.history: newest first, without thread replies and ephemerals."""
    need(args, "channel")
    room = engine.room_for_bot(str(args["channel"]))
    with engine.ws.lock:
        found = [one for one in reversed(room.messages.values()) if not messages.is_reply(one)]
        return _answer(room, args, _within(args, found))


def replies(engine: Engine, args: Json) -> Json:
    """conversations.replies: the parent first, then its replies, oldest first."""
    need(args, "channel", "ts")
    room = engine.room_for_bot(str(args["channel"]))
    with engine.ws.lock:
        parent = room.messages.get(str(args["ts"]))
        if parent is None:
            raise SlackError("thread_not_found")
        if messages.is_reply(parent):
            return _answer(room, args, [parent])
        return _answer(room, args, [parent, *_within(args, messages.replies_of(room, parent["ts"]))])


def _answer(room: Room, args: Json, found: list[Json]) -> Json:
    rows, cursor = page(args, found, 100, limits.most("history.limit"))
    payloads = is_true(args, "include_all_metadata")
    answer: Json = {"messages": [messages.shown(room, one, payloads) for one in rows], "has_more": bool(cursor)}
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer
