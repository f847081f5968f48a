"""TF-IDF over words, word pairs and letter groups, with an inverted index: which known sentences are like this one."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from broker_bot.matching.text import STOPWORDS, Word, is_number

PAIR, LETTERS, NUMBER = "2 ", "# ", "<number>"
LETTERS_WEIGHT = 0.35
PAIR_WEIGHT = 0.6
UNKNOWN = 0.35
"""Rarity of a word nobody knows, as a share of the highest."""

Vector = dict[str, float]


def features(words: Sequence[Word]) -> Vector:
    """Raw weights of a text: stems, pairs of neighbours, letter groups of four. Numbers count as "a number"."""
    stems = [NUMBER if is_number(word.plain) else word.stem for word in words if not word.named]
    counts: Vector = defaultdict(float)
    for word in words:
        if word.plain not in STOPWORDS and not word.named:
            counts[NUMBER if is_number(word.plain) else word.stem] += 1.0
            for group in _letters(word.plain):
                counts[group] += LETTERS_WEIGHT
    for left, right in pairwise(stems):
        counts[f"{PAIR}{left} {right}"] += PAIR_WEIGHT
    return counts


def _letters(plain: str) -> Iterable[str]:
    if len(plain) < 4 or not plain.isalpha():
        return ()
    padded = f" {plain} "
    return {LETTERS + padded[at : at + 4] for at in range(len(padded) - 3)}


class Index:
    """Known sentences with the route each belongs to. Postings are kept as arrays: what rows hold a name, how much."""

    def __init__(self, rows: Sequence[tuple[str, Vector]]) -> None:
        """`rows` are (route id, raw features) pairs."""
        self.routes = [route for route, _ in rows]
        seen = Counter(name for _, vector in rows for name in vector)
        self._unknown = UNKNOWN * math.log(1 + len(rows))
        self.rarity = {name: math.log((1 + len(rows)) / (0.5 + count)) for name, count in seen.items()}
        postings: dict[str, list[tuple[int, float]]] = {name: [] for name in seen}
        for at, (_, vector) in enumerate(rows):
            for name, weight in self.unit(vector).items():
                postings[name].append((at, weight))
        self.at = {name: at for at, name in enumerate(seen)}
        self.starts = array("I", [0, *accumulate(len(found) for found in postings.values())])
        self.rows = array("I", [at for found in postings.values() for at, _ in found])
        self.weights = array("f", [weight for found in postings.values() for _, weight in found])

    @classmethod
    def of(cls, routes: Sequence[str], names: Sequence[str], starts: array[int], rows: array[int],
           weights: array[float]) -> Index:  # fmt: skip
        """An index from the parts of one that was built before."""
        made = object.__new__(cls)
        made.routes = list(routes)
        made._unknown = UNKNOWN * math.log(1 + len(routes))
        whole = 1 + len(routes)
        made.at = {name: at for at, name in enumerate(names)}
        made.rarity = {
            name: math.log(whole / (0.5 + after - before))
            for name, (before, after) in zip(names, pairwise(starts), strict=True)
        }
        made.starts, made.rows, made.weights = starts, rows, weights
        return made

    def unit(self, vector: Vector) -> Vector:
        """The vector weighted by rarity and brought to length 1; unknown words count towards the length in part."""
        weighted = {name: math.sqrt(count) * self.rarity.get(name, self._unknown) for name, count in vector.items()}
        length = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
        return {name: value / length for name, value in weighted.items()}

    def postings(self, name: str) -> Iterator[tuple[int, float]]:
        """(row, weight) pairs of the rows that hold `name`."""
        at = self.at.get(name)
        if at is None:
            return iter(())
        start, end = self.starts[at], self.starts[at + 1]
        return zip(self.rows[start:end], self.weights[start:end], strict=True)

    def likeness(self, unit: Vector) -> list[float]:
        """Cosine, 0..1, of a text (its vector of length 1) to every row."""
        totals = [0.0] * len(self.routes)
        for name, weight in unit.items():
            for at, other in self.postings(name):
                totals[at] += weight * other
        return totals


def cosine(left: Vector, right: Vector) -> float:
    """Of two vectors of length 1."""
    if len(left) > len(right):
        left, right = right, left
    return math.fsum(weight * right.get(name, 0.0) for name, weight in left.items())
