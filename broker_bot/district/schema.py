"""The fields of routes.yaml and digests/schedule.yaml, as pydantic models over plain text.

A field's description completes the sentence "expected ..." of an error.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from broker_bot.district.day_texts import (
    Closing,
    parse_closing,
    parse_date,
    parse_spans,
    parse_time,
    parse_weekday,
    parse_zone,
)
from broker_bot.district.durations import Duration, parse_duration, parse_share
from broker_bot.district.problems import Wrong, nearest
from broker_bot.domain.district import Span

KINDS_OF_CONFIDENCE = ("personnel", "health", "legal", "special education", "discipline")
_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"']+")


def parse_email(text: str) -> str:
    """The address in lower case; raises Wrong."""
    if not _EMAIL.fullmatch(text):
        raise Wrong(
            "this is not an e-mail address", "an e-mail address of roster.csv, such as ana.ruiz@district.example"
        )
    return text.lower()


def _present(text: Any) -> Any:
    if isinstance(text, str) and not text.strip():
        raise Wrong("nothing is written here")
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", text):
        hint = re.sub(r"[^a-z0-9_.-]+", "_", text.lower()).strip("_.-")
        raise Wrong("an id has other characters", "small letters, digits, _ and .", hint)
    return text


_DESK = re.compile(r"https://[^\s<>|@]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?/[^\s<>|@]*")
"""The address of a unit's own desk; without TLS only on this machine."""


def _channel(text: str) -> str:
    if re.fullmatch(r"#[^\s#A-Z,.]{1,80}|[CG][A-Z0-9]{6,}", text) or _DESK.fullmatch(text):
        return text
    if _EMAIL.fullmatch(text):
        return text.lower()
    if text.startswith("http://"):
        raise Wrong("a desk is reached over https only", "an https address", "https://" + text.removeprefix("http://"))
    name = text.lstrip("#").lower().replace(" ", "-")
    raise Wrong("this is not a channel", "a name in quotes or a channel id such as C0123ABCD", f'"#{name}"')


def _confidence(text: str) -> str:
    if text in KINDS_OF_CONFIDENCE:
        return text
    raise Wrong("this is no kind of confidence", ", ".join(KINDS_OF_CONFIDENCE), nearest(text, KINDS_OF_CONFIDENCE))


def parse_weekly(text: str) -> int:
    """Whole hours of a week; raises Wrong."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 60):
        raise Wrong("this is no number of hours", "hours a week, from 0 to 60, such as 24")
    return int(text)


def parse_percent(text: str) -> int:
    """A percentage; raises Wrong."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 100):
        raise Wrong("this is no percentage", "a whole number from 0 to 100, such as 70")
    return int(text)


def parse_few(text: str) -> int:
    """A small number; raises Wrong."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 20):
        raise Wrong("this is no number of messages", "a whole number from 0 to 20, such as 3")
    return int(text)


def parse_windows(text: str) -> tuple[Span, ...]:
    """Spans of a day, none for "always"; raises Wrong."""
    return () if text.strip().lower() == "always" else parse_spans(text)


def _list(value: Any) -> Any:
    return [] if value == "" else value


Text = Annotated[str, BeforeValidator(_present)]
Id = Annotated[Text, AfterValidator(_identifier)]
Email = Annotated[Text, AfterValidator(parse_email)]
Channel = Annotated[Text, AfterValidator(_channel)]
Zone = Annotated[Text, AfterValidator(parse_zone)]
Share = Annotated[int, BeforeValidator(lambda value: parse_share(_string(value)))]
Target = Annotated[Duration, BeforeValidator(lambda value: parse_duration(_string(value)))]
Day = Annotated[date, BeforeValidator(lambda value: parse_date(_string(value)))]
Weekly = Annotated[int, BeforeValidator(lambda value: parse_weekly(_string(value)))]
Percent = Annotated[int, BeforeValidator(lambda value: parse_percent(_string(value)))]
Few = Annotated[int, BeforeValidator(lambda value: parse_few(_string(value)))]
Windows = Annotated[tuple[Span, ...], BeforeValidator(lambda value: parse_windows(_string(value)))]
Words = Annotated[tuple[Text, ...], BeforeValidator(_list)]
Entries = Annotated[list[Any], BeforeValidator(_list)]


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("text is needed here, not a list or fields")
    return str(_present(value))


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoutesFilePart(Part):
    district: Any = Field(description="the fields of the district: name, time_zone, safety_line ...")
    hours: Any = Field(description='named working hours, such as office: {mon-fri: "07:00-16:00"}')
    holidays: Entries = Field(default=[], description="a list of days, each on a line of its own after a dash")
    breaks: Entries = Field(default=[], description="a list of days, each on a line of its own after a dash")
    half_days: Entries = Field(default=[], description="a list of days, each on a line of its own after a dash")
    urgent_words: Words = Field(default=(), description="a list of words, each on a line of its own after a dash")
    ladder: Any = Field(description="the fields remind_contact, tell_lead, tell_ild and last_step_after")
    units: Any = Field(description="a list of units")


class DistrictPart(Part):
    name: Text = Field(description="the district's name")
    time_zone: Zone = Field(description="an IANA name such as America/Chicago")
    safety_line: Text = Field(description="whom to call first in danger")
    chief_of_schools: Email = Field(description="an e-mail address of roster.csv")
    help_contact: Email = Field(description="the e-mail address of an admin of roster.csv")
    triage: Id = Field(description="the id of the unit that reads what could not be placed")
    ild_hours: Text = Field(default="office", description='a name from "hours"')
    school_windows: Windows = Field(
        default=((420, 510), (870, 1020)), description='times such as "07:00-08:30, 14:30-17:00", or always'
    )
    school_pushes: Few = Field(default=3, description="messages a week, from 0 to 20, such as 3")
    watch_floor: Percent = Field(default=70, description="a percentage from 0 to 100, such as 70")
    ild_school_hours: Weekly = Field(default=24, description="hours a week, from 0 to 60, such as 24")


class LadderPart(Part):
    remind_contact: Share = Field(description="a share of the response target, such as 50%")
    tell_lead: Share = Field(description="a share of the response target, such as 80%")
    tell_ild: Share = Field(description="a share of the response target, such as 100%")
    last_step_after: Target = Field(description="a length of working time such as 4h")


class ContactPart(Part):
    person: Email = Field(description="the e-mail address of somebody of the unit")
    schools: Words = Field(default=(), description="a list of school ids of roster.csv")
    networks: Words = Field(default=(), description="a list of network ids of roster.csv")
    routes: Words = Field(default=(), description="a list of this unit's route ids; without it, all of them")


class UnitPart(Part):
    id: Id = Field(description="a short name that never changes, such as facilities")
    name: Text = Field(description="the unit's name")
    channel: Channel = Field(
        description='a name in quotes such as "#unit-facilities", a channel id, an e-mail address, or an https address'
    )
    lead: Email = Field(description="the e-mail address of the unit's lead")
    contact: Email = Field(description="the e-mail address of somebody of the unit")
    hours: Text = Field(description='a name from "hours"')
    last_step: Email = Field(description="the e-mail address of an executive")
    contacts: Entries = Field(default=[], description="a list of people with their schools or networks")
    routes: Any = Field(description="a list of routes")


class RoutePart(Part):
    id: Id = Field(description="a short name that never changes, such as facilities.hvac")
    label: Text = Field(description="the words people see for this kind of request")
    description: Text = Field(description="one sentence on what belongs here")
    respond_within: Target = Field(description="a length of working time such as 4h")
    finish_within: Target = Field(description="a length of working time such as 3d")
    keywords: Words = Field(default=(), description="a list of words, each on a line of its own after a dash")
    urgent_words: Words = Field(default=(), description="a list of words, each on a line of its own after a dash")
    examples: Words = Field(default=(), description="a list of sentences, each on a line of its own after a dash")
    confidential: Annotated[Text, AfterValidator(_confidence)] | None = Field(
        default=None, description=", ".join(KINDS_OF_CONFIDENCE)
    )
    since: Day | None = Field(default=None, alias="from", description="a date such as 2027-01-12")
    until: Day | None = Field(default=None, description="a date such as 2027-01-11")


class MovedRoutePart(Part):
    """A route that another entry describes, from a date on; what is left out stays as it is there."""

    id: Id
    since: Day = Field(alias="from", description="a date such as 2027-01-12")
    until: Day | None = Field(default=None, description="a date such as 2027-01-11")
    respond_within: Target | None = Field(default=None, description="a length of working time such as 4h")
    finish_within: Target | None = Field(default=None, description="a length of working time such as 3d")
    label: Text | None = Field(default=None, description="the words people see for this kind of request")


class SendPart(Part):
    day: Annotated[int, BeforeValidator(lambda value: parse_weekday(_string(value)))] = Field(
        description="a day of the week such as monday"
    )
    at: Annotated[int, BeforeValidator(lambda value: parse_time(_string(value)))] = Field(
        description="a time such as 06:30"
    )
    summer: Annotated[Closing, BeforeValidator(lambda value: parse_closing(_string(value)))] | None = Field(
        default=None, description="two days such as 2027-06-14..2027-08-06"
    )


class SchedulePart(Part):
    send: Any = Field(description='the fields day and at, such as {day: monday, at: "06:30"}')
    words: Any = Field(description="the words people see, by name")
    standing_rules: Entries = Field(default=[], description="a list of rules, each with name and decide")
    feeds: Entries = Field(default=[], description="a list of feeds, each with unit and address")
    legal_sources: Words = Field(default=(), description="a list of unit ids")
