"""What waited for the end of a director's protected time, as one message. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from broker_bot.domain.asking_faces import TalkCard
from broker_bot.domain.model import Notice
from broker_bot.domain.readmodels import MandateCard, OffAsk, QueueRow


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A notice that waits, and what it is about."""

    aggregate_kind: str
    aggregate: int
    notice: Notice


@dataclass(frozen=True, slots=True)
class Handover:
    """What one person gets at the end of protected time: requests worst first, demands, asks, other lines.

    `talks` are what principals sent to this person. `helped` are the numbers of requests with a call for help.
    """

    rows: tuple[QueueRow, ...] = ()
    mandates: tuple[MandateCard, ...] = ()
    asks: tuple[OffAsk, ...] = ()
    lines: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    talks: tuple[TalkCard, ...] = ()
    in_schools: bool = True
    """Whether it waited for the end of protected time, and not only for the next message."""

    @property
    def size(self) -> int:
        """How many things waited."""
        return len(self.rows) + len(self.mandates) + len(self.asks) + len(self.lines) + len(self.talks)
