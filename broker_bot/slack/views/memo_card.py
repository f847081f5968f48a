"""To a person of a unit: what was read from a memo, one row a demand; each is checked before an ILD sees it."""

from __future__ import annotations

from broker_bot.domain.readmodels_gate import MemoCard, MemoRow, PassedMemo
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, option, section, select
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, join, link, sentence

MOST = 18


def memo_card(card: MemoCard) -> Message:
    """At most 18 rows; the rest is counted."""
    waiting = sum(not row.sent for row in card.rows)
    about = f"“{brief(card.name, 80)}”"
    news = (
        f"*I read {about}: {count(len(card.rows), 'demand')}, {waiting} to check.* Nothing is sent before you check it."
    )
    blocks: list[Block] = [section(news)]
    beside = join((f"{brief(card.passed_by)} passed it on." if card.passed_by else "", sentence(card.note)))
    if beside:
        blocks.append(context(beside))
    for row in card.rows[:MOST]:
        blocks.append(_row(card.id, row))
    if len(card.rows) > MOST:
        blocks.append(context(f"{len(card.rows) - MOST} more. Send the memo in two parts to see them."))
    if len(card.rows) > 1:
        one = button("As one demand", ids.MEMO_CHECK, f"{card.id}:{card.whole}", about=card.name)
        blocks.append(section("Or send the whole memo as one demand.", one))
    if card.link:
        blocks.append(context(link(card.link, "Where it came from")))
    return Message(bare(news), tuple(blocks))


def passed_memo(card: PassedMemo) -> Message:
    """To an ILD who sent a memo: what was read, whose it is, and who checks it since."""
    read = f"I read “{brief(card.name, 80)}”: {count(len(card.items), 'demand')}."
    if card.unit:
        news = f"{read} {brief(card.checks)} checks it for {brief(card.unit)}; then it comes to you to decide."
        return Message(bare(news), (section(news),))
    listed = "\n".join(f"• {brief(title, 120)}" for title in card.items[:5])
    more = f"\nand {len(card.items) - 5} more" if len(card.items) > 5 else ""
    menu = select("Pick the unit", [option(name, f"{card.id}:{unit}") for unit, name in card.units])
    ask = "*Whose memo is it?* Somebody of that unit checks it before it comes to you to decide."
    blocks = [section(f"*{read}*\n{listed}{more}"), section(ask, menu | {"action_id": ids.MEMO_UNIT})]
    if card.note:
        blocks.append(context(sentence(card.note)))
    return Message(bare(f"{read} Whose memo is it?"), tuple(blocks))


def _row(memo: int, row: MemoRow) -> Block:
    kind = f"corrects “{brief(row.corrects, 80)}”" if row.corrects else "for information" if row.informs else ""
    odd = " ".join(f":warning: {sentence(line, 150)}" for line in row.odd[:2])
    words = join((f"*{brief(row.title, 120)}*", join((brief(row.facts, 200), kind), " · "), odd), "\n")
    if row.sent:
        return section(f"{words}\n*Sent.*")
    label = "Correct the date" if row.corrects else "Check and send"
    return section(words, button(label, ids.MEMO_CHECK, f"{memo}:{row.place}", about=row.title))
