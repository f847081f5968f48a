"""A request, what happens to it, and what a decision gives back. Frozen values; no rules here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker_bot.domain.files import FileRef


class Status(StrEnum):
    """Where a request stands. OPEN: a first answer is owed. WORKING: answered, a promised date runs."""

    OPEN = "open"
    WORKING = "working"
    FINISHED = "finished"
    CLOSED = "closed"


class Rung(StrEnum):
    """The steps of the ladder, in order."""

    CONTACT = "contact"
    LEAD = "lead"
    ILD = "ild"
    LAST = "last"


class Origin(StrEnum):
    """Who sent the first message; an ILD's filing never counts as the unit's first-call record."""

    PRINCIPAL = "principal"
    DELEGATE = "delegate"
    ILD = "ild"


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised when the present unit got the request; never rewritten afterwards.

    Minutes are working minutes of `calendar` (an id); `version` is the district files' version.
    """

    unit: str
    route: str
    respond_minutes: int
    finish_minutes: int
    contact_percent: int
    lead_percent: int
    ild_percent: int
    after_ild_minutes: int
    ild_calendar: str
    calendar: str
    version: str


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that was taken in clock number `clock`; `how` is sent, skipped (overtaken) or nobody (vacant)."""

    rung: Rung
    clock: int
    at: datetime
    to: tuple[str, ...]
    how: str = "sent"


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit that had the request before the present one; `minutes` is its own working time with it.

    `paused` is what it waited for the school's word, in working minutes beside those.
    """

    unit: str
    since: datetime
    until: datetime
    minutes: int
    paused: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What the unit asked the school. `until` is how long a clock waited for it, kept once it is answered."""

    text: str
    by: str
    at: datetime
    reminded_at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which clock number `clock` waited for the school, in working minutes of the unit."""

    clock: int
    since: datetime
    until: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Before:
    """What stood before a call was told of; see the fields of the same name of `Request`."""

    status: Status
    clock: int
    clock_from: datetime
    promise_at: datetime | None
    answered_at: datetime | None
    refusals: int
    hold_until: datetime | None
    last_word: str
    last_word_by: str
    last_word_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """One request of one school. Persons are roster e-mail addresses; instants aware UTC.

    `clock_from` starts the running clock (response or promise), `clock` numbers it; `owes` says which it is.
    `answered_at` is the first sentence of the owing unit that the school could see.
    `alarmed` are those told of an urgent request so far, `alarm_at` when the next person is. `danger` are the words
    that made it urgent later, at `raised_at`.
    `details` says how a text with student details came in ("as it is", "masked", "urgent").
    `explained` are the lines on which desk won and which lost.
    `source` is the address of the message in Slack that it was made from, if it was not written to the bot.
    `follows` is the closed request that this one takes up again, 0 for none.
    `parent` is the request of another school that this one is joined under, 0 for none.
    `files` are those the school sent with it, `files_back` counts those it got.
    `served_by` is the ILD who stepped in: that person serves the school, the unit still owes the answer.
    """

    id: int
    school: str
    requester: str
    filed_by: str
    origin: Origin
    text: str
    why: str
    confidential: str
    urgent: bool
    terms: Terms
    status: Status
    opened_at: datetime
    clock_from: datetime
    clock: int = 1
    first_target: int = 0
    taken_by: str = ""
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    promise_at: datetime | None = None
    finished_at: datetime | None = None
    finished_by: str = ""
    closed_at: datetime | None = None
    outcome: str = ""
    served_by: str = ""
    follows: int = 0
    parent: int = 0
    stepped_in_at: datetime | None = None
    packet_at: datetime | None = None
    packet_to: str = ""
    brought: tuple[str, ...] = ()
    """Whom an ILD brought in: they may read it, and owe the school nothing."""
    hold_until: datetime | None = None
    help_at: datetime | None = None
    refusals: int = 0
    alarmed: tuple[str, ...] = ()
    alarm_at: datetime | None = None
    danger: str = ""
    raised_at: datetime | None = None
    last_word: str = ""
    last_word_by: str = ""
    last_word_at: datetime | None = None
    last_event_at: datetime | None = None
    source: str = ""
    details: str = ""
    explained: tuple[str, ...] = ()
    update_asked_at: datetime | None = None
    files: tuple[FileRef, ...] = ()
    files_back: int = 0
    steps: tuple[Step, ...] = ()
    holders: tuple[Holder, ...] = ()
    edited: bool = False
    unsaid: bool = False
    """The sender changed, or deleted, the message it began with."""
    question: Question | None = None
    answered_question: Question | None = None
    """What the unit asks the school, and the question that the school answered last."""
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    called: Before | None = None
    """Set while the unit's last word is about a call."""

    @property
    def next_clock(self) -> int:
        """A number that no clock of this request has had."""
        return max(self.clock, *(s.clock for s in self.steps), *(p.clock for p in self.pauses), 0) + 1

    @property
    def owes(self) -> str:
        """What the unit owes the school now: "answer", "promise" or "" (finished or closed)."""
        return {Status.OPEN: "answer", Status.WORKING: "promise"}.get(self.status, "")

    @property
    def number(self) -> str:
        return f"R-{self.id}"

    def stepped(self, rung: Rung) -> Step | None:
        """The step taken on `rung` in the running clock, if any."""
        return next((s for s in self.steps if s.rung == rung and s.clock == self.clock), None)


Json = str | int | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the append-only trail. `actor` is a roster id, "clock" or "district"."""

    kind: str
    actor: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """The intent to tell somebody something; drawn at delivery from the newest truth.

    `place` names where inside the lane it goes: "school", "unit:ID", "ild:PERSON", "person:PERSON".
    `to` is a roster id or "unit:ID". A notice whose kind begins with "card." is level-triggered and coalesces.
    """

    kind: str
    place: str
    to: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that crosses to the other room. `kind` is added (by the school) or reply; `unit` answers in a reply.

    `channel` and `ts` are where it was written in Slack, so that an edit finds its copies; empty from a form.
    """

    kind: str
    author: str
    text: str
    unit: str = ""
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A reminder for a person of a unit, held for that person's hourly batch."""

    person: str
    request: int
    rung: Rung
    clock: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the actor is told at once. `errors` maps a modal's field to its sentence; `text` may be empty."""

    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A person's correction: this text belongs to this route."""

    text: str
    route: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a decision wants done, in one transaction. `request` None means nothing changes."""

    request: Request | None = None
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    held: tuple[Held, ...] = ()
    wake_at: datetime | None = None
    reply: Reply = Reply()
    lesson: Lesson | None = None
    said: Said | None = None
    """What crosses to the other room; each of its copies is a notice of the kind "card.said"."""


def refuse(text: str) -> Outcome:
    """An outcome that changes nothing and tells the actor why."""
    return Outcome(reply=Reply(text=text, refused=True))


def refuse_field(field_id: str, text: str) -> Outcome:
    """An outcome that keeps a modal open with a sentence under one of its fields."""
    return Outcome(reply=Reply(errors={field_id: text}, refused=True))
