"""`lessons`: what routing has learnt, by ids and routes; and one taken back."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import typer

from broker_bot.app import Bot, build
from broker_bot.cli.running import clock_for, environment
from broker_bot.domain.district import District
from broker_bot.service.export import Glass, NotExported
from broker_bot.service.lessons import listed, opened, undo
from broker_bot.store.db import Unusable
from broker_bot.store.lessons import Learned
from broker_bot.store.migrate import check as check_schema


def with_bot(act: Callable[[Bot], None]) -> int:
    """Run an act on the district's database; 2 with a sentence when it may not or can't be done."""
    if (settings := environment()) is None:
        return 2
    bot = build(settings, clock_for(settings))
    try:
        check_schema(bot.db)
        act(bot)
    except (Unusable, NotExported) as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        bot.close()
    return 0


def glass_of(reason: str, approved_by: str) -> Glass | None:
    """The two options that open a text, which belong together. Raises NotExported."""
    if bool(reason.strip()) != bool(approved_by.strip()):
        raise NotExported("--break-glass REASON and --approved-by ADDRESS belong together.")
    return Glass(reason, approved_by) if reason.strip() else None


def show(actor: str, text_of: int, reason: str, approved_by: str) -> int:
    """List the lessons; `text_of` is the one whose words are opened, 0 for none."""

    def act(bot: Bot) -> None:
        glass, district = glass_of(reason, approved_by), bot.service.present.district()
        if bool(text_of) != bool(glass):
            raise NotExported(
                "--text ID opens one lesson's words, with --break-glass REASON and --approved-by ADDRESS."
            )
        if glass:
            learned = opened(bot.service, text_of, actor, glass)
            typer.echo(line(learned, district))
            typer.echo(learned.text)
            return
        found = listed(bot.service, actor)
        for one in found:
            typer.echo(line(one, district))
        force = sum(not one.undone for one in found)
        typer.echo(f"{force} lesson{'s' if force != 1 else ''} in force, {len(found) - force} undone")

    return with_bot(act)


def take_back(ident: int, actor: str) -> int:
    """Undo one lesson."""

    def act(bot: Bot) -> None:
        learned = undo(bot.service, ident, actor)
        typer.echo(f"Lesson {ident} ({learned.route}) is undone, in every process from its next message on.")

    return with_bot(act)


def line(learned: Learned, district: District) -> str:
    """One lesson: "7  facilities.hvac  R-12  pat@x.example  2026-10-05 09:00", and "undone" where it is."""
    at = learned.at.astimezone(ZoneInfo(district.zone))
    request = f"R-{learned.request}" if learned.request else "no request"
    parts = (str(learned.id), learned.route, request, learned.by, f"{at:%Y-%m-%d %H:%M}")
    return "  ".join((*parts, "undone") if learned.undone else parts)
