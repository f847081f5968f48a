"""Walks through a request's trail and says which escalation came early, twice, not at all, or to the wrong person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from broker_bot.audit.reading import Books, Line
from broker_bot.domain import people
from broker_bot.domain.model import Request

GRACE = timedelta(minutes=10)
"""A step that is still not taken so long after it was due is missing."""

EXACT = timedelta(minutes=1)
"""A step may come so much before its minute: seconds are not the auditor's business."""

WHAT = ("early", "doubled", "missing", "wrong person")
RUNGS = ("contact", "lead", "ild", "last")


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between what should have happened and what did; `what` is one of WHAT."""

    request: int
    rung: str
    what: str
    due: datetime | None
    at: datetime | None
    words: str

    def __str__(self) -> str:
        due = f", due {self.due:%Y-%m-%d %H:%M} UTC" if self.due else ""
        at = f", taken {self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        return f"R-{self.request} {self.rung}: {self.what}{due}{at}{': ' if self.words else ''}{self.words}"


def examine(books: Books, trails: Iterable[tuple[Request, Sequence[Line]]]) -> list[Finding]:
    """Every difference in these trails, by request."""
    return [found for request, lines in trails for found in _Walk(books, request).through(lines)]


class _Walk:
    """One request from its first event to now. `clock` are the facts of the running clock, as the trail noted them."""

    def __init__(self, books: Books, request: Request) -> None:
        self.books, self.request = books, request
        self.clock: Mapping[str, Any] = {}
        self.clocks: dict[int, dict[str, datetime]] = {}
        self.taken: dict[str, datetime] = {}
        self.relied: set[str] = set()
        """Steps that another request of the same trouble told of; when it no longer waits they are taken anew."""
        self.overdue: dict[str, datetime] = {}
        self.found: list[Finding] = []

    def through(self, lines: Sequence[Line]) -> list[Finding]:
        since = self.books.first
        for at, what, facts in lines:
            if self.clock and self.clock["owes"]:
                self._waited(since, at)
            since = max(since, at)
            if what.startswith("ladder."):
                self._step(what.removeprefix("ladder."), at, facts)
            elif what == "resumed":  # the clock's new facts follow the steps of the same moment
                self.clock = {**self.clock, "paused": ""}
            elif what == "help":
                self._help(at, facts)
            elif what == "clock":
                self._turn(at, facts)
        if self.clock and self.clock["owes"]:
            self._waited(since, self.books.now)
            self._close()
        return self.found

    def _turn(self, at: datetime, facts: Mapping[str, Any]) -> None:
        """The clock's facts changed; with another number it is another clock, and what was not taken never will be."""
        if self.clock and (facts["n"] != self.clock["n"] or not facts["owes"]):
            self._close()
        self.relied = self.relied if facts["n"] == self.clock.get("n") else set()
        self.taken = self.clocks.setdefault(int(facts["n"]), {})  # an answer that is undone brings an old clock back
        self.clock = facts

    def _close(self) -> None:
        for rung, due in self.overdue.items():
            self._say(rung, "missing", due, None, "")
        self.overdue = {}

    def _waited(self, since: datetime, until: datetime) -> None:
        """Notes which steps fell due in a stretch without a change, and were not taken by its end."""
        for rung in RUNGS:
            if rung in self.taken or rung in self.overdue:
                continue
            due = self._due(rung, until)
            if due is None or max(due, since) + GRACE >= until:
                continue
            before = self._due(rung, since)  # as long as a closing of this very moment was not known
            if before is not None and max(before, since) + GRACE < until:
                self.overdue[rung] = due

    def _step(self, rung: str, at: datetime, facts: Mapping[str, Any]) -> None:
        due = self._due(rung, at)
        if rung in self.taken and rung not in self.relied:
            self._say(rung, "doubled", due, at, f"it was taken at {self.taken[rung]:%Y-%m-%d %H:%M} UTC already")
            return
        self.taken[rung] = at
        self.relied.discard(rung)
        if facts.get("how") == "joined":
            self.relied.add(rung)
        self.overdue.pop(rung, None)
        slack = 2 * EXACT if rung == "last" else EXACT
        if due is None or due > at + slack:
            self._say(rung, "early", due, at, "" if due else "nothing was due")
            return
        to = tuple(facts.get("to") or ())
        if facts.get("how") == "skipped":
            later = (self._due(other, at) for other in RUNGS[1:])
            if rung != "contact" or not any(d is not None and d <= at + EXACT for d in later):
                self._say(rung, "missing", due, at, "skipped, though nothing had overtaken it")
            return
        self._person(rung, at, to)
        self._delivered(rung, at, to, str(facts.get("how")), int(facts.get("with") or self.request.id))

    def _help(self, at: datetime, facts: Mapping[str, Any]) -> None:
        """A call for help takes the unit's steps and the director's at once; only the person can be wrong."""
        for rung in RUNGS[:3]:
            self.taken.setdefault(rung, at)
            self.overdue.pop(rung, None)
        self._person("ild", at, (str(facts.get("to") or ""),))

    def _person(self, rung: str, at: datetime, to: tuple[str, ...]) -> None:
        wanted = {self._whom(rung, at, ended) for ended in (False, True)}
        if to not in wanted:
            names = " or ".join(", ".join(each) or "nobody" for each in wanted)
            self._say(rung, "wrong person", None, at, f"{', '.join(to) or 'nobody'} instead of {names}")

    def _whom(self, rung: str, at: datetime, ended: bool) -> tuple[str, ...]:
        """Whom the roster of that day names; `ended` believes in absences that were taken back later."""
        district = self.books.district(at, ended=ended)
        facts = self.clock
        terms = replace(self.request.terms, unit=facts["unit"], route=facts["route"])
        then = replace(
            self.request,
            terms=terms,
            taken_by=facts["taken"],
            help_at=self.request.help_at if facts["help"] else None,
        )
        match rung:
            case "contact":
                found: tuple[str, ...] = (people.contact_for(district, then),)
            case "lead":
                found = (people.lead_for(district, then),)
            case "ild":
                found = (people.ild_for(district, then),)
            case _:
                found = people.last_for(district, then)
        return tuple(person for person in found if person)

    def _delivered(self, rung: str, at: datetime, to: tuple[str, ...], how: str, by: int) -> None:
        """A packet and a last step must have been handed to delivery, once for each person.

        An updated packet was handed over for an earlier clock, that of a joined request for request number `by`.
        """
        kind = {"ild": "packet", "last": "last_step"}.get(rung)
        for person in to if kind else ():
            if how in ("updated", "joined"):
                if not self.books.told(by, str(kind), person):
                    self._say(rung, "missing", None, at, f"{person} was not told by R-{by}")
                continue
            key = (self.request.id, str(kind), person, int(self.clock["n"]))
            if key in self.books.doubled:
                self._say(rung, "doubled", None, at, f"{person} was sent it twice")
            elif key not in self.books.delivered:
                self._say(rung, "missing", None, at, f"it was never handed to delivery for {person}")

    def _say(self, rung: str, what: str, due: datetime | None, at: datetime | None, words: str) -> None:
        self.found.append(Finding(self.request.id, rung, what, due, at, words))

    def _due(self, rung: str, at: datetime) -> datetime | None:
        """When a step of the running clock falls due; None when it does not, or not yet."""
        facts = self.clock
        if not facts or not facts["owes"] or facts.get("paused"):
            return None
        if rung == "last":
            return self._last_due(at)
        start = datetime.fromisoformat(facts["from"])
        minutes = self.books.minutes(at, facts["calendar"], self.request.school)
        length = int(facts["respond"])
        if facts["promise"]:
            promise = datetime.fromisoformat(facts["promise"])
            length = self._length(start, promise, at)
        share = int(facts["shares"][RUNGS.index(rung)])
        due = minutes.after(start, length * share // 100)
        if rung == "ild" and facts["latest"] is not None:
            sooner = start if facts.get("at_once") else minutes.after(start, int(facts["latest"]))
            due = min((d for d in (due, sooner) if d is not None), default=None)
        return due

    def _length(self, start: datetime, promise: datetime, at: datetime) -> int:
        """Working minutes from an answer to its promised date, in the calendar as it was known at `at`."""
        return self.books.as_known(at, self.clock["calendar"], self.request.school).count(start, promise)

    def _last_due(self, at: datetime) -> datetime | None:
        """The step after the director: from the packet, in the director's own time; held by stepping in, let run."""
        facts, told = self.clock, self.taken.get("ild")
        if told is None or facts["served"]:
            return None
        start = told
        if facts["packet_at"]:
            start = max(start, datetime.fromisoformat(facts["packet_at"]))
        if facts["hold"]:
            start = max(start, datetime.fromisoformat(facts["hold"]))
        minutes = self.books.minutes(at, facts["ild_calendar"], "", facts["packet_to"])
        return minutes.after(start, int(facts["after_ild"]))
