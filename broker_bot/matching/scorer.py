"""The built-in matcher: likeness to known sentences plus keywords, turned into calibrated chances for each desk."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from broker_bot.domain.district import Route
from broker_bot.matching.index import NUMBER, Index, Vector, features
from broker_bot.matching.keywords import Hit, Keywords
from broker_bot.matching.text import STOPWORDS, Word, clean, is_number, words

NEAREST = 4
"""Known sentences of a desk whose likeness counts."""
KEYWORD_PULL = 0.45
"""What a one-word keyword of one desk alone adds to its raw score; a perfect likeness adds 1."""
KEYWORD_CAP = 4.0
KEYWORDS_A_ROW = 4
RANKED = 6
"""Desks that a score names."""


@dataclass(frozen=True, slots=True)
class Score:
    """A desk with its chance (0..1) and the asker's words that counted, strongest first."""

    route: str
    chance: float
    evidence: tuple[str, ...]


class Scorer:
    """Built once for a set of routes and lessons; reading only afterwards."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(route.id for route in routes)
        own = [(route.id, text) for route in routes for text in route.examples]
        rows = own + [(route.id, text) for route in routes for text in _about(route)]
        worded = [(route, words(clean(text))) for route, text in rows]
        self.keywords = Keywords({route.id: route.keywords for route in routes}, worded[: len(own)])
        self.known = Counter(word.plain for _, text in worded for word in text if not word.named)
        self.index = Index([(route, features(text)) for route, text in worded])
        self.heat = 0.12
        self.heat = _calibrated(self, [(at, route, worded[at][1]) for at, (route, _) in enumerate(own)])

    def score(self, text: Sequence[Word], taught: Mapping[str, float] = MappingProxyType({})) -> list[Score]:
        """The likeliest desks, best first. `taught` adds to a desk's raw score what lessons say."""
        hits = self.keywords.hits(text)
        raw = self.raw(features(text), hits)
        chances = _softmax({route: value + taught.get(route, 0.0) for route, value in raw.items()}, self.heat)
        ranked = sorted(chances, key=lambda route: (-chances[route], route))
        return [Score(route, chances[route], self._evidence(route, text, hits)) for route in ranked[:RANKED]]

    def raw(self, vector: Vector, hits: Iterable[Hit], without: int = -1) -> dict[str, float]:
        """Uncalibrated score of each desk; `without` leaves out one row (to test the row on the others)."""
        near: dict[str, list[float]] = {route: [] for route in self.routes}
        for at, (route, like) in enumerate(zip(self.index.routes, self.index.likeness(vector), strict=True)):
            if like > 0 and at != without:
                near[route].append(like)
        return {route: _nearest(near[route]) + KEYWORD_PULL * pull for route, pull in _pull(self.routes, hits).items()}

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


def _about(route: Route) -> list[str]:
    clauses = [part for part in route.description.replace(" and ", ",").strip(".").split(",") if part.strip()]
    chunks = [" . ".join(route.keywords[at :: _rows(route)]) for at in range(_rows(route))]
    return [route.label, route.description, *clauses, *chunks]


def _rows(route: Route) -> int:
    return math.ceil(len(route.keywords) / KEYWORDS_A_ROW)


def _nearest(likenesses: list[float]) -> float:
    best = sorted(likenesses, reverse=True)[:NEAREST]
    return sum(like * share for like, share in zip(best, (0.4, 0.3, 0.2, 0.1), strict=False))


def _pull(routes: Iterable[str], hits: Iterable[Hit]) -> dict[str, float]:
    total = dict.fromkeys(routes, 0.0)
    for hit in hits:
        total[hit.route] = min(KEYWORD_CAP, total[hit.route] + hit.weight)
    return total


def _softmax(raw: dict[str, float], heat: float) -> dict[str, float]:
    highest = max(raw.values())
    powers = {route: math.exp((value - highest) / heat) for route, value in raw.items()}
    whole = sum(powers.values())
    return {route: power / whole for route, power in powers.items()}


def _calibrated(scorer: Scorer, own: Sequence[tuple[int, str, list[Word]]]) -> float:
    """The softmax heat under which each example, left out, is least surprised by its own desk (log loss)."""
    sample = own[:: max(1, len(own) // 100)]
    raws = [(route, scorer.raw(features(text), scorer.keywords.hits(text), without=at)) for at, route, text in sample]
    if not raws:
        return scorer.heat
    heats = [0.04 * 1.25**step for step in range(16)]
    return min(heats, key=lambda heat: -sum(math.log(_softmax(raw, heat)[route] + 1e-9) for route, raw in raws))


def _quotable(word: Word) -> bool:
    return not word.named and word.plain not in STOPWORDS and (not is_number(word.plain) or len(word.shown) <= 4)
