"""Learns `danger.json` from `danger.txt`: `python -m benchmarks.danger_weights`, after the latter changed."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.matching.alarm import WEIGHTS, Mix, sentences, strongest_sum, unit
from broker_bot.matching.encoder import encoder
from broker_bot.matching.index import features
from broker_bot.matching.text import clean, words
from broker_bot.matching.urgent import danger_in

Floats = NDArray[np.float64]

SEEN = 2
"""Sentences a word must stand in to be learned."""
WORD_RIDGE, VECTOR_RIDGE = 0.5, 4.0
FALSE_SHARE = 0.06
"""Share of the calm sentences, half of which sound like danger, that may alarm; of everyday messages fewer do."""
LEFT_OUT = frozenset({"safety_security.incidents", "student_services.counseling"})


def main() -> int:
    """Write the file and print what leaving each sentence out in turn says; 1 where the model is not installed."""
    model = encoder()
    if model is None:
        return 1
    labelled = {clean(text): 1.0 if danger else -1.0 for danger, text in sentences()}
    known = [(sign, text) for text, sign in {**dict.fromkeys(_everyday(), -1.0), **labelled}.items()]
    wanted = np.array([sign for sign, _ in known])
    texts = [text for _, text in known]
    rarity, unknown = _rarity(texts)
    names = {name: at for at, name in enumerate(rarity)}
    table = np.zeros((len(texts), len(names)))
    for row, text in enumerate(texts):
        for name, value in unit(words(text), rarity, unknown).items():
            if name in names:
                table[row, names[name]] = value
    by_words, spared_words = _ridge(table, wanted, WORD_RIDGE)
    vectors = model.vectors(texts).astype(np.float64)
    by_vector, spared_vector = _ridge(vectors, wanted, VECTOR_RIDGE)
    sums = np.array([strongest_sum(text) for text in texts])
    open_rows = np.array([not danger_in(text) for text in texts])
    mixes = {
        "core": _mix("core", np.c_[spared_words, np.zeros(len(sums)), sums], wanted, open_rows),
        "embed": _mix("embed", np.c_[spared_words, spared_vector, sums], wanted, open_rows),
    }
    rows = {name: [round(rarity[name], 3), round(float(by_words[at]), 4)] for name, at in names.items()}
    numbers = [round(float(value), 4) for value in by_vector]
    kept = {"words": rows, "unknown": unknown, "vector": numbers, "mixes": {k: asdict(v) for k, v in mixes.items()}}
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    return 0


def _everyday() -> list[str]:
    """The example district's sentences: calm unless a pattern or `danger.txt` says otherwise, or safety owns them."""
    routes = files.load(ROOT).routes.values()
    texts = [clean(text) for route in routes if route.id not in LEFT_OUT for text in route.examples]
    return [text for text in texts if not danger_in(text)]


def _rarity(texts: list[str]) -> tuple[dict[str, float], float]:
    seen = Counter(name for text in texts for name in features(words(text)))
    unknown = 0.35 * math.log(1 + len(texts))
    return {name: math.log((1 + len(texts)) / (0.5 + n)) for name, n in sorted(seen.items()) if n >= SEEN}, unknown


def _ridge(table: Floats, wanted: Floats, strength: float) -> tuple[Floats, Floats]:
    """Weight of each column, and the score of each row as if it had been left out."""
    inverse = np.linalg.inv(table @ table.T + strength * np.eye(len(table)))
    dual = inverse @ wanted
    return table.T @ dual, wanted - dual / np.diag(inverse)


def _mix(tier: str, parts: Floats, wanted: Floats, open_rows: NDArray[np.bool_]) -> Mix:
    """A logistic fit on the sentences in which no pattern is found, for only they are ever asked about."""
    table, right = np.c_[np.ones(len(parts)), parts], (wanted > 0).astype(float)
    table, right = table[open_rows], right[open_rows]
    fit = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ fit))
        curve = table.T @ (table * (chance * (1 - chance))[:, None]) + 0.1 * np.eye(len(fit))
        fit += np.linalg.solve(curve, table.T @ (right - chance) - 0.1 * fit)
    score = table @ fit
    enough = float(np.quantile(score[right == 0], 1 - FALSE_SHARE))
    found = float((score[right == 1] >= enough).mean())
    told = f"{tier}: of {len(score)} sentences without a pattern, {found:.2f} of the dangerous are found"
    sys.stdout.write(f"{told} at {FALSE_SHARE:.2f} false alarms; mix {np.round(fit, 2).tolist()}\n")
    bias, by_words, by_vector, summed = (round(float(value), 4) for value in fit)
    return Mix(bias, by_words, by_vector, summed, round(enough, 4))


if __name__ == "__main__":
    sys.exit(main())
