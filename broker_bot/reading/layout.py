"""A memo's text as pieces: header fields, headings, table rows, list items and sentences, each with what it stands
under. Older mail quoted or forwarded below is kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from broker_bot.reading.sentences import MOST_SENTENCE, sentences

MOST_CHARACTERS = 60_000
"""What is read of a text; some twenty pages, far beyond any memo."""

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


_FIELDS = (
    "to|from|date|sent|subject|re|cc|bcc|through|thru|via|due|due date|date due|deadline|respond by|reply by|return by|"
    "response due|response needed by|action required by|action by|action due|submit by|"
    "complete by|audience|for|applies to|"
    "who|schools|posted|issued|published|updated|effective|effective date|memo date|reference|topic|title|importance|"
    "attachments?|priority|contact|contacts|questions|link|office|department|memo no|memo number|distribution|"
    "new deadline|new due date|revised deadline|extended deadline|closing date|when|rsvp|rsvp by|category|type"
)
_FIELD = re.compile(rf"(?P<name>{_FIELDS})\s*[:|]\s*(?:\|\s*)?(?P<value>.*)\Z", re.IGNORECASE)
_OLDER = re.compile(
    r"\s*(?:-{2,}\s*(?:original|forwarded) message\s*-*|begin forwarded message:?|_{10,}|"
    r"on .{6,80} wrote:|-{5,}\s*forwarded by .*)\s*\Z",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"(?P<mark>(?:[-*•·▪◦‣●○o►➢✓✔\u2013\u2014+]|\[[ xX]?\]|[☐☑☒□■])(?:\s*(?:\[[ xX]?\]|[☐☑□]))?\s+|[☐☑☒□■•]|"
    r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s+)(?P<rest>\S.*)\Z"
)
_RULE = re.compile(r"[\s|:+=_*~-]+\Z")
_GAPS = re.compile(r"\t+|\s{3,}|\s{2,}(?=\S+(?:\s\S+){0,3}\Z)")
_DATED = re.compile(
    r"\b\d{1,2}/\d{1,2}\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|"
    r"dec)[a-z]*\.? \d{1,2}\b",
    re.IGNORECASE,
)
_HEADS_DATES = re.compile(r"\b(?:deadline|action|due|required|week|issue|bulletin|weekly|brief|update|memo)\b", re.I)
_DIGITS = re.compile(r"\d")


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
    lines = [_plain(line) for line in text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for number, line in enumerate(lines):
        _take(page, line, number, lines)
    page.close()
    return page.pieces


def _plain(line: str) -> str:
    """Without emphasis marks, odd spaces and links' addresses; the words and the dashes stay."""
    line = line.replace("\u00a0", " ").replace("\u200b", "").replace("\u2019", "'").replace("\u2011", "-").rstrip()
    line = re.sub(r"~~(.+?)~~", r"formerly \1", line)
    line = re.sub(r"\[([^\]\n]{1,200})\]\((?:https?:|mailto:)[^)\s]*\)", r"\1", line)
    return re.sub(r"\*\*|__|`|<br ?/?>|</?[bui]>", "", line)


def _take(page: _Page, line: str, number: int, lines: list[str]) -> None:
    quoted = re.match(r"\s*((?:>\s?)+)(.*)\Z", line)
    if quoted:
        if page.letter == 0:
            _older_mail(page)
        line = quoted[2]
    if _OLDER.match(line) and not _RULE.match(line):
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
    if _RULE.match(line):
        page.close()
        return
    if page.waiting:
        name, page.waiting = page.waiting, ""
        if not _FIELD.match(line):
            return page.put(Kind.FIELD, line, number, name=name)
    steps = (_field, _heading, _row, _bullet)
    if len(line) <= MOST_SENTENCE and any(step(page, line, raw, number, lines) for step in steps):
        return
    _prose(page, line, raw, number)


def _field(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    found = _FIELD.match(line.lstrip("#- "))
    if not found or line.count("|") > 2 or len(line) > 200:
        return False
    name, value = found["name"].lower(), found["value"].strip(" |")
    if not page.fields_open and name not in _ANYWHERE:
        return False
    page.close()
    if not value:
        page.waiting = name if page.fields_open else ""
        return bool(page.waiting)
    page.put(Kind.FIELD, value, number, name=name)
    return True


_ANYWHERE = {
    "due",
    "due date",
    "date due",
    "deadline",
    "respond by",
    "reply by",
    "return by",
    "response due",
    "action required by",
    "action by",
    "action due",
    "submit by",
    "complete by",
    "new deadline",
    "new due date",
    "revised deadline",
    "subject",
    "extended deadline",
    "closing date",
    "rsvp by",
    "rsvp",
    "contact",
    "questions",
    "link",
    "sent",
    "posted",
    "issued",
}
"""Fields that count below the head of a memo too."""


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
    if len(words) > MOST_HEADING_WORDS or line.endswith((".", ",", ";", "?", "!")) or _cells(line) or "@" in line:
        return False
    if _BULLET.match(line) and not re.match(r"[A-Z]\. [A-Z]", line):
        return False
    letters = [c for c in line if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    if letters and capitals > 0.85 * len(letters) and len(letters) > 3:
        return True
    if _DATED.search(line) and len(_DATED.sub("", line).split()) > 2 and not _HEADS_DATES.search(line):
        return False
    alone = not page.paragraph or (page.in_item and not raw_indented(lines[number]))
    follows = _next_filled(lines, number)
    if not alone or not follows:
        return False
    above_is_blank = number == 0 or not lines[number - 1].strip() or page.fields_open
    below_is_list = bool(_BULLET.match(follows.strip())) or bool(_cells(follows.strip()))
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


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a table row: between bars, tabs, wide gaps, or ' / ' with a date or FYI in the last."""
    if line.count("|") >= 2 or (" | " in line):
        return tuple(cell.strip() for cell in line.strip("|").split("|"))
    slashes = re.split(r"\s+/\s+", line)
    if len(slashes) >= 3:
        return tuple(cell.strip() for cell in slashes)
    gaps = [cell.strip() for cell in _GAPS.split(line) if cell.strip()]
    if len(gaps) >= 2 and len(line.split()) < 40 and not _BULLET.match(line):
        return tuple(gaps)
    return ()


def _row(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    cells = _cells(line)
    if not cells:
        page.in_table = False
        return False
    page.close()
    fresh = not page.in_table
    page.in_table = True
    if fresh:
        page.columns = ()
        if not _DIGITS.search(line) or (all(len(cell.split()) <= 4 for cell in cells) and _is_rule_next(lines, number)):
            page.columns = cells
            return True
    page.put(Kind.ROW, line, number, cells=cells, columns=page.columns)
    page.fields_open = False
    return True


def _is_rule_next(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and "-" in lines[number + 1] and bool(_RULE.match(lines[number + 1]))


def _bullet(page: _Page, line: str, raw: str, number: int, lines: list[str]) -> bool:
    found = _BULLET.match(line)
    if not found:
        return False
    page.close()
    page.fields_open = False
    page.item += 1
    page.in_item, page.started = True, number
    page.paragraph = [found["rest"].strip()]
    return True


def _prose(page: _Page, line: str, raw: str, number: int) -> None:
    page.fields_open = page.fields_open and number < 3
    if page.in_item and not raw_indented(raw) and _ends(page.paragraph[-1]):
        page.close()
    if not page.paragraph:
        page.started = number
        if not page.in_item:
            page.item = -1
    elif not page.in_item and _is_own_line(page.paragraph[-1], line):
        page.close()
        page.started = number
    page.paragraph.append(line)


def _ends(text: str) -> bool:
    return text.endswith((".", "!", "?", ":"))


def _is_own_line(above: str, line: str) -> bool:
    """A short line above that no wrapping explains stands for itself, as in an address or a hand-made list."""
    if re.search(
        r"(?:,|\b(?:a|an|the|of|on|in|by|to|for|and|or|at|with|your|our|their|is|are|be|before|until|no|"
        r"than))\Z",
        above,
    ):
        return False
    return len(above) < 60 and len(above) + len(line.split()[0]) < 68 and (line[:1].isupper() or line[:1].isdigit())


def newest(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces of the newest letter."""
    return (piece for piece in pieces if piece.letter == 0)
