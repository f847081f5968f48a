"""`broker-bot check`: every mistake in the district's files and in the environment, in one run."""

from __future__ import annotations

import os
from collections.abc import Sized
from pathlib import Path

import typer

import broker_bot
from broker_bot import district
from broker_bot.cli.environment import environment_problems
from broker_bot.clock import SystemClock
from broker_bot.domain.district import District

ERRORS_FOUND = 2
"""Exit code when something must be put right first."""


def home_folder() -> Path:
    """The folder named by BROKER_HOME, else the one that holds the package."""
    named = os.environ.get("BROKER_HOME", "").strip()
    return Path(named) if named else Path(broker_bot.__file__).resolve().parent.parent


def check(home: Path | None = None) -> int:
    """Print what is wrong, then one line that counts; 2 when there are errors, else 0."""
    folder = home or home_folder()
    errors, warnings = district.check(folder, SystemClock().now().date())
    wrong = [*map(str, errors), *environment_problems(os.environ)]
    for line in wrong:
        typer.echo(line)
    for warning in warnings:
        typer.echo(f"warning: {warning}")
    if wrong:
        typer.echo(f"{folder}: {_count(wrong, 'error')}, {_count(warnings, 'warning')}")
        return ERRORS_FOUND
    typer.echo(
        f"{folder}: " + summary(district.load(folder)) + (f", {_count(warnings, 'warning')}" if warnings else "")
    )
    return 0


def summary(found: District) -> str:
    """One line on a sound district; the triage unit and its routes are named apart."""
    units = [unit for unit in found.units if unit != found.triage]
    routes = [route for route in found.routes.values() if route.unit != found.triage]
    return (
        f"routes.yaml, roster.csv, digests/: {_count(units, 'unit')} and {found.triage}, {_count(routes, 'route')}, "
        f"{_count(found.schools, 'school')}, {len(found.people)} people: ok"
    )


def _count(things: Sized, name: str) -> str:
    number = len(things)
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
