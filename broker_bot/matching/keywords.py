"""The keywords of `routes.yaml`: phrases that speak for a desk, weighted by how few other desks use them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broker_bot.matching.text import Word, clean, words

SLACK = 2
"""Words that may stand between the parts of a keyword of several words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword found in a text: whose it is, how strongly it speaks, and the asker's words that make it up."""

    route: str
    weight: float
    shown: tuple[str, ...]
    places: tuple[int, ...]


class Keywords:
    """Finds keywords in a text."""

    def __init__(self, of_route: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for route, phrases in of_route.items():
            for phrase in phrases:
                stems = tuple(word.stem for word in words(clean(phrase)))
                if stems and route not in owners[stems]:
                    owners[stems].add(route)
                    self._by_first[stems[0]].append((stems, route))
        self._weight = {stems: _length_weight(stems) / len(routes) for stems, routes in owners.items()}

    def hits(self, text: Sequence[Word]) -> list[Hit]:
        """Every keyword in the text; one inside a longer one of the same desk counts once."""
        stems = [word.stem for word in text]
        found: list[Hit] = []
        for at, first in enumerate(stems):
            for phrase, route in self._by_first.get(first, ()):
                places = _places(stems, phrase, at)
                if places:
                    shown = tuple(dict.fromkeys(text[i].shown for i in places))
                    found.append(Hit(route, self._weight[phrase], shown, places))
        return [hit for hit in found if not any(_inside(hit, other) for other in found)]


def _length_weight(stems: tuple[str, ...]) -> float:
    return {1: 1.0, 2: 1.5}.get(len(stems), 1.8)


def _places(stems: Sequence[str], phrase: tuple[str, ...], start: int) -> tuple[int, ...]:
    places = [start]
    for part in phrase[1:]:
        window = range(places[-1] + 1, min(len(stems), places[-1] + 2 + SLACK))
        following = next((i for i in window if stems[i] == part), None)
        if following is None:
            return ()
        places.append(following)
    return tuple(places)


def _inside(hit: Hit, other: Hit) -> bool:
    return len(hit.places) < len(other.places) and set(hit.places) < set(other.places)
