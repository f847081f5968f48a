"""The urgent detector's third ear: what a message means, learned from `danger.txt`, beside patterns and word sums."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

SENTENCES = Path(__file__).with_name("danger.txt")
DANGER, CALM = "! ", ". "


@lru_cache(maxsize=1)
def sentences() -> tuple[tuple[bool, str], ...]:
    """(danger or not, text) of each line of `danger.txt`."""
    lines = SENTENCES.read_text("utf-8").splitlines()
    return tuple((line.startswith(DANGER), line[2:]) for line in lines if line.startswith((DANGER, CALM)))
