"""Words that tell of one student wait for their sender's word; nothing of them stands in a notification."""

from __future__ import annotations

from broker_bot.domain.asking_faces import DetailsCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.text import bare, brief, day_of, quote, sentence


def details_card(card: DetailsCard) -> Message:
    """What was found, the masked text, and four ways on."""
    if card.settled:
        said = sentence(card.settled)
        return Message(bare(said), (section(said),))
    head = f"*Not sent yet.* Your message holds {brief(card.found, 120)}. Does the unit need it?"
    row = actions(
        [
            button("Send with details masked", ids.SEND_MASKED, str(card.id), style="primary"),
            button("Send as it is", ids.SEND_AS_IS, str(card.id)),
            button("Edit", ids.EDIT_DRAFT, str(card.id)),
            button("Discard", ids.DISCARD, str(card.id)),
        ]
    )
    keeps = f"Only you can see this. Nobody has it until you decide; {day_of(card.goes_at)} it is deleted."
    masked = f"Masked, it reads:\n{quote(card.masked, 1500)}"
    return Message(bare(head), (section(head), section(masked), *row, context(keeps)))
