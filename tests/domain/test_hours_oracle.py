"""Working-time arithmetic agrees with a walk over every minute, over five school years and six zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_bot.domain import hours
from broker_bot.domain.district import Calendar
from tests.domain.oracle import Hours

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",  # no daylight saving
    "America/Anchorage",
    "America/Havana",  # clocks change at midnight
    "Australia/Lord_Howe",  # by half an hour
)
FIRST, LAST = date(2024, 8, 1), date(2029, 7, 31)
MINUTE = timedelta(minutes=1)


def change_days(zone: str) -> list[date]:
    """The local days on which the zone's offset changes, and the days around them."""
    tz, found = ZoneInfo(zone), []
    for n in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=n)
        offsets = {datetime(d.year, d.month, d.day, 12, tzinfo=tz).utcoffset() for d in (day, day + timedelta(days=1))}
        if len(offsets) > 1:
            found += [day, day + timedelta(days=1)]
    return found


CHANGES = {zone: change_days(zone) for zone in ZONES}

ordinary_days = st.sampled_from(
    [((420, 960),), ((480, 1020),), ((450, 690), (735, 930)), ((0, 1440),), ((0, 90), (120, 180), (1380, 1440)), ()]
)


@st.composite
def odd_days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


days = ordinary_days | odd_days()


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(ZONES))
    week = tuple(draw(days) for _ in range(7))
    if not any(week):
        week = (((420, 960),), *week[1:])
    return Calendar("tried", zone, week, always=draw(st.sampled_from([False] * 9 + [True])))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar and a start (UTC, to the second), half of them near a change of the clocks, with closures near it."""
    calendar = draw(calendars())
    changes = CHANGES[calendar.zone]
    any_day = st.dates(FIRST, LAST)
    day = draw(any_day | st.sampled_from(changes) if changes else any_day)
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)
    start += timedelta(seconds=draw(st.integers(-3600, 26 * 3600)))
    offsets = draw(st.lists(st.integers(-1, 6), max_size=4, unique=True))
    exceptions = {day + timedelta(days=n): draw(st.just(()) | days) for n in offsets}
    return Calendar(calendar.id, calendar.zone, calendar.week, exceptions, calendar.always), start


def walk(calendar: Calendar) -> Hours:
    return Hours(calendar.zone, calendar.week, dict(calendar.exceptions), calendar.always)


slow_walk = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow_walk
@given(cases(), st.integers(0, 3 * 540))
def test_a_due_time_is_where_the_walk_ends(case: tuple[Calendar, datetime], minutes: int) -> None:
    calendar, start = case
    assert hours.add(start, minutes, calendar) == walk(calendar).add(start, minutes)


@slow_walk
@given(cases(), st.integers(0, 6 * 86400))
def test_time_between_is_what_the_walk_counts(case: tuple[Calendar, datetime], seconds: int) -> None:
    calendar, start = case
    end = start + timedelta(seconds=seconds)
    assert hours.between(start, end, calendar) == walk(calendar).between(start, end)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_open_is_what_the_walk_says(case: tuple[Calendar, datetime]) -> None:
    calendar, at = case
    assert hours.is_open(at, calendar) == walk(calendar).is_open(at)


@settings(max_examples=300, deadline=None)
@given(cases(), st.integers(0, 20000))
def test_as_many_minutes_lie_before_the_due_time_as_were_added(case: tuple[Calendar, datetime], minutes: int) -> None:
    calendar, start = case
    due = hours.add(start, minutes, calendar)
    assert hours.between(start, due, calendar) == minutes
    assert due.tzinfo is UTC
    assert due >= start


@settings(max_examples=300, deadline=None)
@given(cases(), st.integers(0, 5000), st.integers(1, 5000))
def test_two_targets_in_a_row_are_one_long_target(case: tuple[Calendar, datetime], first: int, second: int) -> None:
    calendar, start = case
    halfway = hours.add(start, first, calendar)
    assert hours.add(halfway, second, calendar) == hours.add(start, first + second, calendar)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_next_open_instant_is_open_and_none_before_it_is(case: tuple[Calendar, datetime]) -> None:
    calendar, at = case
    found = hours.next_open(at, calendar)
    assert hours.is_open(found, calendar)
    assert hours.between(at, found, calendar) == 0
    assert found == at or not hours.is_open(found - timedelta(microseconds=1), calendar)


@settings(max_examples=300, deadline=None)
@given(cases(), st.integers(0, 8 * 24 * 60))
def test_the_always_calendar_is_the_clock_on_the_wall(case: tuple[Calendar, datetime], minutes: int) -> None:
    calendar, start = case
    always = Calendar("always", calendar.zone, calendar.week, calendar.exceptions, always=True)
    assert hours.add(start, minutes, always) == start + minutes * MINUTE
    assert hours.between(start, start + minutes * MINUTE, always) == minutes


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 8 * 24 * 60))
def test_days_open_from_midnight_to_midnight_leave_no_hole(case: tuple[Calendar, datetime], minutes: int) -> None:
    calendar, start = case
    whole = Calendar("whole", calendar.zone, (((0, 1440),),) * 7)
    assert hours.add(start, minutes, whole) == start + minutes * MINUTE
