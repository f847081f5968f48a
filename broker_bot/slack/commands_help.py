"""`/broker` verbs. A full documented form is a command; any other words are a request; a near miss asks."""

from __future__ import annotations

import difflib
import re

from broker_bot.slack import ids
from broker_bot.slack.verbs import WORDED

VERBS = {
    "help": "`/broker help`: this list.",
    "who": "`/broker who payroll`: which unit and which person has it for your school. Opens no request.",
    "join": "`/broker join R-3 R-4 R-5`: the same trouble; your answer to the first goes to each school (units, ILDs).",
    "mandate": "`/broker mandate`: send something to principals (units only).",
    "memo": "`/broker memo`: paste a memo, and I propose what principals have to do (units only).",
    "away": "`/broker away from Mon to Wed, cover NAME`, `/broker away` for a form, `/broker back` (not for schools).",
    "back": "",
}
_DAY = r"(?:today|tomorrow|(?:next )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\d)"
TAKES = {
    "join": re.compile(r"(?:R-?\d+[\s,]*(?:and )?)+", re.IGNORECASE),
    "away": re.compile(rf"(?:from|on|until|{_DAY}).*", re.IGNORECASE),
    "closed": re.compile(rf"{_DAY}.*", re.IGNORECASE),
}
"""What may follow a verb, so that a misspelt one is told from the first word of a request."""

NUMBERED = re.compile(r"\bR-?\w", re.IGNORECASE)

OPENS = {"mandate": ids.MANDATE_NEW, "memo": ids.MEMO_PASTE, "away": ids.AWAY_NEW}
"""Verbs that open a form, by the id of the button that opens it too."""

REQUEST = "`/broker` and a sentence, or a direct message to me: a request. Example: `/broker boiler out in the gym`."


def verb_of(text: str) -> str:
    """The verb when the text is nothing but one, else ""."""
    words = text.split()
    return words[0].lower() if len(words) == 1 and words[0].lower() in VERBS else ""


def help_for(verb: str, text: str) -> str | None:
    """What to answer at once: the list, a question about a near miss, or None when the text is for the desk."""
    if verb == "help" or not text.strip():
        worded = dict.fromkeys(verb.help for verb in WORDED.values())
        return "\n".join(("What I understand:", REQUEST, *filter(None, VERBS.values()), *worded))
    near = _near(text.split(), verb)
    if near:
        asked = f'I don\'t know "{_cut(text)}". Did you mean `/broker {near}`?'
        return f"{asked} I filed nothing. For a request, write a sentence."
    return None


def _near(words: list[str], verb: str) -> str:
    """The command that a text is a near miss of, with the words it takes; "" for anything that may be a request.

    With words behind it, a misspelt verb is one only where these are such as that verb takes.
    """
    first, rest = words[0].lower(), " ".join(words[1:])
    if not rest:
        near = [] if verb else difflib.get_close_matches(first, (*VERBS, *WORDED), n=1, cutoff=0.75)
        return near[0] if near else ""
    for name, takes in TAKES.items():
        misspelt = first != name and difflib.SequenceMatcher(None, first, name).ratio() >= 0.75
        if misspelt and takes.fullmatch(rest):
            return f"{name} {rest}"
    wrong = first == "join" and NUMBERED.search(rest) and not TAKES["join"].fullmatch(rest)
    return "join R-3 R-4" if wrong else ""


def _cut(text: str) -> str:
    line = " ".join(text.split()).replace('"', "'")
    return line if len(line) <= 60 else f"{line[:59]}…"
