"""What people taught: the very message goes where they said at once, others like it only after some agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker_bot.matching.scorer import Scorer, Sense

SAME = 0.85
"""Likeness from which a message counts as the same as one a person has placed."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person said about a message: this text belongs to this route."""

    text: str
    route: str


@dataclass(frozen=True, slots=True)
class Pull:
    """How far lessons reach: from likeness `akin` on; one alone by `lone`, several that agree by `agreed` each."""

    akin: float
    lone: float
    agreed: float
    agreeing: int = 3


PULLS = {"core": Pull(0.25, 0.5, 1.2), "embed": Pull(0.42, 0.5, 1.2)}
"""Found on a stream of made-up habits: see the docs on routing."""


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson as the matcher sees it. `key` is its text without case and accents."""

    key: str
    sense: Sense
    route: str


class Memory:
    """Lessons in force, oldest first."""

    def __init__(self, scorer: Scorer, taught: Sequence[Taught]) -> None:
        self._scorer = scorer
        self._taught = tuple(taught)
        self._exact = {it.key: it.route for it in taught}
        self._pull = PULLS[scorer.tier]

    def senses(self) -> Mapping[str, Sense]:
        """What is known of each lesson's text, so that a later memory need not work it out again."""
        return {it.key: it.sense for it in self._taught}

    def remembered(self, key: str, sense: Sense) -> str:
        """The route of the latest lesson about this very text, or an empty string."""
        if key in self._exact:
            return self._exact[key]
        best, route = SAME, ""
        for it in self._taught:
            like = self._scorer.like(sense, it.sense)
            if like >= best:
                best, route = like, it.route
        return route

    def pulls(self, sense: Sense) -> dict[str, float]:
        """How far lessons about messages like this one pull towards each desk; one lesson alone pulls gently."""
        pull = self._pull
        near: dict[str, list[float]] = {}
        for it in self._taught:
            like = self._scorer.like(sense, it.sense)
            if like >= pull.akin:
                near.setdefault(it.route, []).append(like)
        return {
            route: (pull.agreed if len(likes) > 1 else pull.lone) * sum(sorted(likes)[-pull.agreeing :])
            for route, likes in near.items()
        }
