"""A demand on principals at the ILD's gate, the answer the unit gets back, and a principal's "take it off my plate"."""

from __future__ import annotations

from broker_bot.domain.readmodels import MandateCard, OffAsk
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, day, day_of, ended, join, link, quote, sentence
from broker_bot.slack.views.words_mandate import NO_DATE, apart, due, facts, key, network

FEW = 5
"""Below this many schools a unit is told no count."""


def mandate_card(card: MandateCard) -> Message:
    """To the ILD: what a unit asks of the network's principals; nothing reaches them before *Decide*."""
    if card.tier:
        return _decided(card)
    news = f"*{brief(card.unit)} asks your principals: {brief(card.title, 150)}*"
    blocks: list[Block] = [section(f"{news}\n{facts(card)}"), section(quote(card.text, 700))]
    if address := link(card.link, "The unit's own page"):
        blocks += [context(address)] if card.link else []
    if card.legal:
        blocks.append(context("The law requires it. Undecided 10 school days before its date, it goes out as a must."))
    blocks.append(context(f"Sent by {brief(card.sent_by)}. Principals see nothing until you decide."))
    blocks += actions([button("Decide", ids.MANDATE_DECIDE, key(card), style="primary", about=card.title)])
    short = f"{due(card)}, {count(card.minutes, 'minute')}."
    return Message(
        bare(
            join(
                (
                    ended(news.strip("*")),
                    f"Due {short}" if due(card) != NO_DATE else short,
                    "Principals see nothing until you decide.",
                )
            )
        ),
        tuple(blocks),
    )


def _decided(card: MandateCard) -> Message:
    news = f"*{brief(card.title, 150)}:* {brief(card.tier_words)}, decided by {brief(card.decided_by)}."
    change = button("Change", ids.MANDATE_DECIDE, key(card), about=card.title)
    blocks: list[Block] = [section(join((news, brief(card.line, 300), apart(card)), "\n"), change)]
    if card.rule:
        undo = button("Undo the rule", ids.RULE_UNDO, key(card), about=card.title)
        blocks += [context("Decided by itself, in the open. Undo it and it waits for you."), *actions([undo])]
    return Message(bare(news), tuple(blocks))


def mandate_returned(card: MandateCard) -> Message:
    """To the unit's person who sent it: the decision for one network, the ILD's reason, and a way to ask once more."""
    by = brief(card.decided_by) if card.rule else f"{brief(card.decided_by)}, ILD"
    news = f"*{brief(card.title, 150)}:* {brief(card.tier_words)}, decided by {by}."
    shown = card.tier in {"must", "brief", "fyi"}
    schools = count(card.reaches, "school") if card.reaches >= FEW else f"fewer than {FEW} schools"
    reach = f"It goes out on the weekly page to {schools}." if shown else "It does not go out on the weekly page."
    blocks: list[Block] = [section(join((f"{news}\n{reach}", apart(card)), "\n"))]
    if card.answer:
        blocks.append(section(f"Answered for the schools:\n{quote(card.answer, 1000)}"))
    if card.reason:
        blocks.append(section(quote(card.reason, 1500)))
    blocks.append(context(join((brief(card.unit), network(card), due(card)), " · ")))
    if not card.again:
        blocks += actions([button("Ask once more", ids.ASK_AGAIN, key(card), about=card.title)])
    reason = f"Reason: {sentence(card.reason, 300)}" if card.reason else ""
    return Message(bare(join((news, reach, reason))), tuple(blocks))


def mandate_again(card: MandateCard, by: str, decides: bool) -> Message:
    """To the person whom a unit asks once more; `decides` is whether the decision is this reader's."""
    news = f"*{brief(by)}, {brief(card.unit)}, asks once more: {brief(card.title, 150)}*"
    stands = f"{brief(card.tier_words)}, decided by {brief(card.decided_by)}. {network(card)}."
    blocks: list[Block] = [section(f"{news}\n{stands}"), section(quote(card.again, 700))]
    if decides:
        blocks += actions([button("Decide again", ids.MANDATE_DECIDE, key(card), style="primary", about=card.title)])
    else:
        blocks.append(context("Only the network's ILD decides; a word from you goes to them."))
    return Message(bare(f"{news} {brief(card.again, 200)}"), tuple(blocks))


def item_off_card(ask: OffAsk) -> Message:
    """To the ILD: one principal asks to be rid of one item; `ask.settled` says what became of it."""
    news = f"*{brief(ask.principal)}, {brief(ask.school)}, asks you to take an item off.*"
    owed = join((brief(ask.unit), f"due {day(ask.due)}" if ask.due else "", count(ask.minutes, "minute")), " · ")
    if ask.settled:
        done = f"*{brief(ask.title, 150)}*, {brief(ask.principal)}: {sentence(ask.settled)}"
        return Message(bare(done), (section(done),))
    by = f"Please answer by {day_of(ask.answer_by)}." if ask.answer_by else ""
    blocks: list[Block] = [section(f"{news}\n{brief(ask.title, 150)}\n{owed}")]
    if ask.words:
        blocks.append(section(quote(ask.words, 700)))
    blocks.append(context(join((by, "Until you answer, it stands."))))
    answer = button("Answer", ids.OFF_DECIDE, f"{ask.issue}:{ask.mandate}", style="primary", about=ask.title)
    return Message(bare(join((news, f"{brief(ask.title, 150)}.", by))), (*blocks, *actions([answer])))
