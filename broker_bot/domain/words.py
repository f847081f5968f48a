"""People's words as they come in: made safe to store, measured, and refused with a sentence when nothing is left."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 12_000
"""Characters kept whole in one message; four times what a Slack section shows."""

_MARKS = 4
_EMOJI = re.compile(r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:")
_TOKENS = re.compile(r"<[@#!][^>]*>")


def clean(text: str) -> str:
    """The text without control and bidirectional marks; lone surrogates replaced; few combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for char in text.replace("\r\n", "\n").replace("\r", "\n"):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > _MARKS or (kind in ("Cc", "Cf") and char not in "\n\t\u200d"):
            continue
        kept.append("\ufffd" if kind == "Cs" else char)
    return "".join(kept).strip()


ASK = "I need a few words: what is wrong, and where?"


def refusal(text: str, ask: str = ASK) -> str | None:
    """Why a cleaned text can't be taken, in a sentence for its writer; None when it can. `ask` is for no words."""
    if len(text) > LONGEST:
        return (
            f"That is {len(text):,} characters; I can take {LONGEST:,}. "
            "Send the main point in a few sentences, and the rest as a reply to it."
        )
    rest = _TOKENS.sub("", _EMOJI.sub("", text))
    if not any(char.isalnum() for char in rest):
        return ask
    return None
