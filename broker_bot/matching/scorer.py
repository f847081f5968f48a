"""The built-in matcher: likeness to known sentences plus keywords, turned into calibrated chances for each desk."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from broker_bot.domain.district import Route
from broker_bot.matching import prepared
from broker_bot.matching.index import NUMBER, Index, Vector, cosine, features
from broker_bot.matching.keywords import Hit, Keywords
from broker_bot.matching.prepared import Prepared
from broker_bot.matching.spanish import glossed
from broker_bot.matching.text import STOPWORDS, Word, clean, is_number, words

NEAREST = 5
"""Known sentences of a desk whose likeness counts."""
KEYWORD_PULL = 0.3
"""What a one-word keyword of one desk alone adds to its raw score; a perfect likeness adds 1."""
KEYWORD_CAP = 4.0
KEYWORDS_A_ROW = 4
HEAT = 0.08
"""Raw distance at which a desk's share of the rest falls to a third."""
SAMPLE = 480
"""Examples, at most, that are left out in turn to learn how far the scores can be trusted."""
BELIEFS = ((0.0, 0.0), (0.0, 0.0), (0.0, 1.0), (0.5, 1.0), (0.5, 1.0), (0.8, 1.0))
"""(distance, right) pairs that stand in where a district has few examples."""
AKIN = 0.25
"""Likeness from which a lesson says something about a message that is not the same."""
TELLING = 0.05
"""Weight from which a keyword is a reason for its desk; less has a word that every desk's messages have ("can")."""
VOTE = 0.25
"""Share of a desk in what is known with a word, from which the word is a reason for it."""
WORDS_KEPT = 4096
"""Words whose shares are remembered."""
RANKED = 6
"""Desks that a score names."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """The chance that the first desk is right, as a logistic curve of its distance to the second.

    A richer matcher adds to the distance how well it knows such texts at all.
    """

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

    def __init__(self, routes: Sequence[Route], folder: Path | None = None) -> None:
        """`folder` is where what takes long to work out outlives this process."""
        self.routes = tuple(route.id for route in routes)
        own = [(route.id, text) for route in routes for text in route.examples]
        about = [(route.id, text) for route in routes for text in clauses(route)]
        self.examples, self.sentences = len(own), len(own) + len(about)
        name = prepared.name_of(routes, "core")
        kept = prepared.found(name, folder)
        if kept is None:
            rows = [*own, *about, *((route.id, text) for route in routes for text in _chunks(route))]
            kept = self._built(routes, [(route, words(clean(text))) for route, text in rows])
            if folder:
                prepared.keep(folder, name, kept)
        self._take(kept)

    def _built(self, routes: Sequence[Route], rows: Sequence[tuple[str, Sequence[Word]]]) -> Prepared:
        own = rows[: self.examples]
        self.keywords = Keywords({route.id: route.keywords for route in routes}, own)
        self.index = Index([(route, marks(text)) for route, text in rows])
        sample = range(0, len(own), max(1, len(own) // SAMPLE))
        sure = certainty((own[at][0], self.without(at, *own[at]), 0.0) for at in sample)
        told = {
            "known": Counter(word.plain for _, text in rows for word in text if not word.named),
            "keywords": self.keywords.kept(),
            "names": list(self.index.at),
            "certainty": [sure.bias, sure.slope],
        }
        of = array("I", [self.routes.index(route) for route, _ in rows])
        parts: dict[str, array[Any]] = {
            "of": of,
            "starts": self.index.starts,
            "rows": self.index.rows,
            "weights": self.index.weights,
        }
        return Prepared(told, parts)

    def _take(self, kept: Prepared) -> None:
        numbers = kept.numbers
        of = [self.routes[at] for at in numbers["of"]]
        names: list[str] = kept.told["names"]
        self.index = Index.of(of, names, numbers["starts"], numbers["rows"], numbers["weights"])
        self.keywords = Keywords.of(kept.told["keywords"])
        self.known: Mapping[str, int] = kept.told["known"]
        self.certainty = Certainty(*kept.told["certainty"])
        self._shares = lru_cache(maxsize=WORDS_KEPT)(self._shared)

    def without(self, at: int, route: str, text: Sequence[Word]) -> dict[str, float]:
        """The raw scores of example `at` as if it had never been seen."""
        return self.raw(self.index.unit(marks(text)), self.hits(text, route), without=at)

    def sense(self, text: Sequence[Word], typed: str = "") -> Sense:
        """What `score` and `like` need to know of a text: its words and, for the model, the text they are from."""
        return Sense(tuple(text), self.index.unit(marks(text)))

    def like(self, one: Sense, other: Sense) -> float:
        """How like two texts are: 0 (nothing in common) to 1 (the same words)."""
        return cosine(one.weights, other.weights)

    def like_rows(self, text: Sequence[Word]) -> list[float]:
        """How like a text's words are to those of each known sentence; the examples of all desks come first."""
        return self.index.likeness(self.index.unit(marks(text)))

    def reach(self, sense: Sense, lesson: Sense) -> float:
        """How much a lesson about one text says about another, from 0 (nothing) on."""
        like = self.like(sense, lesson)
        return like if like >= AKIN else 0.0

    def hits(self, text: Sequence[Word], left_out: str = "") -> list[Hit]:
        """Keywords in the text or in its Spanish words put into English; see `Keywords.hits`."""
        own = self.keywords.hits(text, left_out)
        english = glossed(text)
        if len(english) == len(text) and all(a is b for a, b in zip(english, text, strict=True)):
            return own
        seen = {(hit.route, hit.phrase) for hit in own}
        return own + [it for it in self.keywords.hits(english, left_out) if (it.route, it.phrase) not in seen]

    def score(
        self, sense: Sense, taught: Mapping[str, float] = MappingProxyType({}), hits: Sequence[Hit] | None = None
    ) -> list[Score]:
        """The likeliest desks, best first. `taught` adds to a desk's raw score what lessons say.

        `hits` are the keywords in its words, where they are known already.
        """
        hits = self.hits(sense.words) if hits is None else hits
        found = self.total(sense, hits)
        raw = {route: value + taught.get(route, 0.0) for route, value in found.items()}
        chances = self.chances(raw, self.known_ground(sense))
        ranked = sorted(chances, key=lambda route: (-chances[route], route))
        return [Score(route, chances[route], self._evidence(route, sense.words, hits)) for route in ranked[:RANKED]]

    def total(self, sense: Sense, hits: Sequence[Hit]) -> dict[str, float]:
        """The score of each desk that chances are made of; a richer matcher has its own."""
        return self.raw(sense.weights, hits)

    def known_ground(self, sense: Sense) -> float:
        """What is added to the first desk's distance for how near the text is to anything known; here nothing."""
        return 0.0

    def raw(self, unit: Vector, hits: Iterable[Hit], without: int = -1) -> dict[str, float]:
        """Uncalibrated score of each desk; `without` leaves out one row (to test the row on the others)."""
        near: dict[str, list[float]] = {route: [] for route in self.routes}
        for at, (route, like) in enumerate(zip(self.index.routes, self.index.likeness(unit), strict=True)):
            if like > 0 and at != without:
                near[route].append(like)
        return {route: _nearest(near[route]) + KEYWORD_PULL * value for route, value in pull(self.routes, hits).items()}

    def chances(self, raw: Mapping[str, float], ground: float) -> dict[str, float]:
        """The chance of each desk: the first's from its distance to the second and `known_ground`, the rest's by
        their share.
        """
        best, *others = sorted(raw, key=lambda route: (-raw[route], route))
        if not others:
            return {best: 1.0}
        powers = {route: math.exp((raw[route] - raw[others[0]]) / self.heat) for route in others}
        whole = sum(powers.values())
        first = max(self.certainty.of(raw[best] - raw[others[0]] + ground), 1 / (1 + whole))
        return {best: first, **{route: (1 - first) * power / whole for route, power in powers.items()}}

    def knows(self, text: Sequence[Word]) -> bool:
        """Whether any word of the text names a matter of some desk."""
        return any(word.stem in self.index.at and word.plain not in STOPWORDS for word in text)

    def _evidence(self, route: str, text: Sequence[Word], hits: Iterable[Hit]) -> tuple[str, ...]:
        own = [hit for hit in hits if hit.route == route and hit.weight >= TELLING]
        shown = [word for hit in sorted(own, key=lambda hit: -hit.weight) for word in hit.shown]
        voted = [(self._shares(_name(word)).get(route, 0.0), word) for word in text if _quotable(word)]
        shown += [word.shown for vote, word in sorted(voted, key=lambda pair: -pair[0]) if vote > VOTE]
        whole = [
            it for it in dict.fromkeys(shown) if not any(it != more and f" {it} " in f" {more} " for more in shown)
        ]
        return tuple(whole)[:4]

    def _shared(self, name: str) -> Mapping[str, float]:
        """The share, 0..1, of each desk that has more than `VOTE` in all that is known with this word."""
        own: dict[str, float] = {}
        for at, weight in self.index.postings(name):
            own[self.index.routes[at]] = own.get(self.index.routes[at], 0.0) + weight
        whole = sum(own.values())
        return {route: weight / whole for route, weight in own.items() if weight > VOTE * whole}


def clauses(route: Route) -> list[str]:
    """The label of a route, its description and each part of that."""
    parts = [part for part in route.description.replace(" and ", ",").strip(".").split(",") if part.strip()]
    return [route.label, route.description, *parts]


def marks(text: Sequence[Word]) -> Vector:
    """The features of a text, and those of its Spanish words in English."""
    counts = features(text)
    english = [word for word in glossed(text) if not any(word is own for own in text)]
    for name, count in (features(english) if english else {}).items():
        counts[name] = counts.get(name, 0.0) + count
    return counts


def _chunks(route: Route) -> list[str]:
    return [" . ".join(route.keywords[at :: _rows(route)]) for at in range(_rows(route))]


def _rows(route: Route) -> int:
    return math.ceil(len(route.keywords) / KEYWORDS_A_ROW)


def _name(word: Word) -> str:
    return NUMBER if is_number(word.plain) else word.stem


def _nearest(likenesses: list[float]) -> float:
    best = sorted(likenesses, reverse=True)[:NEAREST]
    return sum(like * share for like, share in zip(best, (0.3, 0.25, 0.2, 0.15, 0.1), strict=False))


def pull(routes: Iterable[str], hits: Iterable[Hit]) -> dict[str, float]:
    """What keywords add for each desk, in one-word keywords of a desk alone."""
    total = dict.fromkeys(routes, 0.0)
    for hit in hits:
        total[hit.route] = min(KEYWORD_CAP, total[hit.route] + hit.weight)
    return total


def certainty(tried: Iterable[tuple[str, Mapping[str, float], float]]) -> Certainty:
    """How often the first desk is right at a distance, from examples left out in turn.

    Of each the right route, the scores and what `known_ground` adds.
    """
    seen: list[tuple[float, float]] = list(BELIEFS)
    for route, raw, ground in tried:
        first, second = sorted(raw.values(), reverse=True)[:2] if len(raw) > 1 else (1.0, 0.0)
        seen.append((first - second + ground, float(raw[route] == first)))
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
