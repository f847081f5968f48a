"""A unit's demand on principals and what each network's ILD decides about it. Frozen values and pure decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from broker_bot.domain import hours, week, words
from broker_bot.domain.commands import Command
from broker_bot.domain.digest import LEVELS, PROGRAM_WORDS, Audience, Reader, Tier, why_not
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.district import District, Person, School
from broker_bot.domain.model import Event, Notice, Outcome, Reply, refuse

MOST_WORDS = 200
"""Words of a demand's text; a page of it is read in a minute."""

MOST_TITLE = 150
MOST_MINUTES = 2400
"""Forty hours: more is not one demand."""

MOST_AHEAD_DAYS = 750
NEARS_DAYS = 5
"""School days before its date at which an undecided demand reminds the ILD, once."""

SHOWN = (Tier.MUST, Tier.BRIEF, Tier.FYI)
"""The tiers that stand on a page as items."""

_ADDRESS = re.compile(r"https?://[^\s<>|]+\Z")


@dataclass(frozen=True, slots=True)
class Mandate:
    """A demand as the unit sent it. Persons are roster addresses, `received_at` is aware UTC, empty tuples no limit.

    `due` is a date, a date for each level, or None. `minutes` is a principal's working time, 0 when nobody said.
    """

    id: int
    unit: str
    sent_by: str
    title: str
    text: str
    received_at: datetime
    due: date | Mapping[str, date] | None = None
    minutes: int = 0
    link: str = ""
    topic: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    all_programs: bool = False
    new_only: bool = False
    networks: tuple[str, ...] = ()
    schools_include: tuple[str, ...] = ()
    schools_exclude: tuple[str, ...] = ()
    superseded_by: int | None = None

    @property
    def audience(self) -> Audience:
        """Whom it is for, as the weekly filter reads it."""
        return Audience(
            levels=self.levels,
            programs=self.programs,
            all_programs=self.all_programs,
            new_only=self.new_only,
            networks=self.networks,
            schools_include=self.schools_include,
            schools_exclude=self.schools_exclude,
        )

    @property
    def first_due(self) -> date | None:
        """The earliest date anywhere."""
        if self.due is None or isinstance(self.due, date):
            return self.due
        return min(self.due.values(), default=None)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Where one network's decision differs: for first- and second-year principals, and by school id.

    Values are tiers, or handout (not on the page), excused (taken off for the school), answered (done for the school).
    """

    new_principals: str = ""
    schools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """One network's answer to one mandate. `accepted_on` is the Monday of the first page it may stand on."""

    mandate: int
    network: str
    tier: Tier
    decided_by: str
    decided_at: datetime
    line: str = ""
    reason: str = ""
    accepted_on: date | None = None
    overrides: Overrides = Overrides()


@dataclass(frozen=True, slots=True)
class SubmitMandate(Command):
    """A unit's modal. `minutes` is what was typed; `day` is None for a demand without a date."""

    title: str = ""
    text: str = ""
    day: date | None = None
    minutes: str = ""
    link: str = ""
    topic: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class DecideMandate(Command):
    """An ILD's decision for one network."""

    mandate: int = 0
    network: str = ""
    tier: str = ""
    line: str = ""
    reason: str = ""


def submitted(command: SubmitMandate, actor: Person, district: District, now: datetime) -> tuple[Mandate | None, Reply]:
    """The demand, without its id, or None with a sentence for each field that can't be taken."""
    errors = _problems(command, week.today(now, district))
    if errors:
        return None, Reply(errors=errors, refused=True)
    mandate = Mandate(
        id=0,
        unit=actor.unit,
        sent_by=actor.id,
        title=_line(command.title),
        text=words.clean(command.text),
        received_at=now,
        due=command.day,
        minutes=_minutes(command.minutes) or 0,
        link=command.link.strip(),
        topic=_line(command.topic),
        levels=tuple(level for level in LEVELS if level in command.levels),
        programs=tuple(program for program in PROGRAM_WORDS if program in command.programs),
        new_only=command.new_only,
    )
    concerned = networks(mandate, district, week.today(now, district))
    if not concerned:
        return None, Reply(errors={"levels": "No school has all of that. Check levels and programs."}, refused=True)
    return mandate, Reply(
        f"Sent to {len(concerned)} ILD{'s' if len(concerned) != 1 else ''}. You hear what each decides."
    )


def _problems(command: SubmitMandate, today: date) -> dict[str, str]:
    found = {
        "title": _title_problem(command.title),
        "text": _text_problem(command.text),
        "date": _day_problem(command.day, today),
        "minutes": _minutes_problem(command.minutes),
        "link": _link_problem(command.link.strip()),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _title_problem(title: str) -> str:
    line = _line(title)
    if words.refusal(line):
        return "Give it a title: what principals do, verb first."
    return f"Keep the title under {MOST_TITLE} characters." if len(line) > MOST_TITLE else ""


def _text_problem(text: str) -> str:
    if words.refusal(words.clean(text)):
        return "Say in a few words what principals do and how."
    number = len(text.split())
    return f"That is {number} words. Say it in at most {MOST_WORDS}." if number > MOST_WORDS else ""


def _day_problem(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return f"{_day(day)} is over. Pick a later day, or none."
    return "That is more than two years away. Check the year." if (day - today).days > MOST_AHEAD_DAYS else ""


def _minutes(typed: str) -> int | None:
    """Whole minutes, at least one, or None for anything else."""
    text = typed.strip()
    return int(text) or None if text.isdecimal() and len(text) <= 6 else None


def _minutes_problem(typed: str) -> str:
    minutes = _minutes(typed)
    if minutes is None:
        return "Write the minutes as a whole number, such as 20."
    return f"At most {MOST_MINUTES} minutes. Split it into several." if minutes > MOST_MINUTES else ""


def _link_problem(link: str) -> str:
    if not link:
        return ""
    right = len(link) <= 1000 and _ADDRESS.match(link)
    return "" if right else "A link begins with https:// or http:// and has no spaces."


def _line(text: str) -> str:
    """Somebody's words on one line."""
    return " ".join(words.clean(text).split())


def _day(day: date) -> str:
    return f"{day:%a}, {day:%b} {day.day}"


def sent(mandate: Mandate, district: District, now: datetime) -> Outcome:
    """What a new demand (with its id) sets off: a card for each ILD concerned, and a wake before its date."""
    concerned = networks(mandate, district, week.today(now, district))
    event = Event("sent", mandate.sent_by, {"title": mandate.title, "unit": mandate.unit, "networks": list(concerned)})
    cards = tuple(gate_card(network, district) for network in concerned)
    return Outcome(events=(event,), notices=cards, wake_at=nears_at(mandate, district))


def gate_card(network: str, district: District, kind: str = "card.mandate") -> Notice:
    """The card of one network's ILD; where the post is vacant the chief of schools sees it."""
    return Notice(kind, f"network:{network}", director(network, district))


def director(network: str, district: District) -> str:
    """The ILD of a network; vacant: the chief of schools, who decides until the post is filled."""
    return district.chief if vacant(network, district) else district.networks[network]


def vacant(network: str, district: District) -> bool:
    """Whether a network has no ILD in today's roster."""
    return district.networks.get(network, "") not in district.people


def nears_at(mandate: Mandate, district: District) -> datetime | None:
    """When an undecided demand reminds: the opening of the fifth school day before its date; None if over by then."""
    due = mandate.first_due
    if due is None:
        return None
    calendar = week.school_days(district)
    at = hours.opening(hours.school_days_after(due, -NEARS_DAYS, calendar), calendar)
    return at if at is not None and at > mandate.received_at else None


def nearing(mandate: Mandate, decided: set[str], district: District, now: datetime) -> Outcome:
    """The one reminder to each ILD who has not decided."""
    late = [n for n in networks(mandate, district, week.today(now, district)) if n not in decided]
    if not late or mandate.superseded_by:
        return Outcome()
    event = Event("reminded", "clock", {"networks": list(late)})
    return Outcome(events=(event,), notices=tuple(gate_card(n, district, "note.nears") for n in late))


def decided(
    mandate: Mandate,
    before: Decision | None,
    command: DecideMandate,
    actor: Person,
    first_week: date,
    district: District,
    now: datetime,
) -> tuple[Decision | None, Outcome]:
    """The network's decision and who hears of it. `first_week` is the Monday of the next page to be made."""
    errors = _decision_problems(command)
    if errors:
        return None, Outcome(reply=Reply(errors=errors, refused=True))
    if mandate.superseded_by:
        return None, refuse("A newer version of this demand has replaced it. Decide on that one.")
    decision = Decision(
        mandate=mandate.id,
        network=command.network,
        tier=Tier(command.tier),
        decided_by=actor.id,
        decided_at=now,
        line=_line(command.line),
        reason=words.clean(command.reason),
        accepted_on=_accepted(before, Tier(command.tier), first_week),
        overrides=before.overrides if before else Overrides(),
    )
    if before and _same(before, decision):
        return None, refuse("That is what you decided already.")
    facts = {"network": decision.network, "tier": str(decision.tier), "line": decision.line, "reason": decision.reason}
    returned = Notice(
        "mandate.returned", f"returned:{decision.network}", mandate.sent_by, {"network": decision.network}
    )
    notices = (gate_card(decision.network, district), returned)
    tier = district.digest.words.get(command.tier, command.tier)
    reply = Reply(f"{mandate.title}: {tier}. {_name(mandate.sent_by, district)} hears it.")
    return decision, Outcome(events=(Event("decided", actor.id, facts),), notices=notices, reply=reply)


def _decision_problems(command: DecideMandate) -> dict[str, str]:
    if command.tier not in set(Tier):
        return {"tier": "Pick one of the five."}
    if command.tier == Tier.DECLINED and words.refusal(words.clean(command.reason)):
        return {"reason": "Give the unit a reason; its sender reads it."}
    if len(command.line) > 300:
        return {"line": "Keep your line under 300 characters."}
    return {}


def _accepted(before: Decision | None, tier: Tier, first_week: date) -> date:
    """A change among the shown tiers keeps the week of the first acceptance, so that nothing is new twice."""
    if before and before.accepted_on and (before.tier in SHOWN) == (tier in SHOWN):
        return before.accepted_on
    return first_week


def _same(one: Decision, other: Decision) -> bool:
    return one == replace(other, decided_by=one.decided_by, decided_at=one.decided_at)


def _name(person: str, district: District) -> str:
    known = district.people.get(person)
    return known.name if known else person


def reader(school: School, district: District, on: date, states: Mapping[str, str] | None = None) -> Reader:
    """A school's principal as the weekly filter sees one; `on` decides the completed years."""
    principal = district.people.get(school.principal)
    started = principal.started if principal else None
    years = None
    if started is not None:
        years = max(0, on.year - started.year - ((on.month, on.day) < (started.month, started.day)))
    return Reader(
        id=school.principal,
        school=school.id,
        levels=frozenset(school.levels),
        programs=frozenset(school.programs),
        years=years,
        network=school.network,
        states=dict(states or {}),
    )


def applies(who: Reader, mandate: Mandate, on: date) -> bool:
    """Whether the demand is for this reader at all: an undated must would show."""
    bare = replace(who, states={}, opt_outs=())
    return why_not(bare, Line(id="", tier=Tier.MUST, accepted_on=on, audience=mandate.audience), on) is None


def reached(mandate: Mandate, network: str, district: District, on: date) -> tuple[School, ...]:
    """The schools of a network that the demand is for."""
    schools = (s for s in district.schools.values() if s.network == network)
    return tuple(s for s in schools if applies(reader(s, district, on), mandate, on))


def networks(mandate: Mandate, district: District, on: date) -> tuple[str, ...]:
    """The networks with at least one school that the demand is for."""
    return tuple(n for n in district.networks if reached(mandate, n, district, on))
