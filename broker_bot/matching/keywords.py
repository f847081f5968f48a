"""The keywords of `routes.yaml`: phrases that speak for a desk, weighted by how few other desks use them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from broker_bot.matching.text import STOPWORDS, Word, stem, words

SLACK = 2
"""Words that may stand between the parts of a keyword of several words."""

SERVES = frozenset({"for", "para"})
PURPOSE = 0.6
"""Weight left to a keyword that only names a purpose."""
COMMON = frozenset(stem(word) for word in STOPWORDS)
TRUST = 0.5
"""Examples' worth of faith in a keyword that a person wrote down for a desk."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword found in a text: whose it is, how strongly it speaks, and the asker's words that make it up."""

    route: str
    phrase: tuple[str, ...]
    weight: float
    shown: tuple[str, ...]
    places: tuple[int, ...]


class Keywords:
    """Finds keywords in a text."""

    def __init__(
        self, of_route: Mapping[str, Iterable[str]], examples: Iterable[tuple[str, Sequence[Word]]] = ()
    ) -> None:
        """`examples` are (route id, words) pairs; a keyword that turns up in other desks' examples loses weight."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for route, phrases in of_route.items():
            for phrase in phrases:
                stems = tuple(word.stem for word in words(phrase))
                if stems and route not in owners[stems]:
                    owners[stems].add(route)
                    self._by_first[stems[0]].append((stems, route))
        self._weight = {(stems, it): _length_weight(stems) / len(all_) for stems, all_ in owners.items() for it in all_}
        self._weigh(examples)

    def _weigh(self, examples: Iterable[tuple[str, Sequence[Word]]]) -> None:
        own: Counter[tuple[tuple[str, ...], str]] = Counter()
        other: Counter[tuple[tuple[str, ...], str]] = Counter()
        for route, text in examples:
            for hit in self.hits(text):
                (own if hit.route == route else other)[(hit.phrase, hit.route)] += 1
        for key in other:
            self._weight[key] *= (own[key] + TRUST) / (own[key] + other[key] + TRUST)

    def hits(self, text: Sequence[Word]) -> list[Hit]:
        """Every keyword in the text; one inside a longer one of the same desk counts once."""
        stems = [word.stem for word in text]
        found: list[Hit] = []
        for at, first in enumerate(stems):
            for phrase, route in self._by_first.get(first, ()):
                places = _places(stems, phrase, at)
                if places:
                    shown = _shown(text, places)
                    found.append(Hit(route, phrase, self._weight[(phrase, route)], shown, places))
        kept = [hit for hit in found if not any(_inside(hit, other) for other in found)]
        cut = purpose_at(text)
        return [replace(hit, weight=hit.weight * PURPOSE) if hit.places[0] > cut else hit for hit in kept]


def purpose_at(text: Sequence[Word]) -> int:
    """Where "for ..." begins in "a PO for the science kits": what follows says what it serves, not what it is."""
    told = False
    for at, word in enumerate(text):
        if word.plain in SERVES and told:
            return at
        told = told or word.plain not in STOPWORDS
    return len(text)


def _length_weight(stems: tuple[str, ...]) -> float:
    telling = sum(part not in COMMON for part in stems)
    return {0: 0.5, 1: 1.0, 2: 1.5}.get(telling, 1.8)


def _places(stems: Sequence[str], phrase: tuple[str, ...], start: int) -> tuple[int, ...]:
    places = [start]
    for part in phrase[1:]:
        slack = 0 if part in COMMON or stems[places[-1]] in COMMON else SLACK
        window = range(places[-1] + 1, min(len(stems), places[-1] + 2 + slack))
        following = next((i for i in window if stems[i] == part), None)
        if following is None:
            return ()
        places.append(following)
    return tuple(places)


def _shown(text: Sequence[Word], places: tuple[int, ...]) -> tuple[str, ...]:
    shown = tuple(dict.fromkeys(text[i].shown for i in places))
    return (" ".join(shown),) if places[-1] - places[0] == len(places) - 1 else shown


def _inside(hit: Hit, other: Hit) -> bool:
    return len(hit.places) < len(other.places) and set(hit.places) < set(other.places)
