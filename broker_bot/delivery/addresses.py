"""Who is where in Slack: people by e-mail address, units by channel, each resolved once and kept."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from broker_bot.delivery.slack import Kind, SlackDoor
from broker_bot.domain.district import Person, Unit
from broker_bot.service.present import Present
from broker_bot.store import config
from broker_bot.store.db import Database

log = logging.getLogger(__name__)


class NoAddress(Exception):
    """Somebody or something that Slack does not know; the message says who and what to do."""


class TryLater(Exception):
    """Slack did not answer the question now; ask again after `seconds`."""

    def __init__(self, error: str, seconds: float = 5) -> None:
        super().__init__(error)
        self.seconds = seconds


class Addresses:
    """Recipients: a roster address, `unit:ID`, or `channel:ID` for a conversation already known."""

    def __init__(self, db: Database, door: SlackDoor, present: Present) -> None:
        self._db, self._door, self._present = db, door, present

    def sync(self) -> None:
        """Read the workspace's people and channels. Raises ConnectionError when Slack does not answer."""
        people = [
            (
                str(u["id"]),
                str((u.get("profile") or {}).get("email") or ""),
                str(u.get("real_name") or ""),
                bool(u.get("deleted")),
            )
            for u in self._door.pages("users.list", "members", {})
            if not u.get("is_bot")
        ]
        wanted = {"types": "public_channel,private_channel", "exclude_archived": True}
        channels = {
            f"#{ch['name']}": str(ch["id"]) for ch in self._door.pages("conversations.list", "channels", wanted)
        }
        units = [unit for unit in self._present.district().units.values() if unit.door == "slack"]
        missing = [u.channel for u in units if u.channel.startswith("#") and u.channel not in channels]
        if missing:
            log.warning("no such channel in Slack (or the bot is not in it): %s", ", ".join(missing))

        def land(conn) -> None:  # type: ignore[no-untyped-def]
            config.know_people(conn, [p for p in people if p[1]])
            for unit in units:
                found = channels.get(unit.channel, "" if unit.channel.startswith("#") else unit.channel)
                if found:
                    config.know_conversation(conn, f"unit:{unit.id}", found)

        self._db.run(land)

    def slack_id(self, person: str) -> str:
        """The Slack user id of a roster address. Raises NoAddress."""
        found = self._db.read(lambda conn: config.slack_id_of(conn, person))
        if not found:
            raise NoAddress(f"{person} is not in this Slack workspace, or is deactivated there")
        return found

    def channel(self, recipient: str) -> str:
        """The conversation id of a recipient, resolved and kept before anything is posted there."""
        if recipient.startswith("channel:"):
            return recipient.removeprefix("channel:")
        known = self._db.read(lambda conn: config.conversation(conn, recipient))
        if known:
            return known
        if recipient.startswith("unit:"):
            raise NoAddress(f"the channel of {recipient} is not known in Slack; invite the bot there")
        answer = self._door.call("conversations.open", {"users": self.slack_id(recipient)})
        if answer.kind == Kind.REFUSED:
            raise NoAddress(f"no conversation with {recipient}: {answer.error}")
        if answer.kind != Kind.OK:
            raise TryLater(answer.error, answer.retry_after or 5)
        opened = str(answer.data["channel"]["id"])
        self._db.run(lambda conn: config.know_conversation(conn, recipient, opened))
        return opened

    def divert(self, recipient: str, lost: str) -> Person | None:
        """Send what is for a unit whose channel is `lost` to its lead from now on; None when that is no way either."""
        district = self._present.district()
        unit = district.units.get(recipient.removeprefix("unit:")) if recipient.startswith("unit:") else None
        lead = district.people.get(unit.lead) if unit else None
        if lead is None or (own := self.channel(lead.id)) == lost:
            return None
        self._db.run(lambda conn: config.know_conversation(conn, recipient, own))
        return lead

    def diverted(self) -> list[tuple[Unit, str]]:
        """The units whose lead gets what is for their channel, with that lead."""
        units = [unit for unit in self._present.district().units.values() if unit.door == "slack" and unit.lead]

        def look(conn: Connection) -> list[tuple[Unit, str]]:
            own = {unit.id: config.conversation(conn, unit.lead) for unit in units}
            return [(u, u.lead) for u in units if own[u.id] and config.conversation(conn, f"unit:{u.id}") == own[u.id]]

        return self._db.read(look)
