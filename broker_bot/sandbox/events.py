"""What the bot is told: the events of this workspace, in the shape of Slack's Events API."""

import copy
from typing import Any

from broker_bot.sandbox.courier import Courier
from broker_bot.sandbox.messages import shown
from broker_bot.sandbox.model import Json, SandboxPerson
from broker_bot.sandbox.workspace import Room, Workspace


def person_record(ws: Workspace, person: SandboxPerson) -> Json:
    """Return a person as users.info shows one."""
    profile = {
        "real_name": person.name,
        "display_name": person.name,
        "real_name_normalized": person.name,
        "email": person.email,
        "title": person.title,
        "team": ws.identity.team,
    }
    return {
        "id": person.id,
        "team_id": ws.identity.team,
        "name": handle(person),
        "real_name": person.name,
        "deleted": person.deactivated,
        "tz": person.tz,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": 0,
    }


def bot_record(ws: Workspace) -> Json:
    """Return the bot's own user as users.info shows it."""
    me = ws.identity
    profile = {"real_name": me.bot_name, "display_name": me.bot_name, "bot_id": me.bot, "api_app_id": me.app}
    common = {"id": me.bot_user, "team_id": me.team, "name": me.bot_name, "real_name": me.bot_name}
    return {**common, "deleted": False, "tz": "America/Chicago", "profile": profile, "is_bot": True}


def handle(person: SandboxPerson) -> str:
    """Return the short user name of a person."""
    return person.email.split("@")[0] if person.email else person.id.lower()


class Events:
    """Turns what happened into events, and hands them to the courier if the bot may see them."""

    def __init__(self, ws: Workspace, courier: Courier) -> None:
        self._ws = ws
        self._courier = courier

    def _told(self, room: Room) -> bool:
        return self._ws.identity.bot_user in room.members and not room.archived

    def _send(self, room: Room, event: Json, user: str | None) -> None:
        if self._told(room):
            self._courier.send_event({"channel": room.id, **event}, user)

    def posted(self, room: Room, message: Json) -> None:
        """A message stands in a room: `message` (file_share with files), and `app_mention` when it names the bot."""
        plain = _plain(room, message)
        plain |= {"event_ts": message["ts"], "channel_type": room.kind}
        if message.get("files"):
            plain["subtype"] = "file_share"
        self._send(room, plain, message["user"])
        mention = f"<@{self._ws.identity.bot_user}>"
        if mention in message.get("text", "") and not room.is_dm and "bot_id" not in message:
            self._send(room, {**plain, "type": "app_mention"}, message["user"])

    def changed(self, room: Room, message: Json, before: Json) -> None:
        """A message was edited: subtype message_changed."""
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": _plain(room, message),
            "previous_message": _plain(room, before),
            "hidden": True,
        }
        self._send(room, {**event, **self._stamp(room)}, message["user"])

    def deleted(self, room: Room, message: Json) -> None:
        """A message was deleted: subtype message_deleted."""
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "deleted_ts": message["ts"],
            "previous_message": _plain(room, message),
            "hidden": True,
        }
        self._send(room, {**event, **self._stamp(room)}, message["user"])

    def reacted(self, room: Room, message: Json, user: str, name: str) -> None:
        """A reaction was added to a message."""
        item = {"type": "message", "channel": room.id, "ts": message["ts"]}
        event = {"type": "reaction_added", "user": user, "reaction": name, "item": item}
        if self._told(room):
            self._courier.send_event({**event, "item_user": message["user"], "event_ts": self._ws.mint_ts()}, user)

    def home_opened(self, user: str, tab: str) -> None:
        """A person opened the app's Home (or Messages) tab."""
        room = self._ws.open_dm(user)
        event: Json = {"type": "app_home_opened", "user": user, "channel": room.id, "tab": tab}
        with self._ws.lock:
            home = copy.deepcopy(self._ws.homes.get(user))
        if home is not None and tab == "home":
            event["view"] = home
        self._courier.send_event({**event, "event_ts": self._ws.mint_ts()}, user)

    def person(self, kind: str, person: SandboxPerson) -> None:
        """A person's record changed (`user_change`) or is new (`team_join`)."""
        event: dict[str, Any] = {"type": kind, "user": person_record(self._ws, person)}
        self._courier.send_event({**event, "event_ts": self._ws.mint_ts()}, person.id)

    def _stamp(self, room: Room) -> Json:
        ts = self._ws.mint_ts()
        return {"ts": ts, "event_ts": ts, "channel_type": room.kind}


def _plain(room: Room, message: Json) -> Json:
    return {key: value for key, value in shown(room, message).items() if key != "metadata"}
