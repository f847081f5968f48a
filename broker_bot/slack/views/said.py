"""One sentence of the other room, under the card there: who said it, what it says now, whether it was changed."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.domain.said_line import SaidLine
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, more, option, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import brief, clip, join, pieces
from broker_bot.slack.views.words import due

EDITED = "_(edited)_"


def answer(line: SaidLine, card: RequestCard) -> Message:
    """An answer, in the school's DM under its card. `line.unit` is empty when the ILD writes."""
    who = brief(join((line.author, line.unit), ", "), 120)
    if line.removed:
        return _removed(who)
    verb = {"question": " asks", "called": " called you"}.get(line.kind, "")
    blocks = _words(f"*{who}{verb}:*", line)
    blocks.append(context(join((brief(card.number), _next(card)), " · ")))
    told = f"{who}{verb or ' answered'}" + ("." if verb else f" {brief(card.number)}.")
    news = told if card.confidential else f"{who}{verb}: {_brief(line)}"
    return Message(news, tuple(blocks))


def _next(card: RequestCard) -> str:
    """What follows an answer: the promised day, or the question that stands on the card."""
    if card.due_kind == "confirm":
        return "Its card above asks whether it is done."
    return due(card) if card.due_kind in ("finish", "school") else ""


def left(line: SaidLine, hidden: str = "") -> Message:
    """What was sent to the school, in the unit's own thread; `hidden` names the kind whose words stay out of it."""
    who = brief(line.author)
    if line.removed:
        return _removed(who)
    if hidden:
        news = join((f"{who} wrote to the school.", EDITED if line.edited else ""))
        return Message(news, (section(news, _change(line)),))
    verb = {"question": "asked the school", "called": "called the school"}.get(line.kind, "to the school")
    return Message(f"{who} {verb}: {_brief(line)}", tuple(_words(f"{who} {verb}:", line, "")))


def added(line: SaidLine, hidden: str = "", *, quiet: bool = False) -> Message:
    """What the school added. `hidden` names the kind whose words stay out; `quiet` keeps them from the notification."""
    who = brief(line.author)
    if line.removed:
        return _removed(who)
    if hidden:
        news = f"{who} {'changed what was added' if line.edited else 'added something'}. Open the card to read it."
        return _line(news)
    news = f"{who} added something." if quiet else f"{who} added: {_brief(line)}"
    return Message(news, tuple(_words(f"*{who} added:*", line)))


def _change(line: SaidLine) -> Block | None:
    """The way to change what came from a form, for its writer; three dots, for most who read it can't."""
    return more(ids.REWORD, [option("Change", str(line.change))]) if line.change else None


def _words(head: str, line: SaidLine, gap: str = "\n") -> list[Block]:
    parts = pieces(line.text, most=2)
    said = [join((head, parts[0]), gap or " "), *parts[1:]]
    if line.edited:
        said[-1] = f"{said[-1]} {EDITED}"
    return [*(section(part) for part in said[:-1]), section(said[-1], _change(line))]


def _brief(line: SaidLine) -> str:
    return join((brief(line.text, 400), "(edited)" if line.edited else ""))


def _removed(who: str) -> Message:
    return Message(f"{who}: removed by sender", (section(f"{who}: _removed by sender_"),))


def _line(news: str) -> Message:
    return Message(news, (section(news),))


def remark_line(said: int, school: str) -> Message:
    """To the author of a remark that reads like an answer, once a request."""
    news = f"The school does not see this. Nobody at {brief(school)} has read it."
    send = button(f"Send to {clip(school, 60)}", ids.SEND_REMARK, str(said))
    return Message(news, (section(news), *actions([send])))


def joined_line(said: int, number: str, unit: str, gone: bool) -> Message:
    """To somebody of the school whose plain message answered a unit's question."""
    if gone:
        news = f"That was not for {brief(number)}; it went its own way."
        return Message(news, (section(news),))
    news = f"I gave this to {brief(unit)} as your answer on {brief(number)}."
    return Message(news, (section(news), *actions([button("No, this is new", ids.NOT_THAT, str(said))])))
