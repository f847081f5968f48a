"""The desk that reads a message and says where it belongs. Built from the district's files; pure and thread-safe."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from pathlib import Path

from broker_bot.domain.district import District, Route
from broker_bot.domain.explaining import Nearest
from broker_bot.domain.placing import BUILT_IN, STANDARD, Candidate, Placement, Thresholds, place
from broker_bot.matching import text as texts
from broker_bot.matching.alarm import judged, margin, strongest_sum
from broker_bot.matching.encoder import Encoder, encoder
from broker_bot.matching.keywords import Hit
from broker_bot.matching.lessons import Lesson, Memory, Taught
from broker_bot.matching.scorer import Scorer, Sense
from broker_bot.matching.small_talk import kind_of
from broker_bot.matching.spanish import glossed, is_spanish_word
from broker_bot.matching.spelling import Speller
from broker_bot.matching.text import STOPWORDS, Word, clean, fold, is_number, is_spanish, newest, words
from broker_bot.matching.urgent import danger_in

SAFE_REPAIR = 6
"""Letters from which a repaired word may count as a word of danger."""
NEAR = 0.15
"""Likeness by words from which an example helps to explain a decision."""
JOINED = 7
"""Letters from which two neighbouring words may be one word written apart."""
VAGUE = frozenset(
    texts.stem(word)
    for word in """help issue problem question thing stuff form process approval approve schedule update fix fixed
    broken call email request message talk contact person situation concern matter deal done working work works broke
    parent parents teacher teachers student students school office staff front building classroom room kid kids
    ayuda problema pregunta cosa escuela maestra maestro papas week month day stopped stop things going well upset
    last same quick follow following here come came over before below attached forwarding fyi thread""".split()  # noqa: SIM905
)
"""Words so general that a message of nothing else names no matter."""


class Desk:
    """Places messages. `place` does no IO and gives the same answer to the same text, on any thread."""

    def __init__(
        self, district: District, lessons: Sequence[Lesson] = (), *, model: bool = True, cache: Path | None = None
    ) -> None:
        """Triage is never matched by text, nor a route that is not in force today. Lessons about others are left aside.

        `model` False leaves the MiniLM model aside even where it is installed. `cache` is a folder in which its
        vectors of the district's sentences are kept, which saves some seconds of the next start.
        """
        self._district = district
        placing = (route for route in district.routes.values() if route.unit != district.triage)
        self._routes = tuple(route for route in placing if route.in_force)
        self._known = frozenset(route.id for route in self._routes)
        starts = accumulate((len(route.examples) for route in self._routes), initial=0)
        self._examples = {it.id: (start, it.examples) for it, start in zip(self._routes, starts, strict=False)}
        urgent = [word for route in self._routes for word in route.urgent_words]
        self._urgent = tuple(dict.fromkeys([*district.urgent_words, *urgent]))
        self._scorer = _scorer(tuple(map(_words_alone, self._routes)), encoder() if model else None, cache)
        self._thresholds = BUILT_IN if self._scorer.tier == "core" else STANDARD
        self._speller = Speller(self._scorer.known, STOPWORDS)
        self._memory = Memory(self._scorer, ())
        self._learn(lessons)

    def with_lessons(self, lessons: Sequence[Lesson]) -> Desk:
        """A desk of the same district that also knows `lessons` (all of them, not only new ones). Cheap."""
        other = object.__new__(Desk)
        other.__dict__.update(self.__dict__)
        other._learn(lessons)
        return other

    def at(self, thresholds: Thresholds) -> Desk:
        """The same desk, sure enough at other confidences."""
        other = self.with_lessons(self._lessons)
        other._thresholds = thresholds
        return other

    def with_more(self, lessons: Sequence[Lesson]) -> Desk:
        """A desk that knows `lessons` on top of its own."""
        return self.with_lessons([*self._lessons, *lessons])

    @property
    def routes(self) -> frozenset[str]:
        """Ids of the routes a text can lead to."""
        return self._known

    @property
    def tier(self) -> str:
        """ "embed" with the MiniLM model, "core" with the built-in matcher alone."""
        return self._scorer.tier

    def _learn(self, lessons: Sequence[Lesson]) -> None:
        known = self._memory.senses()
        self._lessons = tuple(lessons)
        self._memory = Memory(self._scorer, [self._taught(it, known) for it in lessons if it.route in self._known])

    def _taught(self, lesson: Lesson, known: Mapping[str, Sense]) -> Taught:
        fresh = newest(clean(lesson.text))
        key = fold(fresh)
        return Taught(key, known.get(key) or self._scorer.sense(self._words(fresh), fresh), lesson.route)

    def place(self, text: str, school: str | None = None) -> Placement:
        """Where `text` belongs. `school` (an id) is taken for districts whose schools differ; none does so yet."""
        whole = clean(text)
        fresh = newest(whole)
        typed, read = fresh, self._words(fresh)
        hits = self._scorer.hits(read)
        vague = self._is_vague(read, hits)
        if vague and len(fresh) < len(whole):
            typed, read = whole, self._words(whole)
            hits = self._scorer.hits(read)
            vague = self._is_vague(read, hits)
        kind = kind_of(fresh, self._content(read))
        sense = self._scorer.sense(read, typed)
        danger = self._sounds(fresh, read)
        if danger or not (kind or vague):
            danger = judged(fresh, read, sense.vector, danger)
        learned = self._memory.remembered(fold(fresh), sense)
        candidates = self._candidates(sense, learned, hits)
        if learned:
            return place(candidates, urgent_words=danger, learned=True)
        return place(candidates, kind=kind, urgent_words=danger, vague=vague, thresholds=self._thresholds)

    def may_alarm(self, text: str) -> bool:
        """Whether anything in a text is a word of danger; most such texts turn out calm. Costs little."""
        fresh = newest(clean(text))
        return strongest_sum(fresh) > 0 or bool(self._sounds(fresh, self._words(fresh)))

    def margin(self, text: str) -> float:
        """How far a text is above the bar for an alarm, as `alarm.margin` says."""
        fresh = newest(clean(text))
        read = self._words(fresh)
        hits = self._sounds(fresh, read)
        small = kind_of(fresh, self._content(read)) or self._is_vague(read, self._scorer.hits(read))
        return -math.inf if small and not hits else margin(fresh, read, self._scorer.sense(read, fresh).vector, hits)

    def _sounds(self, fresh: str, read: Sequence[Word]) -> tuple[str, ...]:
        """Patterns and listed words of danger, as typed or repaired."""
        return danger_in(fresh, self._urgent) or danger_in(_repaired_text(read), self._urgent)

    def nearest(self, text: str) -> Nearest:
        """From a route to the example of its own that shares most with `text` by its words; () where none does."""

        @lru_cache(maxsize=1)
        def likes() -> list[float]:
            return self._scorer.like_rows(self._words(newest(clean(text))))

        def of(route: str) -> tuple[str, ...]:
            start, examples = self._examples.get(route, (0, ()))
            pairs = zip(likes()[start : start + len(examples)], examples, strict=True)
            like, example = max(pairs, key=itemgetter(0), default=(0.0, ""))
            return (example,) if like >= NEAR else ()

        return of

    def _words(self, text: str) -> list[Word]:
        read = words(text)
        spanish = is_spanish(read)
        return self._joined([self._repaired(word, not spanish) for word in read])

    def _joined(self, read: list[Word]) -> list[Word]:
        """Words with "chrome book" and the like written as the one word the district's files know."""
        joined: list[Word] = []
        for word in read:
            last = joined[-1] if joined else None
            whole = last.plain + word.plain if last else ""
            if last and len(whole) >= JOINED and whole in self._scorer.known and last.plain not in STOPWORDS:
                joined[-1] = Word(f"{last.shown} {word.shown}", whole, texts.stem(whole))
            else:
                joined.append(word)
        return joined

    def _repaired(self, word: Word, english: bool) -> Word:
        if word.named and word.plain in self._scorer.known:
            return replace(word, named=False)
        if word.named or is_number(word.plain) or is_spanish_word(word.plain):
            return word
        plain = self._speller.repair(word.plain, english)
        return word if plain == word.plain else replace(word, plain=plain, stem=texts.stem(plain))

    def _content(self, read: Sequence[Word]) -> frozenset[str]:
        named = {word.plain for hit in self._scorer.keywords.hits(read) for word in (read[at] for at in hit.places)}
        return frozenset(named - STOPWORDS)

    def _is_vague(self, read: Sequence[Word], hits: Sequence[Hit]) -> bool:
        if hits:
            return False
        matter = [word for word in glossed(read) if word.plain not in STOPWORDS and word.stem not in VAGUE]
        return not self._scorer.knows([word for word in matter if not is_number(word.plain) and not word.named])

    def _candidates(self, sense: Sense, learned: str, hits: Sequence[Hit]) -> list[Candidate]:
        scores = self._scorer.score(sense, self._memory.pulls(sense), hits)
        ranked = sorted(scores, key=lambda score: score.route != learned) if learned else scores
        found = [self._candidate(score.route, score.chance, score.evidence) for score in ranked]
        if learned and (not found or found[0].route != learned):
            found.insert(0, self._candidate(learned, 1.0, ()))
        return [replace(found[0], confidence=1.0), *found[1:]] if learned else found

    def _candidate(self, route: str, chance: float, evidence: tuple[str, ...]) -> Candidate:
        return Candidate(route, self._district.routes[route].unit, round(chance, 3), evidence)


def _words_alone(route: Route) -> Route:
    """What a text is matched with: a route that moves to another unit, or gets other targets, needs no new scorer."""
    nobody = replace(route, unit="", respond_minutes=0, respond_text="", finish_minutes=0, finish_text="")
    return replace(nobody, since=None, until=None)


@lru_cache(maxsize=4)
def _scorer(routes: tuple[Route, ...], model: Encoder | None, cache: Path | None) -> Scorer:
    """Built once for the same routes: it takes most of a desk's start."""
    if model is None:
        return Scorer(routes, cache)
    from broker_bot.matching.embedded import Embedded

    return Embedded(routes, model, cache)


def _repaired_text(read: Sequence[Word]) -> str:
    """The words with long ones repaired; a short repaired word ("arms") too easily sounds like danger."""
    return " ".join(word.plain if len(word.plain) >= SAFE_REPAIR else word.shown for word in read)
