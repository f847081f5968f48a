"""Windows and the week's number: what a school did not ask for comes in few messages, what presses is not kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_bot.domain.district import District
from broker_bot.domain.model import Notice
from broker_bot.domain.quiet import Told, beyond, goes, message_at, opens, tomorrow, windows_words

ZONE = ZoneInfo("America/Chicago")
MONDAY = date(2026, 10, 5)
KINDS = ("brief", "must", "moved")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        ("2026-10-05 06:59", "2026-10-05 07:00"),
        ("2026-10-05 07:00", "2026-10-05 07:00"),
        ("2026-10-05 08:29", "2026-10-05 08:29"),
        ("2026-10-05 08:30", "2026-10-05 14:30"),
        ("2026-10-05 16:59", "2026-10-05 16:59"),
        ("2026-10-05 17:00", "2026-10-06 07:00"),
        ("2026-10-09 18:00", "2026-10-12 07:00"),
        ("2026-11-25 18:00", "2026-11-30 07:00"),
    ],
)
def test_the_next_window_is_on_a_school_day(district: District, at: str, opens_at: str) -> None:
    """The last one waits over the Thanksgiving break."""
    assert opens(local(at), district).astimezone(ZONE) == local(opens_at)


def test_a_district_without_windows_waits_for_none(district: District) -> None:
    free = replace(district, school_windows=())
    assert opens(local("2026-10-04 03:00"), free) == local("2026-10-04 03:00")
    assert windows_words(district.school_windows) == "7:00 AM to 8:30 AM and 2:30 PM to 5:00 PM"


def test_the_mornings_message_goes_with_the_reminders_of_half_past_seven(district: District) -> None:
    for at, goes_at in (("07:00", "07:31"), ("07:29", "07:31"), ("07:30", "07:30"), ("08:00", "08:00")):
        assert message_at(local(f"2026-10-05 {at}"), district).astimezone(ZONE) == local(f"2026-10-05 {goes_at}")
    assert tomorrow(local("2026-10-05 07:10"), district).astimezone(ZONE) == local("2026-10-06 07:31")
    late = replace(district, school_windows=((15 * 60, 16 * 60),))
    assert message_at(local("2026-10-05 06:00"), late).astimezone(ZONE) == local("2026-10-05 15:00")


def notice(kind: str, due: date) -> Notice:
    if kind == "moved":
        return Notice("note.moved", "person:p", "p", {})
    return Notice("note.late", "person:p", "p", {"must_by": due.isoformat() if kind == "must" else ""})


@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 27), st.sampled_from(KINDS), st.integers(0, 6)), min_size=1, max_size=40
    ),
    most=st.integers(0, 4),
)
def test_one_message_a_day_few_a_week_and_nothing_that_presses_waits(
    district: District, arrivals: list[tuple[int, str, int]], most: int
) -> None:
    """Four weeks in October 2026 without a holiday, looked at once each weekday morning as the wake does."""
    limited = replace(district, school_pushes=most)
    waiting: list[Notice] = []
    told = Told()
    for n in range(28):
        day = MONDAY + timedelta(days=n)
        waiting += [notice(kind, day + timedelta(days=ahead)) for at, kind, ahead in arrivals if at == n]
        if day.weekday() > 4:
            continue
        now = local(f"{day} 07:00")
        presses = any(beyond(one, day, limited) for one in waiting)
        room = told.this_week(day) < most
        sent, told = goes(waiting, told, now, limited)
        assert sent == (bool(waiting) and (presses or room))
        assert told.this_week(day) <= most
        if sent:
            again = local(f"{day} 14:30")
            assert not goes([notice("moved", day)], told, again, limited)[0], "a second message on the day"
            assert goes([notice("must", day)], told, again, limited)[0], "but for a must of the day itself"
        if sent:
            waiting = []
