"""Phrases and buttons that several surfaces say about one request; a confidential one never shows words here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, sure
from broker_bot.slack.views.surface import Block
from broker_bot.slack.views.text import brief, day_of, ended, join, link, moment, quote, sentence, was_cut

OPEN_STATES = frozenset({"waiting", "taken", "working", "asked", "served"})
NOT_EMERGENCY = "This bot is not an emergency service."

LABELS: Mapping[str, str] = {
    ids.CHANGE: "Change",
    ids.ADD: "Add",
    ids.WITHDRAW: "Withdraw",
    ids.NEED_HELP: "I need help with this",
    ids.NOT_EMERGENCY: "Not an emergency",
    ids.CONFIRM: "Confirm",
    ids.REOPEN: "Not yet",
    ids.TAKE: "Take",
    ids.REPLY: "Reply to school",
    ids.PROMISE: "Promise a date",
    ids.FINISH: "Finish",
    ids.NOT_OURS: "Not ours",
    ids.JOIN: "Join",
    ids.PART: "Separate",
    ids.ASK: "Ask the school",
    ids.CALLED: "I called them",
    ids.NOT_CALLED: "Nobody called",
    ids.RESUME: "Stop waiting",
    ids.STEP_IN: "Step in",
    ids.NUDGE: "Nudge",
    ids.LET_RUN: "Let run until",
    ids.BRING_IN: "Bring in",
    ids.HAND_BACK: "Hand back",
    ids.ILD_REPLY: "Reply to school",
    ids.ILD_FINISH: "Done",
    ids.OPEN: "Open",
}
FIRST = frozenset({ids.CONFIRM, ids.REPLY, ids.STEP_IN, ids.ILD_REPLY})
UNIT_ORDER = (
    *(ids.TAKE, ids.REPLY, ids.ASK, ids.CALLED, ids.PROMISE, ids.FINISH, ids.RESUME, ids.NOT_OURS),
    *(ids.JOIN, ids.PART, ids.OPEN),
)


def buttons(card: RequestCard, order: Sequence[str], *, also: Sequence[str] = ()) -> list[Block]:
    """The row of buttons this reader may press, in `order`; `also` are drawn whether listed or not."""
    drawn = [action for action in dict.fromkeys(order) if action in card.actions or action in also]
    first = next((action for action in drawn if action in FIRST), "")
    return actions([_button(card, action, action == first) for action in drawn])


def _button(card: RequestCard, action: str, first: bool) -> Block:
    label = LABELS[action]
    if action == ids.TAKE and card.urgent:
        label = "I have it"
    if action == ids.CHANGE and not card.changeable:
        label = "Ask to change"
    if action == ids.JOIN:
        label = "Join more" if card.joined else f"Join {card.alike + 1} requests"
    if action == ids.REOPEN and card.state == "closed":
        label = "Not done after all"
    if action == ids.ADD and card.state == "asked":
        return button("Answer", action, str(card.id), style="primary", about=card.number)
    if action == ids.WITHDRAW:
        ask = sure("Withdraw this request?", f"{card.unit} stops working on it.", "Withdraw", "Keep it")
        return button(label, action, str(card.id), about=card.number, sure=ask)
    if action == ids.NOT_EMERGENCY:
        text = "Nobody else is alarmed, and everybody who was hears that it can wait. The request itself stays."
        ask = sure("Not an emergency?", text, "Not an emergency", "Keep it urgent")
        return button(label, action, str(card.id), about=card.number, sure=ask)
    return button(label, action, str(card.id), style="primary" if first else "", about=card.number)


def title(card: RequestCard) -> str:
    """Which request, where, about what: mrkdwn on one line."""
    about = subject(card) if card.confidential else brief(card.route)
    return join((brief(card.number), brief(card.school), about), " · ")


def may_read(card: RequestCard) -> bool:
    """Whether this reader may see what was asked and said; the read model has emptied `text` for others."""
    return not card.confidential or bool(card.text)


def may_show(card: RequestCard) -> bool:
    """Whether the words of this request may stand on a card or in a notification."""
    return not card.confidential and bool(card.text)


def subject(card: RequestCard, limit: int = 120) -> str:
    """What was asked, on one line of mrkdwn; for a confidential request its kind."""
    if card.confidential:
        return f"Confidential ({brief(card.confidential, 40)})"
    if card.veil == "shown":
        return "Student details: press *Open*"
    return brief(card.text, limit) or "no text"


def asked(card: RequestCard, limit: int = 2900) -> str:
    """What was asked, quoted; for a confidential request the way to it."""
    if card.confidential:
        return "Its text opens only to the people named for it: press *Open*."
    if card.veil == "masked":
        return quote(card.text, limit) + "\nStudent details are masked here: press *Open*."
    return quote(card.text, limit) + ("\nFull text in the card: press *Open*." if was_cut(card.text, limit) else "")


def changed_words(card: RequestCard) -> str:
    """Whether the message it began with was changed or deleted since."""
    return join(("_(edited)_" if card.edited else "", "The message was deleted since." if card.unsaid else ""))


def open_if_cut(card: RequestCard, limit: int = 2900) -> tuple[str, ...]:
    """OPEN where the card could not show the whole text, or none of it."""
    return (ids.OPEN,) if card.confidential or card.veil or was_cut(card.text, limit) else ()


def source(card: RequestCard, words: str = "the message it was made from") -> str:
    """A link to where the request came from, or an empty text."""
    return link(card.source, words) if card.source and may_show(card) else ""


def safety(line: str) -> str:
    """Whom to call first, and what this bot is not."""
    return join((f"*In danger, call first: {sentence(line)}*" if line.strip() else "", NOT_EMERGENCY))


def stands(card: RequestCard) -> str:
    """How an open request stands, in words: state, who has it, what is owed next."""
    states = {"waiting": "waiting for an answer", "taken": "taken, not answered yet", "working": "answered"}
    states["asked"] = "asked the school"
    if card.again:
        states |= dict.fromkeys(("waiting", "taken"), "not done yet, says the school")
    state = states.get(card.state, card.state_words)
    holder = f"{brief(card.holder)} has it." if card.holder else ""
    if card.state == "waiting" and not holder:
        holder = f"For {ended(contact(card))}" if card.contact else "Nobody has taken it."
    if card.late:
        state = "answered, but late" if card.state == "working" else f"late: {state}"
    return join((f"*{sentence(state, 80)}*", holder, due(card)))


def contact(card: RequestCard) -> str:
    """Whom of the unit it is for; by mention where one is known, with what follows the name."""
    name, between, rest = card.contact.partition(" (")
    words = brief(name) if not card.mention else f"<@{card.mention}>"
    return words + (f" ({brief(rest, 120)}" if between else "")


def due(card: RequestCard) -> str:
    """What is owed next and when, as a sentence, or an empty text."""
    if card.due_at is None or not card.due_kind:
        return ""
    if card.due_kind == "answer":
        return f"The answer was due {moment(card.due_at)}." if card.late else f"Answer due {moment(card.due_at)}."
    if card.due_kind == "school":
        return f"The clock waits for the school until {moment(card.due_at)} at most."
    if card.due_kind == "finish":
        promised = f"Next date: {day_of(card.due_at)}."
        return promised + (" That day has passed." if card.late else "")
    return f"The school is asked to confirm; it closes by itself {moment(card.due_at)}."


NAMED = 10
"""Schools of one trouble that are named; the others are counted."""


def same_at(card: RequestCard) -> str:
    """The other schools of the same trouble, and that a director's press goes for them too; else an empty text."""
    names = [brief(name, 40) for name in card.same_at[:NAMED]]
    if not names:
        return ""
    more = len(card.same_at) - len(names)
    listed = f"{join(names, ', ')} and {more} more" if more else join((join(names[:-1], ", "), names[-1]), " and ")
    return f"The same at {listed}: what you press here goes for {'them' if len(card.same_at) > 1 else 'it'} too."


def last_word(card: RequestCard, limit: int = 1200) -> str:
    """The last thing said to the school and by whom, or an empty text; who and when alone where it is confidential."""
    if not card.last_word:
        return ""
    by = join((brief(card.last_word_by), moment(card.last_word_at) if card.last_word_at else ""), ", ")
    return by if card.confidential else f"{by}:\n{quote(card.last_word, limit)}"


def trail(card: RequestCard, most: int) -> str:
    """What happened, oldest first, at most `most` lines; earlier ones are counted."""
    lines = [f"{moment(line.at)}: {brief(line.words, 160)}" for line in card.trail[-most:]]
    earlier = len(card.trail) - len(lines)
    return "\n".join(([f"{earlier} earlier in the card"] if earlier > 0 else []) + lines)
