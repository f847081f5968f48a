"""A paragraph cut into sentences; abbreviations, times, initials and numbers do not end one."""

from __future__ import annotations

import re

MOST_SENTENCE = 600
"""Characters; longer is a list without full stops, or no language."""

_SHORT = (
    "dr|mr|mrs|ms|st|no|nos|ext|rm|dept|supt|supts|asst|prof|jr|sr|vs|approx|est|inc|fig|vol|pp|"
    "jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|tues|wed|thu|thur|thurs|fri|e.g|i.e|u.s|ed"
)
_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9☐])")
_ABBREVIATION = re.compile(rf"(?:^|[\s(.])(?:{_SHORT}|[A-HJ-Z])\.\Z", re.IGNORECASE)
_HALF_DAY = re.compile(r"\b[ap]\.\s?m\.\Z", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|E[SD]?T|C[SD]?T|P[SD]?T|\d)"
)


def sentences(paragraph: str) -> list[str]:
    """The sentences of `paragraph`, each stripped, none empty."""
    found, start = [], 0
    for end in _END.finditer(paragraph):
        mark = end.start() + 1
        before, after = paragraph[start:mark], paragraph[end.end() :]
        if _ABBREVIATION.search(before[-12:]) or (_HALF_DAY.search(before[-8:]) and _GOES_ON.match(after)):
            continue
        found.append(paragraph[start : end.end()].strip())
        start = end.end()
    found.append(paragraph[start:].strip())
    return [part for sentence in found for part in _cut(sentence) if part]


def _cut(sentence: str) -> list[str]:
    """Pieces of at most MOST_SENTENCE characters; only a text without full stops is ever cut."""
    parts, at = [], 0
    while at < len(sentence):
        end = len(sentence) if len(sentence) - at <= MOST_SENTENCE else sentence.rfind(" ", at, at + MOST_SENTENCE) + 1
        end = end if end > at else at + MOST_SENTENCE
        parts.append(sentence[at:end].strip())
        at = end
    return parts
