"""The Home of somebody the roster does not know."""

from __future__ import annotations

from broker_bot.slack.views.blocks import home, section
from broker_bot.slack.views.surface import Home
from broker_bot.slack.views.text import pieces


def stranger_home(text: str) -> Home:
    """`text` says whom to ask."""
    return Home(home([section(part) for part in pieces(text, most=2)]))
