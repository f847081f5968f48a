"""What a person does by typing: messages, files, reactions, slash commands, opening the app's Home."""

from collections.abc import Iterable
from typing import Any

from broker_bot.sandbox import messages
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.events import handle
from broker_bot.sandbox.figures import most
from broker_bot.sandbox.files import MOST_BYTES
from broker_bot.sandbox.methods_chat import content
from broker_bot.sandbox.model import BotAnswer, HandsError, Json, SlackError
from broker_bot.sandbox.responses import say as say_answer
from broker_bot.sandbox.workspace import Room


class Hands:
    """Acts as any person of the workspace."""

    def __init__(self, engine: Engine, commands: Iterable[str]) -> None:
        self._engine = engine
        self.commands = tuple(commands)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Post as a person; return the ts. `text` is in Slack's own form (&lt; for <, <@U1> for a mention)."""
        room = self._room_to_write(user, channel, thread_ts)
        with self._engine.ws.lock:
            return self._post(room, user, {"text": text}, thread_ts)

    def forward(self, user: str, channel: str, ts: str, to: str, text: str = "") -> str:
        """Forward a message to another conversation, with a few words if there are any; return the new ts.

        The shape of the attachment is that of shared messages: is_share, author, channel, ts and address.
        """
        source = self._engine.room_for_person(user, channel)
        room = self._room_to_write(user, to, None)
        with self._engine.ws.lock:
            shared = source.messages.get(ts)
            if shared is None:
                raise HandsError(f"There is no message {ts} in {source.id} that {user} can see.")
            author = self._engine.ws.people.get(shared["user"])
            name = author.name if author else self._engine.ws.identity.bot_name
            told = f"[{name}] {shared.get('text', '')}"
            made = {"is_msg_unfurl": True, "is_share": True, "author_id": shared["user"], "author_name": name}
            made |= {"channel_id": source.id, "channel_team": self._engine.ws.identity.team, "ts": ts}
            made |= {"text": shared.get("text", ""), "fallback": told, "mrkdwn_in": ["text"], "id": 1}
            made["from_url"] = f"{self._engine.base()}/archives/{source.id}/p{ts.replace('.', '')}"
            if shared.get("files"):
                made["files"] = shared["files"]
            return self._post(room, user, {"text": text, "attachments": [made]}, None)

    def upload(
        self, user: str, channel: str, name: str, content: bytes, text: str = "", thread_ts: str | None = None
    ) -> str:
        """Post a file as a person, with a text if there is one; return the message's ts."""
        room = self._room_to_write(user, channel, thread_ts)
        if not 0 < len(content) <= MOST_BYTES:
            raise HandsError(f"{name} has {len(content)} bytes; between 1 and {MOST_BYTES} can be sent.")
        ws, files = self._engine.ws, self._engine.files
        file = ws.mint_id("F")
        files.keep(file, content)
        with ws.lock:
            record = files.add(file, user, name, name)
            ts = self._post(room, user, {"text": text, "upload": False, "files": [record]}, thread_ts)
        return ts

    def offer(self, user: str, name: str, content: bytes) -> str:
        """Upload a file for a form's file input; return its id. The app may read it once the form is sent."""
        self._engine.person(user)
        if not 0 < len(content) <= most("file_input.bytes"):
            raise HandsError(f"{name} has {len(content)} bytes; a form takes between 1 and {most('file_input.bytes')}.")
        file = self._engine.ws.mint_id("F")
        self._engine.files.keep(file, content)
        self._engine.files.add(file, user, name, name)
        return file

    def _room_to_write(self, user: str, channel: str, thread_ts: str | None) -> Room:
        room = self._engine.room_for_person(user, channel)
        if room.archived:
            raise HandsError(f"#{room.name} is archived.")
        if thread_ts is not None and thread_ts not in room.messages:
            raise HandsError(f"There is no message {thread_ts} in {room.id} to reply to.")
        return room

    def _post(self, room: Room, user: str, said: Json, thread_ts: str | None) -> str:
        ws = self._engine.ws
        message: Json = {"type": "message", "user": user, "team": ws.identity.team, **said}
        message["client_msg_id"] = ws.mint_id("m")
        root = messages.thread_root(room, thread_ts)
        if root:
            message["thread_ts"] = root
        messages.add(ws, room, message)
        for record in message.get("files", []):
            self._engine.files.share(record, room, message)
        room.reads[user] = message["ts"]
        self._engine.events.posted(room, message)
        return str(message["ts"])

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        room = self._engine.room_for_person(user, channel)
        with self._engine.ws.lock:
            self._own(room, user, ts)
            after, before = messages.change(self._engine.ws, room, ts, user, {"text": text})
            self._engine.events.changed(room, after, before)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        room = self._engine.room_for_person(user, channel)
        with self._engine.ws.lock:
            self._own(room, user, ts)
            self._engine.events.deleted(room, messages.remove(self._engine.ws, room, ts))

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add an emoji to a message."""
        room = self._engine.room_for_person(user, channel)
        with self._engine.ws.lock:
            message = room.messages.get(ts)
            if message is None:
                raise HandsError(f"There is no message {ts} in {room.id}.")
            try:
                messages.add_reaction(self._engine.ws, room, ts, user, name.strip(":"))
            except SlackError as refusal:
                raise HandsError(f"{user} reacted with :{name}: already.") from refusal
            self._engine.events.reacted(room, message, user, name.strip(":"))

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home tab (or its Messages tab)."""
        self._engine.person(user)
        self._engine.events.home_opened(user, tab)

    def slash(self, user: str, channel: str, command: str, text: str) -> BotAnswer:
        """Type a slash command; return the answer. What it says shows to this person only, unless in_channel."""
        if command not in self.commands:
            raise HandsError(f"{command} is not a valid command here; there are: {', '.join(self.commands)}.")
        room = self._engine.room_for_person(user, channel)
        trigger = self._engine.triggers.issue(user)
        form = self._command_form(user, room, command, text, trigger)
        answer = self._engine.courier.ask(command, form, user, room.id, form)
        if answer.ok:
            answer = self._show(room, user, answer)
        return BotAnswer(answer.ok, answer.status, answer.body, {}, answer.error, trigger)

    def _command_form(self, user: str, room: Room, command: str, text: str, trigger: str) -> Json:
        me = self._engine.ws.identity
        return {
            "token": "sandbox",
            "team_id": me.team,
            "team_domain": me.domain,
            "channel_id": room.id,
            "channel_name": "directmessage" if room.is_dm else room.name,
            "user_id": user,
            "user_name": handle(self._engine.ws.people[user]),
            "command": command,
            "text": text,
            "api_app_id": me.app,
            "is_enterprise_install": "false",
            "response_url": self._engine.links.issue(user, room.id),
            "trigger_id": trigger,
        }

    def _show(self, room: Room, user: str, answer: BotAnswer) -> BotAnswer:
        sent: Any = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        if not isinstance(sent, dict) or not (sent.get("text") or sent.get("blocks")):
            return answer
        try:
            text, blocks, _ = content(sent)
            say_answer(self._engine, room, user, sent, text, blocks, None)
        except SlackError as refusal:
            told = f"invalid_command_response: {refusal.code} {' '.join(refusal.messages)}".strip()
            self._engine.ws.record("slack->bot", "answer refused", channel=room.id, error=told, body=answer.body)
            return BotAnswer(False, answer.status, answer.body, error=told)
        return answer

    def _own(self, room: Room, user: str, ts: str) -> None:
        message = room.messages.get(ts)
        if message is None or message["user"] != user:
            raise HandsError(f"{user} has no message {ts} in {room.id}.")
