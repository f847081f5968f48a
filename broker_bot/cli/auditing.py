"""`audit`: what should have escalated and when, against what did; 1 when they differ."""

from __future__ import annotations

import typer

from broker_bot.audit import audit
from broker_bot.cli.running import clock_for
from broker_bot.settings import Settings
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema


def run() -> int:
    """Examine every request; 0 when all is as it should be, 1 when not, 2 when the database can't be used."""
    settings = Settings()
    now = clock_for(settings).now()
    db = Database(settings.database())
    try:
        check_schema(db)
        report = db.read(lambda conn: audit(conn, now))
    except Unusable as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        db.close()
    for finding in report.findings:
        typer.echo(str(finding))
    typer.echo(f"{report.examined} requests examined, {len(report.findings)} escalations not as due")
    return 1 if report.findings else 0
