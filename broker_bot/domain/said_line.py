"""A sentence of one room as the other reads it: a read model, already allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A sentence that crossed between the two rooms, as it reads now; `unit` is set in a unit's reply."""

    author: str
    unit: str
    text: str
    at: datetime
    edited: bool = False
    removed: bool = False
    kind: str = "reply"
    """added, reply, question or called."""
    change: int = 0
    """Its row, where its writer can change it with a button: it came from a form. 0 for what is edited in Slack."""
