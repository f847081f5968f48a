"""Words become a request: the one door through which every way of asking opens it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import clock_facts, people, request
from broker_bot.domain import commands as c
from broker_bot.domain.carrying import from_school
from broker_bot.domain.district import District, Person, Route
from broker_bot.domain.files import FileRef
from broker_bot.domain.model import Event, Outcome, Reply, Request
from broker_bot.service.adding import adopt
from broker_bot.service.mirror import catch_up
from broker_bot.store import loose, mirror, outbox, requests, sources, trail, wakes


@dataclass(frozen=True, slots=True)
class Brought:
    """What came with a message: the address of its `source` in Slack, the row of the thread picked up, and files.

    `details` says how a text with student details came in, `explained` which desks won and lost.
    """

    source: str = ""
    pickup: int = 0
    details: str = ""
    explained: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def of_json(text: str) -> Brought:
        facts = json.loads(text)
        files = tuple(FileRef(**file) for file in facts.get("files", ()))
        return Brought(**facts | {"explained": tuple(facts.get("explained") or ()), "files": files})


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way in: who, their words made safe, when they were sent, where an answer goes.

    `insists`: somebody said outright that it is a request, so it is not taken for chatter. `asks` is what a question
    "who handles ...?" is about, "" for anything else.
    """

    command: c.Say
    sender: Person
    text: str
    at: datetime
    now: datetime
    brought: Brought = Brought()
    insists: bool = False
    asks: str = ""

    @property
    def school(self) -> str:
        """The school it is for: the sender's own, or the one an ILD named."""
        return self.command.school or self.sender.school


def opened(
    conn: Connection,
    message: Message,
    route: Route,
    why: str,
    urgent: bool,
    district: District,
    since: datetime | None = None,
) -> Request:
    """Open the request, with its cards, alarms, wake and trail. `since` starts its clock, when not the message."""
    sender = message.sender
    school = district.schools.get(message.school)
    requester = school.principal if school and school.principal in district.people else sender.id
    outcome = request.opened(
        0,
        message.text,
        route,
        why,
        requester,
        sender,
        message.school,
        urgent,
        district,
        since or message.at,
        message.now,
    )
    assert outcome.request is not None
    brought = message.brought
    files = (*brought.files, *loose.take(conn, sender.id, message.now))
    made = replace(outcome.request, source=brought.source, details=brought.details, explained=brought.explained)
    saved = requests.add(conn, replace(made, files=files))
    if brought.pickup:
        sources.settle(conn, brought.pickup, "filed", saved.id)
    if brought.details:
        event = Event("details", sender.id, {"decision": brought.details})
        outcome = replace(outcome, events=(*outcome.events, event))
    _written(conn, saved, outcome, message.now)
    for notice in from_school(saved, files, sender):
        outbox.enqueue(conn, "request", saved.id, notice, message.now)
    command = message.command
    if command.channel and command.ts and not command.slash:
        _begun(conn, saved, message, district)
    return saved


def _begun(conn: Connection, saved: Request, message: Message, district: District) -> None:
    """Keep where its message was written; what came before the message is done to it now."""
    channel, ts, sender, now = message.command.channel, message.command.ts, message.sender, message.now
    before = mirror.take_early(conn, channel, ts)
    mirror.begun(conn, (channel, ts), sender.id, message.text, now, request=saved.id, draft=None)
    catch_up(conn, before, channel, ts, sender, district, now)
    adopt(conn, saved, channel, ts, district, now)


def said(opened: Request, message: Message, district: District) -> Reply:
    """A DM is answered by the card alone; a slash command by one line beside it."""
    if not message.command.slash:
        return Reply()
    unit = people.unit_of(district, opened).name
    return Reply(f"{unit} has it as {opened.number}. I sent you its card.")


def _written(conn: Connection, saved: Request, outcome: Outcome, now: datetime) -> None:
    wakes.put(conn, "request", str(saved.id), outcome.wake_at)
    outcome = clock_facts.noted(None, replace(outcome, request=saved))
    trail.append(conn, "request", saved.id, outcome.events, now)
    for notice in outcome.notices:
        outbox.enqueue(conn, "request", saved.id, notice, now)
