"""A plain-language draft of the line an ILD could write: taken from the unit's own words, or checked against them."""

from __future__ import annotations

import re
from datetime import date

from broker_bot.reading.proposals import shared
from broker_bot.reading.reader import read

MOST_LINE = 300
MOST_WORDS = 30

_PLAIN = (
    (r"\butiliz(e|es|ed|ing)\b", r"us\1"), (r"\bin order to\b", "to"), (r"\bprior to\b", "before"),
    (r"\bsubsequent to\b", "after"), (r"\bin the event that\b", "if"), (r"\bat this time\b", "now"),
    (r"^(?:separately|also|finally|in addition),\s+", ""),
    (r"\bensure that\b", "make sure that"), (r"\bcommence\b", "begin"), (r"\bplease\s+", ""),
    (r"^(?:all )?(?:principals|schools) (?:are (?:asked|required|reminded) to|must|need to|should)\s+", ""),
)  # fmt: skip
_FACTS = re.compile(
    r"\d+|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)[a-z]*\b|https?://\S+",
    re.I,
)


def offline_draft(title: str, text: str, received: date) -> str:
    """The first thing the text asks for that the title does not say, in plain words; "" where there is none."""
    for action in read(text, received).actions:
        line = plain(action.text)
        if 3 <= len(line.split()) <= MOST_WORDS and shared(title, line) < 0.7:
            return line[:MOST_LINE]
    return ""


def plain(sentence: str) -> str:
    """A sentence without the office's words, beginning with a capital."""
    words = " ".join(sentence.split())
    for pattern, instead in _PLAIN:
        words = re.sub(pattern, instead, words, flags=re.I)
    return words[:1].upper() + words[1:]


def sound(draft: str, source: str) -> str:
    """A model's draft if it is one short line that adds no number, date or address to the source; "" if it is not."""
    line = " ".join(draft.split()).strip("\"'“” ")
    if not line or len(line) > MOST_LINE or any(char in line for char in "<>|`*_"):
        return ""
    known = {fact.lower() for fact in _FACTS.findall(source)}
    return line if all(fact.lower() in known for fact in _FACTS.findall(line)) else ""
