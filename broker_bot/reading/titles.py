"""A memo's title: its subject, else its headline, else what it first asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from broker_bot.reading.layout import Kind, Piece
from broker_bot.reading.mentions import mentions

MOST_WORDS = 12

_SUBJECT_FIELDS = ("subject", "re", "title", "topic", "reference")
_PREFIX = re.compile(
    r"(?:\s*(?:re|fwd?|aw|external|reminder to all)\s*:\s*|\s*\[(?:external|action required|fyi|info)\]\s*)+",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(
    r"(?:inter-?office |internal )?(?:memo(?:randum)?|notice|bulletin|circular|letter|announcement|"
    r"agenda|office (?:memo|of .*)|(?:department|division|bureau|board) of .*|"
    r".*\b(?:unified|school district|public schools|county schools|department of education|"
    r"state department|state education)\b(?:\s+school district)?|"
    r"(?:superintendent'?s?|supts?\.?) memo(?:randum)?\.?(?: no\.?)? ?#?[\d-]*|memo(?:randum)? (?:no|"
    r"number)\.? ?#?[\w-]*|.*\b(?:department|services|division|office)|"
    r"\d+ [\w .]+ (?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|way)\b.*|"
    r"for (?:immediate release|principals)\b.*|confidential|important|urgent|(?:notice|memo|"
    r"letter) (?:to|for)\b.*|"
    r"(?:volume|vol\.?|issue) .*|action required|action items?|to do)\W*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:dear|hello|hi|good (?:morning|afternoon|day)|greetings|colleagues|thanks|team)\b.{0,60}\Z", re.IGNORECASE
)
_OF_A_PERIODICAL = re.compile(
    r"\b(?:bulletin|weekly|newsletter|news|brief(?:ing)?|update|notes|digest|connection|playbook|dispatch)\b",
    re.IGNORECASE,
)


def title_of(pieces: Sequence[Piece], received: date) -> tuple[str, str]:
    """The title, MOST_WORDS words at most, and the line it was taken from."""
    for piece in pieces:
        if piece.kind is Kind.FIELD and piece.name in _SUBJECT_FIELDS and _clean(piece.text):
            return shortened(_clean(piece.text)), piece.text
    found = _headline(pieces, received)
    if found:
        return shortened(_clean(found)), found
    return _first_words(pieces, received)


def shortened(text: str) -> str:
    """At most MOST_WORDS words of `text`."""
    words = text.split()
    return " ".join(words[:MOST_WORDS]).rstrip(",;:")


def _clean(text: str) -> str:
    plain = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    return plain.strip(' #*_"').rstrip(" .:-")


def _headline(pieces: Sequence[Piece], received: date) -> str:
    """The first heading or short opening line that is no letterhead, date or greeting; a periodical's name counts
    last."""
    body = next((at for at, p in enumerate(pieces) if p.kind is Kind.SENTENCE and _is_body(p.text)), len(pieces))
    lines = [
        p for p in pieces[: min(10, body)] if p.kind is Kind.HEADING or (p.kind is Kind.SENTENCE and _stands_alone(p))
    ]
    kept = [p.text for p in lines if not _only_date(p.text, received) and not _GREETING.match(p.text)]
    plain = [
        text for text in kept if not _MASTHEAD.fullmatch(_without_date(text, received)) or _OF_A_PERIODICAL.search(text)
    ]
    if len(plain) > 1 and _is_letterhead(lines, plain):
        return plain[1]
    return plain[0] if plain else ""


def _is_letterhead(lines: Sequence[Piece], plain: Sequence[str]) -> bool:
    """Whether the first line is an office's name in capitals right above the headline."""
    first, second = (next(p for p in lines if p.text == text) for text in plain[:2])
    short = first.text.isupper() and len(first.text.split()) <= 3 and not _OF_A_PERIODICAL.search(first.text)
    return short and second.line == first.line + 1 and not second.text.isupper()


def _is_body(text: str) -> bool:
    return len(text.split()) > MOST_WORDS or (text.endswith((".", "?")) and len(text.split()) > 3)


def _stands_alone(piece: Piece) -> bool:
    text = piece.text
    return (
        piece.line < 6
        and len(text.split()) <= MOST_WORDS
        and not text.endswith((".", ",", "!", ":"))
        and "@" not in text
    )


def _without_date(text: str, received: date) -> str:
    for mention in reversed(mentions(text, received)):
        text = text[: mention.start] + text[mention.end :]
    return text.strip(" ,-\u2013\u2014()#*")


def _only_date(text: str, received: date) -> bool:
    rest = re.sub(
        r"\b(?:date|issued|posted|published|sent|updated|revised|memo|issue|for principals|week of|no\.?|"
        r"vol\.?|\d+)\b",
        "",
        _without_date(text, received),
        flags=re.I,
    )
    return not re.search(r"[A-Za-z]{2}", rest)


def _first_words(pieces: Sequence[Piece], received: date) -> tuple[str, str]:
    body = [p for p in pieces if p.kind in {Kind.SENTENCE, Kind.ITEM, Kind.ROW}]
    told = [p.text for p in body if not _GREETING.match(p.text) and not _only_date(p.text, received)]
    source = told[0] if told else (pieces[0].text if pieces else "")
    return shortened(_clean(source)), source
