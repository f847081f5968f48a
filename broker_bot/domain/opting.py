"""Fewer lines for information: what a principal opts out of, and why something is not on the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from broker_bot.domain.commands import Command
from broker_bot.domain.demand import Mandate, reader
from broker_bot.domain.digest import why_not
from broker_bot.domain.district import District, School
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import Pair, lines, wish_for
from broker_bot.domain.readmodels_gate import Hidden

MOST_HIDDEN = 40


@dataclass(frozen=True, slots=True)
class FewerLike(Command):
    """*Fewer like this* on a line for information of a page."""

    issue: int = 0
    mandate: int = 0


@dataclass(frozen=True, slots=True)
class KeepOptOuts(Command):
    """The settings' form: the opt-outs that stay; all others end."""

    kept: tuple[str, ...] = ()


def opt_out_for(mandate: Mandate) -> str:
    """What *fewer like this* means: the topic where the unit named one, else everything of the unit."""
    return f"topic:{mandate.topic}" if mandate.topic else f"unit:{mandate.unit}"


def opt_out_words(what: str, district: District) -> str:
    """An opt-out as people read it: "notes from Transportation", "notes on surveys"."""
    kind, _, name = what.partition(":")
    if kind == "topic":
        return f"notes on {name}"
    unit = district.units.get(name)
    return f"notes from {unit.name if unit else name}"


def hidden(
    pairs: Sequence[Pair],
    school: School,
    states: Iterable[ItemState],
    opt_outs: tuple[str, ...],
    week: date,
    previous: date | None,
    district: District,
) -> tuple[Hidden, ...]:
    """Every decided demand that the page of `week` does not show, newest first, with the rule that hides it."""
    plain = reader(school, district, week, {str(s.mandate): s.state for s in states})
    who, found = lines(pairs, replace(plain, opt_outs=opt_outs), week, previous)
    by_id = {str(mandate.id): (mandate, decision) for mandate, decision in pairs}
    rows = []
    for ident, line in found.items():
        reason = why_not(who, line, week)
        if reason is None:
            continue
        mandate, decision = by_id[ident]
        unit = district.units.get(mandate.unit)
        name = unit.name if unit else mandate.unit
        if wish_for(decision, who.school, who.years) == "handout":
            reason = "Your ILD put it on the handout of the network meeting"
        rows.append((mandate.id, Hidden(mandate.title, name, reason.replace(f"from {mandate.unit}", f"from {name}"))))
    return tuple(row for _, row in sorted(rows, key=lambda pair: -pair[0])[:MOST_HIDDEN])
