"""What a single line of a memo looks like: a field, a list item, table cells, a dated line, a rule."""

from __future__ import annotations

import re

MOST_LISTED = 160
"""Characters of a line in a list without bullets."""

FIELDS = (
    "to|from|date|sent|subject|re|cc|bcc|through|thru|via|due|due date|date due|deadline|respond by|reply by|return by|"
    "response due|response needed by|action required by|action by|action due|submit by|"
    "complete by|audience|for|applies to|"
    "who|schools|posted|issued|published|updated|effective|effective date|memo date|reference|topic|title|importance|"
    "attachments?|priority|contact|contacts|questions|link|office|department|memo no|memo number|distribution|"
    "new deadline|new due date|revised deadline|extended deadline|closing date|when|rsvp|rsvp by|category|type"
)
FIELD = re.compile(rf"(?P<name>{FIELDS})\s*[:|]\s*(?:\|\s*)?(?P<value>.*)\Z", re.IGNORECASE)
OLDER = re.compile(
    r"\s*(?:-{2,}\s*(?:original|forwarded) message\s*-*|begin forwarded message:?|_{10,}|"
    r"on .{6,80} wrote:|-{5,}\s*forwarded by .*)\s*\Z",
    re.IGNORECASE,
)
BULLET = re.compile(
    r"(?P<mark>(?:[-*•·▪◦‣●○o►➢✓✔\u2013\u2014+]|\[[ xX]?\]|[☐☑☒□■])(?:\s*(?:\[[ xX]?\]|[☐☑□]))?\s+|"
    r"[☐☑☒□■•*](?=[\w(])|-(?=[A-Z(])|"
    r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s+)(?P<rest>\S.*)\Z"
)
RULE = re.compile(r"[\s|:+=_*~-]+\Z")
GAPS = re.compile(r"\t+|\s{3,}|\s{2,}(?=\S+(?:\s\S+){0,3}\Z)")
DATED = re.compile(
    r"\b\d{1,2}/\d{1,2}\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|"
    r"dec)[a-z]*\.? \d{1,2}\b",
    re.IGNORECASE,
)
ONE_DAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:, \d{4})?)"
)
DATED_LINE = re.compile(
    rf"{ONE_DAY}(?:\s*(?:-|\u2013|to)\s*(?:{ONE_DAY}|\d{{1,2}}))?\s*[:\u2013\u2014-]?\s+\S.*\Z|"
    rf"\S[^.;!?]*\s\(?{ONE_DAY}(?:(?:-|\u2013|, )\d{{1,2}}(?:/\d{{1,2}})?)?\)?\W*\Z",
    re.IGNORECASE,
)
DAY_ALONE = re.compile(rf"\W*{ONE_DAY}\W*\Z", re.IGNORECASE)
HEADS_DATES = re.compile(r"\b(?:deadline|action|due|required|week|issue|bulletin|weekly|brief|update|memo)\b", re.I)
DIGITS = re.compile(r"\d")


ANYWHERE = {
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


def plain(line: str) -> str:
    """Without emphasis marks, odd spaces and links' addresses; the words and the dashes stay."""
    line = line.replace("\u00a0", " ").replace("\u200b", "").replace("\u2019", "'").replace("\u2011", "-").rstrip()
    line = re.sub(r"~~(.+?)~~", r"formerly \1", line)
    line = re.sub(r"\[([^\]\n]{1,200})\]\((?:https?:|mailto:)[^)\s]*\)", r"\1", line)
    return re.sub(r"\*\*|__|`|<br ?/?>|</?[bui]>", "", line)


def dated_list(lines: list[str]) -> frozenset[int]:
    """Numbers of the lines that make a list without bullets: neighbours that each start or end with a day."""
    found = {
        number
        for number, line in enumerate(lines)
        if DATED_LINE.match(line.strip()) and len(line) < MOST_LISTED and not BULLET.match(line.strip())
    }
    near = {number for number in found if number - 1 in found or number + 1 in found}
    apart = {number for number in found if number - 2 in found or number + 2 in found}
    return frozenset(near | apart)


def is_dated_text(line: str) -> bool:
    """Whether a line holds a day among other words, none of which makes a heading of it."""
    rest = DATED.sub("", line)
    return rest != line and len(rest.split()) > 2 and not HEADS_DATES.search(line)


def cells(line: str) -> tuple[str, ...]:
    """The cells of a table row: between bars, tabs, wide gaps, or ' / ' with a date or FYI in the last."""
    if line.count("|") >= 2 or (" | " in line):
        return tuple(cell.strip() for cell in line.strip("|").split("|"))
    slashes = re.split(r"\s+/\s+", line)
    if len(slashes) >= 3:
        return tuple(cell.strip() for cell in slashes)
    gaps = [cell.strip() for cell in GAPS.split(line) if cell.strip()]
    if len(gaps) >= 2 and len(line.split()) < 40 and not BULLET.match(line):
        return tuple(gaps)
    return ()


def is_rule_next(lines: list[str], number: int) -> bool:
    """Whether the line below is the rule under a table's head."""
    return number + 1 < len(lines) and "-" in lines[number + 1] and bool(RULE.match(lines[number + 1]))


def ends(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return text.endswith((".", "!", "?", ":"))


def is_own_line(above: str, line: str) -> bool:
    """A short line above that no wrapping explains stands for itself, as in an address or a hand-made list."""
    if re.search(
        r"(?:,|\b(?:a|an|the|of|on|in|by|to|for|and|or|at|with|your|our|their|is|are|be|before|until|no|"
        r"than))\Z",
        above,
    ):
        return False
    return len(above) < 60 and len(above) + len(line.split()[0]) < 68 and (line[:1].isupper() or line[:1].isdigit())
