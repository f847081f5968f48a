"""A drawn message as plain words, for whoever does not read it in Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from broker_bot.slack.views.surface import Message

_DATE = re.compile(r"<!date\^(\d+)\^([^|>]*)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_MARK = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant on the district's wall clock: "Mon, Oct 5 at 1:00 PM"."""
    return at.astimezone(zone).strftime("%a, %b %-d at %-I:%M %p")


def words(mrkdwn: str, zone: ZoneInfo) -> str:
    """Mrkdwn as plain text: dates on the district's wall clock, links written out, no marks."""

    def date(found: re.Match[str]) -> str:
        at = datetime.fromtimestamp(int(found[1]), zone)
        return moment(at, zone) if "{time}" in found[2] else at.strftime("%a, %b %-d")

    text = _LINK.sub(lambda m: f"{m[2]} ({m[1]})" if m[2] else m[1], _DATE.sub(date, mrkdwn))
    text = _MARK.sub(lambda m: m[1] or m[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def readable(message: Message, zone: ZoneInfo) -> str:
    """What a message's sections and small print say, a paragraph a block; its buttons are left out."""
    said = [words(text, zone) for block in message.blocks for text in _texts(block)]
    return "\n\n".join(said) if said else words(message.text, zone)


def _texts(block: dict[str, Any]) -> Iterator[str]:
    if block.get("type") in ("section", "header") and block.get("text"):
        yield str(block["text"]["text"])
    yield from (str(field["text"]) for field in block.get("fields") or ())
    if block.get("type") == "context":
        yield from (str(element["text"]) for element in block["elements"] if "text" in element)
