"""Lines that hang under a card: what was said, added, withdrawn, handed over."""

from __future__ import annotations

from datetime import date

from broker_bot.delivery.draw import Drawn, Scene, face, reads
from broker_bot.domain import details, people
from broker_bot.domain.model import Request, Status
from broker_bot.slack.views import notes
from broker_bot.slack.views.bring_in import brought_in
from broker_bot.slack.views.surface import Message
from broker_bot.store import outbox, requests
from broker_bot.store.outbox import Item

SENTENCES = {
    "note.withdrawn": "{author} withdrew {number}. Nothing more to do.",
    "note.confirmed": "{author} confirms that it is done.",
    "note.asks_update": "{author} asks how this stands. To tell the school, press Reply to school on the card.",
    "note.asks_change": "{author} thinks this belongs to {unit} ({label}). If so, press Not ours and pick it.",
    "note.stepped_in": "{author}, your ILD, is taking care of this. You deal with {author} now.",
    "note.unit_stepped_in": "{author} (ILD) has stepped in for the school. Your unit still owes the answer.",
    "note.holder_left": "{author} no longer has {number}. {unit} still owes you the answer; {lead} looks after it now.",
    "note.handed_back": "{author} handed this back to {unit}.",
    "note.unit_handed_back": "{author} (ILD) handed this back to you.",
    "note.raised": "*In danger, call first: {line}.* {number} goes on as urgent: {told} hear of it now.",
    "note.calmed": "{author}: {number} is not an emergency. It stays with the unit as a usual request.",
    "note.resumed": "{author} ended the waiting. The clock goes on.",
    "note.pause_over": "The school has not answered. The clock goes on.",
    "note.not_called": "{author}: nobody called. The school waits for an answer again.",
    "note.unsaid": "{author} deleted the message. {number} goes on until the school withdraws it.",
    "note.you_unsaid": "You deleted your message. {number} goes on; press Withdraw on its card if it is not needed.",
    "note.files_held": "{author} sent {what} with this. Confidential files are not passed on: ask {author} for them.",
    "note.files_kept": "I did not pass on {what}, for {number} is confidential. {unit} knows, and asks you for it.",
    "note.handed_on": "{before} says that it is not theirs. {unit} has {number} now.",
    "note.let_run_over": "You let {number} run until now; it is still owed.",
}
ALOUD = ("note.question", "note.raised", "note.stepped_in", "note.handed_back", "note.holder_left", "note.let_run_over")
"""These also stand in the conversation, so that nobody has to look into a thread for them."""


def note(scene: Scene, item: Item) -> Drawn | None:
    """A line in the thread of the card at the same place; in a DM it also shows in the conversation itself."""
    request = requests.load(scene.conn, item.aggregate)
    if request is None or (item.place.startswith("school:") and not reads(scene, request, item.recipient)):
        return None
    card = outbox.card(scene.conn, item.aggregate_kind, item.aggregate, item.place)
    message = _message(scene, item, request)
    if message is None:
        return None
    return Drawn(
        message,
        thread=card.ts if card else "",
        channel=card.channel if card else "",
        also_in_channel=item.kind in ALOUD and bool(card and card.ts),
    )


def _question(request: Request, scene: Scene) -> Message | None:
    """A reminder of the unit's question; nothing once it is answered."""
    if request.question is None:
        return None
    unit = people.unit_of(scene.district, request).name
    words = "" if request.confidential else f" {request.question.text}"
    return notes.plain(f"{unit} still waits for your answer on {request.number}.{words}")


def _brought_in(scene: Scene, item: Item, request: Request, author: str, text: str) -> Message | None:
    if request.status == Status.CLOSED:
        return None
    until, role = date.fromisoformat(str(item.facts["day"])), str(item.facts.get("role") or "")
    return brought_in(face(scene, request, "unit", item.recipient), author, role, text, until)


def _message(scene: Scene, item: Item, request: Request) -> Message | None:
    author, text = str(item.facts.get("author") or ""), str(item.facts.get("text") or "")
    hidden = request.confidential if item.place.startswith("unit:") else ""
    if details.found_in(text, scene.district, scene.now):
        text = details.hidden(text, scene.district, scene.now)
    match item.kind:
        case "note.question":
            return _question(request, scene)
        case "note.edited":
            return notes.plain(f"{author} changed the message." + (f" Now: {text}" if text and not hidden else ""))
        case "note.reopened":
            return notes.plain(f"{author}: not done yet." + (f" {text}" if text and not hidden else ""))
        case "note.came_from":
            return notes.plain(f"{author} passed this on." + (f" {text}" if text and not hidden else ""))
        case "note.brought_in":
            return _brought_in(scene, item, request, author, text)
        case "note.nudge":
            return notes.nudge_note(face(scene, request, "unit", item.recipient), author, text)
    words = SENTENCES[item.kind]
    facts = {"unit": people.unit_of(scene.district, request).name, **item.facts, "number": request.number}
    return notes.plain(words.format_map(facts))
