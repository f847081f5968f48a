"""The weekly page: composing it for 2,000 principals out of 60 mandates, beside plain dictionaries and json.dumps."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.figures import Part, Target, figure, say, table
from benchmarks.process import ROOT, grown
from broker_bot import district as files
from broker_bot.domain import page
from broker_bot.domain.demand import Decision, Mandate
from broker_bot.domain.digest import LEVELS, Tier
from broker_bot.domain.district import District, School
from broker_bot.domain.items import Issue
from broker_bot.service.page_texts import renderer

PRINCIPALS, MANDATES, ROUNDS = 2000, 60, 5
WEEK = date(2026, 12, 7)
NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
PROGRAMS = ("title1", "ell", "sped", "cte", "prek")
TIERS = (Tier.MUST, Tier.BRIEF, Tier.BRIEF, Tier.FYI)


def measure(small: bool) -> Part:
    count = 100 if small else PRINCIPALS
    district, schools, pairs = _town(count)
    ways: dict[str, Callable[[], int]] = {
        FLOOR: lambda: _plain_pages(schools, pairs),
        PURE: lambda: _composed(district, schools, pairs, lambda name, facts: name),
        TEXTS: lambda: _composed(district, schools, pairs, renderer(district)),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    items = 0
    for turn in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            items = way()
            found[name].append(time.process_time() - started)
        say(f"  round {turn + 1}: " + ", ".join(f"{values[-1]:.2f} s" for values in found.values()))
    rows = [
        [name, figure(values, "s"), f"{figure(values).median / count * 1e6:,.0f} us"] for name, values in found.items()
    ]
    memory = grown(ways[TEXTS])
    floor, whole = figure(found[FLOOR]).median, figure(found[TEXTS]).median
    targets = (
        Target(f"{count:,} pages with the district's texts", whole, 10, "s"),
        Target("composing : plain dictionaries (D)", whole / floor, 1.0),
        Target(f"memory while composing {count:,} pages", memory, 100, "MB"),
    )
    said = f"{items / count:.0f} items a page on average."
    return Part((table(["way", f"{count:,} pages, CPU", "each"], rows), said), targets)


FLOOR, PURE, TEXTS = (
    "floor D: four filters, dictionaries, json.dumps",
    "`page.compose` without texts",
    "`page.compose` with the district's texts",
)


def _town(count: int) -> tuple[District, list[School], list[tuple[Mandate, Decision]]]:
    """The shipped district with `count` invented schools in its networks, and 60 mandates of all tiers."""
    dice = random.Random(7)
    shipped = files.load(ROOT)
    networks = list(shipped.networks)
    schools = [
        School(
            f"s{n}", f"School {n}", (dice.choice(LEVELS),), tuple(p for p in PROGRAMS if dice.random() < 0.4),
            networks[n % len(networks)], f"p{n}@cedargrove.example",
        )
        for n in range(count)
    ]  # fmt: skip
    units = list(shipped.units)
    pairs = [_pair(n, dice, units[n % len(units)]) for n in range(1, MANDATES + 1)]
    return replace(shipped, schools={s.id: s for s in schools}), schools, pairs


def _pair(ident: int, dice: random.Random, unit: str) -> tuple[Mandate, Decision]:
    levels = () if dice.random() < 0.5 else (dice.choice(LEVELS),)
    programs = () if dice.random() < 0.6 else (dice.choice(PROGRAMS),)
    due = None if dice.random() < 0.2 else WEEK + timedelta(days=dice.randint(1, 14))
    mandate = Mandate(
        ident, unit, "lead@cedargrove.example", f"Count the exit signs, part {ident}", "Please count them.", NOW, due,
        minutes=dice.choice((5, 15, 30)), link="https://example.org/form", levels=levels, programs=programs,
    )  # fmt: skip
    line = "Your secretary can do it."
    tier = dice.choice(TIERS)
    return mandate, Decision(ident, "north", tier, "ild@cedargrove.example", NOW, line=line, accepted_on=WEEK)


def _composed(
    district: District,
    schools: list[School],
    pairs: list[tuple[Mandate, Decision]],
    render: Callable[[str, Mapping[str, object]], str],
) -> int:
    total = 0
    for number, school in enumerate(schools):
        issue = Issue(number, WEEK, school.principal, school.network)
        total += len(page.compose(issue, school, pairs, {}, None, district, render).items)
    return total


def _plain_pages(schools: list[School], pairs: list[tuple[Mandate, Decision]]) -> int:
    total = 0
    for school in schools:
        blocks = [_block(m, d) for m, d in pairs if _for(school, m, d)]
        total += len(blocks)
        json.dumps({"channel": school.principal, "text": f"{len(blocks)} for you this week", "blocks": blocks})
    return total


def _for(school: School, mandate: Mandate, decision: Decision) -> bool:
    if decision.tier not in (Tier.MUST, Tier.BRIEF, Tier.FYI):
        return False
    if mandate.levels and not set(mandate.levels) & set(school.levels):
        return False
    if mandate.programs and not set(mandate.programs) & set(school.programs):
        return False
    return mandate.due is None or not isinstance(mandate.due, date) or mandate.due >= WEEK


def _block(mandate: Mandate, decision: Decision) -> dict[str, Any]:
    words = f"*{mandate.title}* · due *{mandate.due}* · {mandate.minutes} min\n> {decision.line}"
    return {
        "type": "section",
        "block_id": f"m{mandate.id}",
        "text": {"type": "mrkdwn", "text": words},
        "accessory": {"type": "button", "action_id": "item.done", "value": str(mandate.id)},
    }
