"""To an ILD: a unit can't be reached in Slack at all, and a school waits for it."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.text import bare, brief, join
from broker_bot.slack.views.words import asked, buttons, due, title

ORDER = (ids.STEP_IN, ids.OPEN)


def unit_unheard(card: RequestCard, channel: str, lead: str) -> Message:
    """Which unit, whose request waits there, and the way to step in."""
    unit = brief(card.unit)
    news = f"*I can't reach {unit}*, neither {brief(channel)} nor {brief(lead)}."
    rest = f"{brief(card.school)} waits there. The administrator is told."
    blocks = [section(join((news, rest))), section(asked(card, 500)), context(join((title(card), due(card)), "\n"))]
    return Message(bare(join((news, rest))), (*blocks, *buttons(card, ORDER, also=(ids.OPEN,))))
