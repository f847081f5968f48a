"""The parts that a Web API call or a person's act needs, in one bundle."""

from dataclasses import dataclass

from broker_bot.sandbox.args import Tokens
from broker_bot.sandbox.courier import Courier
from broker_bot.sandbox.events import Events
from broker_bot.sandbox.files import Files
from broker_bot.sandbox.links import Links
from broker_bot.sandbox.model import HandsError, SandboxPerson, SlackError
from broker_bot.sandbox.sockets import Sockets
from broker_bot.sandbox.surfaces import Triggers
from broker_bot.sandbox.workspace import Room, Workspace


@dataclass(frozen=True)
class Engine:
    """State, events, triggers, response links, sockets and files of one sandbox."""

    ws: Workspace
    courier: Courier
    events: Events
    triggers: Triggers
    links: Links
    tokens: Tokens
    sockets: Sockets
    files: Files

    def base(self) -> str:
        """Return the workspace's own address, such as https://TEAM.slack.com on Slack."""
        return self.files.base()

    def room_for_bot(self, ref: str) -> Room:
        """Return a room the bot may read. Raises SlackError channel_not_found or not_in_channel."""
        room = self.ws.channel_named(ref)
        if room is None:
            raise SlackError("channel_not_found")
        if self.ws.identity.bot_user not in room.members:
            raise SlackError("channel_not_found" if room.private else "not_in_channel")
        return room

    def person(self, user: str) -> SandboxPerson:
        """Return a person of this workspace for the hands; raises HandsError."""
        found = self.ws.people.get(user)
        if found is None:
            raise HandsError(f"Nobody here has the id {user!r}; known are: {', '.join(self.ws.people)}.")
        if found.deactivated:
            raise HandsError(f"{found.name} ({user}) is deactivated and can do nothing.")
        return found

    def room_for_person(self, user: str, ref: str) -> Room:
        """Return a room this person may use (`bot` is the conversation with the bot); raises HandsError."""
        self.person(user)
        if ref == "bot":
            return self.ws.open_dm(user)
        room = self.ws.channel_named(ref)
        if room is None or user not in room.members:
            raise HandsError(f"{user} is not in any channel {ref!r}.")
        return room
