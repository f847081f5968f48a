"""Protected time is no working time of the director: checked against a walk over every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_bot.domain import protection
from broker_bot.domain.district import Block, Calendar
from tests.domain.test_hours import CHICAGO, at, weekdays
from tests.domain.test_hours_oracle import MINUTE, cases, walk

MONDAY = at(CHICAGO, "2027-02-01T00:00")


def block(first: str, last: str) -> Block:
    return at(CHICAGO, f"2027-02-0{first}"), at(CHICAGO, f"2027-02-0{last}")


def test_four_hours_from_nine_with_a_block_from_ten_to_noon_end_at_three() -> None:
    blocks = [block("1T10:00", "1T12:00")]
    assert protection.add_outside(at(CHICAGO, "2027-02-01T09:00"), 240, weekdays(CHICAGO), blocks) == at(
        CHICAGO, "2027-02-01T15:00"
    )


def test_blocks_that_touch_are_one_stretch() -> None:
    blocks = [block("1T10:00", "1T12:00"), block("1T12:00", "1T13:00"), block("1T11:00", "1T11:30")]
    assert protection.until(blocks, at(CHICAGO, "2027-02-01T10:30")) == at(CHICAGO, "2027-02-01T13:00")
    assert protection.until(blocks, at(CHICAGO, "2027-02-01T13:00")) is None


def test_the_kept_hours_of_a_week_count_up_to_now_and_each_minute_once() -> None:
    blocks = {"ana": (block("1T08:00", "1T12:00"), block("1T10:00", "1T13:00"), block("3T08:00", "3T12:00"))}
    now = at(CHICAGO, "2027-02-03T09:30")
    assert protection.kept(blocks, "ana", now, CHICAGO) == (300 + 90, 150)
    assert protection.kept(blocks, "ben", now, CHICAGO) == (0, 0)


def test_a_weekly_pattern_is_written_out_on_open_days_from_now_on() -> None:
    calendar = weekdays(CHICAGO, exceptions={date(2027, 2, 8): ()})
    now = at(CHICAGO, "2027-02-01T09:00")
    found = protection.from_pattern(((0, 480, 660), (2, 480, 660)), now, CHICAGO, calendar)
    assert found[0] == (now, at(CHICAGO, "2027-02-01T11:00"))
    assert [b.astimezone(UTC).day for b, _ in found] == [1, 3, 10, 15, 17, 22, 24]


spans = st.tuples(st.integers(-600, 6000), st.integers(1, 900))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), st.integers(1, 600), st.lists(spans, max_size=5))
def test_time_outside_the_blocks_is_what_the_walk_counts(
    case: tuple[Calendar, datetime], minutes: int, drawn: list[tuple[int, int]]
) -> None:
    calendar, start = case
    start = start.replace(second=0)
    blocks = [(start + b * MINUTE, start + (b + length) * MINUTE) for b, length in drawn]
    left = minutes
    for begins, is_open in walk(calendar).minutes(start):
        if is_open and not any(b <= begins < e for b, e in blocks):
            left -= 1
        if left == 0:
            assert protection.add_outside(start, minutes, calendar, blocks) == begins + timedelta(minutes=1)
            return
