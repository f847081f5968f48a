"""Delegates for a time: somebody outside the roster acts for a school until a day its principal names. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person, Role

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NameDelegate(Command):
    """A principal names a Slack user until a local day, that day included."""

    user: str = ""
    last: date | None = None


@dataclass(frozen=True, slots=True)
class EndDelegate(Command):
    """The principal ends a delegation before its day."""

    delegation: int = 0


@dataclass(frozen=True, slots=True)
class Delegation:
    """`person` is an e-mail address, `name` the one in Slack; access ends at `until` (UTC)."""

    id: int
    school: str
    person: str
    name: str
    until: datetime


def problem(email: str, last: date | None, school: str, district: District, now: datetime) -> tuple[str, str] | None:
    """The form's field and what is wrong with it, or None."""
    known = district.people.get(email)
    if not email:
        return "person", "Slack has not told me that person's address. Ask them to open my Home once, then try again."
    if known is not None and known.school == school:
        return "person", f"{known.name} acts for your school already."
    if known is not None:
        return "person", f"{known.name} has another role here ({known.title or known.role}). Name somebody without one."
    if last is None:
        return "last", "Pick the last day."
    today = now.astimezone(ZoneInfo(district.zone)).date()
    if last < today:
        return "last", "That day is over. Pick today or a later one."
    if last > today + LONGEST:
        return "last", "That is more than a year away. Pick an earlier day."
    return None


def ends_at(last: date, zone: str) -> datetime:
    """The end of a local day, as aware UTC."""
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def last_day(until: datetime, zone: str) -> date:
    """The local day at whose end a delegation is over."""
    return until.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)


def as_person(found: Delegation) -> Person:
    """The delegate as somebody of the roster would stand there."""
    return Person(found.person, found.name or found.person, Role.DELEGATE, title="delegate", school=found.school)
