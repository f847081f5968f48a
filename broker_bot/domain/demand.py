"""A unit's demand on principals and what each network's ILD decides about it. Frozen values and pure decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from broker_bot.domain import hours, week
from broker_bot.domain.digest import Audience, Reader, Tier, why_not
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.district import District, School
from broker_bot.domain.model import Event, Notice, Outcome

NEARS_DAYS = 5
"""School days before its date at which an undecided demand reminds the ILD, once."""

SHOWN = (Tier.MUST, Tier.BRIEF, Tier.FYI)
"""The tiers that stand on a page as items."""


@dataclass(frozen=True, slots=True)
class Change:
    """A date that was corrected: when (aware UTC), by whom, from which date (or dates by level) to which."""

    at: datetime
    by: str
    was: date | Mapping[str, date] | None
    now: date | Mapping[str, date] | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """A demand as the unit sent it. Persons are roster addresses, `received_at` is aware UTC, empty tuples no limit.

    `due` is a date, a date for each level, or None. `minutes` is a principal's working time, 0 when nobody said.
    `consequence` is what happens if it is missed. `legal`: a source that the district lists says the law requires it.
    `source` is where it was read ("form", "memo", "file", "feed", "message"), `source_text` the memo as it came and
    `source_link` where from: an office's own conversation or file, which principals can't open.
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
    consequence: str = ""
    legal: bool = False
    source: str = "form"
    source_text: str = ""
    source_link: str = ""
    draft: str = ""
    """A line for the ILD to edit, by the district's model; empty without one."""
    changes: tuple[Change, ...] = ()

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


KINDS: Mapping[str, Tier] = {
    **{str(tier): tier for tier in Tier},
    "handout": Tier.DECLINED,
    "excused": Tier.BRIEF,
}
"""How an ILD can decide, and the tier that the weekly filter sees; what is excused is taken off by a state."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Where one network's decision differs: for first- and second-year principals, and by school id.

    Values are kinds of `KINDS`, or answered (done for the school).
    """

    new_principals: str = ""
    schools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """One network's answer to one mandate. `accepted_on` is the Monday of the first page it may stand on.

    `kind` is one of KINDS; empty means the tier itself. `minutes` is the ILD's time limit, 0 for the unit's own figure.
    `line` is the ILD's word, `focus` ties it to the school's focus, `why` is for principals in their first years,
    `answer` is what the ILD said for the schools, `reason` goes back to the unit. `rule` names the standing rule that
    decided. `again` holds the unit's words when it asked once more.
    """

    mandate: int
    network: str
    tier: Tier
    decided_by: str
    decided_at: datetime
    line: str = ""
    reason: str = ""
    accepted_on: date | None = None
    overrides: Overrides = Overrides()
    kind: str = ""
    focus: str = ""
    minutes: int = 0
    why: str = ""
    answer: str = ""
    rule: str = ""
    again: str = ""

    @property
    def how(self) -> str:
        """The kind of decision, one of KINDS."""
        return self.kind or str(self.tier)

    @property
    def excused(self) -> tuple[str, ...]:
        """The schools excused one by one, by id."""
        return tuple(school for school, wish in self.overrides.schools.items() if wish == "excused")


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
