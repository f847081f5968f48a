"""The end of the ladder: what the unit's last step and the chief of schools are told, once each."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, ended, join
from broker_bot.slack.views.words import asked, buttons, due, last_word, open_if_cut, same_at, subject, title, trail

ORDER = (ids.STEP_IN, ids.NUDGE, ids.OPEN)
TEXT_SHOWN = 500


def last_step(card: RequestCard) -> Message:
    """One message: how long the school has waited, who was told, and that nobody is told after this reader."""
    school, unit = brief(card.school), brief(card.unit)
    news = f"*{school} has waited {brief(card.waited) or 'too long'} for {unit}.*"
    end = "Everyone before you was told. Nobody is told after you."
    blocks: list[Block] = [section(join((news, same_at(card), end), "\n")), section(asked(card, TEXT_SHOWN))]
    said = last_word(card, 400) or "none from the unit yet."
    blocks.append(section(join((due(card), f"*Last word:* {said}"), "\n")))
    if card.trail:
        blocks.append(context(trail(card, 8)))
    blocks.append(context(title(card)))
    blocks += buttons(card, ORDER, also=open_if_cut(card, TEXT_SHOWN))
    return Message(bare(join((news, ended(subject(card, 100)), end))), tuple(blocks))
