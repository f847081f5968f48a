"""The urgent detector's third ear, beside patterns and sums of words: what it learned from `danger.txt`.

`danger.json` holds what `python -m benchmarks.danger_weights` made of that file: a weight for each word, pair and
letter group, one for each number of a vector, and how those two and the sum of danger words make one score.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from broker_bot.matching.index import Vector, features
from broker_bot.matching.signals import danger_sum
from broker_bot.matching.text import STOPWORDS, Word, fold, is_number
from broker_bot.matching.urgent import CLAUSE, FALSE_ALARM, LOOK_ALIKE, PAPERWORK

HERE = Path(__file__).parent
SENTENCES, WEIGHTS = HERE / "danger.txt", HERE / "danger.json"
DANGER, CALM = "! ", ". "
HIGHEST_SUM = 1.6
"""A sum of danger words above this says no more."""
PAPER = 0.7
"""How much more it takes in a message about forms, drills, orders and the like."""
SHOWN = 2
"""Words named when no pattern found any."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How the parts make the score; `enough` is the score from which it alarms."""

    bias: float
    words: float
    vector: float
    summed: float
    enough: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The contents of `danger.json`."""

    rarity: Vector
    weight: Vector
    unknown: float
    numbers: tuple[float, ...]
    mixes: dict[str, Mix]


@lru_cache(maxsize=1)
def sentences() -> tuple[tuple[bool, str], ...]:
    """(danger or not, text) of each line of `danger.txt`."""
    lines = SENTENCES.read_text("utf-8").splitlines()
    return tuple((line.startswith(DANGER), line[2:]) for line in lines if line.startswith((DANGER, CALM)))


@lru_cache(maxsize=1)
def learned() -> Learned:
    """What was learned, read once."""
    raw: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    rows: dict[str, list[float]] = raw["words"]
    return Learned(
        {name: row[0] for name, row in rows.items()},
        {name: row[1] for name, row in rows.items()},
        raw["unknown"],
        tuple(raw["vector"]),
        {tier: Mix(**parts) for tier, parts in raw["mixes"].items()},
    )


def unit(words: Sequence[Word], rarity: Vector, unknown: float) -> Vector:
    """The text's features weighted by rarity, length 1; what was never learned counts towards the length in part."""
    counts = features(words)
    raw = {name: math.sqrt(count) * rarity.get(name, unknown) for name, count in counts.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {name: value / length for name, value in raw.items()}


def strongest_sum(text: str) -> float:
    """The highest sum of danger words in one sentence of a cleaned text."""
    return max(min(HIGHEST_SUM, danger_sum(part)[0]) for part in CLAUSE.split(LOOK_ALIKE.sub(" _ ", fold(text))))


def sounds_dangerous(text: str, words: Sequence[Word], vector: Any = None) -> tuple[str, ...]:
    """The words that sound most like danger if the whole does, for a text in which no pattern was found."""
    if FALSE_ALARM.search(fold(text)):
        return ()
    known = learned()
    mix = known.mixes["core" if vector is None else "embed"]
    weights = unit(words, known.rarity, known.unknown)
    score = mix.bias + mix.summed * strongest_sum(text)
    score += mix.words * sum(value * known.weight.get(name, 0.0) for name, value in weights.items())
    if vector is not None:
        score += mix.vector * sum(a * b for a, b in zip(vector.tolist(), known.numbers, strict=True))
    enough = mix.enough + (PAPER if PAPERWORK.search(fold(text)) else 0.0)
    return _telling(words, known.weight) if score >= enough else ()


def _telling(words: Sequence[Word], weight: Vector) -> tuple[str, ...]:
    plain = [it for it in words if not it.named and not is_number(it.plain)]
    matter = [it for it in plain if it.plain not in STOPWORDS] or plain or list(words)
    best = sorted(matter, key=lambda it: -weight.get(it.stem, 0.0))[:SHOWN]
    return tuple(dict.fromkeys(it.shown.lower() for it in matter if it in best))
