"""A memo's text as pieces: header fields, headings, table rows, list items and sentences, each with what it stands
under. Older mail quoted or forwarded below is kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from broker_bot.reading import shapes
from broker_bot.reading.sentences import MOST_SENTENCE, sentences

MOST_CHARACTERS = 30_000
"""What is read of a text; some ten pages, far beyond any memo."""

MOST_HEADING_WORDS = 11


class Kind(StrEnum):
    """What a piece is on the page."""

    FIELD = "field"
    HEADING = "heading"
    ROW = "row"
    ITEM = "item"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it stands. `name` is a field's name in lower case; `cells` and `columns` belong to rows.

    `section` numbers the heading above (0 before the first) and `heading` is its text; `block` numbers the paragraph,
    list or table; `item` numbers the list item of a sentence within its block, -1 outside lists; `letter` is 0 for
    the newest message and counts up in older mail below it.
    """

    kind: Kind
    text: str
    letter: int = 0
    section: int = 0
    heading: str = ""
    block: int = 0
    item: int = -1
    name: str = ""
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    line: int = 0


@dataclass(slots=True)
class _Page:
    pieces: list[Piece] = field(default_factory=list)
    paragraph: list[str] = field(default_factory=list)
    started: int = 0
    in_item: bool = False
    item: int = -1
    letter: int = 0
    section: int = 0
    heading: str = ""
    block: int = 0
    columns: tuple[str, ...] = ()
    in_table: bool = False
    fields_open: bool = True
    waiting: str = ""
    listed: frozenset[int] = frozenset()

    def put(self, kind: Kind, text: str, line: int, **more: object) -> None:
        self.pieces.append(
            Piece(
                kind,
                text,
                letter=self.letter,
                section=self.section,
                heading=self.heading,
                block=self.block,
                line=line,
                **more,  # type: ignore[arg-type]
            )
        )

    def close(self) -> None:
        """End the paragraph or item that is being gathered."""
        if not self.paragraph:
            return
        text = " ".join(self.paragraph)
        kind, item = (Kind.ITEM, self.item) if self.in_item else (Kind.SENTENCE, -1)
        for sentence in sentences(text):
            self.put(kind, sentence, self.started, item=item)
        self.paragraph, self.in_item = [], False

    def open_section(self, text: str, line: int) -> None:
        self.close()
        self.section += 1
        self.block += 1
        self.heading = text
        self.columns, self.in_table, self.item = (), False, -1
        self.put(Kind.HEADING, text, line)


def lay_out(text: str) -> list[Piece]:
    """The pieces of `text` in order. Never raises; what lies beyond MOST_CHARACTERS is not read."""
    page = _Page()
    lines = [
        shapes.plain(line) for line in text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    page.listed = shapes.dated_list(lines)
    for number, line in enumerate(lines):
        _take(page, line, number, lines)
    page.close()
    return page.pieces


def _take(page: _Page, line: str, number: int, lines: list[str]) -> None:
    quoted = re.match(r"\s*((?:>\s?)+)(.*)\Z", line)
    if quoted:
        if page.letter == 0:
            _older_mail(page)
        line = quoted[2]
    if shapes.OLDER.match(line) and not shapes.RULE.match(line):
        return _older_mail(page)
    if not line.strip():
        page.close()
        page.in_table = False
        page.block += 1
        return None
    if _starts_older_letter(page, line, number, lines):
        _older_mail(page)
    _place(page, line.strip(), line, number, lines)
    return None


def _older_mail(page: _Page) -> None:
    page.close()
    page.letter += 1
    page.section += 1
    page.block += 1
    page.heading, page.columns, page.fields_open, page.item = "", (), True, -1


def _starts_older_letter(page: _Page, line: str, number: int, lines: list[str]) -> bool:
    """A second From: line with Sent: or Date: near it, below a body, begins an older letter."""
    if page.fields_open or not re.match(r"\s*>?\s*from\s*:", line, re.IGNORECASE):
        return False
    below = " ".join(lines[number + 1 : number + 4]).lower()
    return "sent:" in below or "date:" in below or "subject:" in below


def _place(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> None:
    if shapes.RULE.match(line):
        page.close()
        return
    if page.waiting:
        name, page.waiting = page.waiting, ""
        if not shapes.FIELD.match(line):
            return page.put(Kind.FIELD, line, number, name=name)
    steps = (_field, _heading, _row, _bullet, _listed)
    if len(line) <= MOST_SENTENCE and any(step(page, line, raw, number, lines) for step in steps):
        return
    _prose(page, line, raw, number)


def _field(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    found = shapes.FIELD.match(line.lstrip("#- "))
    if not found or line.count("|") > 2 or len(line) > 200:
        return False
    name, value = found["name"].lower(), found["value"].strip(" |")
    if line.startswith("#") and name not in ("subject", "re", "title"):
        return False
    if not page.fields_open and name not in shapes.ANYWHERE:
        return False
    page.close()
    if not value:
        page.waiting = name if page.fields_open else ""
        return bool(page.waiting)
    page.put(Kind.FIELD, value, number, name=name)
    return True


def _heading(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    marked = re.match(r"#{1,6}\s+(.+?)\s*#*\Z", line)
    if marked:
        text = marked[1]
    elif _looks_like_heading(page, line, number, lines):
        text = line
    else:
        return False
    page.open_section(text.strip(), number)
    return True


def _looks_like_heading(page: _Page, line: str, number: int, lines: list[str]) -> bool:
    words = line.split()
    if len(words) > MOST_HEADING_WORDS or line.endswith((".", ",", ";", "?", "!")) or shapes.cells(line) or "@" in line:
        return False
    if shapes.BULLET.match(line) and not re.match(r"[A-Z]\. [A-Z]", line):
        return False
    letters = [c for c in line if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    if letters and capitals > 0.85 * len(letters) and len(letters) > 3:
        return True
    if number in page.listed:
        return False
    if shapes.DAY_ALONE.match(line):
        return True
    if (
        shapes.DATED.search(line)
        and len(shapes.DATED.sub("", line).split()) > 2
        and not shapes.HEADS_DATES.search(line)
    ):
        return False
    alone = not page.paragraph or (page.in_item and not raw_indented(lines[number]))
    follows = _next_filled(lines, number)
    if not alone or not follows:
        return False
    above_is_blank = number == 0 or not lines[number - 1].strip() or page.fields_open
    below_is_list = bool(shapes.BULLET.match(follows.strip())) or bool(shapes.cells(follows.strip()))
    below_is_list = below_is_list or bool({number + 1, number + 2} & page.listed)
    titled = sum(w[:1].isupper() or w[:1].isdigit() for w in words) >= 0.6 * len(words) or len(words) <= 6
    greeting = re.match(
        r"(?:dear|hi|hello|good (?:morning|afternoon|day)|greetings|colleagues|thanks|thank you|"
        r"sincerely|best|regards|warmly|respectfully|all)\b",
        line,
        re.IGNORECASE,
    )
    return bool(
        above_is_blank
        and not greeting
        and line[:1].isalnum()
        and (titled or below_is_list)
        and (below_is_list or not line.endswith(":") or len(words) <= 5)
    )


def raw_indented(line: str) -> bool:
    """Whether a line is set in, as the second line of a list item is."""
    return line[:2].isspace()


def _next_filled(lines: list[str], number: int) -> str:
    return next((line for line in lines[number + 1 : number + 4] if line.strip()), "")


def _row(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    cells = shapes.cells(line)
    if not cells:
        page.in_table = False
        return False
    page.close()
    if _deadline_cells(page, cells, number):
        return True
    fresh = not page.in_table
    page.in_table = True
    if fresh:
        page.columns = ()
        if not shapes.DIGITS.search(line) or (
            all(len(cell.split()) <= 4 for cell in cells) and shapes.is_rule_next(lines, number)
        ):
            page.columns = cells
            return True
    page.put(Kind.ROW, line, number, cells=cells, columns=page.columns)
    page.fields_open = False
    return True


def _deadline_cells(page: _Page, cells: tuple[str, ...], number: int) -> bool:
    """ "Elementary principals | Deadline: May 3" over an item dates the item."""
    found = [
        match for cell in cells if (match := shapes.FIELD.match(cell)) and match["name"].lower() in shapes.ANYWHERE
    ]
    if len(cells) > 3 or page.in_table or not found:
        return False
    for match in found:
        page.put(Kind.FIELD, match["value"], number, name=match["name"].lower())
    page.fields_open = False
    return True


def _bullet(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    found = shapes.BULLET.match(line)
    if not found:
        return False
    page.close()
    page.fields_open = False
    page.item += 1
    page.in_item, page.started = True, number
    page.paragraph = [found["rest"].strip()]
    return True


def _listed(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    if number not in page.listed:
        return False
    page.close()
    page.fields_open = False
    page.item += 1
    page.in_item, page.started, page.paragraph = True, number, [line]
    page.close()
    return True


def _prose(page: _Page, line: str, raw: str, number: int) -> None:
    page.fields_open = page.fields_open and number < 3
    if page.in_item and not raw_indented(raw) and shapes.ends(page.paragraph[-1]):
        page.close()
    if not page.paragraph:
        page.started = number
        if not page.in_item:
            page.item = -1
    elif not page.in_item and shapes.is_own_line(page.paragraph[-1], line):
        page.close()
        page.started = number
    page.paragraph.append(line)
