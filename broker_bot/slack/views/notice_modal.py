"""A modal that only says something: why a press could not be done."""

from __future__ import annotations

from broker_bot.slack.views.blocks import section
from broker_bot.slack.views.surface import Modal
from broker_bot.slack.views.text import quote, say


def notice_modal(title: str, words: str, typed: str = "") -> Modal:
    """`title` is at most 24 characters; `words` is a sentence or two; `typed` is given back to its writer to copy."""
    kept = [section("What you wrote:"), section(quote(typed))] if typed.strip() else []
    return Modal(
        {
            "type": "modal",
            "title": {"type": "plain_text", "text": title[:24]},
            "close": {"type": "plain_text", "text": "Close"},
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": say(words)}}, *kept],
        }
    )
