"""Working time by the calendar on the wall: dates that people know, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broker_bot.domain.district import Calendar, Span
from broker_bot.domain.hours import NoWorkingTime, add, between, is_open, next_open, opening, school_days_after

CLOSED: tuple[Span, ...] = ()
DAY: tuple[Span, ...] = ((420, 960),)
LUNCH: tuple[Span, ...] = ((480, 720), (780, 1020))
WHOLE: tuple[Span, ...] = ((0, 1440),)

EXCEPTIONS = {
    date(2027, 1, 18): CLOSED,  # holiday, a Monday
    date(2026, 11, 25): ((420, 690),),  # half day before the break
    date(2026, 11, 26): CLOSED,
    date(2026, 11, 27): CLOSED,
}


def weekdays(
    zone: str, spans: tuple[Span, ...] = DAY, exceptions: dict[date, tuple[Span, ...]] | None = None
) -> Calendar:
    return Calendar("office", zone, (spans,) * 5 + (CLOSED,) * 2, EXCEPTIONS if exceptions is None else exceptions)


def every_day(zone: str, spans: tuple[Span, ...]) -> Calendar:
    return Calendar("daily", zone, (spans,) * 7)


def at(zone: str, wall: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


CHICAGO, DENVER, NEW_YORK = "America/Chicago", "America/Denver", "America/New_York"
PHOENIX, ANCHORAGE, HONOLULU, HAVANA = "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Havana"
ALWAYS = Calendar("safety", CHICAGO, (CLOSED,) * 7, always=True)


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "due"),
    [
        # Friday 15:50 before a holiday Monday: 10 minutes on Friday, the rest on Tuesday.
        (CHICAGO, "2027-01-15T15:50", 0, "2027-01-15T15:50"),
        (CHICAGO, "2027-01-15T15:50", 10, "2027-01-15T16:00"),
        (CHICAGO, "2027-01-15T15:50", 11, "2027-01-19T07:01"),
        (CHICAGO, "2027-01-15T15:50", 120, "2027-01-19T08:50"),
        (CHICAGO, "2027-01-15T15:50", 192, "2027-01-19T10:02"),
        (CHICAGO, "2027-01-15T15:50", 240, "2027-01-19T10:50"),
        (CHICAGO, "2027-01-15T15:50:29", 240, "2027-01-19T10:50:29"),
        # Outside the hours the clock waits for the opening, and the seconds of the start are gone.
        (CHICAGO, "2027-01-15T16:00", 0, "2027-01-19T07:00"),
        (CHICAGO, "2027-01-16T12:00:31", 30, "2027-01-19T07:30"),
        (CHICAGO, "2027-01-12T06:59:59", 60, "2027-01-12T08:00"),
        # Half day, then a break and a weekend.
        (CHICAGO, "2026-11-25T11:00", 30, "2026-11-25T11:30"),
        (CHICAGO, "2026-11-25T11:00", 60, "2026-11-30T07:30"),
        # Three ordinary days.
        (CHICAGO, "2027-02-03T09:15", 3 * 540, "2027-02-08T09:15"),
        # A week across spring forward (14 March 2027) and fall back (7 November 2027) is the same wall time.
        (CHICAGO, "2027-03-12T12:00", 540, "2027-03-15T12:00"),
        (DENVER, "2027-11-05T12:00", 540, "2027-11-08T12:00"),
        (NEW_YORK, "2027-11-05T12:00", 540, "2027-11-08T12:00"),
        (PHOENIX, "2027-03-12T12:00", 540, "2027-03-15T12:00"),
        (ANCHORAGE, "2027-03-12T15:59", 2, "2027-03-15T07:01"),
        (HONOLULU, "2027-12-31T15:00", 61, "2028-01-03T07:01"),
    ],
)
def test_a_target_counts_only_the_offices_hours(zone: str, start: str, minutes: int, due: str) -> None:
    assert add(at(zone, start), minutes, weekdays(zone)) == at(zone, due)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2027-02-03T11:50", 10, "2027-02-03T12:00"),
        ("2027-02-03T11:50", 20, "2027-02-03T13:10"),
        ("2027-02-03T12:30", 0, "2027-02-03T13:00"),
        ("2027-02-03T12:30", 240, "2027-02-03T17:00"),
        ("2027-02-03T12:30", 241, "2027-02-04T08:01"),
    ],
)
def test_lunch_is_no_working_time(start: str, minutes: int, due: str) -> None:
    assert add(at(CHICAGO, start), minutes, weekdays(CHICAGO, LUNCH)) == at(CHICAGO, due)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        (CHICAGO, "2027-03-14", 1380),
        (CHICAGO, "2027-11-07", 1500),
        (CHICAGO, "2027-11-08", 1440),
        (PHOENIX, "2027-03-14", 1440),
        (HAVANA, "2027-03-14", 1380),
        (HAVANA, "2027-11-07", 1500),
        ("Australia/Lord_Howe", "2027-04-04", 1470),
        ("Australia/Lord_Howe", "2027-10-03", 1410),
    ],
)
def test_a_day_from_midnight_to_midnight_has_its_real_length(zone: str, day: str, minutes: int) -> None:
    midnight = date.fromisoformat(day)
    calendar = every_day(zone, WHOLE)
    opens, next_opens = opening(midnight, calendar), opening(midnight + timedelta(days=1), calendar)
    assert opens is not None and next_opens is not None
    assert between(opens, next_opens, calendar) == minutes
    assert add(opens, minutes, calendar) == next_opens


def test_opening_in_the_hour_that_spring_leaves_out_moves_to_the_first_instant_after_it() -> None:
    calendar = every_day(CHICAGO, ((150, 240),))  # 02:30-04:00; on 14 March 02:00 is followed by 03:00
    day = date(2027, 3, 14)
    assert opening(day, calendar) == at(CHICAGO, "2027-03-14T03:00") == datetime(2027, 3, 14, 8, 0, tzinfo=UTC)
    assert add(at(CHICAGO, "2027-03-14T00:00"), 60, calendar) == at(CHICAGO, "2027-03-14T04:00")


def test_hours_that_lie_wholly_in_the_hour_left_out_do_not_open_that_day() -> None:
    calendar = every_day(CHICAGO, ((120, 180),))
    assert opening(date(2027, 3, 14), calendar) is None
    assert next_open(at(CHICAGO, "2027-03-14T00:00"), calendar) == at(CHICAGO, "2027-03-15T02:00")


def test_midnight_left_out_by_spring_opens_at_one_in_havana() -> None:
    assert opening(date(2027, 3, 14), every_day(HAVANA, WHOLE)) == at(HAVANA, "2027-03-14T01:00")


def test_the_repeated_hour_of_autumn_counts_twice_inside_a_span() -> None:
    calendar = every_day(CHICAGO, ((60, 180),))  # 01:00-03:00 lasts three hours on 7 November
    start, end = at(CHICAGO, "2027-11-07T01:00"), at(CHICAGO, "2027-11-07T03:00")
    assert between(start, end, calendar) == 180
    assert add(start, 90, calendar) == at(CHICAGO, "2027-11-07T01:30", fold=1)
    assert is_open(at(CHICAGO, "2027-11-07T01:15", fold=1), calendar)


def test_a_span_that_ends_in_the_repeated_hour_closes_the_first_time() -> None:
    calendar = every_day(CHICAGO, ((0, 90), (90, 100)))
    assert between(at(CHICAGO, "2027-11-07T00:00"), at(CHICAGO, "2027-11-07T12:00"), calendar) == 100
    assert not is_open(at(CHICAGO, "2027-11-07T01:15", fold=1), calendar)


@pytest.mark.parametrize("start", ["2027-03-13T23:59:59", "2027-11-06T23:59:59", "2027-01-18T23:30:00"])
def test_the_always_calendar_never_loses_a_minute_at_midnight(start: str) -> None:
    first = at(CHICAGO, start)
    assert add(first, 3 * 1440, ALWAYS) == first + timedelta(days=3)
    assert between(first, first + timedelta(days=3), ALWAYS) == 3 * 1440
    assert is_open(first, ALWAYS)
    assert next_open(first, ALWAYS) == first


def test_the_always_calendar_opens_at_local_midnight() -> None:
    assert opening(date(2027, 1, 18), ALWAYS) == at(CHICAGO, "2027-01-18T00:00")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2027-01-15T15:50", "2027-01-19T10:50", 240),
        ("2027-01-15T15:50:30", "2027-01-15T15:51:29", 0),
        ("2027-01-15T15:50:30", "2027-01-15T15:51:30", 1),
        ("2027-01-15T15:59:30", "2027-01-19T07:00:30", 1),
        ("2027-01-16T08:00", "2027-01-18T15:00", 0),
        ("2027-01-12T06:00", "2027-01-12T18:00", 540),
        ("2027-01-12T12:00", "2027-01-12T11:00", 0),
        ("2027-01-12T12:00", "2027-01-12T12:00", 0),
    ],
)
def test_time_between_two_instants_in_whole_minutes(start: str, end: str, minutes: int) -> None:
    assert between(at(CHICAGO, start), at(CHICAGO, end), weekdays(CHICAGO)) == minutes


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2027-01-15T06:59:59", False),
        ("2027-01-15T07:00", True),
        ("2027-01-15T15:59:59", True),
        ("2027-01-15T16:00", False),
        ("2027-01-16T12:00", False),
        ("2027-01-18T12:00", False),
        ("2026-11-25T11:29", True),
        ("2026-11-25T11:30", False),
    ],
)
def test_an_office_is_open_from_its_opening_to_just_before_its_closing(wall: str, expected: bool) -> None:
    assert is_open(at(CHICAGO, wall), weekdays(CHICAGO)) is expected


def test_a_closed_day_has_no_opening_and_an_exception_may_open_a_saturday() -> None:
    calendar = weekdays(CHICAGO, exceptions={date(2027, 1, 16): ((540, 720),), date(2027, 1, 18): CLOSED})
    assert opening(date(2027, 1, 18), calendar) is None
    assert opening(date(2027, 1, 17), calendar) is None
    assert opening(date(2027, 1, 16), calendar) == at(CHICAGO, "2027-01-16T09:00")
    assert next_open(at(CHICAGO, "2027-01-15T18:00"), calendar) == at(CHICAGO, "2027-01-16T09:00")


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2027, 1, 15), 1, date(2027, 1, 19)),
        (date(2027, 1, 15), 0, date(2027, 1, 15)),
        (date(2027, 1, 16), 0, date(2027, 1, 16)),
        (date(2027, 1, 16), 2, date(2027, 1, 20)),
        (date(2027, 1, 19), -1, date(2027, 1, 15)),
        (date(2026, 12, 1), -3, date(2026, 11, 24)),
        (date(2026, 11, 24), 10, date(2026, 12, 10)),
    ],
)
def test_school_days_skip_weekends_and_holidays_both_ways(day: date, n: int, expected: date) -> None:
    assert school_days_after(day, n, weekdays(CHICAGO)) == expected


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    calendar = weekdays(CHICAGO)
    start = datetime(2027, 1, 15, 16, 50, tzinfo=ZoneInfo(NEW_YORK))
    assert add(start, 240, calendar) == add(start.astimezone(UTC), 240, calendar)
    assert add(start, 240, calendar).tzinfo is UTC
    assert between(start, at(CHICAGO, "2027-01-19T10:50"), calendar) == 240


@pytest.mark.parametrize("minutes", [0, 1, 100_000])
def test_a_calendar_that_never_opens_is_refused_with_a_sentence(minutes: int) -> None:
    never = Calendar("never", CHICAGO, (CLOSED,) * 7)
    with pytest.raises(NoWorkingTime, match="Calendar 'never' has no working hours within 400 days of 2027-01-15"):
        add(at(CHICAGO, "2027-01-15T08:00"), minutes, never)
    with pytest.raises(NoWorkingTime):
        school_days_after(date(2027, 1, 15), 1, never)


def test_a_closure_of_a_little_over_a_year_is_waited_for_and_a_longer_one_is_not() -> None:
    def closed_for(days: int) -> Calendar:
        return weekdays(CHICAGO, exceptions={date(2027, 1, 16) + timedelta(days=n): CLOSED for n in range(days)})

    friday_evening = at(CHICAGO, "2027-01-15T17:00")
    assert next_open(friday_evening, closed_for(390)) == at(CHICAGO, "2028-02-10T07:00")
    with pytest.raises(NoWorkingTime, match="2027-01-15"):
        next_open(friday_evening, closed_for(401))


def test_a_time_without_a_zone_and_a_negative_target_are_refused() -> None:
    naive = datetime.fromisoformat("2027-01-15T08:00")
    with pytest.raises(ValueError, match="must carry a zone"):
        add(naive, 1, weekdays(CHICAGO))
    with pytest.raises(ValueError, match="cannot be negative"):
        add(at(CHICAGO, "2027-01-15T08:00"), -1, weekdays(CHICAGO))
