"""*I called them*: a sentence about a call is an answer, until the school says that nobody called. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broker_bot.domain import commands as c
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Before, Event, Outcome, Reply, Request, Status, refuse
from broker_bot.domain.school_side import unit_note
from broker_bot.domain.unit_side import answer


def called(request: Request, command: c.Called, actor: Person, district: District, now: datetime) -> Outcome:
    """The school reads what was agreed; what stood before is kept, in case nobody called."""
    if request.status == Status.FINISHED:
        return refuse(f"{request.number} is marked done. Use Reply to school.")
    before = Before(
        request.status,
        request.clock,
        request.clock_from,
        request.promise_at,
        request.answered_at,
        request.refusals,
        request.hold_until,
        request.last_word,
        request.last_word_by,
        request.last_word_at,
    )
    outcome = answer(request, command, None, actor, district, now)
    assert outcome.request is not None
    event = Event("called", actor.id)
    return replace(outcome, request=replace(outcome.request, called=before), events=(*outcome.events, event))


def nobody_called(request: Request, actor: Person, district: District) -> Outcome:
    """The call did not count: what was owed before is owed again, since when it was."""
    before = request.called
    if before is None or not request.owes:
        return refuse(
            "The unit has written since, so its answer stands. If it isn't right, press I need help with this."
        )
    changed = replace(
        request,
        status=before.status,
        clock=before.clock,
        clock_from=before.clock_from,
        promise_at=before.promise_at,
        answered_at=before.answered_at,
        refusals=before.refusals,
        hold_until=before.hold_until,
        last_word=before.last_word,
        last_word_by=before.last_word_by,
        last_word_at=before.last_word_at,
        called=None,
    )
    return Outcome(
        request=changed,
        events=(Event("not_called", actor.id),),
        notices=(unit_note(changed, "note.not_called", author=actor.name),),
        reply=Reply(f"The unit is told. {request.number} waits for an answer again, with its age."),
    )
