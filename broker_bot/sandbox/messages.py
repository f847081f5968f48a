"""Messages: posting, changing and deleting them, threads, ephemerals, and how the Web API shows them."""

import copy
from typing import Any

from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Room, Workspace


def with_ids(ws: Workspace, blocks: Any) -> Any:
    """Return a copy of blocks in which each block has a block_id and each element an action_id, as Slack adds them."""
    if not isinstance(blocks, list):
        return blocks
    named = copy.deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", ws.mint_id("b")[:6])
        for element in elements_of(block):
            element.setdefault("action_id", ws.mint_id("a")[:6])
    return named


def elements_of(block: Json) -> list[Json]:
    """Return the interactive elements of a block."""
    match block.get("type"):
        case "actions":
            found = block.get("elements", [])
        case "section":
            found = [block.get("accessory")]
        case "input":
            found = [block.get("element")]
        case _:
            found = []
    return [one for one in found if isinstance(one, dict) and one.get("type") != "image"]


def bot_message(ws: Workspace, text: str, blocks: Any, metadata: Json | None, thread_ts: str | None) -> Json:
    """Return a message of the bot, without ts."""
    me = ws.identity
    message: Json = {"type": "message", "user": me.bot_user, "bot_id": me.bot, "app_id": me.app, "team": me.team}
    message["text"] = text
    message["bot_profile"] = {"id": me.bot, "app_id": me.app, "name": me.bot_name, "team_id": me.team}
    if blocks:
        message["blocks"] = with_ids(ws, blocks)
    if metadata:
        message["metadata"] = copy.deepcopy(metadata)
    if thread_ts:
        message["thread_ts"] = thread_ts
    return message


def thread_root(room: Room, thread_ts: str | None) -> str | None:
    """Return the ts of the thread's parent; a reply's ts leads to its own parent.

    Raises SlackError thread_not_found when no such message is there.
    """
    if thread_ts is None:
        return None
    parent = room.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    return str(parent.get("thread_ts") or thread_ts)


def add(ws: Workspace, room: Room, message: Json) -> Json:
    """Give the message its ts and put it into the room; return the stored message."""
    with ws.lock:
        message["ts"] = ws.mint_ts()
        room.messages[message["ts"]] = message
        root = room.messages.get(message.get("thread_ts", ""))
        if root is not None:
            root["thread_ts"] = root["ts"]
        ws.bump()
        return message


def note_post(ws: Workspace, room: Room, message: Json, via: str) -> None:
    """Write a post of the bot into the message log, where it stays even if it is deleted later."""
    with ws.lock:
        kept = ("ts", "thread_ts", "text", "blocks", "metadata", "files")
        entry = {key: copy.deepcopy(message.get(key)) for key in kept}
        ws.posts.append({"channel": room.id, "via": via, "updates": [], "deleted": False, **entry})


def logged(ws: Workspace, room: Room, ts: str) -> Json | None:
    """Return the message log's entry of this message."""
    return next((post for post in reversed(ws.posts) if post["channel"] == room.id and post["ts"] == ts), None)


def change(ws: Workspace, room: Room, ts: str, editor: str, new: Json) -> tuple[Json, Json]:
    """Change text, blocks or metadata of a message; return (message after, message before)."""
    with ws.lock:
        message = room.messages[ts]
        before = copy.deepcopy(message)
        message.update(copy.deepcopy(new))
        for key in [key for key, value in new.items() if value in (None, [])]:
            message.pop(key, None)
        message["edited"] = {"user": editor, "ts": ws.mint_ts()}
        entry = logged(ws, room, ts)
        if entry is not None:
            kept = {key: copy.deepcopy(message.get(key)) for key in ("text", "blocks", "metadata")}
            entry["updates"].append({"at": message["edited"]["ts"], **kept})
        ws.bump()
        return message, before


def remove(ws: Workspace, room: Room, ts: str) -> Json:
    """Take a message out of the room; return it. The message log keeps it, marked as deleted."""
    with ws.lock:
        message = room.messages.pop(ts)
        entry = logged(ws, room, ts)
        if entry is not None:
            entry["deleted"] = True
        ws.bump()
        return message


def add_ephemeral(ws: Workspace, room: Room, user: str, message: Json) -> Json:
    """Show a message to one person only; return it with its ts."""
    with ws.lock:
        shown = {**message, "ts": ws.mint_ts(), "channel": room.id, "ephemeral": True, "to": user}
        ws.ephemerals.setdefault(user, []).append(shown)
        ws.bump()
        return shown


def replies_of(room: Room, root: str) -> list[Json]:
    """Return the replies in a thread, oldest first, without the parent."""
    return [one for ts, one in room.messages.items() if one.get("thread_ts") == root and ts != root]


def is_reply(message: Json) -> bool:
    """Whether the message stands in a thread and not in the channel itself."""
    hidden = message.get("subtype") != "thread_broadcast"
    return hidden and message.get("thread_ts", message["ts"]) != message["ts"]


def shown(room: Room, message: Json, all_metadata: bool = True) -> Json:
    """Return a copy as the API shows it: with reply counts, and metadata's payload only when asked for."""
    view = copy.deepcopy(message)
    if "metadata" in view and not all_metadata:
        view["metadata"] = {"event_type": view["metadata"].get("event_type")}
    replies = replies_of(room, message["ts"]) if message.get("thread_ts") == message["ts"] else []
    if replies:
        users = list(dict.fromkeys(reply["user"] for reply in replies))
        view |= {"reply_count": len(replies), "reply_users": users, "reply_users_count": len(users)}
        view["latest_reply"] = replies[-1]["ts"]
    return view


def add_reaction(ws: Workspace, room: Room, ts: str, user: str, name: str) -> None:
    """Add a reaction. Raises SlackError already_reacted."""
    with ws.lock:
        reactions = room.messages[ts].setdefault("reactions", [])
        found = next((one for one in reactions if one["name"] == name), None)
        if found is None:
            reactions.append({"name": name, "users": [user], "count": 1})
        elif user in found["users"]:
            raise SlackError("already_reacted")
        else:
            found["users"].append(user)
            found["count"] += 1
        ws.bump()
