"""A unit's channel can't be written to: its lead gets what was for it; without one, the ILDs of the schools hear."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import Connection

from broker_bot.clock import Clock, machine_time
from broker_bot.delivery.addresses import Addresses, NoAddress, TryLater
from broker_bot.domain import people
from broker_bot.domain.district import Unit
from broker_bot.domain.model import Notice, Reply
from broker_bot.service import keeping
from broker_bot.service.present import Present
from broker_bot.store import outbox, requests, trail
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item

log = logging.getLogger(__name__)

ADVICE = "Bring the channel back or invite me there; I look again every hour."
A_DAY = timedelta(hours=23, minutes=30)
"""The administrator hears of a lost channel once a day, at about the same hour."""


class Fallback:
    """Where an outbox row goes when its recipient can't be written to."""

    def __init__(self, db: Database, addresses: Addresses, present: Present, clock: Clock) -> None:
        self._db, self._addresses, self._present, self._clock = db, addresses, present, clock

    def lost(self, item: Item, error: str, channel: str) -> None:
        """Divert the row to the unit's lead. When the lead can't be written to either it is parked, and the ILD of
        the school whose request it is about hears that nobody of the unit can be reached."""
        log.error("outbox %d (%s): %s", item.id, item.kind, error)
        again = machine_time() + timedelta(seconds=min(2.0**item.tries, 60) if item.tries > 2 else 0)
        try:
            lead = self._addresses.divert(item.recipient, channel)
        except NoAddress:
            lead = None
        except TryLater as later:
            until, why = machine_time() + timedelta(seconds=later.seconds), str(later)
            self._db.run(lambda conn: outbox.not_sent(conn, item, until, why))
            return
        unit = self._present.district().units.get(item.recipient.removeprefix("unit:"))

        def land(conn: Connection) -> None:
            if lead is None:
                outbox.end(conn, item, "parked", error)
                if unit is not None:
                    self._nobody(conn, item, unit, error)
                return
            outbox.forget_card(conn, item)
            outbox.forget_place(conn, item.place, channel)
            outbox.not_sent(conn, item, again, error)
            if unit is not None:
                self._tell(conn, unit, f"({error}), so {lead.name} gets what is for {unit.name} directly")

        self._db.run(land)

    def remind(self) -> None:
        """Once a day, as long as a lead gets what is for a unit's channel. Called after each look at the workspace."""
        district = self._present.district()
        for unit, lead in self._addresses.diverted():
            words = f"still, so {people.name_of(district, lead)} goes on getting what is for {unit.name}"
            self._db.run(lambda conn, unit=unit, words=words: self._tell(conn, unit, words))  # type: ignore[misc]

    def _nobody(self, conn: Connection, item: Item, unit: Unit, error: str) -> None:
        """The ILD hears once a request; the administrator once a day."""
        district, now = self._present.district(), self._clock.now()
        lead = people.name_of(district, unit.lead)
        self._tell(conn, unit, f"({error}) nor to {lead}, so nobody of {unit.name} gets anything")
        found = requests.load(conn, item.aggregate) if item.aggregate_kind == "request" else None
        key = f"unheard:{unit.id}:{item.aggregate}"
        ild = people.ild_for(district, found) if found and found.owes else ""
        if found is None or not ild or trail.seen(conn, key):
            return
        notice = Notice("unit.unheard", f"unheard:{ild}", ild, {}, urgent=found.urgent)
        keeping.tell(conn, "request", found.id, notice, now)
        trail.remember(conn, key, Reply(), now)

    def _tell(self, conn: Connection, unit: Unit, what: str) -> None:
        now, admin = self._clock.now(), self._present.district().help_contact
        key = f"lost:{unit.id}:"
        if trail.remembered_since(conn, key, now - A_DAY):
            return
        text = f"I can't write to {unit.channel} {what}. {ADVICE}"
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{admin}", admin, {"text": text}), now)
        trail.remember(conn, f"{key}{now.isoformat()}", Reply(), now)
