"""`queue`: what could not be delivered, to be sent again or put away; ids and reasons, never a text."""

from __future__ import annotations

from datetime import datetime

import typer

from broker_bot.cli.running import clock_for
from broker_bot.settings import Settings
from broker_bot.store import stuck
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema
from broker_bot.store.stuck import Stuck

LONGEST = 100
"""Characters of an error on its line."""


def run(retry: list[int], drop: list[int]) -> int:
    """Act on the rows named, then list what is left; 2 when a row named is not parked or uncertain."""
    settings = Settings()
    db = Database(settings.database())
    try:
        check_schema(db)
        missing = [i for i in retry if not db.run(lambda conn, i=i: stuck.retry(conn, i))]  # type: ignore[misc]
        missing += [i for i in drop if not db.run(lambda conn, i=i: stuck.drop(conn, i))]  # type: ignore[misc]
        found = db.read(stuck.rows)
    except Unusable as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        db.close()
    for ident in missing:
        typer.echo(f"{ident} is not parked or uncertain, so nothing was done with it.", err=True)
    now = clock_for(settings).now()
    for row in found:
        typer.echo(line(row, now))
    typer.echo(f"{len(found)} outbox row{'s' if len(found) != 1 else ''} parked or uncertain")
    return 2 if missing else 0


def line(row: Stuck, now: datetime) -> str:
    """One row: "4711  parked  card.unit  unit:it  3 h  not_in_channel"."""
    error = " ".join(row.error.split())
    cut = error if len(error) <= LONGEST else error[: LONGEST - 1] + "…"
    return "  ".join((str(row.id), row.state, row.kind, row.recipient, _age(row, now), cut))


def _age(row: Stuck, now: datetime) -> str:
    minutes = max(0, int((now - row.created_at).total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    return f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
