"""The bot's own question when it is unsure; it may go unanswered, and says where the message goes then."""

from __future__ import annotations

from broker_bot.domain.readmodels import Choice, QuestionCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, clip, join, moment, quote, sentence
from broker_bot.slack.views.words import safety


def question_card(card: QuestionCard) -> Message:
    """Up to three desks, one button a row, then *something else* and *send it to the help desk*."""
    alarm = safety(card.safety_line) if card.urgent else ""
    if card.settled.strip():
        said = [part for part in (alarm, sentence(card.settled)) if part]
        return Message(bare(join(said)), tuple(section(part) for part in said))
    ask = "Who should have this?"
    otherwise = f"No answer needed: {moment(card.goes_at)} it goes to {brief(card.fallback)}."
    if card.urgent:
        otherwise = f"It is with {brief(card.fallback)} already; nothing waits for your answer."
    blocks: list[Block] = [section(alarm)] if alarm else []
    blocks.append(section(f"*{ask}*\n{quote(card.text, 300)}"))
    for choice in card.choices[:3]:
        # Slack wants an action_id only once in a block.
        blocks += actions([button(_label(choice), ids.CHOOSE, f"{card.draft}:{choice.route}")])
    blocks += actions(
        [
            button("Something else", ids.PICK_OTHER, str(card.draft)),
            button("Send it to the help desk", ids.CHOOSE_TRIAGE, str(card.draft)),
        ]
    )
    blocks.append(context(otherwise))
    names = brief(" / ".join(choice.label for choice in card.choices[:3]), 150)
    return Message(join((bare(alarm), ask, f"{names}." if names else "", otherwise)), tuple(blocks))


def _label(choice: Choice) -> str:
    label = clip(choice.label, 40)
    return f"{label} ({clip(choice.unit, 30)})" if choice.unit else label
