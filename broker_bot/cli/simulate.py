"""`simulate`: past requests under other files, by ids and routes."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from broker_bot import district as files
from broker_bot.app import Bot
from broker_bot.cli.check import home_folder
from broker_bot.cli.lessons import glass_of, with_bot
from broker_bot.district.routes_file import ROUTES_FILE
from broker_bot.domain.rehearsal import Difference, Step
from broker_bot.service.export import NotExported
from broker_bot.service.simulating import opened, simulate

NAMES = {"contact": "the contact is reminded", "lead": "the lead is told", "ild": "the ILD is told"}


def run(
    last: str, routes: Path | None, text_of: str, actor: str, reason: str, approved_by: str, home: Path | None
) -> int:
    """Print each request that would be treated differently and their number; 2 for what is wrong with the options."""
    span = re.fullmatch(r"(\d{1,4})([dw])", last.strip())
    number = re.fullmatch(r"(?:[Rr]-)?(\d{1,9})", text_of.strip() or "0")
    if span is None or number is None:
        typer.echo("--last takes days or weeks, such as 30d or 8w; --text a number such as 7 or R-7.", err=True)
        return 2
    back = timedelta(days=int(span[1]) * (7 if span[2] == "w" else 1))
    try:
        with _folder(home or home_folder(), routes) as folder:
            district = files.load(folder)
    except files.DistrictErrors as error:
        typer.echo(str(error), err=True)
        return 2
    except OSError as error:
        typer.echo(f"{routes} can't be read: {error.strerror}.", err=True)
        return 2

    def act(bot: Bot) -> None:
        glass = glass_of(reason, approved_by)
        if bool(text_of) != bool(glass):
            raise NotExported(
                "--text ID opens one request's words, with --break-glass REASON and --approved-by ADDRESS."
            )
        if glass:
            typer.echo(opened(bot.service, int(number[1]), actor, glass))
            return
        found, looked_at = simulate(bot.service, district, bot.service.clock.now() - back, actor)
        for one in found:
            typer.echo("\n".join(lines(one, district.zone)))
        typer.echo(f"{len(found)} of {looked_at} request{'s' if looked_at != 1 else ''} would be treated differently")

    return with_bot(act)


@contextmanager
def _folder(home: Path, routes: Path | None) -> Iterator[Path]:
    """The district's folder, or a copy of it with another routes.yaml. Raises OSError."""
    if routes is None:
        yield home
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(home / "digests", folder / "digests")
        shutil.copy(home / "roster.csv", folder / "roster.csv")
        shutil.copy(routes, folder / ROUTES_FILE)
        yield folder


def lines(one: Difference, zone: str) -> list[str]:
    """A request's line, "R-12  2026-10-05 09:00  it.devices -> it.network", and one for each step that moves."""
    change = f"  {one.was} -> {one.now}" if one.now else ""
    return [f"R-{one.request}  {_at(one.opened_at, zone)}{change}", *(_step(step, zone) for step in one.steps)]


def _step(step: Step, zone: str) -> str:
    was = _at(step.was, zone) if step.was else "never"
    now = _at(step.now, zone) if step.now else "never"
    return f"    {NAMES[str(step.rung)]}: {was} -> {now}"


def _at(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
