"""When the weekly page goes out, and which week a demand first stands on: the send day, or the next school day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import hours
from broker_bot.domain.district import Calendar, District

SEARCH_WEEKS = 60
"""Weeks searched for an open send day: longer than any break."""

_WEEK = timedelta(days=7)
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Send:
    """`week` is the Monday the page is for; `at` (aware UTC) the instant it is made and sent."""

    week: date
    at: datetime


def school_days(district: District) -> Calendar:
    """The calendar that says which days are school days: that of the ILDs."""
    return district.calendars[district.ladder.ild_calendar]


def today(now: datetime, district: District) -> date:
    """The district's local day at `now` (aware)."""
    return now.astimezone(ZoneInfo(district.zone)).date()


def next_send(after: datetime, district: District) -> Send:
    """The first send later than `after`. Raises hours.NoWorkingTime when no send day is open for over a year."""
    nominal = _nominal(today(after, district), district) - _WEEK
    for _ in range(SEARCH_WEEKS):
        send = _send(nominal, district)
        if send is not None and send.at > after:
            return send
        nominal += _WEEK
    raise hours.NoWorkingTime(school_days(district), nominal)


def last_send(until: datetime, district: District) -> Send | None:
    """The latest send at or before `until`, within the last weeks that a break may have skipped; None before any."""
    nominal = _nominal(today(until, district), district)
    for back in range(SEARCH_WEEKS):
        send = _send(nominal - back * _WEEK, district)
        if send is not None and send.at <= until:
            return send
    return None


def _nominal(day: date, district: District) -> date:
    """The send day of the calendar week `day` lies in."""
    return day - timedelta(days=day.weekday()) + timedelta(days=district.digest.weekday)


def _send(nominal: date, district: District) -> Send | None:
    """The send of a nominal day: on it, or on the next school day before the next one; None for a week in a break."""
    calendar = school_days(district)
    day = nominal
    if calendar.exceptions.get(nominal) == ():
        day = hours.school_days_after(nominal, 1, calendar)
    if day - nominal >= _WEEK or _left_out(nominal, district):
        return None
    return Send(_monday(nominal), instant(day, district.digest.send_minutes, district))


def _left_out(nominal: date, district: District) -> bool:
    """In summer every second week has a page, the first one among them."""
    summer = district.digest.summer
    if summer is None or not summer[0] <= nominal <= summer[1]:
        return False
    return (nominal - summer[0]).days // 7 % 2 == 1


def _monday(nominal: date) -> date:
    """A page sent from Monday to Thursday is for that week, a later one for the week that follows."""
    monday = nominal - timedelta(days=nominal.weekday())
    return monday if nominal.weekday() <= _THURSDAY else monday + _WEEK


def instant(day: date, minutes: int, district: District) -> datetime:
    """The first instant (UTC) at which the district's clocks show `minutes` from midnight of `day`, or a later time."""
    from_then_on = Calendar("send", district.zone, (((minutes, 24 * 60),),) * 7)
    opens = hours.opening(day, from_then_on)
    if opens is None:
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(district.zone))
        return (midnight + timedelta(minutes=minutes)).astimezone(UTC)
    return opens
