"""`mail-in`: one raw letter on standard input, as a mail server's pipe hands it on."""

from __future__ import annotations

import sys

import typer

from broker_bot.cli.running import clock_for
from broker_bot.inbound import mailroom
from broker_bot.service import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.settings import Settings
from broker_bot.store.db import Busy, Database, Unusable
from broker_bot.store.migrate import check as check_schema

REFUSED, TRY_AGAIN = 65, 75
"""sysexits.h: EX_DATAERR lets the mail server return the letter with our sentence, EX_TEMPFAIL keeps it queued."""


def run() -> int:
    """Take the letter in; 0, or an exit code that mail servers understand, with a sentence on standard error."""
    settings = Settings()
    db = Database(settings.database())
    try:
        check_schema(db)
        service = Service(db, clock_for(settings), HANDLERS, WAKERS)
        taken = mailroom.letter(service, sys.stdin.buffer.read(), settings.mail_secret.get_secret_value())
    except (Unusable, Busy) as error:
        typer.echo(str(error), err=True)
        return TRY_AGAIN
    finally:
        db.close()
    typer.echo(taken.words, err=not taken.ok)
    return 0 if taken.ok else REFUSED
