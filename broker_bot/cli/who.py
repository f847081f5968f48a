"""`who`: the answer people get in Slack, from the files and, where one is set up, the district's database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import typer
from sqlalchemy import Connection

from broker_bot import district as files
from broker_bot.cli.check import home_folder
from broker_bot.cli.routing import no_database
from broker_bot.cli.running import clock_for
from broker_bot.domain import dated
from broker_bot.domain.district import District
from broker_bot.matching import Desk, Lesson
from broker_bot.service.who import answer
from broker_bot.settings import Settings
from broker_bot.store import absences, config
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check


def run(topic: str, school: str, home: Path | None) -> int:
    """Print the answer; 2 for bad files, an unknown school, no topic, or a database that does not fit."""
    try:
        district = files.load(home or home_folder())
    except files.DistrictErrors as error:
        typer.echo(str(error), err=True)
        return 2
    if school and school not in district.schools:
        typer.echo(f"{school} is no school id of roster.csv.", err=True)
        return 2
    if not topic.strip():
        typer.echo("Say what it is about: broker-bot who payroll", err=True)
        return 2
    settings = Settings()
    if no_database(settings):
        typer.echo(_answer(None, topic.strip(), school, district, settings))
        return 0
    db = Database(settings.database())
    try:
        check(db)
        typer.echo(db.read(lambda conn: _answer(conn, topic.strip(), school, district, settings)))
    except Unusable as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        db.close()
    return 0


def _answer(conn: Connection | None, topic: str, school: str, district: District, settings: Settings) -> str:
    now = clock_for(settings).now()
    today = dated.today(now, district)
    away = absences.on(absences.standing(conn), today) if conn is not None else {}
    lessons = [Lesson(it.text, it.route) for it in config.lessons(conn)] if conn is not None else []
    here = replace(dated.on(district, today), away=away)
    return answer(conn, topic, Desk(here, lessons).place(topic), school, here, now)
