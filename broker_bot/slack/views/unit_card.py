"""The card in a unit's channel: what, which school, due when, who has it; its thread is the unit's own room."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, ended, join, moment
from broker_bot.slack.views.words import (
    OPEN_STATES,
    UNIT_ORDER,
    asked,
    buttons,
    changed_words,
    due,
    last_word,
    open_if_cut,
    safety,
    source,
    stands,
    subject,
    title,
)

NAMED = 6
"""Schools named on the card of those joined under it."""


def unit_card(card: RequestCard) -> Message:
    """The card for the unit that owns the request, or a short trace of it once it is over or elsewhere."""
    if card.state not in OPEN_STATES | {"finished"}:
        return _trace(card)
    if card.joined_to:
        return _joined(card)
    alarm = f"*Urgent.* {safety(card.safety_line)}" if card.urgent else ""
    blocks: list[Block] = [section(alarm)] if alarm else []
    blocks.append(section(f"*{title(card)}*\n{asked(card)}"))
    blocks.append(section(join((_state(card), _family(card)), "\n")))
    if said := last_word(card):
        blocks.append(section(f"*Last word to the school:* {said}"))
    blocks.append(context(_small_print(card)))
    blocks += buttons(card, UNIT_ORDER, also=open_if_cut(card))
    news = join((brief(card.school) + ":", ended(subject(card)), due(card)))
    return Message(bare(join((alarm, news))), tuple(blocks))


def _joined(card: RequestCard) -> Message:
    line = f"*{title(card)}*\nJoined to {brief(card.joined_to)}: what you answer there reaches this school too."
    return Message(bare(line.replace("\n", ". ")), (section(line), *buttons(card, UNIT_ORDER)))


def _family(card: RequestCard) -> str:
    like = f"{count(card.alike, 'more request')} of this kind came around the same time." if card.alike else ""
    if not card.joined:
        return like
    more = f" and {len(card.joined) - NAMED} more" if len(card.joined) > NAMED else ""
    names = ", ".join(brief(name, 40) for name in card.joined[:NAMED])
    return join((f"*Joined here:* {names}{more}. What you do here goes to each of them.", like), "\n")


def _state(card: RequestCard) -> str:
    if card.state == "served":
        waits = "what the unit promised" if card.due_kind == "finish" else "the unit's own answer"
        return f"*{brief(card.served_by)}, the ILD, stepped in.* The school still waits for {waits}."
    if card.state == "finished":
        return f"*Finished; the school has not confirmed yet.* {due(card)}"
    return stands(card)


def _small_print(card: RequestCard) -> str:
    behalf = f", sent by {brief(card.filed_by)}" if card.filed_by not in ("", card.requester) else ""
    made = f"Made from {link}." if (link := source(card, "this message")) else ""
    after = f"Follows {brief(card.follows)}, which was closed." if card.follows else ""
    files = f"{count(card.files, 'file')} in the thread." if card.files else ""
    asker = join(
        (f"From {brief(card.requester)}{behalf}, {moment(card.opened_at)}.", after, made, changed_words(card), files)
    )
    readers = f"This thread is read by {ended(brief(card.readers, 200))}" if card.readers else ""
    return join((asker, join(("Thread talk stays inside; only *Reply to school* leaves.", readers))), "\n")


def _trace(card: RequestCard) -> Message:
    states = {
        "moved": f"moved to {brief(card.moved_to)}",
        "withdrawn": "withdrawn by the school",
        "closed": "closed",
    }
    line = f"{title(card)}: {states.get(card.state, brief(card.state_words))}. Nothing to do."
    return Message(line, (section(line),))
