"""A question of a unit that a school left open, as its weekly page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is empty where the page may not show it; `on` is the local day it was asked."""

    request: int
    number: str
    unit: str
    text: str
    on: date
