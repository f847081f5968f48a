"""Learns `danger.json` from `danger.txt`: `python -m benchmarks.danger_weights`, after the latter changed.

The bar for an alarm (`enough`) is set last, on labelled everyday messages that nothing was learned from: as low as
`EVERYDAY` lets it be. `python -m benchmarks.danger_weights --bar` sets it anew without learning.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.domain.district import District
from broker_bot.matching import Desk
from broker_bot.matching.alarm import STEPS, WEIGHTS, Mix, learned, sentences, strongest_sum, unit
from broker_bot.matching.embedded import said
from broker_bot.matching.encoder import Encoder, encoder
from broker_bot.matching.scorer import marks
from broker_bot.matching.spanish import glossed
from broker_bot.matching.text import Word, clean, words
from broker_bot.matching.urgent import danger_in

Floats = NDArray[np.floating[Any]]

SEEN = 2
"""Sentences a word must stand in to be learned."""
WORDS = 0.3
"""Weight of the likeness of words beside that of meanings, (1 + cosine)^2 / 4."""
RIDGE = {"core": 0.5, "embed": 0.2}
PRECISION, RECALL, DANGEROUS = 0.75, 0.92, 0.10
"""What is wanted of the alarms (shares, 0..1) where one message in ten is dangerous."""
EVERYDAY = DANGEROUS * RECALL * (1 - PRECISION) / (PRECISION * (1 - DANGEROUS))
"""Share of everyday messages that may alarm for that: 0.034."""
MESSAGES = ("dev_messages.jsonl", "unseen_messages.jsonl")
"""The everyday messages, in `tests/matching`; those whose "urgent" is null may alarm or not and don't count."""
LEAST = 0.0001
"""The least step of a bar."""
LEFT_OUT = frozenset({"safety_security.incidents", "student_services.counseling"})


def main() -> int:
    """Write the file and print the bars; 1 where the model is not installed."""
    model = encoder()
    if model is None:
        return 1
    if "--bar" not in sys.argv[1:]:
        _learn(model)
    _set_bars()
    return 0


def _learn(model: Encoder) -> None:
    district = files.load(ROOT)
    listed = list(district.urgent_words)
    labelled = {clean(text): 1.0 if danger else -1.0 for danger, text in sentences()}
    everyday = [text for text in _everyday(district, listed) if text not in labelled]
    texts, wanted = [*everyday, *labelled], np.array([*[-1.0] * len(everyday), *labelled.values()], np.float32)
    read = [words(text) for text in texts]
    rarity, unknown = _rarity(read)
    postings, like = _likeness(read, rarity, unknown)
    vectors = model.vectors([said(text, glossed(it)) for text, it in zip(texts, read, strict=True)])
    core, spared_core = _ridge(like, wanted, RIDGE["core"])
    embed, spared_embed = _ridge((0.5 + 0.5 * vectors @ vectors.T) ** 2 + WORDS * like, wanted, RIDGE["embed"])
    heard = np.array([bool(danger_in(text, listed)) for text in texts], np.float32)
    sums = np.array([strongest_sum(text) for text in texts])
    mixes = {
        "core": _mix(np.c_[spared_core, heard, sums], wanted),
        "embed": _mix(np.c_[spared_embed, heard, sums], wanted),
    }
    by_words = {
        name: [float(at @ core[rows]), WORDS * float(at @ embed[rows])] for name, (rows, at) in postings.items()
    }
    curve = (vectors.T * embed) @ vectors / 4
    kept = {
        "words": {name: [round(it, 3) for it in (rarity[name], *both)] for name, both in by_words.items()},
        "unknown": unknown,
        "constant": round(float(embed.sum() / 4), 4),
        "line": [round(float(it), 4) for it in vectors.T @ embed / 2],
        **_steps(curve),
        "mixes": {tier: asdict(mix) for tier, mix in mixes.items()},
    }
    _write(kept)


def _write(kept: dict[str, Any]) -> None:
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    learned.cache_clear()


def _set_bars() -> None:
    """Put each matcher's bar where a share of `EVERYDAY` of the everyday messages reaches it."""
    lines = [line for name in MESSAGES for line in (ROOT / "tests" / "matching" / name).read_text().splitlines()]
    everyday = [row["text"] for row in map(json.loads, lines) if row["urgent"] is False]
    kept = json.loads(WEIGHTS.read_text("utf-8"))
    for tier, mix in kept["mixes"].items():
        desk = Desk(files.load(ROOT), model=tier == "embed")
        scores = np.sort([desk.margin(text) + mix["enough"] for text in everyday])
        mix["enough"] = round(float(scores[-1 - int(EVERYDAY * len(scores))]) + LEAST, 4)
        sys.stdout.write(f"{tier}: {EVERYDAY:.3f} of {len(scores)} everyday messages are at {mix['enough']} or above\n")
    _write(kept)


def _everyday(district: District, listed: Sequence[str]) -> list[str]:
    """The example district's sentences: calm unless a pattern or `danger.txt` says otherwise, or safety owns them."""
    texts = [clean(text) for it in district.routes.values() if it.id not in LEFT_OUT for text in it.examples]
    return [text for text in dict.fromkeys(texts) if not danger_in(text, listed)]


def _rarity(read: Sequence[Sequence[Word]]) -> tuple[dict[str, float], float]:
    seen = Counter(name for text in read for name in marks(text))
    unknown = 0.35 * math.log(1 + len(read))
    return {name: math.log((1 + len(read)) / (0.5 + n)) for name, n in sorted(seen.items()) if n >= SEEN}, unknown


Postings = dict[str, tuple[NDArray[np.int64], Floats]]
"""The rows that hold a name, and how much."""


def _likeness(read: Sequence[Sequence[Word]], rarity: dict[str, float], unknown: float) -> tuple[Postings, Floats]:
    """Where each name stands, and how like the words of each two sentences are."""
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in rarity}
    for row, text in enumerate(read):
        for name, value in unit(text, rarity, unknown).items():
            if name in found:
                found[name].append((row, value))
    postings: Postings = {}
    like = np.zeros((len(read), len(read)), np.float32)
    for name, pairs in found.items():
        rows, values = np.array([row for row, _ in pairs]), np.array([value for _, value in pairs], np.float32)
        postings[name] = rows, values
        like[rows[:, None], rows] += values[:, None] * values
    return postings, like


def _ridge(like: Floats, wanted: Floats, strength: float) -> tuple[Floats, Floats]:
    """Weight of each row, and the score of each row as if it had been left out."""
    inverse = np.linalg.inv(like + strength * np.eye(len(like), dtype=np.float32))
    dual = inverse @ wanted
    return dual, wanted - dual / np.diag(inverse)


def _steps(curve: Floats) -> dict[str, object]:
    """The upper half of a symmetric form, in whole steps."""
    upper = (2 * curve - np.diag(np.diag(curve)))[np.triu_indices(len(curve))]
    scale = float(np.abs(upper).max() / STEPS)
    steps = np.rint(upper / scale).astype(np.int8)
    return {"curve": base64.b64encode(steps.tobytes()).decode(), "scale": scale}


def _mix(parts: Floats, wanted: Floats) -> Mix:
    """A logistic fit on what each sentence's own absence says of it, without a bar yet."""
    table, right = np.c_[np.ones(len(parts)), parts], (wanted > 0).astype(float)
    fit = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ fit))
        curve = table.T @ (table * (chance * (1 - chance))[:, None]) + 0.1 * np.eye(len(fit))
        fit += np.linalg.solve(curve, table.T @ (right - chance) - 0.1 * fit)
    bias, learned_part, pattern, summed = (round(float(value), 4) for value in fit)
    return Mix(bias, learned_part, pattern, summed, 0.0)


if __name__ == "__main__":
    sys.exit(main())
