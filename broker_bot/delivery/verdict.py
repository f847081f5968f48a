"""What became of one try at an errand: an outbox row that is no message, such as reading a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from broker_bot.store.outbox import Item


@dataclass(frozen=True, slots=True)
class Verdict:
    """`end` is the row's last state; else it is tried again in `again` seconds, and nothing took effect.

    `lost`: the channel can't be written to. `hold`: Slack asked that nothing goes to this recipient before.
    `trouble`: the installation is broken. `unclear`: it may have taken effect; `misses` counts the look-ups that did
    not find it.
    """

    end: str = ""
    again: float = 0
    error: str = ""
    hold: bool = False
    trouble: bool = False
    unclear: bool = False
    misses: int = 0
    channel: str = ""
    ts: str = ""
    lost: bool = False


Errand = Callable[[Item], Verdict]
