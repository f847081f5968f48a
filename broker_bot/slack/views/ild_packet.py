"""What an ILD gets when a unit has let a school wait: one phone screen, and what to do about it."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, ended, join, sentence
from broker_bot.slack.views.words import (
    OPEN_STATES,
    asked,
    buttons,
    due,
    last_word,
    open_if_cut,
    safety,
    same_at,
    subject,
    title,
    trail,
)

ORDER = (
    ids.STEP_IN,
    ids.ILD_REPLY,
    ids.ILD_FINISH,
    ids.NUDGE,
    ids.LET_RUN,
    ids.BRING_IN,
    ids.HAND_BACK,
    ids.JOIN,
    ids.OPEN,
)
TEXT_SHOWN = 500


def ild_packet(card: RequestCard) -> Message:
    """The packet in the ILD's DM; `card.actions` says what this ILD may press."""
    news = _news(card)
    if card.state not in OPEN_STATES | {"finished"}:
        return Message(bare(news), (section(news),))
    alarm = safety(card.safety_line) if card.urgent else ""
    blocks: list[Block] = [section(alarm)] if alarm else []
    blocks.append(section(join((news, same_at(card)), "\n")))
    blocks.append(section(asked(card, TEXT_SHOWN)))
    if line := " · ".join(part for part in (due(card), _holder(card)) if part):
        blocks.append(section(line))
    blocks.append(section(f"*Last word:* {last_word(card, 400) or 'none from the unit yet.'}"))
    if card.trail:
        blocks.append(context(trail(card, 5)))
    blocks.append(context(title(card)))
    blocks += buttons(card, ORDER, also=open_if_cut(card, TEXT_SHOWN))
    return Message(bare(join((alarm, news, ended(subject(card, 100)), same_at(card)))), tuple(blocks))


def _holder(card: RequestCard) -> str:
    return f"{brief(card.holder)} has it." if card.holder else ""


def _news(card: RequestCard) -> str:
    school, unit = brief(card.school), brief(card.unit)
    owes = f"{unit} still owes {'what it promised' if card.due_kind == 'finish' else 'its answer'}."
    if card.state == "served" and not card.serves:
        return f"*{brief(card.served_by)} stepped in for {school}.* {owes}"
    if card.state == "served":
        return f"*You stepped in for {school}.* {brief(card.requester)} deals with you; {owes}"
    if card.state in OPEN_STATES:
        waited = f"{school} waits for {unit}."
        if card.waited not in ("", "0 min"):
            waited = f"{school} has waited {brief(card.waited)} for {unit}."
        return f"*{brief(card.requester)} asks for your help.* {waited}" if card.help_asked else f"*{waited}*"
    if card.state == "finished":
        return f"*{school}: finished, not yet confirmed by the school.*"
    return f"*{title(card)}:* {sentence(card.state_words, 80)} Nothing to do."
