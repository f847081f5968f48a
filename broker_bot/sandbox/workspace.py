"""The workspace's state behind one lock: people, channels, messages, views, and the logs of what happened."""

import copy
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from broker_bot.sandbox.model import Direction, Json, SandboxChannel, SandboxPerson, Traffic


@dataclass
class Room:
    """A channel or a direct-message conversation with the bot (`user` set)."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    external: bool = False
    user: str | None = None
    members: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)

    @property
    def is_dm(self) -> bool:
        """Whether this is a conversation between one person and the bot."""
        return self.user is not None

    @property
    def kind(self) -> str:
        """The events' channel_type: im, group or channel."""
        return "im" if self.is_dm else "group" if self.private else "channel"


@dataclass(frozen=True)
class Identity:
    """The ids that name the team, the app and the bot in every payload."""

    bot_name: str
    team: str = "T0SANDBOX"
    team_name: str = "Sandbox"
    domain: str = "sandbox"
    app: str = "A0SANDBOX"
    bot: str = "B0SANDBOX"
    bot_user: str = "U0SANDBOX"


class Workspace:
    """Everything the sandbox remembers. Methods take the lock themselves; callers may hold it for longer."""

    def __init__(
        self,
        people: Iterable[SandboxPerson],
        channels: Iterable[SandboxChannel],
        identity: Identity,
        clock: Callable[[], float],
        keep: int | None = None,
    ) -> None:
        self.identity = identity
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 0
        self.listeners: list[Callable[[], None]] = []
        self.people: dict[str, SandboxPerson] = {person.id: person for person in people}
        self.rooms: dict[str, Room] = {}
        self.ephemerals: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self.files: dict[str, Json] = {}
        self.offered: set[str] = set()
        self.modals: dict[str, list[Json]] = {}
        self.states: dict[tuple[str, str], Json] = {}
        self.traffic: deque[Traffic] = deque(maxlen=keep)
        self.posts: deque[Json] = deque(maxlen=keep)
        self.last_ts = 0
        self.seq = 0
        for channel in channels:
            self.add_channel(channel)

    def bump(self) -> None:
        """Tell everyone who waits that something changed. Call with the lock held or not."""
        with self.lock:
            self.version += 1
            self.changed.notify_all()
            listeners = list(self.listeners)
        for listener in listeners:
            listener()

    def wait_for_change(self, seen: int, seconds: float) -> None:
        """Return once the version is no longer `seen`, or after this many seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != seen, seconds)

    def mint_ts(self) -> str:
        """Return a new message ts: the clock's time, always above every ts before it."""
        with self.lock:
            self.last_ts = max(self.last_ts + 1, int(self.clock() * 1_000_000))
            return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def mint_id(self, prefix: str) -> str:
        """Return a fresh id such as V4F2A9C01."""
        return prefix + secrets.token_hex(5).upper()

    def add_channel(self, channel: SandboxChannel) -> Room:
        """Add a channel, or bring a restored one up to the given name and members."""
        with self.lock:
            room = self.rooms.setdefault(channel.id, Room(channel.id, channel.name))
            room.name, room.private = channel.name, channel.private
            room.archived, room.external = channel.archived, channel.external
            bot = (self.identity.bot_user,) if channel.bot_in else ()
            room.members = list(dict.fromkeys([*channel.members, *bot, *room.members]))
            return room

    def open_dm(self, user: str) -> Room:
        """Return the conversation of this person with the bot, made if need be."""
        with self.lock:
            id = "D" + user.removeprefix("U")
            if id not in self.rooms:
                members = [user, self.identity.bot_user]
                self.rooms[id] = Room(id, "", private=True, user=user, members=members)
            return self.rooms[id]

    def channel_named(self, ref: str) -> Room | None:
        """Find a channel by id, or by its name with or without #."""
        with self.lock:
            if ref in self.rooms:
                return self.rooms[ref]
            name = ref.removeprefix("#")
            return next((room for room in self.rooms.values() if not room.is_dm and room.name == name), None)

    def set_person(self, person: SandboxPerson) -> None:
        """Add or replace a person."""
        with self.lock:
            self.people[person.id] = person
            self.bump()

    def deactivate(self, user: str) -> SandboxPerson:
        """Mark a person's account as deactivated; return the new record."""
        with self.lock:
            person = replace(self.people[user], deactivated=True)
            self.set_person(person)
            return person

    def record(
        self,
        direction: Direction,
        method: str,
        *,
        channel: str | None = None,
        error: str | None = None,
        status: int = 200,
        body: Any = None,
        fault: str | None = None,
    ) -> Traffic:
        """Write one line of the traffic log."""
        with self.lock:
            self.seq += 1
            line = Traffic(
                self.seq, self.clock(), direction, method, channel, error is None, error, status, body, fault
            )
            self.traffic.append(line)
            self.bump()
            return line

    def copy_messages(self, room: Room) -> list[Json]:
        """Return copies of all messages of a room, oldest first, thread replies included."""
        with self.lock:
            return copy.deepcopy(list(room.messages.values()))
