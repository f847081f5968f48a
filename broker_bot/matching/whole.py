"""A message looked at as a whole and in its parts: one way for live messages, the command line and the evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from broker_bot.domain import matters
from broker_bot.domain.how_it_stands import asks
from broker_bot.domain.matters import Matter
from broker_bot.domain.placing import LEARNED, Placement
from broker_bot.matching.desk import Desk
from broker_bot.matching.text import newest

Placing = Callable[[str], Placement]


@dataclass(frozen=True, slots=True)
class Whole:
    """Where a message belongs, urgent if a matter of it is; `matters`, with a desk each, is empty for one matter."""

    placement: Placement
    matters: tuple[tuple[Matter, Placement], ...] = ()


def looked_over(desk: Desk, text: str, spoken: str = "", *, split: bool = True) -> Whole:
    """Place a message and its matters; `spoken` are its words without what was written around them.

    Without `split` the parts are looked at for danger only, and not at all where none has a word of it: that is
    enough for who will not split the message, and with the model each part costs as much as the whole.
    """
    placement = desk.place(spoken or text)
    if not split and (placement.urgent or not any(map(desk.may_alarm, matters.clauses(newest(text))))):
        return Whole(placement)
    found = _matters(desk.place, text, placement)
    danger = tuple(word for _, placed in found if placed.urgent for word in placed.urgent_words)
    if danger and not placement.urgent:
        placement = replace(placement, urgent=True, urgent_words=danger)
    return Whole(placement, found)


def _matters(place: Placing, text: str, placement: Placement) -> tuple[tuple[Matter, Placement], ...]:
    """Its matters, each with its placement; what a person has placed before, and what is no request, is one."""
    if placement.why == LEARNED or placement.action == "out_of_scope":
        return ()
    parts = matters.clauses(newest(text))
    if any(asks(part) for part in parts):
        return ()
    placed = {part: place(part) for part in parts}
    found = matters.several([(part, placed[part]) for part in parts])
    if placement.urgent and not any(one.urgent for one in found):
        return ()
    return tuple((one, placed.get(one.text) or place(one.text)) for one in found)
