"""One request as one reader may see it: the read models of cards and lists. Pure; access is asked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from broker_bot.domain import alarm, contacts, cover, details, ladder, people, shares
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import Calendar, District, Person
from broker_bot.domain.model import Origin, Request, Status
from broker_bot.domain.readmodels import QueueRow, RequestCard, TrailLine
from broker_bot.domain.reopening import may_reopen

SCHOOL = ("change", "add", "not_called", "withdraw", "need_help", "not_emergency")
UNIT = ("take", "reply", "ask", "called", "promise", "finish", "resume", "not_ours", "open")
TITLE = 70


def subject(request: Request, district: District) -> Subject:
    """What `access.may` needs to know about a request."""
    school, unit = district.schools.get(request.school), people.unit_of(district, request)
    contact = contacts.contact(district, unit, request.terms.route, request.school)
    covers = cover.stand_ins(district, (request.taken_by, contact, unit.contact, unit.lead))
    named = (request.requester, request.filed_by, unit.contact, contact, request.taken_by, *covers)
    return Subject(
        school=request.school,
        network=school.network if school else "",
        unit=unit.id,
        past_units=tuple(h.unit for h in request.holders),
        confidential=request.confidential,
        named=tuple(p for p in named if p),
        requester=request.requester,
        filed_by=request.filed_by,
        taken=bool(request.taken_by),
        escalated=bool(request.packet_to),
        last_step=unit.last_step,
        covers=covers,
        brought=request.brought,
        told=tuple(dict.fromkeys((*(p for s in request.steps for p in s.to), *request.alarmed))),
    )


def may_read_text(request: Request, reader: Person | None, district: District) -> bool:
    """Whether a reader sees the words; a channel (None) sees them unless the request is confidential."""
    if not request.confidential:
        return True
    return reader is not None and may(reader, Action.READ_CONFIDENTIAL_TEXT, subject(request, district))


def request_card(
    request: Request,
    district: District,
    now: datetime,
    *,
    side: str,
    reader: Person | None,
    trail: Sequence[TrailLine] = (),
    whole: bool = False,
) -> RequestCard:
    """The card for one side ("school", "unit", "ild", "last" or "old:UNIT" for a unit that handed it on).

    `whole` shows student details, which are masked everywhere but in the opened card and in an alarm.
    """
    unit = people.unit_of(district, request)
    route = district.routes.get(request.terms.route)
    due, kind = due_of(request, district)
    shows = may_read_text(request, reader, district)
    left = side.startswith("old:")
    return RequestCard(
        id=request.id,
        number=request.number,
        school=people.school_name(district, request.school),
        unit=unit.name,
        route=route.label if route else request.terms.route,
        text=shown_text(request, district, now, whole=whole) if shows and not left else "",
        veil=_veil(request, whole),
        explained=request.explained if shows else (),
        confidential=request.confidential,
        urgent=request.urgent,
        safety_line=district.safety_line,
        why=request.why,
        requester=people.name_of(district, request.requester),
        **_whose(request, district),
        state="moved" if left else state(request),
        state_words=f"Moved to {unit.name}" if left else state_words(request, district),
        opened_at=request.opened_at,
        due_at=due,
        due_kind=kind,
        late=bool(due and due <= now),
        holder=people.name_of(district, request.taken_by) if request.taken_by else "",
        last_word=request.last_word if shows else "",
        last_word_by=people.name_of(district, request.last_word_by) if request.last_word_by else "",
        last_word_at=request.last_word_at,
        waited=waited(shares.total(request, now, district), people.calendar_of(district, request).day_minutes),
        served_by=people.name_of(district, request.served_by) if request.served_by else "",
        moved_to=unit.name if left else "",
        readers=readers(request, district),
        trail=tuple(trail),
        actions=() if left else actions(request, side, district, reader),
        changeable=request.status == Status.OPEN and not request.taken_by,
        alarms=bool(alarm.next_person(request, district)),
        serves=reader is None or reader.id == request.served_by,
        help_asked=bool(request.help_at),
        again=is_again(request),
        answer_words=target_words(request, district),
        question=request.question.text if request.question and shows else "",
        asked_by=people.name_of(district, request.question.by) if request.question else "",
        **_beginning(request, shows and not left, side),
    )


def _beginning(request: Request, shows: bool, side: str) -> dict[str, Any]:
    """What is told of the message it began with: where it stands, its files, and what became of it."""
    sent, back = (0, 0) if request.confidential else (len(request.files), request.files_back)
    files, sent = (back, sent) if side == "school" else (sent, 0)
    source = request.source if shows else ""
    follows = f"R-{request.follows}" if request.follows else ""
    changed = {"edited": request.edited, "unsaid": request.unsaid}
    return {"files": files, "files_sent": sent, "source": source, "follows": follows, **changed}


def _whose(request: Request, district: District) -> dict[str, Any]:
    """Who sent it and who of the unit has this school."""
    return {
        "filed_by": filer_words(request, district),
        "by_ild": request.origin == Origin.ILD and request.filed_by != request.requester,
        "contact": contact_words(request, district),
    }


def filer_words(request: Request, district: District) -> str:
    """Who sent it, for people: an ILD who did so for the principal is named as such."""
    name = people.name_of(district, request.filed_by)
    return f"{name}, ILD" if request.origin == Origin.ILD and request.filed_by != request.requester else name


def contact_of(request: Request, district: District) -> str:
    """The person named for this school in the unit; "" where the unit has one contact for all, who is there."""
    unit = people.unit_of(district, request)
    person = contacts.named(district, unit, request.terms.route, request.school)
    if not person and cover.absent(district, unit.contact) and request.owes:
        person = unit.contact
    return person if person in district.people else ""


def contact_words(request: Request, district: District) -> str:
    """That person in words, with who covers."""
    person = contact_of(request, district)
    return cover.name_with_cover(district, person) if person else ""


def is_for(request: Request, person: str, district: District) -> bool:
    """Whether a request is this person's own in the unit: taken, or of a school the person has or covers."""
    holder = request.taken_by or contact_of(request, district)
    return bool(request.owes and holder) and cover.stand_in(district, holder) == person


def shown_text(request: Request, district: District, now: datetime, *, whole: bool = False) -> str:
    """The words as they may stand in channels, lists and notifications: student details only where `whole`."""
    return details.hidden(request.text, district, now) if _veil(request, whole) == "masked" else request.text


def _veil(request: Request, whole: bool) -> str:
    if request.details in ("", "masked"):
        return ""
    return "shown" if whole else "masked"


def due_of(request: Request, district: District) -> tuple[datetime | None, str]:
    """The next date and what it is for: "answer", "finish" (a promised date), "school" (until then the
    clock waits for the school), "confirm" (then it closes) or ""."""
    if request.status == Status.FINISHED:
        return ladder.closes_at(request, district), "confirm"
    kinds = {"answer": "answer", "promise": "school" if request.paused_until else "finish"}
    return ladder.due_at(request, district), kinds.get(request.owes, "")


def state(request: Request) -> str:
    """The card's state as one word."""
    if request.status == Status.CLOSED:
        return "withdrawn" if request.outcome == "withdrawn" else "closed"
    if request.status == Status.FINISHED:
        return "finished"
    if request.served_by:
        return "served"
    if request.question is not None:
        return "asked"
    if request.status == Status.WORKING:
        return "working"
    return "taken" if request.taken_by else "waiting"


def is_again(request: Request) -> bool:
    """Whether it was answered once and the school said "not yet" to its being done."""
    return request.status == Status.OPEN and request.answered_at is not None


def state_words(request: Request, district: District) -> str:
    """The state in a few words."""
    unit = people.unit_of(district, request).name
    holder = people.name_of(district, request.taken_by) if request.taken_by else ""
    again = is_again(request)
    return {
        "waiting": "Not done yet, says the school" if again else "Waiting for a first answer",
        "taken": f"{holder} has it; " + ("not done yet, says the school" if again else "no answer yet"),
        "working": f"Answered; {holder or unit} is on it",
        "asked": f"{unit} asked the school" + ("; the clock waits" if request.paused_until else ""),
        "served": f"{people.name_of(district, request.served_by)} stepped in; the unit still owes an answer"
        if request.answered_at is None
        else f"{people.name_of(district, request.served_by)} stepped in",
        "finished": "Done, says the unit; the school is asked"
        if request.finished_by != request.served_by
        else "Done, says the ILD; the school is asked",
        "withdrawn": "Withdrawn by the school",
        "closed": f"Closed, {request.outcome}",
    }[state(request)]


PRESSES: Mapping[str, Action] = {
    "change": Action.CHANGE,
    "add": Action.ADD,
    "withdraw": Action.WITHDRAW,
    "need_help": Action.NEED_HELP,
    "not_emergency": Action.NOT_EMERGENCY,
    "confirm": Action.CONFIRM,
    "reopen": Action.REOPEN,
    "take": Action.TAKE,
    "reply": Action.REPLY_TO_SCHOOL,
    "ask": Action.REPLY_TO_SCHOOL,
    "called": Action.REPLY_TO_SCHOOL,
    "not_called": Action.REOPEN,
    "resume": Action.RESUME,
    "promise": Action.PROMISE,
    "finish": Action.FINISH,
    "not_ours": Action.REROUTE,
    "step_in": Action.STEP_IN,
    "nudge": Action.NUDGE,
    "bring_in": Action.BRING_IN,
    "let_run": Action.LET_RUN,
    "hand_back": Action.HAND_BACK,
    "ild_reply": Action.STEP_IN,
    "ild_finish": Action.STEP_IN,
    "open": Action.READ,
}
"""What the access table calls each button."""


def actions(request: Request, side: str, district: District, reader: Person | None = None) -> tuple[str, ...]:
    """What a side may press now, as ids of buttons, of that what the reader is granted; a channel has no reader.

    A press is checked again when it comes.
    """
    names = _presses(request, side)
    if reader is not None:
        names = tuple(name for name in names if may(reader, *_asked(name, request, district)))
        names = tuple(name for name in names if name != "ild_finish" or reader.id == request.served_by)
    return tuple(f"request.{name}" for name in names)


def _asked(name: str, request: Request, district: District) -> tuple[Action, Subject]:
    """Once somebody has taken a request, the school's *change* only asks, as *add* does."""
    asks = name == "change" and bool(request.taken_by)
    return (Action.ADD if asks else PRESSES[name]), subject(request, district)


def _presses(request: Request, side: str) -> tuple[str, ...]:
    if request.status == Status.CLOSED:
        return ("reopen",) if side == "school" and may_reopen(request) else ()
    finished = request.status == Status.FINISHED
    if side == "school":
        return ("confirm", "reopen") if finished else _school(request)
    if side == "unit":
        left_out = {"take"} if request.taken_by else set()
        left_out |= set() if request.paused_until else {"resume"}
        left_out |= set() if request.holders or request.pauses or request.paused_at else {"open"}
        return ("reply",) if finished else tuple(a for a in UNIT if a not in left_out)
    if side in ("ild", "last"):
        also = ("open",) if side == "last" else ()
        if request.served_by:
            done = () if finished else ("ild_finish", "bring_in")
            return ("ild_reply", *done, "hand_back", *also)
        waits = ("resume",) if request.paused_until else ()
        return also if finished else ("step_in", "nudge", "let_run", "bring_in", "ild_reply", *waits, *also)
    return ()


def _school(request: Request) -> tuple[str, ...]:
    helped = request.help_at or request.served_by
    left_out = {"need_help"} if helped else set()
    left_out |= set() if request.urgent else {"not_emergency"}
    left_out |= set() if request.called else {"not_called"}
    return tuple(name for name in SCHOOL if name not in left_out)


def readers(request: Request, district: District) -> str:
    """Who can read the unit's thread, in words."""
    unit = people.unit_of(district, request)
    names = [unit.name]
    if request.packet_to:
        names.append(f"{people.name_of(district, request.packet_to)} (ILD)")
    return " and ".join(names)


def target_words(request: Request, district: District) -> str:
    """The response target in words: "4 working hours", "30 minutes"."""
    return span_words(request.terms.respond_minutes, people.calendar_of(district, request))


def span_words(minutes: int, calendar: Calendar) -> str:
    """Working minutes in words: "4 working hours", "30 minutes"."""
    kind = "" if calendar.always else "working "
    day = calendar.day_minutes
    for size, name in ((day, "day"), (60, "hour")):
        if minutes >= size and minutes % size == 0:
            count = minutes // size
            return f"{count} {kind}{name}{'s' if count != 1 else ''}"
    return f"{minutes} {kind}minutes"


def waited(minutes: int, day: int) -> str:
    """Working time in words: "2 days 3 h", "40 min"."""
    days, rest = divmod(minutes, day)
    hours, left = divmod(rest, 60)
    parts = [f"{days} day{'s' if days != 1 else ''}"] if days else []
    if hours:
        parts.append(f"{hours} h")
    if left and not days:
        parts.append(f"{left} min")
    return " ".join(parts) or "0 min"


def queue_row(request: Request, district: District, now: datetime, reader: Person | None, where: str = "") -> QueueRow:
    """One line of a list; a confidential title opens only to those who may read it."""
    due = ladder.due_at(request, district)
    title = shown_text(request, district, now).replace("\n", " ")
    if not may_read_text(request, reader, district):
        title = "Confidential"
    elif len(title) > TITLE:
        title = title[: TITLE - 1] + "…"
    return QueueRow(
        id=request.id,
        number=request.number,
        title=title,
        school=people.school_name(district, request.school),
        unit=people.unit_of(district, request).name,
        state_words=f"Joined to R-{request.parent}" if request.parent else state_words(request, district),
        due_at=due,
        late=bool(due and due <= now),
        holder=people.name_of(district, request.taken_by) if request.taken_by else "",
        opened_at=request.opened_at,
        where=where,
        urgent=request.urgent,
    )


def worst_first(rows: Iterable[QueueRow]) -> tuple[QueueRow, ...]:
    """Urgent first, then by the nearest or longest passed date, then the oldest; no date comes last."""
    far = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(rows, key=lambda r: (not r.urgent, r.due_at or far, r.opened_at)))


def needs_ild(request: Request, ild: str) -> bool:
    """Whether a request waits for this ILD's decision: told, not stepped in, not let run, still owed."""
    return bool(request.owes and request.packet_to == ild and not request.served_by and not request.hold_until)
