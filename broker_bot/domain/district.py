"""The district as its files describe it: frozen values that every room may read. No IO, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Span = tuple[int, int]
"""Half-open part of a local day, in minutes from midnight: (420, 960) is 07:00-16:00; an end of 1440 is 24:00."""


Block = tuple[datetime, datetime]
"""Protected time of a person: from one instant to another, in UTC."""


class Role(StrEnum):
    """What a person is to the district; one role a person."""

    PRINCIPAL = "principal"
    DELEGATE = "delegate"
    UNIT_STAFF = "unit_staff"
    UNIT_LEAD = "unit_lead"
    EXECUTIVE = "executive"
    ILD = "ild"
    CHIEF = "chief"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Calendar:
    """One set of working hours with its exceptions.

    `week` holds seven tuples of spans, Monday first, in local wall time of `zone` (IANA name).
    `exceptions` replaces a whole day: `()` is closed (holiday, break), spans are a half day.
    `always` means 24 hours on every day; then week and exceptions are ignored.
    """

    id: str
    zone: str
    week: tuple[tuple[Span, ...], ...]
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    always: bool = False

    @property
    def day_minutes(self) -> int:
        """Minutes in the ordinary working day: the most common length of a weekly open day, the longer on a tie."""
        if self.always:
            return 24 * 60
        lengths = [sum(end - start for start, end in spans) for spans in self.week if spans]
        return max(lengths, key=lambda n: (lengths.count(n), n))


MIDNIGHT = 24 * 60
"""The end of a local day, in minutes."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Hours taken out of a local `day` after the year was planned: closed from minute `begin` to minute `end`.

    `scope` is "all" or a school's id. `source` is empty for one that a person declared, else names the calendar.
    """

    day: date
    scope: str
    reason: str
    by: str
    begin: int = 0
    end: int = MIDNIGHT
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of request and the unit that owns it.

    `respond_minutes` and `finish_minutes` are working minutes in the unit's calendar; the `_text` fields are
    the words of the file ("4h", "3d"). `confidential` names the kind (personnel, legal ...) or is empty.
    """

    id: str
    unit: str
    label: str
    description: str
    respond_minutes: int
    respond_text: str
    finish_minutes: int
    finish_text: str
    keywords: tuple[str, ...] = ()
    urgent_words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    confidential: str = ""
    since: date | None = None
    until: date | None = None
    in_force: bool = True
    """Local days, both included, on which this entry of the file counts; None is open. `in_force` says it of today."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom some schools of a unit have: a roster address, ids of schools and networks, and of routes (none: all)."""

    person: str
    schools: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A central-office unit. People are e-mail addresses of the roster.

    `channel` is where it is reached: a Slack channel (`#name` or an id), an e-mail address, or the https address of
    the unit's own desk. `contact` is reminded first, for schools and routes that none of `contacts` names.
    """

    id: str
    name: str
    channel: str
    lead: str
    contact: str
    calendar: str
    last_step: str
    contacts: tuple[Contact, ...] = ()

    @property
    def door(self) -> str:
        """How it is reached: "slack", "mail" or "desk"."""
        if self.channel.startswith(("https://", "http://")):
            return "desk"
        return "mail" if "@" in self.channel else "slack"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Shares of the response target in whole per cent, and the ILD's own working minutes (in `ild_calendar`) before
    the last step."""

    contact_percent: int = 50
    lead_percent: int = 80
    ild_percent: int = 100
    after_ild_minutes: int = 240
    ild_calendar: str = "office"


@dataclass(frozen=True, slots=True)
class School:
    """`levels` of elementary, middle, high; `programs` of title1, ell, sped, cte, prek; `network` an id."""

    id: str
    name: str
    levels: tuple[str, ...]
    programs: tuple[str, ...]
    network: str
    principal: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster; `id` is the e-mail address in lower case. `started` is when the present role began."""

    id: str
    name: str
    role: Role
    title: str = ""
    school: str = ""
    unit: str = ""
    network: str = ""
    started: date | None = None
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away, whole local days `first` to `last`; `cover` ("" for none named) stands in."""

    first: date
    last: date
    cover: str = ""


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A decision of the gate that is made at once: every condition that is set must hold, empty ones don't count.

    `decide` is a kind of decision; `topics` are in lower case; `most_minutes` 0 is no limit; `dated` None is either.
    """

    name: str
    decide: str
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    most_minutes: int = 0
    dated: bool | None = None
    line: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed (RSS, Atom or JSON) of one unit's demands."""

    unit: str
    address: str


@dataclass(frozen=True, slots=True)
class Advice:
    """An exemption or waiver: the rule, who decides and since when, the first step, tips of those who did it."""

    id: str
    title: str
    rule: str
    decides: str
    since: str
    first_step: str
    tips: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """When the weekly page goes out and the words it uses (folder `digests/`).

    `weekday` is 0 for Monday; `send_minutes` is minutes from local midnight in the district's zone.
    `words` maps a tier, heading or button id to what people read; `texts` maps a template name to its Jinja source.
    """

    weekday: int
    send_minutes: int
    words: Mapping[str, str]
    texts: Mapping[str, str]
    rules: tuple[StandingRule, ...] = ()
    legal_units: tuple[str, ...] = ()
    """Units that may say of a demand that the law requires it."""
    summer: tuple[date, date] | None = None
    """First and last day on which pages go out only every second week."""
    feeds: tuple[Feed, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class District:
    """Everything the files say, checked, and who is away today. `version` is a SHA-256 of the files' bytes."""

    name: str
    zone: str
    safety_line: str
    triage: str
    chief: str
    ladder: Ladder
    calendars: Mapping[str, Calendar]
    units: Mapping[str, Unit]
    routes: Mapping[str, Route]
    urgent_words: tuple[str, ...]
    people: Mapping[str, Person]
    schools: Mapping[str, School]
    networks: Mapping[str, str]
    """Network id to its ILD's e-mail address, or an empty string when vacant."""
    digest: DigestPlan
    help_contact: str
    """E-mail address of the administrator, named to people whom the roster does not know."""
    version: str = ""
    dated: tuple[Route, ...] = ()
    """Every entry of the routes that have dates; `routes` then holds the one that counts today (`dated.on`)."""
    away: Mapping[str, Away] = field(default_factory=dict)
    """Who is away today, as set in Slack; the files say nothing of it."""
    closed: frozenset[str] = frozenset()
    """People of the roster whose Slack account is deactivated: nothing reaches them."""
    closed_schools: Mapping[str, tuple[Closure, ...]] = field(default_factory=dict)
    """Days on which single schools are closed, declared in Slack: the clocks of their requests stand still."""
    protected: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    """Each director's protected time, past and ahead, as set in Slack."""
    ild_school_hours: int = 24
    """Hours a week that a director means to keep for schools."""
    school_windows: tuple[Span, ...] = ((7 * 60, 8 * 60 + 30), (14 * 60 + 30, 17 * 60))
    """When what a school did not ask for may reach it, in local minutes of a school day; none is at any time."""
    school_pushes: int = 3
    """Such messages a week, beside the weekly page and what can't wait for it."""
    watch_floor: int = 70
    """Percent of answers on time in 30 days below which a unit or route is proposed for a watch."""
