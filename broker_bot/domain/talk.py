"""What changes in a request when somebody edits or deletes words that crossed between its two rooms. Pure.

Nothing that was counted is taken back: an answer that was sent stays the answer; routing never changes by an edit.
"""

from __future__ import annotations

from dataclasses import replace

from broker_bot.domain.district import Person
from broker_bot.domain.model import Event, Notice, Outcome, Request, Status
from broker_bot.domain.school_side import unit_note


def reworded(request: Request, before: str, text: str, actor: Person) -> Outcome:
    """A sentence that crossed reads otherwise now, or is gone (`text` empty); its copies follow by themselves."""
    changed = request
    if request.last_word_by == actor.id and request.last_word == before:
        changed = replace(request, last_word=text)
    if request.question and request.question.by == actor.id and request.question.text == before:
        changed = replace(changed, question=replace(request.question, text=text))
    event = Event("edited", actor.id, {"text": text}) if text else Event("removed", actor.id)
    return Outcome(request=changed, events=(event,))


def asked_anew(request: Request, text: str, actor: Person) -> Outcome:
    """The message it began with reads otherwise now: every card says so, and it stays with its unit."""
    changed = replace(request, text=text, edited=True)
    note = unit_note(request, "note.edited", author=actor.name, text=text)
    notices = () if request.status == Status.CLOSED else (note,)
    return Outcome(request=changed, events=(Event("asked_anew", actor.id, {"text": text}),), notices=notices)


def unsaid(request: Request, actor: Person) -> Outcome:
    """The message it began with was deleted: the request stays, and both sides are told so."""
    note = unit_note(request, "note.unsaid", author=actor.name)
    closed = request.status == Status.CLOSED
    own = Notice("note.you_unsaid", f"school:{actor.id}", actor.id)
    return Outcome(
        request=replace(request, unsaid=True),
        events=(Event("unsaid", actor.id),),
        notices=() if closed else (note, own),
    )
