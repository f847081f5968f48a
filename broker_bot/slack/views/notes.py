"""Small messages: what was said, what was added, where it went."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, ended, join, moment, pieces, quote, say, sentence
from broker_bot.slack.views.words import OPEN_STATES, asked, buttons, due, open_if_cut, safety, stands, subject, title

ALERT_ORDER = (ids.TAKE, ids.REPLY, ids.STEP_IN, ids.ILD_REPLY, ids.OPEN)
NEXT = "Until somebody has it, the next person is told every 5 minutes."
HAVE_IT = {ids.TAKE: "I have it", ids.STEP_IN: "Step in"}
NUDGE_ORDER = (ids.TAKE, ids.REPLY, ids.PROMISE, ids.FINISH, ids.OPEN)


def plain(text: str) -> Message:
    """A few of our own words to one person."""
    parts = pieces(text, most=2)
    return Message(say(text, 2900), tuple(section(part) for part in parts))


def intake_refused(text: str) -> Message:
    """Nothing was filed, and why; `text` is a sentence for the sender."""
    news = join(("Not filed.", sentence(text, 1000)))
    return Message(news, (section(news),))


def known_already(card: RequestCard) -> Message:
    """To somebody who makes a request of a thread that is one already: which it is, how it stands, and its card."""
    news = f"*That thread is {brief(card.number)} already.*"
    how = stands(card) if card.state in OPEN_STATES else ended(brief(card.state_words))
    has = f"{brief(card.unit)} has it." if card.state in OPEN_STATES else ""
    blocks = [section(join((news, has, how))), context(title(card)), *buttons(card, (ids.OPEN,), also=(ids.OPEN,))]
    return Message(bare(join((news, has, how))), tuple(blocks))


def moved_note(card: RequestCard, from_unit: str, by: str, reason: str = "") -> Message:
    """To the school: another unit has it now. `card.unit` is the new one."""
    news = f"*{brief(card.unit)} has it now*, moved from {brief(from_unit)} by {brief(by)}."
    said = join((news, due(card), "The time you have waited still counts."))
    because = "" if card.confidential or not reason else "\n" + quote(reason, 500)
    return Message(bare(join((brief(card.number) + ":", said))), (section(said + because), context(title(card))))


def nudge_note(card: RequestCard, author: str, words: str = "") -> Message:
    """To one person of the unit: an ILD asks. Shows the buttons of `card.actions`."""
    news = f"*{brief(author)}, ILD, asks you about {brief(card.school)}.*"
    said = "" if card.confidential or not words else quote(words, 1500)
    blocks: list[Block] = [section(join((news, said), "\n")), section(asked(card, 500))]
    blocks.append(context(join((title(card), due(card)), "\n")))
    blocks += buttons(card, NUDGE_ORDER, also=open_if_cut(card, 500))
    return Message(bare(join((news, ended(subject(card)), due(card)))), tuple(blocks))


def urgent_alert(card: RequestCard) -> Message:
    """To one person at any hour; `card.alarms` says that somebody else is next, unless this one has it."""
    news = f"*Urgent at {brief(card.school)}.*"
    end = _or_else(card)
    sent = f"From {brief(card.requester)}, {moment(card.opened_at)}."
    blocks: list[Block] = [
        section(join((news, safety(card.safety_line)))),
        section(asked(card, 1500)),
        section(join((sent, end))),
        context(title(card)),
        *buttons(card, ALERT_ORDER, also=open_if_cut(card, 1500)),
    ]
    said = join((news, ended(subject(card, 200)), safety(card.safety_line)))
    return Message(bare(said), tuple(blocks))


def _or_else(card: RequestCard) -> str:
    have_it = next((name for action, name in HAVE_IT.items() if action in card.actions), "")
    if card.alarms:
        return f"Press *{have_it}*, or the next person is told in 5 minutes." if have_it else NEXT
    return f"Press *{have_it}* if you take care of it." if have_it else ""
