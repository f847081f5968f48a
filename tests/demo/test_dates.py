"""The demo's days: whatever the date it is started on, a story with a page behind it and a working day ahead."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broker_bot.demo.dates import Days, open_day, plan
from broker_bot.domain import hours, week
from broker_bot.domain.district import District


def told(days: Days, district: District) -> list[str]:
    zone = ZoneInfo(district.zone)
    return [f"{at.astimezone(zone):%a %b %d %H:%M}" for at in (days.first, days.page, days.before, days.now)]


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2026-10-05", ["Wed Sep 30 08:05", "Mon Oct 05 06:30", "Mon Oct 05 13:10", "Tue Oct 06 10:40"]),
        ("2026-10-07", ["Wed Sep 30 08:05", "Mon Oct 05 06:30", "Tue Oct 06 13:10", "Wed Oct 07 10:40"]),
        ("2026-10-10", ["Wed Oct 07 08:05", "Mon Oct 12 06:30", "Mon Oct 12 13:10", "Tue Oct 13 10:40"]),
        ("2026-09-05", ["Wed Sep 02 08:05", "Tue Sep 08 06:30", "Tue Sep 08 13:10", "Wed Sep 09 10:40"]),
        ("2026-11-25", ["Mon Nov 23 08:05", "Mon Nov 30 06:30", "Mon Nov 30 13:10", "Tue Dec 01 10:40"]),
        ("2026-12-24", ["Mon Dec 21 08:05", "Mon Jan 04 06:30", "Mon Jan 04 13:10", "Tue Jan 05 10:40"]),
        ("2027-07-05", ["Wed Jun 30 08:05", "Mon Jul 12 06:30", "Mon Jul 12 13:10", "Tue Jul 13 10:40"]),
        ("2027-08-11", ["Wed Aug 04 08:05", "Mon Aug 09 06:30", "Tue Aug 10 13:10", "Wed Aug 11 10:40"]),
        ("2028-02-29", ["Wed Feb 23 08:05", "Mon Feb 28 06:30", "Mon Feb 28 13:10", "Tue Feb 29 10:40"]),
    ],
    ids=["a monday", "a wednesday", "a saturday", "labor day", "a half day", "winter", "july", "august", "leap day"],
)
def test_the_story_ends_on_a_working_day_soon_after_a_weekly_page(
    district: District, started: str, expected: list[str]
) -> None:
    days = plan(district, datetime.fromisoformat(f"{started}T12:00:00+00:00"))
    assert told(days, district) == expected


def test_on_any_day_of_two_years_the_page_lies_in_the_story_and_the_wait_is_short(district: District) -> None:
    calendar = week.school_days(district)
    for number in range(2 * 365):
        started = datetime(2026, 9, 1, 19, tzinfo=UTC) + timedelta(days=number)
        days = plan(district, started)
        assert started <= days.now <= started + timedelta(days=15)
        assert days.first < days.page < days.before < days.now
        assert week.last_send(days.now, district) == week.last_send(days.page, district)
        assert all(hours.is_open(at, calendar) for at in (days.first, days.before, days.now))


def test_a_day_when_the_office_is_closed_moves_to_the_next_open_one(district: District) -> None:
    assert open_day(district, date(2026, 11, 26)) == date(2026, 11, 30)
    assert open_day(district, date(2026, 11, 30)) == date(2026, 11, 30)


def test_a_district_that_never_works_is_refused(district: District) -> None:
    office = week.school_days(district)
    shut = replace(district, calendars={office.id: replace(office, week=((),) * 7)})
    with pytest.raises(hours.NoWorkingTime):
        plan(shut, datetime(2026, 11, 23, tzinfo=UTC))
