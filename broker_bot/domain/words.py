"""People's words as they come in: made safe to store, measured, and refused with a sentence when nothing is left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

LONGEST = 12_000
"""Characters kept whole in one message; four times what a Slack section shows."""

_MARKS = 4
_EMOJI = re.compile(r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:")
_TOKENS = re.compile(r"<[@#!][^>]*>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^<>]*))?>")


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


def mentioned(text: str) -> tuple[str, ...]:
    """The Slack user ids that a text mentions, each once."""
    return tuple(dict.fromkeys(found[1] for found in _MENTION.finditer(text)))


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with each mention as people read it: "@Dana Ortiz", or "@somebody" for a user nobody knows."""
    return _MENTION.sub(lambda found: f"@{names.get(found[1]) or found[2] or 'somebody'}", text)
