"""What a principal sent to the ILD: the words, by when an answer is due, and two ways to end it."""

from __future__ import annotations

from broker_bot.domain.asking_faces import TalkCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, cut, join, moment, quote, sentence


def talk_card(card: TalkCard) -> Message:
    """The card in the ILD's conversation."""
    head = f"*{brief(card.sender)}, {brief(card.school)}, asks you*"
    if card.answered:
        said = join((f"{head}: {sentence(card.answered)}",))
        return Message(bare(said), (section(said), context(brief(card.number))))
    blocks: list[Block] = [section(f"{head}:\n{quote(card.text)}"), *talk_buttons(card)]
    blocks.append(context(join((brief(card.number), talk_due(card)), " · ")))
    return Message(bare(join((f"{head}.", talk_due(card)))), tuple(blocks))


def talk_row(card: TalkCard) -> list[Block]:
    """One row of the ILD's Home."""
    first = f"*{brief(card.text, 100)}*"
    second = join((brief(card.number), brief(card.sender, 60), brief(card.school, 60), talk_due(card)), " · ")
    return [section(cut(f"{first}\n{second}", 600), button("Reply", ids.TALK_REPLY, str(card.id), about=card.number))]


def talk_buttons(card: TalkCard) -> list[Block]:
    """*Reply* writes to the sender alone; *We talked* ends it without words."""
    return actions(
        [
            button("Reply", ids.TALK_REPLY, str(card.id), style="primary", about=card.number),
            button("We talked", ids.TALK_DONE, str(card.id), about=card.number),
        ]
    )


def talk_due(card: TalkCard) -> str:
    """By when an answer is due, as a sentence."""
    return f"{'Was due' if card.late else 'Answer due'} {moment(card.due_at)}."
