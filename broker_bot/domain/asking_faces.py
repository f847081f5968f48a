"""Read models of what the bot asks a sender, and of what an ILD is asked: exactly what their views need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a message and the unit it would go to."""

    text: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class SplitCard:
    """Several matters in one message. `urgent` says what went at once ("R-4 is with Facilities"), or is empty."""

    id: int
    parts: tuple[Part, ...]
    urgent: str
    goes_at: datetime
    settled: str = ""


@dataclass(frozen=True, slots=True)
class UpdateCard:
    """Which request is it about? `rows` are (request id, number, where it stands); `more` stand in Home only."""

    id: int
    rows: tuple[tuple[int, str, str], ...]
    more: int
    goes_at: datetime
    settled: str = ""


@dataclass(frozen=True, slots=True)
class IldOffer:
    """A message that reads like one for the ILD, `name`: one tap sends it."""

    id: int
    text: str
    name: str
    goes_at: datetime
    settled: str = ""


@dataclass(frozen=True, slots=True)
class DetailsCard:
    """A message that waits because it tells of one student. `found` names what, never quoting it; `masked` hides it."""

    id: int
    found: str
    masked: str
    goes_at: datetime
    settled: str = ""


@dataclass(frozen=True, slots=True)
class TalkCard:
    """What a principal sent to the ILD. `answered` says how it ended, empty while it waits."""

    id: int
    number: str
    school: str
    sender: str
    text: str
    asked_at: datetime
    due_at: datetime
    late: bool
    answered: str = ""
