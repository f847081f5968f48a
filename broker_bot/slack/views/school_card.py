"""The one message a principal keeps: who has it, by when somebody answers, and what to press if that is wrong."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, day_of, ended, join, moment, quote, sentence
from broker_bot.slack.views.words import OPEN_STATES, buttons, changed_words, may_read, safety, source, subject

ORDER = (ids.CONFIRM, ids.REOPEN, ids.NOT_CALLED, ids.CHANGE, ids.ADD, ids.NEED_HELP, ids.NOT_EMERGENCY, ids.WITHDRAW)


def school_card(card: RequestCard) -> Message:
    """The card in the DM of the requester and the principal; it is updated in place."""
    news = _news(card)
    if card.state not in OPEN_STATES | {"finished"}:
        return Message(bare(news), (section(news), context(_which(card)), *buttons(card, (ids.REOPEN,))))
    alarm = safety(card.safety_line) if card.urgent and card.state in OPEN_STATES else ""
    blocks: list[Block] = [section(alarm)] if alarm else []
    blocks.append(section(join((news, _answer(card)), "\n")))
    blocks.append(context(join((_why(card), _others(card), _which(card)), "\n")))
    blocks += buttons(card, (ids.ADD, *ORDER) if card.state == "asked" else ORDER)
    return Message(bare(join((alarm, news))), tuple(blocks))


def _news(card: RequestCard) -> str:
    unit = brief(card.unit)
    match card.state:
        case "served":
            ild = brief(card.served_by)
            return f"*{ild}*, your ILD, is taking care of this; you deal with {ild} now."
        case "finished":
            return join((f"*Is it done?* {brief(card.last_word_by) or unit} says so.", _closes(card)))
        case "closed":
            return "*Done.* This request is closed."
        case "withdrawn":
            return f"*Withdrawn.* {unit} has stopped working on it."
        case "moved":
            return f"*Moved.* {brief(card.moved_to)} has it now."
    return join((_who(card), _when(card), _usual(card)))


def _who(card: RequestCard) -> str:
    unit = brief(card.unit)
    if card.state == "asked":
        return f"*{brief(card.asked_by)}* at {unit} asks you. Answer here or under this card."
    if card.state == "working":
        return f"*{unit}* answered."
    if card.again:
        return f"*Not done yet*, you said. {f'{brief(card.holder)} at {unit}' if card.holder else unit} has it again."
    if card.holder:
        return f"*{brief(card.holder)}* at {unit} has it."
    return f"*{unit}* has it, with {ended(brief(card.contact, 120))}" if card.contact else f"*{unit}* has it."


def _when(card: RequestCard) -> str:
    if card.due_at is None:
        within = card.answer_words if card.state != "working" else ""
        return f"Somebody answers within {brief(within)}." if within else ""
    if card.due_kind == "school":
        return f"The clock waits for your answer until {moment(card.due_at)}."
    if card.due_kind == "finish":
        if card.late:
            return f"It was promised for {day_of(card.due_at)} and is late."
        return f"Next date: {day_of(card.due_at)}."
    if card.late:
        told = sentence(card.trail[-1].words) if card.trail else ""
        return join((f"The answer was due {moment(card.due_at)} and is late.", told))
    return f"Somebody answers by {moment(card.due_at)}."


def _usual(card: RequestCard) -> str:
    usual = brief(card.usual) if card.state in {"waiting", "taken"} else ""
    return f"{brief(card.unit)} usually answers such a request in {usual}." if usual else ""


def _closes(card: RequestCard) -> str:
    return f"Say nothing, and it closes {day_of(card.due_at)}." if card.due_kind == "confirm" and card.due_at else ""


def _answer(card: RequestCard) -> str:
    if not card.last_word or not may_read(card):
        return ""
    by = join((brief(card.last_word_by), moment(card.last_word_at) if card.last_word_at else ""), ", ")
    return f"{quote(card.last_word, 2000)}\n{by}"


def _others(card: RequestCard) -> str:
    return f"{count(card.others, 'other school reports', 'other schools report')} this." if card.others else ""


def _why(card: RequestCard) -> str:
    if card.help_asked and card.state != "served":
        return "You asked for help with this."
    return sentence(card.why) if card.state in {"waiting", "taken"} and not card.again and may_read(card) else ""


def _which(card: RequestCard) -> str:
    filed = f"sent by {brief(card.filed_by)}" if card.filed_by not in ("", card.requester) else ""
    filed += f", for {brief(card.school)}" if card.by_ild else ""
    route = "" if card.confidential else brief(card.route)
    made = f"from {link}" if (link := source(card, "this message")) else ""
    about = join((subject(card, 80), changed_words(card)))
    sent = f"with {count(card.files_sent, 'file')}" if card.files_sent else ""
    back = f"{count(card.files, 'file')} in the thread" if card.files else ""
    route += f" · follows {brief(card.follows)}" if card.follows else ""
    return join((brief(card.number), route, about, filed, made, sent, back), " · ")
