"""The matcher with the MiniLM model: kernel ridge over sentence vectors, added to what the built-in matcher finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from broker_bot.domain.district import Route
from broker_bot.matching.encoder import Encoder
from broker_bot.matching.index import cosine
from broker_bot.matching.scorer import SAMPLE, Certainty, Scorer, Sense, certainty, clauses
from broker_bot.matching.text import Word, is_spanish
from broker_bot.matching.vectors import vectors_of

if TYPE_CHECKING:
    from broker_bot.matching.encoder import Vectors

SHARPNESS = 4.0
"""Of the kernel exp(SHARPNESS * (cosine - 1)); with `RIDGE` the best of a small grid by leaving examples out."""
RIDGE = 0.3
BUILT_IN, BUILT_IN_SPANISH = 0.35, 0.8
"""Weight of the built-in matcher's raw score beside the ridge's, whose perfect score is 1. The model knows little
Spanish: leaving each Spanish example out in turn, the heavier weight is right for 83 in 100, the lighter for 74."""
DISSENT = 0.5
"""Share of the lead that is lost where words alone carry a desk and meanings speak for another."""
ALIKE = 0.5
"""Share of the vectors, beside the words, in how like two texts are."""
FLOOR, BEHIND, FADING = 0.05, 0.4, 0.3
"""A lesson reaches from cosine `FLOOR` on, in full until it is `BEHIND` - `FADING` behind the nearest example, and
not at all when `BEHIND`. From a small grid on a stream of ten habits, with a guard on all other messages."""


class Embedded(Scorer):
    """Knows meanings as well as words. Safe on any thread once built."""

    tier = "embed"
    lone_pull, agreed_pull = 0.3, 0.5

    def __init__(self, routes: Sequence[Route], encoder: Encoder, cache: Path | None) -> None:
        """`cache` is a folder in which vectors of the district's sentences outlive this process."""
        self._encoder = encoder
        known = [(route.id, text) for route in routes for text in route.examples]
        self._examples = len(known)
        known += [(route.id, text) for route in routes for text in clauses(route)]
        self._vectors = vectors_of([text for _, text in known], encoder, cache)
        names = [route.id for route in routes]
        self._wanted = _targets([names.index(route) for route, _ in known], len(names))
        self._head, self._spared = ridge(self._vectors, self._wanted)
        super().__init__(routes)

    def sense(self, text: Sequence[Word]) -> Sense:
        plain = super().sense(text)
        vector = self._encoder.vectors([said(text)])[0]
        nearest = float((self._vectors[: self._examples] @ vector).max()) if self._examples else 0.0
        return Sense(plain.words, plain.weights, vector, nearest)

    def like(self, one: Sense, other: Sense) -> float:
        meaning = max(0.0, float(one.vector @ other.vector))
        return ALIKE * meaning + (1 - ALIKE) * cosine(one.weights, other.weights)

    def reach(self, sense: Sense, lesson: Sense) -> float:
        """A lesson reaches less far where the district's own examples are nearer: neighbours stay unharmed."""
        near = float(sense.vector @ lesson.vector)
        share = min(1.0, max(0.0, (near - sense.nearest + BEHIND) / FADING))
        return max(0.0, near - FLOOR) * share

    def total(self, sense: Sense, raw: dict[str, float]) -> dict[str, float]:
        found = kernel(sense.vector[None, :], self._vectors)[0] @ self._head
        return self._added(found, raw, sense.words)

    def _added(self, found: Vectors, raw: dict[str, float], text: Sequence[Word]) -> dict[str, float]:
        share = BUILT_IN_SPANISH if is_spanish(text) else BUILT_IN
        total = {route: float(value) + share * raw[route] for route, value in zip(self.routes, found, strict=True)}
        best, *others = sorted(total, key=lambda route: -total[route])
        if others and best != self.routes[int(found.argmax())]:
            total[best] -= (total[best] - total[others[0]]) * DISSENT
        return total

    def _fitted(self, rows: Sequence[tuple[str, str]], own: Sequence[tuple[str, Sequence[Word]]]) -> Certainty:
        step = max(1, len(own) // SAMPLE)
        return certainty(self._spare(at, *own[at]) for at in range(0, len(own), step))

    def _spare(self, at: int, route: str, text: Sequence[Word]) -> tuple[str, dict[str, float]]:
        return route, self._added(self._spared[at], self.without(at, route, text), text)


def said(text: Iterable[Word]) -> str:
    """The words with their slips repaired, as the model reads them."""
    return " ".join(word.plain for word in text)


def kernel(left: Vectors, right: Vectors) -> Vectors:
    """How near each row of `left` is to each of `right`: 1 for the same direction."""
    near: Vectors = np.exp(SHARPNESS * (left @ right.T - 1.0)).astype(np.float32)
    return near


def ridge(rows: Vectors, wanted: Vectors) -> tuple[Vectors, Vectors]:
    """Weights of each row for each target, and the scores of each row as if it had been left out.

    The second comes in closed form: what is wanted less weight over the diagonal of the inverse.
    """
    whole = kernel(rows, rows) + RIDGE * np.eye(len(rows), dtype=np.float32)
    inverse = np.linalg.inv(whole).astype(np.float32)
    weights: Vectors = inverse @ wanted
    return weights, wanted - weights / np.diag(inverse)[:, None]


def _targets(of_route: Sequence[int], routes: int) -> Vectors:
    wanted = np.full((len(of_route), routes), -1.0 / routes, np.float32)
    wanted[np.arange(len(of_route)), list(of_route)] += 1.0
    return wanted
