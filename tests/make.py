"""Values for tests. Everything has a plausible default; name only what the story is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from broker_bot.domain.commands import OnRequest, Say
from broker_bot.domain.district import District
from broker_bot.domain.model import Notice, Origin, Request, Status, Terms
from broker_bot.domain.terms import terms_for

NOW = datetime(2026, 10, 6, 14, 30, tzinfo=UTC)
"""A Tuesday morning in school time."""

C = TypeVar("C", bound=OnRequest)
_keys = count(1)


def minutes(number: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=number)


def terms(**changes: Any) -> Terms:
    """Terms of a desk with a four-hour answer, a third day's finish and the usual ladder."""
    usual = Terms(
        unit="facilities",
        route="facilities.hvac",
        respond_minutes=240,
        finish_minutes=1440,
        contact_percent=50,
        lead_percent=80,
        ild_percent=100,
        after_ild_minutes=240,
        ild_calendar="office",
        calendar="office",
        version="a-version",
    )
    return replace(usual, **changes)


def request(**changes: Any) -> Request:
    """An open request of one school, filed by its principal at NOW. `id` 0 is not stored yet."""
    usual = Request(
        id=0,
        school="birch",
        requester="principal@school.example",
        filed_by="principal@school.example",
        origin=Origin.PRINCIPAL,
        text="The boiler in building B is cold.",
        why="boiler",
        confidential="",
        urgent=False,
        terms=terms(),
        status=Status.OPEN,
        opened_at=NOW,
        clock_from=NOW,
        first_target=240,
        last_event_at=NOW,
    )
    return replace(usual, **changes)


def request_of(district: District, school: str, route: str, **changes: Any) -> Request:
    """An open request of a school of this district for one of its routes, filed by its principal."""
    who = district.schools[school].principal
    own = terms_for(district.routes[route], district)
    usual = {"school": school, "requester": who, "filed_by": who, "terms": own, "first_target": own.respond_minutes}
    return request(**(usual | changes))


def notice(kind: str = "answer", to: str = "principal@school.example", **changes: Any) -> Notice:
    """The intent to tell a person something at the place "school"."""
    return replace(Notice(kind, "school", to), **changes)


def say(text: str, by: str = "U1", at: datetime = NOW, **changes: Any) -> Say:
    """A direct message to the bot by a Slack user."""
    number = next(_keys)
    ts = f"{at.timestamp() + number / 1_000_000:.6f}"
    return replace(Say(key=f"T1:D{by}:{ts}", by=by, at=at, text=text, channel=f"D{by}", ts=ts), **changes)


def press(what: type[C], request: int, by: str = "U1", at: datetime = NOW, **facts: Any) -> C:
    """A button or a modal on a request; `facts` are what the modal's fields said."""
    return what(key=f"press:{next(_keys)}", by=by, at=at, request=request, **facts)
