"""A week of school life for the demo: done by the workspace's hands under a moving clock, on the real path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker_bot.app import Bot
from broker_bot.clock import JumpingClock
from broker_bot.demo import town
from broker_bot.demo.mandates import MANDATES, send_and_decide
from broker_bot.domain import commands as c
from broker_bot.domain import hours
from broker_bot.domain.district import Calendar, District, Person, Role
from broker_bot.domain.model import Request
from broker_bot.sandbox.server import Sandbox
from broker_bot.store import queries
from broker_bot.store.requests import open_draft_of

PAST = timedelta(days=9)
"""How far before the demo's now its story begins."""

TEXTS = {
    "facilities.hvac": "No heat in the east wing again, rooms 12 to 18. Children are sitting in their coats.",
    "facilities.plumbing": "Toilet in the girls' restroom by the gym is overflowing, we closed it",
    "it.devices": "Six chromebooks from the 4th grade cart won't charge any more",
    "it.network": "wifi down in the portables, nobody can take attendance",
    "hr.substitutes": "Two jobs still unfilled for tomorrow morning, 3rd grade and PE",
    "transportation.bus_route": "Bus 14 was 25 minutes late again this morning, third time this week",
    "finance.purchasing": "Has the PO for the kiln gone out? The art room is waiting for it",
    "communications.translation": "I need a Somali interpreter for conferences on Thursday evening",
    "food_services.meals": "We ran out of lunches for the last 20 kids today",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a day needs: the workspace's hands, the bot, the clock and the district."""

    box: Sandbox
    bot: Bot
    clock: JumpingClock
    district: District
    say: Callable[[str], None]

    def go(self, at: datetime) -> None:
        """Move the clock, letting happen what falls due."""
        self.bot.worker.jump(at, self.clock.start_at)

    def user(self, person: str) -> str:
        return next(p.id for p in town.people(self.district) if p.email == person)

    def settle(self) -> None:
        self.box.settle()
        self.bot.worker.settle()
        self.box.settle()


def office(district: District) -> Calendar:
    """The ordinary hours the demo's days are built on."""
    return district.calendars.get(district.ladder.ild_calendar) or next(iter(district.calendars.values()))


def demo_now(district: District, now: datetime) -> datetime:
    """The next Tuesday to Thursday, 10:40 local, with the office open then and the working day before."""
    zone, calendar = ZoneInfo(district.zone), office(district)
    day = now.astimezone(zone).date()
    for _ in range(120):
        at = _local(day, 10, 40, zone)
        before = _local(day - timedelta(days=1), 13, 10, zone)
        fits = day.weekday() in (1, 2, 3) and hours.is_open(at, calendar) and hours.is_open(before, calendar)
        if at >= now and fits:
            return at
        day += timedelta(days=1)
    return now


def _local(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def live(stage: Stage, until: datetime) -> None:
    """Last Wednesday to now: requests asked and answered, a page sent, one request late at the ILD's, one nearly late."""
    zone = ZoneInfo(stage.district.zone)
    today = until.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    wednesday, yesterday = monday - timedelta(days=5), today - timedelta(days=1)
    stage.say("last Wednesday: requests asked, answered and closed")
    stage.go(_local(wednesday, 8, 5, zone))
    _answered(stage, 0, "communications.translation", "Amina Yusuf is booked for Thursday, 5 to 8 pm.", close=True)
    stage.go(_local(wednesday, 9, 20, zone))
    _answered(stage, 3, "it.devices", "A technician collects the cart tomorrow before 10.", close=True)
    stage.say("units send what they want from principals; the ILDs decide")
    stage.go(_local(wednesday, 10, 0, zone))
    send_and_decide(stage, MANDATES[:5], decide=True)
    stage.say("Monday: the weekly page goes out to every principal")
    stage.go(_local(monday, 9, 30, zone))
    _answered(stage, 1, "finance.purchasing", "The order went out Friday; the kiln ships this week.", close=False)
    send_and_decide(stage, MANDATES[5:], decide=False)
    stage.go(_local(yesterday, 13, 10, zone))
    stage.say("a request nobody answers climbs to the ILD")
    _ask(stage, 2, "facilities.hvac")
    stage.go(_local(today, 7, 5, zone))
    _ask(stage, 0, "transportation.bus_route")
    nearly = _nearly_late(stage, until)
    stage.go(nearly)
    _ask(stage, 5, "facilities.plumbing")
    stage.go(max(until, nearly))


def _nearly_late(stage: Stage, until: datetime) -> datetime:
    """When to ask so that the first answer falls due a little after `until`."""
    route = stage.district.routes.get("facilities.plumbing") or next(iter(stage.district.routes.values()))
    calendar = stage.district.calendars[stage.district.units[route.unit].calendar]
    asked = until
    while hours.add(asked, route.respond_minutes, calendar) > until + timedelta(minutes=25):
        asked -= timedelta(minutes=5)
    return max(asked, stage.clock.now())


def principals(district: District) -> list[Person]:
    """Principals, one of each network in turn, so that every ILD has something to see."""
    found = [p for p in district.people.values() if p.role == Role.PRINCIPAL]
    by_network: dict[str, list[Person]] = {}
    for person in found:
        by_network.setdefault(district.schools[person.school].network, []).append(person)
    most = max(len(group) for group in by_network.values())
    return [group[i] for i in range(most) for group in by_network.values() if i < len(group)]


def _ask(stage: Stage, number: int, route_id: str) -> Request:
    """A principal writes; where the bot asks which desk, the principal says so."""
    people = principals(stage.district)
    person = people[number % len(people)]
    route = stage.district.routes.get(route_id) or next(iter(stage.district.routes.values()))
    text = TEXTS.get(route.id) or route.examples[0]
    user = stage.user(person.id)
    stage.box.say(user, "bot", text)
    stage.settle()
    draft = stage.bot.db.read(lambda conn: open_draft_of(conn, person.id))
    if draft is not None:
        stage.bot.service.handle(c.Choose(f"demo:{draft}", user, None, draft, route.id))
        stage.settle()
    return stage.bot.db.read(lambda conn: queries.open_of_school(conn, person.school))[-1]


def _answered(stage: Stage, number: int, route_id: str, words: str, *, close: bool) -> None:
    """Asked, and answered half an hour later; closed the same day when `close`."""
    request = _ask(stage, number, route_id)
    unit = stage.district.units[request.terms.unit]
    lead, asker = stage.user(unit.lead), stage.user(request.requester)
    stage.go(stage.clock.now() + timedelta(minutes=30))
    key = f"demo:{request.id}"
    stage.bot.service.handle(c.Take(f"{key}:take", lead, None, request.id))
    stage.bot.service.handle(c.ReplyToSchool(f"{key}:reply", lead, None, request.id, words))
    stage.settle()
    if close:
        stage.go(stage.clock.now() + timedelta(minutes=20))
        stage.bot.service.handle(
            c.Finish(f"{key}:finish", lead, None, request.id, "Done. Tell me if anything is missing.")
        )
        stage.settle()
        stage.bot.service.handle(c.Confirm(f"{key}:confirm", asker, None, request.id))
        stage.settle()
