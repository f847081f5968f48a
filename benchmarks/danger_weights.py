"""Learns `danger.json` from `danger.txt`: `python -m benchmarks.danger_weights`, after the latter changed."""

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
from broker_bot.matching.alarm import STEPS, WEIGHTS, Mix, sentences, strongest_sum, unit
from broker_bot.matching.embedded import said
from broker_bot.matching.encoder import encoder
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
EVERYDAY = {"core": 0.01, "embed": 0.025}
"""Share of everyday messages, each judged by all others, that may alarm. With the model 0.013 hears 71 in a hundred
of the dangerous sentences of `danger.txt`, 0.018 78, 0.027 84 and 0.038 88; most of them were written to be hard.
The built-in matcher knows too little of meanings to be allowed as many."""
EACH = 2
"""One in so many everyday sentences is learned from; all would take four times as long and change little."""
LEFT_OUT = frozenset({"safety_security.incidents", "student_services.counseling"})


def main() -> int:
    """Write the file and print what leaving each sentence out in turn says; 1 where the model is not installed."""
    model = encoder()
    if model is None:
        return 1
    district = files.load(ROOT)
    listed = list(district.urgent_words)
    labelled = {clean(text): 1.0 if danger else -1.0 for danger, text in sentences()}
    everyday = [text for text in _everyday(district, listed) if text not in labelled]
    texts, wanted = [*everyday, *labelled], np.array([*[-1.0] * len(everyday), *labelled.values()], np.float32)
    calm = np.arange(len(texts)) < len(everyday)
    read = [words(text) for text in texts]
    rarity, unknown = _rarity(read)
    postings, like = _likeness(read, rarity, unknown)
    vectors = model.vectors([said(text, glossed(it)) for text, it in zip(texts, read, strict=True)])
    core, spared_core = _ridge(like, wanted, RIDGE["core"])
    embed, spared_embed = _ridge((0.5 + 0.5 * vectors @ vectors.T) ** 2 + WORDS * like, wanted, RIDGE["embed"])
    heard = np.array([bool(danger_in(text, listed)) for text in texts], np.float32)
    sums = np.array([strongest_sum(text) for text in texts])
    mixes = {
        "core": _mix("core", np.c_[spared_core, heard, sums], wanted, calm),
        "embed": _mix("embed", np.c_[spared_embed, heard, sums], wanted, calm),
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
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    return 0


def _everyday(district: District, listed: Sequence[str]) -> list[str]:
    """The example district's sentences: calm unless a pattern or `danger.txt` says otherwise, or safety owns them."""
    texts = [clean(text) for it in district.routes.values() if it.id not in LEFT_OUT for text in it.examples]
    return [text for text in dict.fromkeys(texts[::EACH]) if not danger_in(text, listed)]


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


def _mix(tier: str, parts: Floats, wanted: Floats, calm: NDArray[np.bool_]) -> Mix:
    """A logistic fit on what each sentence's own absence says of it."""
    table, right = np.c_[np.ones(len(parts)), parts], (wanted > 0).astype(float)
    fit = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ fit))
        curve = table.T @ (table * (chance * (1 - chance))[:, None]) + 0.1 * np.eye(len(fit))
        fit += np.linalg.solve(curve, table.T @ (right - chance) - 0.1 * fit)
    score = table @ fit
    enough = float(np.quantile(score[calm], 1 - EVERYDAY[tier]))
    found, false = (score[right == 1] >= enough).mean(), (score[(right == 0) & ~calm] >= enough).mean()
    told = f"{tier}: {found:.3f} of the dangerous are heard, {false:.3f} of the look-alikes alarm"
    sys.stdout.write(
        f"{told}, {EVERYDAY[tier]:.3f} of everyday messages; mix {np.round(fit, 2).tolist()}, {enough:.2f}\n"
    )
    bias, learned, pattern, summed = (round(float(value), 4) for value in fit)
    return Mix(bias, learned, pattern, summed, round(enough, 4))


if __name__ == "__main__":
    sys.exit(main())
