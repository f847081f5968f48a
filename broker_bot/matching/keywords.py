"""The keywords of `routes.yaml`: phrases that speak for a desk, weighted by how few other desks use them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from broker_bot.matching.text import STOPWORDS, Word, stem, words

SLACK = 2
"""Words that may stand between the parts of a keyword of several words."""

SERVES = frozenset({"for", "para"})
PURPOSE = 0.6
"""Weight left to a keyword that only names a purpose."""
COMMON = frozenset(stem(word) for word in STOPWORDS)
TRUST, DOUBT = 0.5, 0.0
"""Examples' worth of faith in, and of doubt about, a keyword that a person wrote down for a desk."""
Key = tuple[tuple[str, ...], str]
"""A keyword's stems and the route that lists it."""


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
        listed = [(tuple(word.stem for word in words(it)), route) for route, all_ in of_route.items() for it in all_]
        self._set([key for key in listed if key[0]])
        for route, text in examples:
            for stems, holder, _ in self._found(text):
                (self._own if holder == route else self._other)[(stems, holder)] += 1

    def _set(self, keys: Iterable[Key]) -> None:
        self._by_first: dict[str, list[Key]] = defaultdict(list)
        owners: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for stems, route in keys:
            if route not in owners[stems]:
                owners[stems][route] = None
                self._by_first[stems[0]].append((stems, route))
        self._plain = {(stems, it): _length_weight(stems) / len(all_) for stems, all_ in owners.items() for it in all_}
        self._own: Counter[Key] = Counter()
        self._other: Counter[Key] = Counter()

    def kept(self) -> list[list[Any]]:
        """Everything that `of` needs, as [stems, route, examples of its own desk, of others] rows."""
        return [[*key, self._own[key], self._other[key]] for key in self._plain]

    @classmethod
    def of(cls, kept: Iterable[Sequence[Any]]) -> Keywords:
        """Keywords from what `kept` gave."""
        made = object.__new__(cls)
        rows = [((tuple(stems), route), own, other) for stems, route, own, other in kept]
        made._set(key for key, _, _ in rows)
        made._own.update({key: own for key, own, _ in rows if own})
        made._other.update({key: other for key, _, other in rows if other})
        return made

    def hits(self, text: Sequence[Word], left_out: str = "") -> list[Hit]:
        """Every keyword in the text; one inside a longer one of the same desk counts once.

        `left_out` is the route of an example that is to be judged as if it had never been seen.
        """
        first: dict[Key, tuple[int, ...]] = {}
        for phrase, route, places in self._found(text):
            first.setdefault((phrase, route), places)
        found = [
            Hit(key[1], key[0], self._weight(key, left_out), _shown(text, places), places)
            for key, places in first.items()
        ]
        kept = [hit for hit in found if not any(_inside(hit, other) for other in found)]
        cut = purpose_at(text)
        return [replace(hit, weight=hit.weight * PURPOSE) if hit.places[0] > cut else hit for hit in kept]

    def _found(self, text: Sequence[Word]) -> Iterator[tuple[tuple[str, ...], str, tuple[int, ...]]]:
        stems = [word.stem for word in text]
        for at, first in enumerate(stems):
            for phrase, route in self._by_first.get(first, ()):
                places = _places(stems, phrase, at)
                if places:
                    yield phrase, route, places

    def _weight(self, key: Key, left_out: str) -> float:
        own = self._own[key] - (left_out == key[1])
        other = self._other[key] - bool(left_out and left_out != key[1])
        return self._plain[key] * (own + TRUST) / (own + other + TRUST + DOUBT)


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
