"""Two matters in one message: one request each, or one for all? It may go unanswered."""

from __future__ import annotations

from broker_bot.domain.asking_faces import SplitCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, join, moment, quote, sentence


def split_card(card: SplitCard) -> Message:
    """Each matter with its unit, then *Split* and *Keep as one*."""
    if card.settled:
        said = sentence(card.settled)
        return Message(bare(said), (section(said),))
    many = len(card.parts)
    head = "*Several matters?* This reads like one request for each:"
    if card.urgent:
        head = f"*The urgent part went at once:* {sentence(card.urgent)} What about the rest?"
    blocks: list[Block] = [section(head)]
    blocks += [section(f"{quote(part.text, 400)}\n{_where(part.unit, part.label)}") for part in card.parts]
    blocks += actions(
        [
            button(_split(card), ids.SPLIT, str(card.id), style="primary"),
            button("It belongs to the urgent one" if card.urgent else "Keep as one", ids.KEEP_AS_ONE, str(card.id)),
        ]
    )
    otherwise = f"No answer needed: {moment(card.goes_at)} {'it goes' if many == 1 else 'they go'} out as shown here."
    blocks.append(context(otherwise))
    units = " / ".join(brief(part.unit, 40) for part in card.parts)
    news = f"{count(many, 'more matter' if card.urgent else 'matter')} in one message: {units}."
    return Message(bare(join((news, otherwise))), tuple(blocks))


def _where(unit: str, label: str) -> str:
    return f"to *{brief(unit)}*" + (f" ({brief(label, 60)})" if label else "")


def _split(card: SplitCard) -> str:
    if card.urgent:
        return "A request of its own" if len(card.parts) == 1 else "Split"
    return f"Split: {len(card.parts)} requests"
