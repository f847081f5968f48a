"""A message that reads like one for the ILD: one tap sends it there; no unit gets it."""

from __future__ import annotations

from broker_bot.domain.asking_faces import IldOffer
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.text import bare, brief, clip, join, moment, quote, sentence


def ild_offer(card: IldOffer) -> Message:
    """*Send to NAME*, or *It is for a unit*."""
    if card.settled:
        said = sentence(card.settled)
        return Message(bare(said), (section(said),))
    name = brief(card.name, 60)
    head = f"*That reads like one for {name}, not for a unit.*"
    otherwise = f"If you press nothing, it is gone {moment(card.goes_at)}, and nobody gets it."
    row = actions(
        [
            button(f"Send to {clip(card.name, 50)}", ids.SEND_TO_ILD, str(card.id), style="primary"),
            button("It is for a unit", ids.FOR_A_UNIT, str(card.id)),
        ]
    )
    return Message(
        bare(join((head, otherwise))), (section(f"{head}\n{quote(card.text, 400)}"), *row, context(otherwise))
    )
