"""`demo`: start, print one address, run until Ctrl-C."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

import typer

from broker_bot import district as files
from broker_bot.cli.check import home_folder

INTERRUPTED = 130
"""What a shell reports for a command ended by Ctrl-C."""


def run(port: int, open_page: bool, data: Path | None, home: Path | None) -> int:
    """Serve the demo; 2 for mistakes in the district's files, a taken port or a folder in use."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    from broker_bot.demo.stage import Demo, InUse, show

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave_at_once)
    typer.echo("Starting the sandbox, the bot and its worker...")
    try:
        demo = Demo(home or home_folder(), data or Path("var") / "demo", port, lambda line: typer.echo(f"  {line}"))
    except (files.DistrictErrors, InUse) as error:
        typer.echo(str(error))
        return 2
    except OSError as error:
        typer.echo(f"Port {port} can't be used ({error.strerror or error}). Try: broker-bot demo --port {port + 1}")
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    typer.echo(f"\nOpen {demo.url}  (Ctrl-C stops; the next start goes on where this one ended)\n")
    if open_page:
        show(demo.url)
    stop.wait()
    typer.echo("Stopping...")
    demo.stop()
    return 0


def _leave_at_once(*_: object) -> None:
    """Before it is ready there is nothing to keep, and an exception could be lost in somebody's callback."""
    os.write(sys.stdout.fileno(), b"Stopped before it was ready; the next start begins anew.\n")
    os._exit(INTERRUPTED)
