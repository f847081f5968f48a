"""Sends a file that the bot makes for one person into their own conversation, exactly once like one that is relayed."""

from __future__ import annotations

from tempfile import TemporaryFile

from broker_bot.clock import Clock
from broker_bot.delivery.addresses import Addresses
from broker_bot.delivery.courier import Pace
from broker_bot.delivery.relay import FileRelay, Place
from broker_bot.delivery.slack import SlackDoor
from broker_bot.delivery.verdict import Verdict
from broker_bot.domain.files import FileRef
from broker_bot.service import Service, made_files
from broker_bot.slack.views.text import esc
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item


class MadeFiles(FileRelay):
    """The errand `file.made`."""

    def __init__(
        self, db: Database, door: SlackDoor, clock: Clock, pace: Pace, service: Service, addresses: Addresses
    ) -> None:
        super().__init__(db, door, clock, pace)
        self._service, self._addresses = service, addresses

    def place(self, item: Item) -> Place:
        return Place(self._addresses.channel(item.recipient))

    def comment(self, item: Item) -> str:
        found = self._made(item)
        return esc(found.says) if found else ""

    def upload(self, item: Item, place: Place) -> Verdict:
        found = self._made(item)
        if found is None:
            return Verdict("dropped", error="whose it was is gone")
        with TemporaryFile() as held:
            held.write(found.content)
            return self.send(item, place, FileRef("", str(item.facts["name"])), held)

    def _made(self, item: Item) -> made_files.Made | None:
        district, now = self._service.present.district(), self._service.clock.now()
        return self._db.read(lambda conn: made_files.made(conn, item.facts, district, now))
