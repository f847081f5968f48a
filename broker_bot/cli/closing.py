"""`close`, `reopen`, `calendar`: days on which nobody works, declared on the server."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import typer

from broker_bot.cli.running import clock_for
from broker_bot.delivery.feed import FeedRefused, fetch
from broker_bot.district.ics_file import NotACalendar, closings, occasions
from broker_bot.domain import closures as rules
from broker_bot.domain import recount, spoken
from broker_bot.domain.closures import ALL, applied
from broker_bot.domain.district import Closure, District
from broker_bot.service import closures as service
from broker_bot.service.present import NotApplied
from broker_bot.settings import Settings
from broker_bot.store import closures, config, queries
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema

COMMAND_LINE = "command line"
"""Who declared it, as the trail names it."""

AHEAD = timedelta(days=550)
"""How far an imported calendar is read: this school year and the next."""


class _Open:
    """The database of the environment, its district's files and the time; closed by the caller."""

    def __init__(self) -> None:
        settings = Settings()
        self.settings = settings
        self.db = Database(settings.database())
        try:
            check_schema(self.db)
            files = self.db.read(config.newest)
            if files is None:
                raise NotApplied("No district files are applied yet. Run `broker-bot migrate`.")
        except (Unusable, NotApplied):
            self.db.close()
            raise
        self.files, self.now = files, clock_for(settings).now()

    def close(self) -> None:
        self.db.close()


def close(day: str, at: str, scope: str, reason: str) -> int:
    """Declare a closing; 2 when it can't be understood or is over."""
    return _declare(day, at, f"{scope}: {reason}" if scope else f"all: {reason}")


def reopen(day: str, scope: str) -> int:
    """Take a closing back from now on; 2 when there is none."""
    return _declare(day, None, scope or ALL)


def _declare(day: str, at: str | None, scope: str) -> int:
    try:
        with closing(_Open()) as here:
            found = spoken.day(day, service.today(here.files, here.now))
            begin = spoken.minute(at) if at else 0
            if found is None or begin is None:
                typer.echo("Write the day like 2026-12-04, tomorrow or Fri, and the time like 11:30.", err=True)
                return 2
            scopes, reason = service.scope_of(scope, here.files, reason_needed=at is not None)
            if at is None:
                here.db.run(lambda conn: service.taken_back(conn, here.files, found, scopes, COMMAND_LINE, here.now))
                typer.echo(f"open again from now on: {spoken.day_words(found)}")
            else:
                here.db.run(
                    lambda conn: service.declared(
                        conn, here.files, found, begin, scopes, reason, COMMAND_LINE, here.now
                    )
                )
                typer.echo(f"closed: {spoken.day_words(found)} ({', '.join(scopes)}): {reason}")
    except (Unusable, NotApplied, service.Unclear) as error:
        typer.echo(str(error), err=True)
        return 2
    return 0


def calendar(source: str, words: Sequence[str], apply: bool) -> int:
    """Show what a calendar would change; with `apply`, change it. 2 when it can't be read."""
    try:
        with closing(_Open()) as here:
            first = service.today(here.files, here.now)
            name = source.partition("?")[0]
            found = occasions(_read(source, here.settings), here.files.zone, first, first + AHEAD)
            meant = closings(found, here.files.zone, name, words)
            standing = here.db.read(closures.as_of)
            wanted = rules.replaced(standing, meant, name, here.now, here.files.zone)
            for line in _changes(here.files, standing, wanted):
                typer.echo(line)
            typer.echo(f"{len(found)} events read; {len(meant)} days are closed by them. {_moves(here, wanted)}")
            if set(wanted) == set(standing):
                typer.echo("Nothing changes.")
            elif not apply:
                typer.echo("Nothing is changed yet; add --apply to put it in force.")
            else:
                here.db.run(lambda conn: service.imported(conn, name, wanted, COMMAND_LINE, here.now))
                typer.echo("In force.")
    except (Unusable, NotApplied, FeedRefused, NotACalendar, OSError) as error:
        typer.echo(str(error), err=True)
        return 2
    return 0


def _read(source: str, settings: Settings) -> bytes:
    return fetch(source, settings.hosts_of_feeds()) if "://" in source else Path(source).read_bytes()


def _changes(files: District, standing: Sequence[Closure], wanted: Sequence[Closure]) -> list[str]:
    """A line a change: "+ Mon, Jan 18  closed  Martin Luther King Jr. Day"; what routes.yaml closes already says so."""
    lines = [(one, "+") for one in wanted if one not in standing] + [
        (one, "-") for one in standing if one not in wanted
    ]
    return [_line(files, one, sign) for one, sign in sorted(lines, key=lambda pair: (pair[0].day, pair[1]))]


def _line(files: District, one: Closure, sign: str) -> str:
    hours = f"closed from {spoken.clock_words(one.begin)}" if one.begin else "closed"
    known = all(
        not c.exceptions.get(one.day, c.week[one.day.weekday()]) for c in files.calendars.values() if not c.always
    )
    note = "  (no working day anyway)" if known else ""
    return f"{sign} {spoken.day_words(one.day)} {one.day.year}  {hours}  {one.reason}{note}"


def _moves(here: _Open, wanted: Sequence[Closure]) -> str:
    """How many open requests would get another date."""
    before = applied(here.files, here.db.read(closures.as_of))
    after = applied(here.files, wanted)
    moved = sum(
        bool(recount.moved_dates(found, before, after, here.now).events) for found in here.db.read(queries.standing)
    )
    return f"{moved} open request{'' if moved == 1 else 's'} would get another date."
