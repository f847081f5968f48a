"""`broker-bot memo FILE --unit UNIT`: a memo from a file, to be read and checked by the unit's contact."""

from __future__ import annotations

from pathlib import Path

import typer

from broker_bot.cli.running import clock_for
from broker_bot.reading.files import UnreadableFile
from broker_bot.service.inbox import take_file
from broker_bot.service.present import NotApplied, Present
from broker_bot.settings import Settings
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema


def run(file: Path, unit: str) -> int:
    """Take the file in; 2 with a sentence when it can't be."""
    settings = Settings()
    db = Database(settings.database())
    try:
        check_schema(db)
        clock = clock_for(settings)
        now, district = clock.now(), Present(db, clock).district()
        if unit not in district.units:
            typer.echo(f"There is no unit {unit}; the units are {', '.join(district.units)}.", err=True)
            return 2
        memo = db.run(lambda conn: take_file(conn, unit, file.name, file.read_bytes(), district, now))
    except (Unusable, NotApplied, UnreadableFile) as error:
        typer.echo(str(error), err=True)
        return 2
    except OSError as error:
        typer.echo(f"{file} can't be read: {error.strerror}.", err=True)
        return 2
    finally:
        db.close()
    if memo is None:
        typer.echo(f"{file.name} was taken in before; nothing was done.")
        return 0
    contact = district.people[memo.by].name if memo.by in district.people else memo.by
    typer.echo(f"{file.name}: {len(memo.proposals)} proposed; {contact} checks them in Slack before any ILD sees them.")
    return 0
