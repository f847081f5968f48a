"""`route` and `evaluate`: the live path's matcher from the command line, without a database unless lessons are kept."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import typer

from broker_bot import district as files
from broker_bot.cli.check import home_folder
from broker_bot.cli.route import route_lines, route_text
from broker_bot.clock import SystemClock
from broker_bot.domain import dated
from broker_bot.domain.district import District
from broker_bot.domain.model import Lesson as Taught
from broker_bot.matching import Desk, Lesson
from broker_bot.settings import Settings


def _district(home: Path | None) -> District | None:
    try:
        return files.load(home or home_folder())
    except files.DistrictErrors as error:
        typer.echo(str(error), err=True)
        return None


def run(text: str, school: str, explain: bool, jsonl: bool, learn: bool, home: Path | None, on: str = "") -> int:
    """Route one text, or every line of standard input, as on a day; 2 for bad files, a missing text or a bad day."""
    district = _district(home)
    day = _day(on, district) if district else None
    if district is None or day is None:
        return 2
    district = dated.on(district, day)
    desk = Desk(district, _lessons())
    if jsonl:
        route_lines(desk, sys.stdin, _line, set(district.schools), _keep if learn else None)
        return 0
    if not text.strip():
        typer.echo('Give a text: broker-bot route "AC out in the gym". Or --jsonl for many.', err=True)
        return 2
    if school and school not in district.schools:
        typer.echo(f"{school} is no school id of roster.csv.", err=True)
        return 2
    typer.echo(route_text(desk, text, school or None, explain, lambda name: dated.change(district, name, day)))
    return 0


def _day(text: str, district: District) -> date | None:
    """The day asked for, today in the district's zone without one, or None after saying what is wrong with it."""
    if not text:
        return dated.today(SystemClock().now(), district)
    try:
        return date.fromisoformat(text)
    except ValueError:
        typer.echo(f"--on {text} is no day; write it as 2027-01-12.", err=True)
        return None


def _line(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def no_database(settings: Settings) -> bool:
    """Whether no database is set up: none is named, and the file of the usual place is not there."""
    return not settings.database_url and not (settings.broker_data / "broker.sqlite3").exists()


def _lessons() -> list[Lesson]:
    """Lessons of the district's database where one is set up; none otherwise."""
    settings = Settings()
    if no_database(settings):
        return []
    from broker_bot.store import config
    from broker_bot.store.db import Database

    db = Database(settings.database())
    try:
        return [Lesson(x.text, x.route) for x in db.read(config.lessons)]
    finally:
        db.close()


def _keep(lesson: Lesson) -> None:
    from broker_bot.store import config
    from broker_bot.store.db import Database

    db = Database(Settings().database())
    try:
        now = SystemClock().now()
        db.run(lambda conn: config.learn(conn, Taught(lesson.text, lesson.route), 0, "command line", now))
    finally:
        db.close()


def measure(file: Path, home: Path | None) -> int:
    """Print the figures of `evaluate` on a labelled file."""
    from broker_bot.matching.evaluate import evaluate

    district = _district(home)
    if district is None:
        return 2
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    for name, figure in evaluate(Desk(district), rows).items():
        typer.echo(f"{name}: {figure}")
    return 0
