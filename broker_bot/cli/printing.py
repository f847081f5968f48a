"""`broker-bot dates` and `broker-bot handout`: a principal's dates ahead, and one page for a network meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import typer
from sqlalchemy import Connection

from broker_bot.cli.running import clock_for
from broker_bot.domain import ahead, week
from broker_bot.domain.ahead import DateAhead, Handout
from broker_bot.domain.district import District
from broker_bot.domain.page import day_words
from broker_bot.service import handout_page
from broker_bot.service.calendar_file import calendar_file
from broker_bot.service.present import NotApplied, Present
from broker_bot.settings import Settings
from broker_bot.store import demands
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema

T = TypeVar("T")


class NotThere(Exception):
    """Nobody or nothing of that name; the sentence says what there is."""


def dates(principal: str, ics: Path | None) -> int:
    """Print a principal's dates of the next eight weeks, or write them as a calendar file."""

    def look(conn: Connection, district: District, today: date) -> tuple[DateAhead, ...]:
        person = district.people.get(principal.lower())
        school = district.schools.get(person.school) if person else None
        if school is None or school.principal != principal.lower():
            raise NotThere(f"{principal} is no principal of the roster.")
        pairs = demands.pairs_for(conn, school.network, today)
        states = demands.states(conn, [school.principal])[school.principal]
        return ahead.dates_ahead(school, pairs, states, today, district)

    found = _looked(look)
    if found is None:
        return 2
    if ics is not None:
        ics.write_bytes(calendar_file(found, principal.lower()))
        typer.echo(f"{len(found)} dates in {ics}")
    for one in found if ics is None else ():
        minutes = f", {one.minutes} min" if one.minutes else ""
        typer.echo(f"{day_words(one.due)}  {one.title} ({one.unit}{minutes})")
    return 0


def handout(network: str, out: Path) -> int:
    """Write a network's handout as HTML or PDF, by the end of the file's name."""

    def look(conn: Connection, district: District, today: date) -> Handout:
        if network not in district.networks:
            raise NotThere(f"There is no network {network}; there are {', '.join(district.networks)}.")
        return ahead.handout(network, demands.pairs_for(conn, network, today), today, district)

    if out.suffix.lower() not in (".html", ".pdf"):
        typer.echo("The file's name must end in .html or .pdf.", err=True)
        return 2
    found = _looked(look)
    if found is None:
        return 2
    if out.suffix.lower() == ".pdf":
        out.write_bytes(handout_page.as_pdf(found))
    else:
        out.write_text(handout_page.as_html(found), "utf-8")
    typer.echo(f"{len(found.rows)} items in {out}")
    return 0


def _looked(look: Callable[[Connection, District, date], T]) -> T | None:
    settings = Settings()
    db = Database(settings.database())
    try:
        check_schema(db)
        clock = clock_for(settings)
        district = Present(db, clock).district()
        today = week.today(clock.now(), district)
        return db.read(lambda conn: look(conn, district, today))
    except (Unusable, NotApplied, NotThere) as error:
        typer.echo(str(error), err=True)
        return None
    finally:
        db.close()
