"""Files the bot makes for one person: a principal's dates as a calendar, the handout of a network meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import ahead, week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Json, Notice, Reply
from broker_bot.service import handout_page
from broker_bot.service.calendar_file import calendar_file
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.store import demands, outbox


@dataclass(frozen=True, slots=True)
class MakeFile(Command):
    """Somebody wants a file made: "dates" of the own school, or the "handout" of the own network."""

    what: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes, and the line that stands with it."""

    content: bytes
    says: str


def make(service: Service, command: Command) -> Reply:
    """Order a file; it is made when it is sent, from what is true then."""
    assert isinstance(command, MakeFile)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        facts = _wanted(command.what, actor, district, now)
        if facts is None:
            return Reply("That file is not for you to have made.", refused=True)
        outbox.enqueue(conn, "dm", 0, Notice("file.made", f"person:{actor.id}", actor.id, facts), now)
        return Reply()

    return landed(service, command, land)


def _wanted(what: str, actor: Person, district: District, now: datetime) -> dict[str, Json] | None:
    day = week.today(now, district).isoformat()
    school = district.schools.get(actor.school)
    if what == "dates" and school is not None and may(actor, Action.MANDATE_READ, Subject(school=school.id)):
        return {"what": what, "of": school.id, "name": f"due-dates-{school.id}-{day}.ics"}
    network = actor.network
    if what == "handout" and network and may(actor, Action.PREVIEW_DIGEST, Subject(network=network)):
        return {"what": what, "of": network, "name": f"handout-{network}-{day}.pdf"}
    return None


def made(conn: Connection, facts: Mapping[str, Any], district: District, now: datetime) -> Made | None:
    """The file as it is now; None when its school or network is gone."""
    today, of = week.today(now, district), str(facts["of"])
    if facts["what"] == "handout":
        if of not in district.networks:
            return None
        page = ahead.handout(of, demands.pairs_for(conn, of, today), today, district)
        return Made(handout_page.as_pdf(page), "The handout for your network meeting: one page, fifteen minutes.")
    school = district.schools.get(of)
    if school is None:
        return None
    pairs, states = demands.pairs_for(conn, school.network, today), demands.states(conn, [school.principal])
    dates = ahead.dates_ahead(school, pairs, states[school.principal], today, district)
    many = "1 date" if len(dates) == 1 else f"{len(dates)} dates"
    says = f"{many} of {school.name} in the next {ahead.WEEKS} weeks. Open it to add them to your calendar."
    return Made(calendar_file(dates, school.principal), says)
