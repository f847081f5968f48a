"""What each method needs to have been granted; the names are on each method's page under docs.slack.dev/reference."""

from typing import Final

from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Workspace

_BY_METHOD: Final = {
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
_BY_ROOM: Final = {
    "conversations.history": "history",
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.replies": "history",
}
_FAMILIES: Final = {"channel": "channels", "group": "groups", "im": "im"}
_LISTED: Final = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}


def needed(ws: Workspace, method: str, args: Json) -> frozenset[str]:
    """Return the scopes this call needs; empty for methods that need none."""
    if method in _BY_METHOD:
        return frozenset({_BY_METHOD[method]})
    if method == "conversations.list":
        types = str(args.get("types") or "public_channel").replace(" ", "").split(",")
        return frozenset(_LISTED[one] for one in types if one in _LISTED)
    room = ws.rooms.get(str(args.get("channel")))
    if method in _BY_ROOM and room is not None:
        return frozenset({f"{_FAMILIES[room.kind]}:{_BY_ROOM[method]}"})
    return frozenset()


def check(ws: Workspace, method: str, args: Json, granted: frozenset[str] | None) -> None:
    """Refuse a call whose scopes were not granted (None: everything is). Raises SlackError missing_scope."""
    if granted is None:
        return
    lacking = needed(ws, method, args) - granted
    if lacking:
        extra = {"needed": ",".join(sorted(lacking)), "provided": ",".join(sorted(granted))}
        raise SlackError("missing_scope", extra=extra)
