"""What a person sees: the list of conversations, the messages of one, Home and modal."""

import copy
from dataclasses import asdict
from typing import Any

from broker_bot.sandbox import messages
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.model import Json, Traffic
from broker_bot.sandbox.workspace import Room, Workspace


def people(ws: Workspace) -> list[Json]:
    """Return everyone, as given at the start."""
    with ws.lock:
        return [asdict(person) for person in ws.people.values()]


def channels(ws: Workspace) -> list[Json]:
    """Return every channel (no direct messages) with its members."""
    with ws.lock:
        return [
            {"id": room.id, "name": room.name, "private": room.private, "archived": room.archived}
            | {"members": list(room.members)}
            for room in ws.rooms.values()
            if not room.is_dm
        ]


def ephemerals_in(ws: Workspace, user: str, room: Room, thread: str | None) -> list[Json]:
    """Return the messages only this person sees in a room (in a thread, if one is given)."""
    mine = ws.ephemerals.get(user, [])
    return [one for one in mine if one["channel"] == room.id and one.get("thread_ts") == thread]


def seen(ws: Workspace, user: str, room: Room, thread: str | None = None) -> list[Json]:
    """Return what this person sees in a channel, or in one of its threads, oldest first."""
    with ws.lock:
        if thread is None:
            shared = [one for one in room.messages.values() if not messages.is_reply(one)]
        else:
            parent = room.messages.get(thread)
            shared = [parent, *messages.replies_of(room, thread)] if parent else []
        found = [messages.shown(room, one) for one in shared]
        found += copy.deepcopy(ephemerals_in(ws, user, room, thread))
    return sorted(found, key=lambda one: float(one["ts"]))


def _line(ws: Workspace, user: str, room: Room) -> Json:
    found = seen(ws, user, room)
    read = float(room.reads.get(user, "0"))
    unread = sum(1 for one in found if one["user"] != user and float(one["ts"]) > read)
    return {
        "id": room.id,
        "name": ws.identity.bot_name if room.is_dm else room.name,
        "kind": "dm" if room.is_dm else "channel",
        "private": room.private,
        "archived": room.archived,
        "unread": unread,
        "latest_ts": found[-1]["ts"] if found else None,
        "is_member": True,
    }


def inbox(engine: Engine, user: str) -> Json:
    """Return this person's conversations with unread counts, the Home and the open modal."""
    ws = engine.ws
    engine.person(user)
    with ws.lock:
        ws.open_dm(user)
        rooms = [room for room in ws.rooms.values() if user in room.members]
        stack = ws.modals.get(user)
        shown: dict[str, Any] = {"channels": [_line(ws, user, room) for room in rooms]}
        shown["home"] = copy.deepcopy(ws.homes.get(user))
        shown["modal"] = copy.deepcopy(stack[-1]) if stack else None
        return {**shown, "version": ws.version}


def mark_read(ws: Workspace, user: str, room: Room) -> None:
    """Note that this person has read everything in a room."""
    with ws.lock:
        found = seen(ws, user, room)
        if found and room.reads.get(user) != found[-1]["ts"]:
            room.reads[user] = found[-1]["ts"]
            ws.bump()


def log_after(ws: Workspace, seq: int) -> list[Json]:
    """Return the traffic after a sequence number."""

    def row(line: Traffic) -> Json:
        return asdict(line)

    with ws.lock:
        return [row(line) for line in ws.traffic if line.seq > seq]
