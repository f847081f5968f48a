"""What a principal can do with an item of the weekly page, and how the ILD answers "take it off my plate"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from broker_bot.domain import hours, people, week, words
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import director
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Json, Notice, Outcome, Reply, refuse, refuse_field
from broker_bot.domain.readmodels import DigestPage, PageItem
from broker_bot.domain.unit_side import end_of_work

UNDATED_ANSWER_DAYS = 2
"""School days the ILD has to answer about an item without a date."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """What became of one mandate at one principal.

    `state` is done, help (asked and not answered), taken_off, stands (the ILD said no) or handed. `asked` is help or
    off. `by` is who set it, `words` the ILD's answer, `handed_to` who of the school has it. Instants are aware UTC.
    """

    mandate: int
    principal: str
    state: str
    by: str
    at: datetime
    asked: str = ""
    answer_by: datetime | None = None
    words: str = ""
    handed_to: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One principal's page of one week; `page` is frozen when it is composed and None before."""

    id: int
    week: date
    principal: str
    network: str
    composed_at: datetime | None = None
    page: DigestPage | None = None

    def item(self, mandate: int) -> PageItem | None:
        """The item of a mandate on this page, if it stands there."""
        items = self.page.items if self.page else ()
        return next((item for item in items if item.mandate == mandate), None)


@dataclass(frozen=True, slots=True)
class OnItem(Command):
    """Any act on one item of one page."""

    issue: int = 0
    mandate: int = 0


@dataclass(frozen=True, slots=True)
class ItemDone(OnItem):
    """The school did it."""


@dataclass(frozen=True, slots=True)
class ItemHelp(OnItem):
    """The school needs the ILD's help with it."""


@dataclass(frozen=True, slots=True)
class ItemOff(OnItem):
    """*Take it off my plate*: only asks."""


@dataclass(frozen=True, slots=True)
class DecideOff(OnItem):
    """The ILD's answer: `decision` is "off" or "stands"."""

    decision: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class HandItem(OnItem):
    """The principal hands it to somebody of the school."""

    person: str = ""


Act = tuple[ItemState | None, Outcome]
"""The new state (None: nothing changes) and what it sets off on the issue."""


def decide(
    issue: Issue, before: ItemState | None, command: OnItem, actor: Person, district: District, now: datetime
) -> Act:
    """What becomes of an item that stands on a composed page. The caller has asked `access.may`."""
    item = issue.item(command.mandate)
    if item is None:
        return None, refuse("That item is not on this page.")
    if isinstance(command, DecideOff):
        return _answered(issue, item, before, command, actor, district, now)
    if before and before.state == "taken_off":
        return None, refuse(f"{people.name_of(district, before.by)} took that off your plate already.")
    if before and before.state == "done":
        return None, refuse(f"That is done already, says {people.name_of(district, before.by)}.")
    match command:
        case HandItem():
            return _hand(issue, item, before, command, actor, district, now)
        case ItemDone():
            state, outcome = _done(issue, item, actor, now)
        case ItemHelp():
            state, outcome = _help(issue, item, before, actor, district, now)
        case ItemOff():
            state, outcome = _ask_off(issue, item, before, actor, district, now)
        case _:
            return None, refuse("That can't be done with an item.")
    return (replace(state, handed_to=before.handed_to) if state and before else state), outcome


def page_card(issue: Issue, kind: str = "card.digest") -> Notice:
    """The principal's page: posted once as "digest", redrawn as "card.digest"."""
    return Notice(kind, f"person:{issue.principal}", issue.principal)


def off_card(issue: Issue, mandate: int, district: District, kind: str = "card.off") -> Notice:
    """The ILD's card about one ask."""
    return Notice(kind, f"off:{mandate}", director(network_of(issue, district), district))


def network_of(issue: Issue, district: District) -> str:
    """The network of the principal's school today, else the one the page was made for."""
    person = district.people.get(issue.principal)
    school = district.schools.get(person.school) if person else None
    return school.network if school else issue.network


def _event(kind: str, mandate: int, actor: Person, **data: str) -> Event:
    return Event(kind, actor.id, {"mandate": mandate, **data})


def _done(issue: Issue, item: PageItem, actor: Person, now: datetime) -> Act:
    state = ItemState(item.mandate, issue.principal, "done", actor.id, now)
    return state, Outcome(events=(_event("item.done", item.mandate, actor),))


def _hand(
    issue: Issue,
    item: PageItem,
    before: ItemState | None,
    command: HandItem,
    actor: Person,
    district: District,
    now: datetime,
) -> Act:
    """A handed item stays on the page, with the name of who has it; reminders follow it."""
    person = district.people.get(command.person)
    if person is None or person.school != actor.school or person.id == actor.id:
        return None, refuse_field("person", "Pick somebody of your school.")
    plain = ItemState(item.mandate, issue.principal, "handed", actor.id, now)
    state = replace(before, handed_to=person.id, at=now) if before and before.state == "help" else plain
    facts: dict[str, Json] = {"mandate": item.mandate, "by": actor.id}
    told = Notice("note.handed", f"handed:{item.mandate}:{person.id}", person.id, facts)
    outcome = Outcome(
        events=(_event("item.handed", item.mandate, actor, to=person.id),),
        notices=(told,),
        reply=Reply(f"{person.name} has it now and gets the reminders. It stays on your page."),
    )
    return replace(state, handed_to=person.id), outcome


def _help(
    issue: Issue, item: PageItem, before: ItemState | None, actor: Person, district: District, now: datetime
) -> Act:
    ild = director(network_of(issue, district), district)
    if before and before.state == "help":
        return None, refuse(f"{people.name_of(district, ild)} has your call already.")
    state = ItemState(item.mandate, issue.principal, "help", actor.id, now, asked="help")
    told = Notice("item.help", f"ild:{ild}:{item.mandate}", ild, {"mandate": item.mandate, "by": actor.id})
    outcome = Outcome(
        events=(_event("item.help", item.mandate, actor),),
        notices=(told,),
        reply=Reply(f"I told {people.name_of(district, ild)} that you need help with this."),
    )
    return state, outcome


def _ask_off(
    issue: Issue, item: PageItem, before: ItemState | None, actor: Person, district: District, now: datetime
) -> Act:
    name = people.name_of(district, director(network_of(issue, district), district))
    if before and before.state == "help" and before.asked == "off":
        return None, refuse(f"You asked already; {name} answers by {_local_day(before.answer_by, district)}.")
    by = answer_by(item.due, district, now)
    state = ItemState(item.mandate, issue.principal, "help", actor.id, now, asked="off", answer_by=by)
    outcome = Outcome(
        events=(_event("item.off_asked", item.mandate, actor),),
        notices=(off_card(issue, item.mandate, district, "off"),),
        wake_at=by,
        reply=Reply(f"I asked {name}, who answers by {_local_day(by, district)}. Until then it stands."),
    )
    return state, outcome


def _answered(
    issue: Issue,
    item: PageItem,
    before: ItemState | None,
    command: DecideOff,
    actor: Person,
    district: District,
    now: datetime,
) -> Act:
    if before is None or before.state != "help" or before.asked != "off":
        return None, refuse(_nothing_asked(before, district))
    if command.decision not in ("off", "stands"):
        return None, refuse_field("decision", "Pick one of the two.")
    told = words.clean(command.text)
    off = command.decision == "off"
    state = ItemState(
        item.mandate, issue.principal, "taken_off" if off else "stands", actor.id, now, asked="off", words=told
    )
    place = f"person:{issue.principal}"
    note = Notice("note.off_answered", place, issue.principal, {"mandate": item.mandate, "off": off, "text": told})
    who = people.name_of(district, issue.principal)
    return state, Outcome(
        events=(_event("item.taken_off" if off else "item.stands", item.mandate, actor, text=told),),
        notices=(note,),
        reply=Reply(f"{who} hears that it {'is off' if off else 'stands'}."),
    )


def _nothing_asked(before: ItemState | None, district: District) -> str:
    if before is None or before.state == "help":
        return "Nobody asks to have that taken off now."
    if before.state == "done":
        return f"{settled(before, district)}."
    return f"{people.name_of(district, before.by)} settled that already: {settled(before, district)}."


def unanswered(issue: Issue, state: ItemState | None, district: District) -> Outcome:
    """The time to answer is over: the principal hears that the item still stands."""
    if state is None or state.state != "help" or state.asked != "off":
        return Outcome()
    note = Notice("note.off_unanswered", f"person:{issue.principal}", issue.principal, {"mandate": state.mandate})
    return Outcome(events=(Event("item.off_unanswered", "clock", {"mandate": state.mandate}),), notices=(note,))


def answer_by(due: date | None, district: District, now: datetime) -> datetime:
    """Until when the ILD answers: one school day before the date, else two school days from now; never in the past."""
    calendar = week.school_days(district)
    here = week.today(now, district)
    day = hours.school_days_after(due, -1, calendar) if due else None
    if day is None:
        day = hours.school_days_after(here, UNDATED_ANSWER_DAYS, calendar)
    end = end_of_work(day, calendar)
    if end is not None and end > now:
        return end
    return end_of_work(hours.school_days_after(here, 1, calendar), calendar) or now + timedelta(days=1)


def state_words(state: ItemState, issue: Issue, district: District) -> str:
    """What the page says beside an item; empty when nothing was done."""
    ild = people.name_of(district, director(network_of(issue, district), district))
    match state.state:
        case "handed":
            return f"With {people.name_of(district, state.handed_to)}"
        case "done":
            return "Done" if state.by == issue.principal else f"Done, says {people.name_of(district, state.by)}"
        case "help" if state.asked == "off":
            return f"You asked to have it taken off; {ild} answers by {_local_day(state.answer_by, district)}"
        case "help":
            return f"{ild} knows that you need help"
        case "stands":
            return f"{people.name_of(district, state.by)}: it stands"
    return ""


def settled(state: ItemState, district: District) -> str:
    """What became of an ask, for the ILD's card; empty while it is open."""
    match state.state:
        case "taken_off":
            return "it is off"
        case "stands":
            return "it stands"
        case "done":
            return f"{people.name_of(district, state.by)} did it meanwhile"
        case "help" if state.asked == "off":
            return ""
    return "no longer asked"


def _local_day(at: datetime | None, district: District) -> str:
    if at is None:
        return "the next school day"
    day = week.today(at, district)
    return f"{day:%a}, {day:%b} {day.day}"
