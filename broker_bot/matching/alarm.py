"""The urgent detector's judgement: patterns and danger words are heard, and what it learned from `danger.txt` decides.

`danger.json` holds what `python -m benchmarks.danger_weights` made of that file: a weight for each word, pair and
letter group, a form of second degree over the numbers of a vector, and how these, the patterns of `urgent` and the
sum of danger words of `signals` make one score.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from broker_bot.matching.index import Vector
from broker_bot.matching.scorer import marks
from broker_bot.matching.signals import danger_sum
from broker_bot.matching.text import STOPWORDS, Word, fold, is_number, words
from broker_bot.matching.urgent import CLAUSE, FALSE_ALARM, LOOK_ALIKE

HERE = Path(__file__).parent
SENTENCES, WEIGHTS = HERE / "danger.txt", HERE / "danger.json"
DANGER, CALM = "! ", ". "
HIGHEST_SUM = 1.6
"""A sum of danger words above this says no more."""
SHOWN = 2
"""Words named when no pattern found any."""
STEPS = 127


@dataclass(frozen=True, slots=True)
class Mix:
    """How the parts make the score; `enough` is the score from which it alarms."""

    bias: float
    learned: float
    pattern: float
    summed: float
    enough: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The contents of `danger.json`. `weight` is by tier, then by name of a feature."""

    rarity: Vector
    weight: Mapping[str, Vector]
    unknown: float
    constant: float
    line: tuple[float, ...]
    curve: str
    scale: float
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
    by_tier = {tier: {name: row[at] for name, row in rows.items()} for at, tier in ((1, "core"), (2, "embed"))}
    return Learned(
        {name: row[0] for name, row in rows.items()},
        by_tier,
        raw["unknown"],
        raw["constant"],
        tuple(raw["line"]),
        raw["curve"],
        raw["scale"],
        {tier: Mix(**parts) for tier, parts in raw["mixes"].items()},
    )


@lru_cache(maxsize=1)
def _form() -> Any:
    """The line and the curve as arrays: score = constant + line v + v curve v."""
    import numpy as np

    known = learned()
    size = len(known.line)
    steps = np.frombuffer(base64.b64decode(known.curve), np.int8).astype(np.float32) * np.float32(known.scale)
    curve = np.zeros((size, size), np.float32)
    curve[np.triu_indices(size)] = steps
    return np.array(known.line, np.float32), curve


def unit(text: Sequence[Word], rarity: Vector, unknown: float) -> Vector:
    """The text's features weighted by rarity, length 1; what was never learned counts towards the length in part."""
    raw = {name: math.sqrt(count) * rarity.get(name, unknown) for name, count in marks(text).items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {name: value / length for name, value in raw.items()}


def strongest_sum(text: str) -> float:
    """The highest sum of danger words in one sentence of a cleaned text."""
    return max(min(HIGHEST_SUM, danger_sum(part)[0]) for part in CLAUSE.split(LOOK_ALIKE.sub(" _ ", fold(text))))


def score(text: str, read: Sequence[Word], vector: Any, pattern: bool) -> float:
    """How much a cleaned text sounds like danger; `vector` is None without the model."""
    known = learned()
    tier = "core" if vector is None else "embed"
    mix, weight = known.mixes[tier], known.weight[tier]
    found = sum(value * weight.get(name, 0.0) for name, value in unit(read, known.rarity, known.unknown).items())
    if vector is not None:
        line, curve = _form()
        found += known.constant + float(line @ vector) + float(vector @ curve @ vector)
    return mix.bias + mix.learned * found + mix.pattern * pattern + mix.summed * strongest_sum(text) - mix.enough


def margin(text: str, read: Sequence[Word], vector: Any, hits: tuple[str, ...]) -> float:
    """How far a cleaned text is above the bar for an alarm; below 0 it is calm. `hits` are what `danger_in` found.

    Words that were never learned (a district's own) are never overruled.
    """
    rarity = learned().rarity
    if any(word.stem not in rarity for hit in hits for word in words(hit) if word.plain not in STOPWORDS):
        return math.inf
    if not hits and FALSE_ALARM.search(fold(text)):
        return -math.inf
    return score(text, read, vector, bool(hits))


def judged(text: str, read: Sequence[Word], vector: Any, hits: tuple[str, ...]) -> tuple[str, ...]:
    """The words of danger of a cleaned text, or nothing if it is calm as a whole. `hits` are as in `margin`."""
    known = learned()
    if margin(text, read, vector, hits) < 0:
        return ()
    return hits or _telling(read, known.weight["core" if vector is None else "embed"])


def _telling(read: Sequence[Word], weight: Vector) -> tuple[str, ...]:
    plain = [it for it in read if not it.named and not is_number(it.plain)]
    matter = [it for it in plain if it.plain not in STOPWORDS] or plain or list(read)
    best = sorted(matter, key=lambda it: -weight.get(it.stem, 0.0))[:SHOWN]
    return tuple(dict.fromkeys(it.shown.lower() for it in matter if it in best))
