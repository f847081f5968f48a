"""What people taught: the very message goes where they said at once, others like it only after some agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker_bot.matching.scorer import Scorer, Sense

SAME = 0.85
"""Likeness from which a message counts as the same as one a person has placed."""
AGREEING = 5
"""Lessons for a desk that count, the nearest first."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person said about a message: this text belongs to this route."""

    text: str
    route: str


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
        near: dict[str, list[float]] = {}
        for it in self._taught:
            reach = self._scorer.reach(sense, it.sense)
            if reach > 0:
                near.setdefault(it.route, []).append(reach)
        return {route: self._strength(reaches) for route, reaches in near.items()}

    def _strength(self, reaches: Sequence[float]) -> float:
        pull = self._scorer.agreed_pull if len(reaches) > 1 else self._scorer.lone_pull
        return pull * sum(sorted(reaches)[-AGREEING:])
