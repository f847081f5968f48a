"""How well messages find their desk and memos are read: the labelled sets of the tests, and CLINC150 if it is there."""

from __future__ import annotations

import io
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date
from typing import Any

from benchmarks import clinc, habits
from benchmarks.figures import Part, say, table
from benchmarks.process import ROOT, has_model
from broker_bot import district as files
from broker_bot.domain.placing import BUILT_IN, STANDARD, Thresholds
from broker_bot.matching import Desk, encoder
from broker_bot.matching.evaluate import evaluate
from broker_bot.matching.spanish import is_spanish_word
from broker_bot.matching.text import clean, is_spanish, words
from broker_bot.reading import evaluate as memos
from broker_bot.reading import read

CLINC = "BROKER_CLINC"
"""Path of CLINC150's data_full.json (https://github.com/clinc/oos-eval), which is read and never kept."""

DESK_GOALS: Mapping[str, tuple[str, float]] = {
    "right route first": (">=", 0.72),
    "right route in top 3": (">=", 0.90),
    "right unit first": (">=", 0.80),
    "routed without asking": (">=", 0.45),
    "misrouted, of real requests": ("<=", 0.04),
    "helped": (">=", 0.85),
    "vague not routed": (">=", 0.88),
    "out of scope not routed": (">=", 0.98),
    "real called out of scope": ("<=", 0.03),
    "urgent recall": (">=", 0.92),
    "urgent precision": (">=", 0.75),
    "p95 ms": ("<=", 20.0),
}
MEMO_GOALS: Mapping[str, tuple[str, float]] = {
    "due precision": (">=", 0.90),
    "due recall": (">=", 0.88),
    "all due right": (">=", 0.72),
    "not due reported": ("<=", 0.08),
    "no deadline left so": (">=", 0.94),
    "action F1": (">=", 0.78),
    "date linked right": (">=", 0.88),
    "audience limited right": (">=", 0.70),
    "audience left open": (">=", 0.97),
    "title": (">=", 0.75),
    "p95 ms": ("<=", 20.0),
}
HARD = ("hard", "kept")
LANGUAGES = ("English", "Spanish", "mixed")
MIXED = 2
"""Spanish words from which an English sentence counts as mixed."""
CLINC_RUNS: tuple[tuple[str, ...], ...] = ((), ("--shots", "10"), ("--shots", "10", "--typos", "2"))


def measure(small: bool) -> Part:
    """Messages by set and by language, thresholds, habits, memos and, where its path is set, CLINC150."""
    tables = [*_messages(), _memos()]
    data = os.environ.get(CLINC, "")
    if data and not small:
        tables.append(_clinc(data))
    else:
        tables.append(f"CLINC150 was not measured: set `{CLINC}` to the path of its `data_full.json`.")
    return Part(tuple(tables))


@contextmanager
def _desks() -> Iterator[dict[str, Desk]]:
    """The built-in matcher and, where it is installed, the one with the model."""
    district = files.load(ROOT)
    found = {"built-in": Desk(district, model=False)}
    os.environ[encoder.VARIABLE] = ""
    encoder.forget()
    try:
        if has_model():
            found["MiniLM"] = Desk(district)
        yield found
    finally:
        os.environ[encoder.VARIABLE] = encoder.OFF
        encoder.forget()


def _messages() -> tuple[str, ...]:
    sets = _sets()
    real = [row for rows in sets.values() for row in rows if row["expect"] == "route"]
    hard = [row for row in real if row.get("part") in HARD]
    languages = {name: [row for row in real if _language(row["text"]) == name] for name in LANGUAGES}
    with _desks() as desks:
        rows = {f"{name}, {tier}": evaluate(desk, it) for tier, desk in desks.items() for name, it in sets.items()}
        for name, found in rows.items():
            say(f"  {name}: {found.get('right route first', 0):.0%} right first of {found['messages']:.0f}")
        spoken = {
            f"{name}, {tier}": evaluate(desk, it) for tier, desk in desks.items() for name, it in languages.items()
        }
        bars = {
            f"{at:.2f}, {tier}": evaluate(desk.at(Thresholds(route_at=at)), hard)
            for tier, desk in desks.items()
            for at in sorted({0.6, 0.7, (BUILT_IN if tier == "built-in" else STANDARD).route_at, 0.85})
        }
        learned = habits.measure(desks)
    sent = {name: DESK_GOALS[name] for name in ("routed without asking", "misrouted, of real requests", "helped")}
    first = {name: DESK_GOALS[name] for name in ("right route first", "right route in top 3", "right unit first")}
    return (
        _figures("set and matcher", rows, DESK_GOALS, "messages"),
        _figures("requests of all sets, by language", spoken, first, "messages"),
        _figures("sure enough at, hard and kept requests", bars, sent, "messages"),
        learned,
    )


def _language(text: str) -> str:
    """By its small words, and by words that the list of Spanish words has and English has not."""
    read = words(clean(text))
    if is_spanish(read):
        return "Spanish"
    return "mixed" if sum(is_spanish_word(word.plain) for word in read if not word.named) >= MIXED else "English"


def _sets() -> dict[str, list[dict[str, Any]]]:
    sets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((ROOT / "tests" / "matching").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = {"expect": "any", **json.loads(line)}  # a set about danger says no more than that
            sets[f"{path.stem.replace('_', ' ')}: {row.get('part', 'all')}"].append(row)
    return sets


def _memos() -> str:
    folder = ROOT / "tests" / "reading"
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    parts: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for label in labels:
        parts[label["part"]].append(((folder / "memos" / f"{label['id']}.md").read_text("utf-8"), label))
    columns = {part: memos.evaluate(pairs, _read) for part, pairs in parts.items()}
    return _figures("memos", columns, MEMO_GOALS, "memos")


def _read(text: str, day: date) -> Any:
    return read(text, day)


def _figures(
    what: str, columns: Mapping[str, Mapping[str, float]], goals: Mapping[str, tuple[str, float]], count: str
) -> str:
    """A row a set, a column a figure; what misses its goal is bold."""
    names = [name for name in goals if any(name in found for found in columns.values())]
    head = [what, count, *(f"{name} ({goals[name][0]} {goals[name][1]:g})" for name in names)]
    rows = [
        [label, f"{found[count]:.0f}", *(_cell(found.get(name), *goals[name]) for name in names)]
        for label, found in columns.items()
    ]
    return table(head, rows)


def _cell(found: float | None, sign: str, goal: float) -> str:
    if found is None:
        return "-"
    met = found >= goal if sign == ">=" else found <= goal
    return f"{found:g}" if met else f"**{found:g}**"


def _clinc(path: str) -> str:
    rows: list[Sequence[object]] = []
    for more in CLINC_RUNS:
        for tier in ((), ("--core",)):
            if not tier and not has_model():
                continue
            said = io.StringIO()
            os.environ[encoder.VARIABLE] = ""
            encoder.encoder.cache_clear()
            with redirect_stdout(said):
                clinc.main([path, *more, *tier])
            os.environ[encoder.VARIABLE] = encoder.OFF
            told = said.getvalue().strip()
            say(f"  CLINC150 {' '.join(more)}: {told}")
            rows.append([" ".join(more) or "all examples", told])
    return table(["CLINC150", "found"], rows)
