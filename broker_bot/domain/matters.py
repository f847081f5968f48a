# ruff: noqa: E501  (one pattern a line reads better than a wrapped one)
"""Several matters in one message: where it may be cut, and whether the parts are for different desks. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broker_bot.domain.placing import Placement

LONGEST = 700
"""Characters above which a message is a story, whose clauses belong together."""
MOST = 6
"""Clauses that are looked at; more are a list for one desk, or a story."""
WORDS = 3
"""Words that a clause needs to stand alone."""
SURE = 0.55
"""Confidence (0..1) that a clause's desk needs: higher asks about fewer real pairs, lower about more single matters.
At 0.55 1 in 100 of Cedar Grove's examples, each about one matter, would be asked about."""

WORTH = 0.25
"""Confidence below which a guess is worth no more than the help desk."""

_CUT = re.compile(
    r"(?i)(?<!\b\d[.])(?<=[.!?;])\s+|\s*\n+\s*|\s*;\s*|,?\s+(?:and|plus|y|e|&|\+)\s+(?:also\s+|tambi[eé]n\s+)?|,?\s+also,?\s+|,?\s+adem[aá]s,?\s+"
)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_FOLLOWS = re.compile(
    r"(?i)^(?:@\w.*|so|then|because|since|which|that|it|it's|its|they|he|she|his|her|this|these|those|now|but|still|no one|nobody|none|who"
    r"|is|isn'?t|was|wasn'?t|are|aren'?t|were|has|hasn'?t|have|haven'?t|had|can|can'?t|could|won'?t|will|does|doesn'?t|did|didn'?t|never"
    r"|wants?|says?|said|scares?|startles?|needs? to|goes|went|comes|came|left|leaves|keeps|kept|swept|dims|got|gets|thinks?|please|pls|thanks?"
    r"|(?:my |our |the |a |some )?(?:dad|mom|mother|father|parents?|teachers?|principal|coach|staff|kids|students|families|classes|everyone|people)\b"
    r"|\d+ (?:kids|students|teachers|people|parents|families)|(?:we|i)(?:'re|'m|'ve|'ll)?\s+(?!(?:also )?(?:need|want)\b)"
    r"|.{1,40}\b(?:starts?|begins?|is|are|opens?) (?:in|at) \d)\b"
)
"""How a part begins that only goes on with the one before: a person named, a consequence, the same subject, an hour."""
_PLACE = re.compile(
    r"(?i)\b(?:gym|library|cafeteria|kitchen|(?:front|main|nurse'?s?) office|portables?(?: \d+)?|auditorium|stage|playground|parking lot|locker room"
    r"|boiler room|hallway|restrooms?|bathrooms?|basement|roof|pool|lounge|lobby|(?:room|rm|bus|classroom|lab) ?[a-z]?\d+|computer lab"
    r"|gimnasio|biblioteca|cocina|oficina|baños?|patio|estacionamiento|sal[oó]n \d+|autob[uú]s \d+)\b"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of a message: its words, the best desk for it ("" when no guess is worth much), why, how sure."""

    text: str
    route: str
    why: str
    urgent: bool
    sure: bool
    explained: tuple[str, ...] = ()


def clauses(text: str) -> tuple[str, ...]:
    """The parts a message may fall into, in order; none when it can't be cut.

    A part that is short, or only goes on with what was said ("and students can't log in"), stays with the one before.
    """
    if len(text) > LONGEST:
        return ()
    parts: list[str] = []
    for piece in _CUT.split(text):
        words = _BULLET.sub("", piece or "").strip(" ,")
        if not words:
            continue
        if parts and (_short(parts[-1]) or _short(words) or _FOLLOWS.match(words)):
            parts[-1] = parts[-1] + (" " if parts[-1][-1:] in ".!?;" else " and ") + words
        else:
            parts.append(words)
    return tuple(parts) if 1 < len(parts) <= MOST else ()


def _short(text: str) -> bool:
    return len(text.split()) < WORDS


def several(parts: Sequence[tuple[str, Placement]]) -> tuple[Matter, ...]:
    """The matters of a message whose clauses were placed one by one; empty when they may well be one.

    Two are told apart by desks that are sure of theirs, or by two places; what is neither stays with the one before.
    """
    found: list[Matter] = []
    for text, placed in parts:
        matter = _matter(text, placed)
        if found and not _apart(found[-1], matter):
            found[-1] = _joined(found[-1], matter)
        else:
            found.append(matter)
    return tuple(found) if len(found) > 1 else ()


def _matter(text: str, placed: Placement) -> Matter:
    best = placed.top[0] if placed.top and placed.action != "out_of_scope" else None
    if best is None:
        return Matter(text, "", placed.why, False, False)
    sure = placed.action == "route" or best.confidence >= SURE
    guess = best.route if sure or placed.urgent or best.confidence >= WORTH else ""
    return Matter(text, guess, placed.why, placed.urgent, sure)


def _apart(one: Matter, other: Matter) -> bool:
    if one.sure and other.sure:
        return one.route != other.route
    here, there = _places(one.text), _places(other.text)
    return bool(here and there and not here & there)


def _places(text: str) -> set[str]:
    return {found.group().lower() for found in _PLACE.finditer(text)}


def _joined(one: Matter, other: Matter) -> Matter:
    text = one.text + (" " if one.text[-1:] in ".!?;" else ". ") + other.text
    best = one if one.sure or not other.sure else other
    return Matter(text, best.route, best.why, one.urgent or other.urgent, best.sure)
