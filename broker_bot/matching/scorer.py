"""The built-in matcher: likeness to known sentences plus keywords, turned into calibrated chances for each desk."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from broker_bot.domain.district import Route
from broker_bot.matching.index import NUMBER, Index, Vector, cosine, features
from broker_bot.matching.keywords import Hit, Keywords
from broker_bot.matching.text import STOPWORDS, Word, clean, is_number, words

NEAREST = 5
"""Known sentences of a desk whose likeness counts."""
KEYWORD_PULL = 0.3
"""What a one-word keyword of one desk alone adds to its raw score; a perfect likeness adds 1."""
KEYWORD_CAP = 4.0
KEYWORDS_A_ROW = 4
HEAT = 0.08
"""Raw distance at which a desk's share of the rest falls to a third."""
SAMPLE = 160
"""Examples that are left out in turn to learn how far the scores can be trusted."""
BELIEFS = ((0.0, 0.0), (0.0, 0.0), (0.0, 1.0), (0.5, 1.0), (0.5, 1.0), (0.8, 1.0))
"""(distance, right) pairs that stand in where a district has few examples."""
AKIN = 0.25
"""Likeness from which a lesson says something about a message that is not the same."""
RANKED = 6
"""Desks that a score names."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """The chance that the first desk is right, as a logistic curve of its distance to the second."""

    bias: float
    slope: float

    def of(self, gap: float) -> float:
        return 1 / (1 + math.exp(-min(30.0, max(-30.0, self.bias + self.slope * gap))))


@dataclass(frozen=True, slots=True)
class Score:
    """A desk with its chance (0..1) and the asker's words that counted, strongest first."""

    route: str
    chance: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """A text as the matcher sees it: its words, their weights and, with the model, its vector.

    `nearest` is the cosine, 0..1, to the nearest example of the district's files.
    """

    words: tuple[Word, ...]
    weights: Vector
    vector: Any = None
    nearest: float = 0.0


class Scorer:
    """Built once for a set of routes; reading only afterwards."""

    tier = "core"
    heat = HEAT
    lone_pull, agreed_pull = 0.5, 1.2
    """What one lesson alone, and each of several that agree, pull by for a reach of 1, in raw units."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(route.id for route in routes)
        own = [(route.id, text) for route in routes for text in route.examples]
        rows = own + [(route.id, text) for route in routes for text in _about(route)]
        worded = [(route, words(clean(text))) for route, text in rows]
        self.keywords = Keywords({route.id: route.keywords for route in routes}, worded[: len(own)])
        self.known = Counter(word.plain for _, text in worded for word in text if not word.named)
        self.index = Index([(route, features(text)) for route, text in worded])
        self.certainty = self._fitted(rows, worded[: len(own)])

    def _fitted(self, rows: Sequence[tuple[str, str]], own: Sequence[tuple[str, Sequence[Word]]]) -> Certainty:
        """Certainty from the examples in `own` (worded; the first of `rows`), each left out in turn."""
        sample = range(0, len(own), max(1, len(own) // SAMPLE))
        return certainty((own[at][0], self.without(at, *own[at])) for at in sample)

    def without(self, at: int, route: str, text: Sequence[Word]) -> dict[str, float]:
        """The raw scores of example `at` as if it had never been seen."""
        return self.raw(features(text), self.keywords.hits(text, route), without=at)

    def sense(self, text: Sequence[Word]) -> Sense:
        """What `score` and `like` need to know of a text."""
        return Sense(tuple(text), self.index.unit(features(text)))

    def like(self, one: Sense, other: Sense) -> float:
        """How like two texts are: 0 (nothing in common) to 1 (the same words)."""
        return cosine(one.weights, other.weights)

    def reach(self, sense: Sense, lesson: Sense) -> float:
        """How far a lesson about one text says something about another, 0..1; 0 for most pairs."""
        like = self.like(sense, lesson)
        return like if like >= AKIN else 0.0

    def score(self, sense: Sense, taught: Mapping[str, float] = MappingProxyType({})) -> list[Score]:
        """The likeliest desks, best first. `taught` adds to a desk's raw score what lessons say."""
        hits = self.keywords.hits(sense.words)
        found = self.total(sense, self.raw(features(sense.words), hits))
        chances = self.chances({route: value + taught.get(route, 0.0) for route, value in found.items()})
        ranked = sorted(chances, key=lambda route: (-chances[route], route))
        return [Score(route, chances[route], self._evidence(route, sense.words, hits)) for route in ranked[:RANKED]]

    def total(self, sense: Sense, raw: dict[str, float]) -> dict[str, float]:
        """The score of each desk that chances are made of; a richer matcher adds its own."""
        return raw

    def raw(self, vector: Vector, hits: Iterable[Hit], without: int = -1) -> dict[str, float]:
        """Uncalibrated score of each desk; `without` leaves out one row (to test the row on the others)."""
        near: dict[str, list[float]] = {route: [] for route in self.routes}
        for at, (route, like) in enumerate(zip(self.index.routes, self.index.likeness(vector), strict=True)):
            if like > 0 and at != without:
                near[route].append(like)
        return {route: _nearest(near[route]) + KEYWORD_PULL * pull for route, pull in _pull(self.routes, hits).items()}

    def chances(self, raw: Mapping[str, float]) -> dict[str, float]:
        """The chance of each desk: the first's from its distance to the second, the rest's by their share."""
        best, *others = sorted(raw, key=lambda route: (-raw[route], route))
        if not others:
            return {best: 1.0}
        powers = {route: math.exp((raw[route] - raw[others[0]]) / self.heat) for route in others}
        whole = sum(powers.values())
        first = max(self.certainty.of(raw[best] - raw[others[0]]), 1 / (1 + whole))
        return {best: first, **{route: (1 - first) * power / whole for route, power in powers.items()}}

    def knows(self, text: Sequence[Word]) -> bool:
        """Whether any word of the text names a matter of some desk."""
        return any(word.stem in self.index.postings and word.plain not in STOPWORDS for word in text)

    def _evidence(self, route: str, text: Sequence[Word], hits: Iterable[Hit]) -> tuple[str, ...]:
        own = [hit for hit in hits if hit.route == route]
        shown = [word for hit in sorted(own, key=lambda hit: -hit.weight) for word in hit.shown]
        voted = [(self._vote(word, route), word) for word in text if _quotable(word)]
        shown += [word.shown for vote, word in sorted(voted, key=lambda pair: -pair[0]) if vote > 0.25]
        return tuple(dict.fromkeys(shown))[:4]

    def _vote(self, word: Word, route: str) -> float:
        """The desk's share, 0..1, in all that is known with this word."""
        found = self.index.postings.get(NUMBER if is_number(word.plain) else word.stem, [])
        own = sum(weight for at, weight in found if self.index.routes[at] == route)
        return own / sum(weight for _, weight in found) if found else 0.0


def clauses(route: Route) -> list[str]:
    """The label of a route, its description and each part of that."""
    parts = [part for part in route.description.replace(" and ", ",").strip(".").split(",") if part.strip()]
    return [route.label, route.description, *parts]


def _about(route: Route) -> list[str]:
    chunks = [" . ".join(route.keywords[at :: _rows(route)]) for at in range(_rows(route))]
    return [*clauses(route), *chunks]


def _rows(route: Route) -> int:
    return math.ceil(len(route.keywords) / KEYWORDS_A_ROW)


def _nearest(likenesses: list[float]) -> float:
    best = sorted(likenesses, reverse=True)[:NEAREST]
    return sum(like * share for like, share in zip(best, (0.3, 0.25, 0.2, 0.15, 0.1), strict=False))


def _pull(routes: Iterable[str], hits: Iterable[Hit]) -> dict[str, float]:
    total = dict.fromkeys(routes, 0.0)
    for hit in hits:
        total[hit.route] = min(KEYWORD_CAP, total[hit.route] + hit.weight)
    return total


def certainty(tried: Iterable[tuple[str, Mapping[str, float]]]) -> Certainty:
    """How often the first desk is right at a distance, from (right route, scores) of examples left out in turn."""
    seen: list[tuple[float, float]] = list(BELIEFS)
    for route, raw in tried:
        first, second = sorted(raw.values(), reverse=True)[:2] if len(raw) > 1 else (1.0, 0.0)
        seen.append((first - second, float(raw[route] == first)))
    bias, slope = 0.0, 1.0
    for _ in range(25):
        bias, slope = _step(seen, bias, slope)
    return Certainty(bias, slope)


def _step(seen: Sequence[tuple[float, float]], bias: float, slope: float) -> tuple[float, float]:
    """One Newton step of a logistic fit in one variable, with a light pull of the slope to zero."""
    g0 = g1 = h01 = 0.0
    h00 = h11 = 0.01
    g1 -= 0.01 * slope
    for gap, right in seen:
        chance = Certainty(bias, slope).of(gap)
        weight = chance * (1 - chance)
        g0, g1 = g0 + right - chance, g1 + (right - chance) * gap
        h00, h01, h11 = h00 + weight, h01 + weight * gap, h11 + weight * gap * gap
    spread = h00 * h11 - h01 * h01
    return bias + (h11 * g0 - h01 * g1) / spread, slope + (h00 * g1 - h01 * g0) / spread


def _quotable(word: Word) -> bool:
    return not word.named and word.plain not in STOPWORDS and (not is_number(word.plain) or len(word.shown) <= 4)
