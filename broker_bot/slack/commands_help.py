"""`/broker` verbs. A full documented form is a command; any other words are a request; a near miss asks."""

from __future__ import annotations

import difflib

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
    words = text.split()
    if len(words) == 1 and not verb:
        near = difflib.get_close_matches(words[0].lower(), (*VERBS, *WORDED), n=1, cutoff=0.75)
        if near:
            return f"Did you mean `/broker {near[0]}`? I filed nothing. For a request, write a sentence."
    return None
