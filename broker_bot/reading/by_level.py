"""Tables and lists that give each level its own date, or name in a cell whom a row is for."""

from __future__ import annotations

import re
from datetime import date

from broker_bot.domain.memo import Addressees
from broker_bot.reading.layout import Piece
from broker_bot.reading.mentions import mentions
from broker_bot.reading.reader import read

WHO = re.compile(r"\b(?:who|audience|schools?|for|applies to|level)\b", re.I)
"""The heading of a column that says whom a row is for."""

_NAMES = r"elementary|intermediate|middle|high|secondary|junior high|k-\d|k|title (?:i|one)|new"
_ONLY = re.compile(
    rf"(?:(?:all|every)(?:body|one)?|(?:all )?(?:{_NAMES})(?:(?:, | and | & |/)(?:{_NAMES}))*)"
    r"(?: schools?| principals?)?",
    re.I,
)


def only_names_readers(words: str) -> bool:
    """Whether words say nothing but whom something is for: "High schools", "All", "Elementary and K-8"."""
    return bool(_ONLY.fullmatch(words.strip().rstrip(":")))


def readers(words: str, received: date) -> Addressees:
    """Whom such words name; no limit for "all"."""
    named = words if re.search(r"school|principal", words, re.I) else f"{words} schools"
    return read(f"To: {named}\n\nPlease read.", received).audience


def row_audience(piece: Piece, received: date) -> tuple[Addressees, str]:
    """The audience of a table's row, from the cell under a heading such as "Who"."""
    for column, cell in zip(piece.columns, piece.cells, strict=False):
        if WHO.search(column) and not only_names_readers(column):
            return readers(cell, received), cell
    return Addressees(), ""


def row_title(piece: Piece, received: date) -> str:
    """The first cell that says what a row is about, not for whom or when; else the first."""
    columns = (*piece.columns, *("" for _ in piece.cells))
    for column, cell in zip(columns, piece.cells, strict=False):
        for_whom = WHO.search(column) or only_names_readers(cell)
        dated = sum(one.end - one.start for one in mentions(cell, received))
        if cell.strip() and not for_whom and dated * 2 < len(cell.strip()):
            return cell
    return piece.cells[0]


def dates_by_level(piece: Piece, received: date) -> list[tuple[date, tuple[str, ...]]]:
    """A row's date for each level, levels of one date together; empty for a row without two columns for levels."""
    found: dict[date, tuple[str, ...]] = {}
    columns = 0
    for column, cell in zip(piece.columns, piece.cells, strict=False):
        levels = readers(column, received).levels if only_names_readers(column) else ()
        days = mentions(cell, received) if levels else []
        if days:
            columns += 1
            found[days[-1].last] = (*found.get(days[-1].last, ()), *levels)
    return list(found.items()) if columns > 1 else []
