"""Several requests are open: where each stands, and which one the question is about."""

from __future__ import annotations

from broker_bot.domain.asking_faces import UpdateCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, join, moment, say


def update_card(card: UpdateCard) -> Message:
    """One row a request with its *Ask* button; nothing needs to be pressed to read where it stands."""
    if card.settled:
        said = say(card.settled)
        return Message(bare(said), (section(said),))
    head = "*Which one?* Here is where each stands; press *Ask* and its unit hears that you are waiting."
    blocks: list[Block] = [section(head)]
    blocks += [
        section(say(stands, 500), button("Ask", ids.ASK_UPDATE, f"{card.id}:{request}", about=number))
        for request, number, stands in card.rows
    ]
    more = f"{card.more} more in my Home." if card.more else ""
    latest = brief(card.rows[0][1]) if card.rows else ""
    otherwise = f"No answer needed: {moment(card.goes_at)} I ask about {latest}, the latest." if latest else ""
    blocks.append(context(join((more, otherwise))))
    numbers = ", ".join(brief(number) for _, number, _ in card.rows)
    return Message(bare(join((f"Which request do you ask about? {numbers}.", otherwise))), tuple(blocks))
