"""When the weekly page goes out: the send day, a holiday, a break, the two weeks in which clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from broker_bot.domain import week
from broker_bot.domain.district import District


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)


def sends(district: District, weekday: int, minutes: int) -> District:
    return replace(district, digest=replace(district.digest, weekday=weekday, send_minutes=minutes))


def test_the_page_goes_out_on_the_send_day_at_the_send_time(district: District) -> None:
    assert week.next_send(local("2026-12-01 09:00"), district) == week.Send(
        date(2026, 12, 7), local("2026-12-07 06:30")
    )


def test_a_send_is_over_at_its_own_instant(district: District) -> None:
    assert week.next_send(local("2026-12-07 06:29"), district).week == date(2026, 12, 7)
    assert week.next_send(local("2026-12-07 06:30"), district).week == date(2026, 12, 14)


def test_a_holiday_monday_sends_on_tuesday_for_the_same_week(district: District) -> None:
    send = week.next_send(local("2027-01-13 12:00"), district)
    assert send == week.Send(date(2027, 1, 18), local("2027-01-19 06:30"))
    assert week.last_send(local("2027-01-18 12:00"), district) == week.Send(
        date(2027, 1, 11), local("2027-01-11 06:30")
    )


def test_a_week_that_is_all_break_has_no_page(district: District) -> None:
    """December 28 to January 1 is closed, so the page after the 21st is that of January 4."""
    assert week.next_send(local("2026-12-21 07:00"), district).week == date(2027, 1, 4)
    latest = week.last_send(local("2026-12-30 12:00"), district)
    assert latest is not None and latest.week == date(2026, 12, 21)


def test_the_local_time_stays_when_clocks_change(district: District) -> None:
    before = week.next_send(local("2027-03-05 12:00"), district)
    after = week.next_send(before.at, district)
    assert (before.at, after.at) == (
        datetime(2027, 3, 8, 12, 30, tzinfo=UTC),
        datetime(2027, 3, 15, 11, 30, tzinfo=UTC),
    )


def test_a_send_time_that_spring_forward_leaves_out_moves_to_the_first_instant_after_it(district: District) -> None:
    send = week.next_send(local("2027-03-10 12:00"), sends(district, 6, 150))
    assert send.at == datetime(2027, 3, 14, 8, 0, tzinfo=UTC)


def test_a_send_time_that_fall_back_repeats_is_the_first_of_the_two(district: District) -> None:
    send = week.next_send(local("2027-11-05 12:00"), sends(district, 6, 90))
    assert send.at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(("weekday", "monday"), [(3, "2026-11-30"), (4, "2026-12-07"), (6, "2026-12-07")])
def test_a_page_sent_late_in_the_week_is_for_the_next_one(district: District, weekday: int, monday: str) -> None:
    assert week.next_send(local("2026-12-01 09:00"), sends(district, weekday, 390)).week == date.fromisoformat(monday)


def test_a_weekend_is_no_break_for_a_page_that_is_meant_to_go_out_on_sunday(district: District) -> None:
    assert week.next_send(local("2026-12-01 09:00"), sends(district, 6, 1020)).at == local("2026-12-06 17:00")


def test_every_send_is_the_next_one_of_the_instant_before_it(district: District) -> None:
    at, weeks = local("2026-08-01 00:00"), []
    for _ in range(48):
        send = week.next_send(at, district)
        assert week.last_send(send.at, district) == send
        weeks.append(send.week)
        at = send.at
    assert weeks == sorted(set(weeks)) and all(day.weekday() == 0 for day in weeks)


def test_in_summer_every_second_week_has_a_page(district: District) -> None:
    summer = (date(2026, 10, 5), date(2026, 10, 30))
    calm = replace(district, digest=replace(district.digest, summer=summer))
    sent, at = [], local("2026-09-26 09:00")
    for _ in range(5):
        send = week.next_send(at, calm)
        sent.append(send.week)
        at = send.at
    assert sent == [date(2026, 9, 28), date(2026, 10, 5), date(2026, 10, 19), date(2026, 11, 2), date(2026, 11, 9)]
