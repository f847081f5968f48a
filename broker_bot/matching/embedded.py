"""The matcher with the MiniLM model: kernel ridge over sentence vectors and words together."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from broker_bot.domain.district import Route
from broker_bot.matching import prepared
from broker_bot.matching.encoder import Encoder
from broker_bot.matching.index import cosine
from broker_bot.matching.keywords import Hit
from broker_bot.matching.prepared import Prepared
from broker_bot.matching.scorer import Certainty, Scorer, Sense, certainty, clauses, pull
from broker_bot.matching.spanish import glossed
from broker_bot.matching.text import Word, clean, fold, words
from broker_bot.matching.vectors import KEY, key_of, known_vectors, vectors_of

if TYPE_CHECKING:
    from broker_bot.matching.encoder import Vectors

SHARPNESS = 3.0
"""Of the kernel exp(SHARPNESS * (cosine - 1)); with the next two the best of a small grid by leaving examples out."""
WORDS = 0.6
"""Weight in the kernel of the likeness of words beside that of meanings."""
RIDGE = 0.4
KEYWORDS = 0.05
"""What a one-word keyword of one desk alone adds to its score, whose perfect value is 1."""
GROUND = 0.25
"""What the cosine to the nearest example adds to the first desk's distance to the second: what is no request lies far
from all of them (62 in a hundred of CLINC150's are refused, 48 without), and requests are sorted as well.
"""
ALIKE = 0.5
"""Share of the vectors, beside the words, in how like two texts are."""
FLOOR, BEHIND, FADING = 0.05, 0.3, 0.3
"""A lesson's meaning reaches from cosine `FLOOR` on, in full where it is as near as the nearest example, less the more
it is behind, and not at all when `BEHIND`. With the next one from a small grid on a stream of ten habits in ten orders,
with a guard on all other messages."""
WORDS_REACH = 2.0
"""What a lesson in the very same words reaches by them. A habit is mostly a word ("laminator") that the files use
otherwise, so words say more about a lesson than meanings do."""


class Embedded(Scorer):
    """Knows meanings as well as words. Safe on any thread once built."""

    tier = "embed"
    lone_pull, agreed_pull = 0.3, 0.5

    def __init__(self, routes: Sequence[Route], encoder: Encoder, folder: Path | None = None) -> None:
        """`folder` is where vectors and what is made of them outlive this process."""
        super().__init__(routes, folder)
        self._encoder = encoder
        name = prepared.name_of(routes, "embed")
        kept = prepared.found(name, folder)
        vectors = known_vectors(keys(kept.numbers["keys"]), folder) if kept else None
        if kept is None or vectors is None:
            vectors, kept = self._fitted(routes, folder)
            if folder:
                prepared.keep(folder, name, kept)
        self._vectors = vectors
        self._head = np.frombuffer(kept.numbers["head"], np.float32).reshape(len(vectors), len(self.routes))
        self._worded = self._by_name()
        self.certainty = Certainty(*kept.told["certainty"])

    def _fitted(self, routes: Sequence[Route], folder: Path | None) -> tuple[Vectors, Prepared]:
        """Vectors of all sentences, and the head and certainty that they give."""
        own = [(route.id, text) for route in routes for text in route.examples]
        rows = own + [(route.id, text) for route in routes for text in clauses(route)]
        read = [words(clean(text)) for _, text in rows]
        texts = [said(text, glossed(some)) for (_, text), some in zip(rows, read, strict=True)]
        vectors = vectors_of(texts, self._encoder, folder)
        wanted = _targets([self.routes.index(route) for route, _ in rows], len(self.routes))
        head, spared = ridge(kernel(vectors, vectors) + WORDS * self._likeness(), wanted)
        ground = [GROUND * near for near in _nearest_others(vectors[: len(own)])]
        tried = ((route, self._added(spared[at], self.hits(read[at], route))) for at, (route, _) in enumerate(own))
        sure = certainty((*it, near) for it, near in zip(tried, ground, strict=True))
        marks = array("B", b"".join(key_of(text) for text in texts))
        numbers: dict[str, array[Any]] = {"keys": marks, "head": array("f", head.ravel().tolist())}
        return vectors, Prepared({"certainty": [sure.bias, sure.slope]}, numbers)

    def _likeness(self) -> Vectors:
        """How like the words of each two sentences are."""
        like = np.zeros((self.sentences, self.sentences), np.float32)
        rows, weights = np.frombuffer(self.index.rows, np.uint32), np.frombuffer(self.index.weights, np.float32)
        for start, end in pairwise(self.index.starts):
            some, heavy = rows[start:end], weights[start:end]
            inside = some < self.sentences
            some, heavy = some[inside], heavy[inside]
            like[some[:, None], some] += heavy[:, None] * heavy
        return like

    def _by_name(self) -> Vectors:
        """What each name of the index says for each desk."""
        rows = np.frombuffer(self.index.rows, np.uint32).astype(np.int64)
        weights = np.frombuffer(self.index.weights, np.float32) * (rows < self.sentences)
        spoken = self._head[np.minimum(rows, self.sentences - 1)] * weights[:, None]
        return np.add.reduceat(spoken, np.array(self.index.starts[:-1], np.int64)).astype(np.float32)

    def sense(self, text: Sequence[Word], typed: str = "") -> Sense:
        plain = super().sense(text)
        vector = self._encoder.vectors([said(typed, glossed(text))])[0]
        nearest = float((self._vectors[: self.examples] @ vector).max()) if self.examples else 0.0
        return Sense(plain.words, plain.weights, vector, nearest)

    def like(self, one: Sense, other: Sense) -> float:
        meaning = max(0.0, float(one.vector @ other.vector))
        return ALIKE * meaning + (1 - ALIKE) * cosine(one.weights, other.weights)

    def reach(self, sense: Sense, lesson: Sense) -> float:
        """A lesson's meaning reaches less far where an example of the district is nearer: neighbours stay unharmed."""
        near = float(sense.vector @ lesson.vector)
        share = min(1.0, max(0.0, (near - sense.nearest + BEHIND) / FADING))
        return max(0.0, near - FLOOR) * share + WORDS_REACH * cosine(sense.weights, lesson.weights)

    def known_ground(self, sense: Sense) -> float:
        return GROUND * sense.nearest

    def total(self, sense: Sense, hits: Sequence[Hit]) -> dict[str, float]:
        found = kernel(sense.vector[None, :], self._vectors)[0] @ self._head
        known = {at: weight for name, weight in sense.weights.items() if (at := self.index.at.get(name)) is not None}
        if known:
            found = found + WORDS * (np.array([*known.values()], np.float32) @ self._worded[[*known]])
        return self._added(found, hits)

    def _added(self, found: Vectors, hits: Sequence[Hit]) -> dict[str, float]:
        extra = pull(self.routes, hits)
        return {route: float(value) + KEYWORDS * extra[route] for route, value in zip(self.routes, found, strict=True)}


def said(typed: str, text: Sequence[Word]) -> str:
    """The text as the model reads it: as typed, with mended, shortened and Spanish words as `text` has them."""
    if not typed:
        return " ".join(word.plain for word in text)
    start, made = 0, []
    for _, group in groupby(text, key=lambda word: id(word.shown)):
        some = list(group)
        shown, new = some[0].shown, " ".join(word.plain for word in some)
        at = typed.find(shown, start)
        if at < 0:
            continue
        old = _SPLIT.sub(" ", fold(shown).replace("'", "").lstrip("#$"))
        made += [typed[start:at], shown if new == old else new]
        start = at + len(shown)
    return "".join([*made, typed[start:]])


_SPLIT = re.compile(r"[/.\-]")


def kernel(left: Vectors, right: Vectors) -> Vectors:
    """How near each row of `left` is to each of `right`: 1 for the same direction."""
    near: Vectors = np.exp(SHARPNESS * (left @ right.T - 1.0)).astype(np.float32)
    return near


def ridge(likeness: Vectors, wanted: Vectors) -> tuple[Vectors, Vectors]:
    """Weights of each row for each target, and the scores of each row as if it had been left out.

    The second comes in closed form: what is wanted less weight over the diagonal of the inverse.
    """
    inverse = np.linalg.inv(likeness + RIDGE * np.eye(len(likeness), dtype=np.float32)).astype(np.float32)
    weights: Vectors = inverse @ wanted
    return weights, wanted - weights / np.diag(inverse)[:, None]


def keys(whole: array[int]) -> list[bytes]:
    """The keys of vectors that stand one after the other in `whole`."""
    plain = whole.tobytes()
    return [plain[at : at + KEY] for at in range(0, len(plain), KEY)]


def _nearest_others(vectors: Vectors) -> list[float]:
    """Of each row the cosine, at least 0, to the nearest of the other rows."""
    found = []
    for at, vector in enumerate(vectors):
        near = vectors @ vector
        near[at] = 0.0
        found.append(max(0.0, float(near.max())))
    return found


def _targets(of_route: Sequence[int], routes: int) -> Vectors:
    wanted = np.full((len(of_route), routes), -1.0 / routes, np.float32)
    wanted[np.arange(len(of_route)), list(of_route)] += 1.0
    return wanted
