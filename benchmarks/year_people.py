"""The people of a simulated year: what they ask, answer, leave lying, declare and keep free, drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks.year_engine import Year
from broker_bot.demo import town
from broker_bot.domain import commands as c
from broker_bot.domain import hours
from broker_bot.domain.absence import SetAway
from broker_bot.domain.district import Role
from broker_bot.domain.model import Request, Status
from broker_bot.store import requests

SHARES: Mapping[str, float] = {
    "early": 0.62,
    "reminded": 0.2,
    "told": 0.1,
    "late": 0.04,
    "silent": 0.015,
    "refused": 0.025,
}
"""How units answer: before the contact is reminded, before the lead is told, before the target, after it, never
(until the director steps in), or by handing it on. Eight in a hundred reach the director, which is what the districts
that report such figures call a good year."""

KEPT_PROMISES = 0.97
SNOW = ("2026-12-09", "2027-01-13", "2027-01-14", "2027-02-10")
EARLY = (("2026-11-19", "12:00"), ("2027-03-03", "11:30"))
RESTART_DAYS = 9


class People:
    """Draws what the people of the district do, and when."""

    def __init__(self, year: Year, first: date, weeks: int, wanted: int) -> None:
        self.year, self.dice, self.district = year, year.dice, year.district
        self.zone = ZoneInfo(year.district.zone)
        self.slack = {p.email: p.id for p in town.people(year.district)}
        self.days = [first + timedelta(days=n) for n in range(7 * weeks)]
        self.keys = self.seen = 0
        year.noticed = self.notice
        office = year.district.calendars[year.district.ladder.ild_calendar]
        self.open_days = [d for d in self.days if hours.opening(d, office) is not None]
        self.principals = [p.id for p in year.district.people.values() if p.role == Role.PRINCIPAL]
        self.routes = [r for r in year.district.routes.values() if r.examples and r.unit != year.district.triage]
        for n in range(wanted):
            self._ask(n)
        self._closings()
        self._directors()
        self._absences()
        for day in self.days[RESTART_DAYS::RESTART_DAYS]:
            year.plan(self.at(day, 12, self.dice.randrange(60)), year.start)

    def at(self, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute, second), self.zone).astimezone(UTC)

    def key(self) -> str:
        self.keys += 1
        return f"year:{self.keys}"

    def _ask(self, number: int) -> None:
        day, route = self.dice.choice(self.open_days), self.dice.choice(self.routes)
        at = self.at(day, self.dice.randrange(6, 17), self.dice.randrange(60), self.dice.randrange(60))
        words = f"{self.dice.choice(route.examples)}, room {200 + number % 700}"
        who = self.slack[self.dice.choice(self.principals)]
        self.year.plan(at, lambda: self._asked(who, words))

    def _asked(self, who: str, words: str) -> None:
        self.year.handle(c.Say(self.key(), who, self.year.clock.now(), words, slash=True))

    def notice(self) -> None:
        """Units see what has come to them: at once, or a quarter of an hour later when the bot had to ask."""
        last = self._last()
        for number in range(self.seen + 1, last + 1):
            self._answering(number)
        self.seen = last

    def _last(self) -> int:
        return int(self.year.db.read(lambda conn: conn.execute(text("SELECT max(id) FROM request")).scalar()) or 0)

    def _request(self, number: int) -> Request:
        found = self.year.db.read(lambda conn: requests.load(conn, number))
        assert found is not None
        return found

    def _later(self, request: Request, share: float) -> datetime:
        calendar = self.district.calendars[request.terms.calendar]
        minutes = max(1, int(request.terms.respond_minutes * share))
        return hours.add(self.year.clock.now(), minutes, calendar) + timedelta(seconds=self.dice.randrange(50))

    def _answering(self, number: int) -> None:
        """What the unit will do with a request that it has just got."""
        request = self._request(number)
        kind = self.dice.choices(list(SHARES), list(SHARES.values()))[0]
        spans = {"early": (0.05, 0.45), "reminded": (0.5, 0.75), "told": (0.8, 0.97), "late": (1.05, 2.5)}
        if kind in spans:
            self.year.plan(self._later(request, self.dice.uniform(*spans[kind])), lambda: self._answer(number))
        if kind == "refused":
            self.year.plan(self._later(request, 0.3), lambda: self._refuse(number))
        if self.dice.random() < 0.01:
            self.year.plan(self._later(request, self.dice.uniform(0.1, 1.2)), lambda: self._help(number))
        self.year.plan(self._later(request, 1.5), lambda: self._director(number, kind))

    def _member(self, request: Request) -> str:
        unit = self.district.units[request.terms.unit]
        return self.slack[self.dice.choice((unit.contact, unit.lead))]

    def _answer(self, number: int) -> None:
        request = self._request(number)
        if request.status != Status.OPEN:
            return
        self.year.handle(c.Take(self.key(), self._member(request), None, number))
        self.year.handle(c.ReplyToSchool(self.key(), self._member(request), None, number, text="We look at it."))
        promise = self._request(number).promise_at
        if promise is not None:
            kept = self.dice.random() < KEPT_PROMISES
            calendar = self.district.calendars[request.terms.calendar]
            left = hours.between(self.year.clock.now(), promise, calendar)
            share = self.dice.uniform(0.1, 0.45) if kept else self.dice.uniform(1.1, 1.6)
            at = hours.add(self.year.clock.now(), int(left * share), calendar)
            self.year.plan(at, lambda: self._finish(number))

    def _finish(self, number: int) -> None:
        request = self._request(number)
        if request.status != Status.WORKING:
            return
        self.year.handle(c.Finish(self.key(), self._member(request), None, number, text="It is done."))
        if self.dice.random() < 0.7:
            self.year.plan(self._later(request, 0.5), lambda: self._confirm(number))

    def _confirm(self, number: int) -> None:
        request = self._request(number)
        who = self.slack[request.requester]
        if self.dice.random() < 0.04:
            self.year.handle(c.Reopen(self.key(), who, None, number, text="It is still broken."))
            self._answering(number)
        else:
            self.year.handle(c.Confirm(self.key(), who, None, number))

    def _refuse(self, number: int) -> None:
        request = self._request(number)
        other = self.dice.choice([r for r in self.routes if r.unit != request.terms.unit])
        self.year.handle(c.NotOurs(self.key(), self._member(request), None, number, route=other.id, text="Not ours."))
        self.year.plan(self._later(self._request(number), self.dice.uniform(0.1, 0.7)), lambda: self._answer(number))

    def _help(self, number: int) -> None:
        request = self._request(number)
        if request.owes:
            self.year.handle(c.NeedHelp(self.key(), self.slack[request.requester], None, number))

    def _director(self, number: int, kind: str) -> None:
        """A director who was told steps in, lets it run, nudges or does nothing yet; what was silent ends somehow."""
        request = self._request(number)
        if request.packet_to and request.owes and request.packet_to in self.slack:
            who, turn = self.slack[request.packet_to], self.dice.random()
            if turn < 0.3:
                self.year.handle(c.StepIn(self.key(), who, None, number))
            elif turn < 0.5:
                day = (self.year.clock.now() + timedelta(days=2)).astimezone(self.zone).date()
                self.year.handle(c.LetRun(self.key(), who, None, number, day=day))
        if kind == "silent":
            self.year.plan(self._later(request, 3), lambda: self._answer(number))

    def _closings(self) -> None:
        for day in SNOW:
            self.year.plan(self.at(date.fromisoformat(day), 5, 30), partial(self._closed, "closed today for all snow"))
        for day, hour in EARLY:
            words = f"closed today at {hour} for all ice"
            self.year.plan(self.at(date.fromisoformat(day), 9), partial(self._closed, words))

    def _closed(self, words: str) -> None:
        self.year.handle(c.Close(self.key(), self.slack[self.district.chief], None, words))

    def _directors(self) -> None:
        for ild in sorted(set(self.district.networks.values())):
            for words in ("in schools every Mon, Tue and Thu 8-11:30", "in schools every Wed and Fri 9-12"):
                self.year.plan(self.at(self.days[0], 6), partial(self._in_schools, ild, words))
            for day in self.dice.sample(self.open_days, max(1, len(self.open_days) // 6)):
                self.year.plan(self.at(day, 12, 10), partial(self._in_schools, ild, "in schools until 2:30"))

    def _in_schools(self, ild: str, words: str) -> None:
        self.year.handle(c.InSchools(self.key(), self.slack[ild], None, words))

    def _absences(self) -> None:
        roles = (Role.UNIT_STAFF, Role.UNIT_LEAD, Role.ILD)
        for person in [p for p in self.district.people.values() if p.role in roles]:
            for first in self.dice.sample(self.open_days, max(1, len(self.open_days) // 60)):
                last = first + timedelta(days=self.dice.choice((0, 0, 1, 4)))
                self.year.plan(self.at(first, 5, 50), partial(self._away, person.id, first, last))

    def _away(self, person: str, first: date, last: date) -> None:
        self.year.handle(SetAway(self.key(), self.slack[person], None, person=person, first=first, last=last))
