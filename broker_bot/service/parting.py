"""*No, this is new*: words that joined a request as an answer go their own way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import pausing, request
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Outcome, Reply
from broker_bot.service import intake
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service, write
from broker_bot.service.opening import Message
from broker_bot.service.sorting import sorted_out
from broker_bot.store import mirror, outbox, requests


def not_that(service: Service, command: Command) -> Reply:
    """*No, this is new*: the words leave the request, its question is open again, and they go their own way."""
    assert isinstance(command, c.NotThat)
    row = service.db.read(lambda conn: mirror.load(conn, command.said))
    read = sorted_out(service, row.text if row else "")

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = requests.load(conn, row.request, lock=True) if row and row.request else None
        said = mirror.load(conn, command.said, lock=True)
        sender = district.people.get(said.author) if said else None
        if said is None or found is None or sender != actor:
            return Reply("I don't find that message.", refused=True)
        if said.kind != "added" or said.removed or said.channel is None or said.ts is None:
            return Reply("That was done already.", refused=True)
        mirror.change(conn, said.id, kind="moved", channel=None, ts=None, text="")
        new = c.Say("", command.by, said.at, said.text, said.channel, said.ts)
        message = Message(new, sender, said.text, said.at, now, insists=True)
        reply = intake.take_in(conn, message, read, district)
        again = pausing.asked_again(found, now)
        outcome = Outcome(request=again, events=(Event("taken_back", sender.id),))
        write(conn, "request", found.id, request.settled(outcome, district, now), sender.id, now)
        for copy in mirror.places(conn, said.id):
            copied = Notice("card.said", copy.place, copy.recipient)
            outbox.enqueue(conn, "said", said.id, copied, now, lane=f"request:{found.id}:{copy.place}")
        outbox.enqueue(conn, "said", said.id, Notice("card.joined", f"joined:{sender.id}", sender.id), now)
        return reply

    return landed(service, command, land)
