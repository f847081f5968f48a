"""Forty four-hour targets over a change of the clocks, worked out by hand: start and due time in UTC.

In 2027 the clocks of these zones go from 02:00 to 03:00 on March 14 and from 02:00 back to 01:00 on November 7.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broker_bot.domain import hours
from broker_bot.domain.district import Calendar

OFFICE = (((420, 960),),) * 5 + ((),) * 2  # Monday to Friday 07:00-16:00
WHOLE = (((0, 1440),),) * 7
EARLY = (((60, 360),),) * 7  # every day 01:00-06:00, so the change lies inside
ALWAYS = None

CASES = [
    # zone, hours, the start on the wall, start in UTC, due in UTC
    ("America/New_York", OFFICE, "2027-03-12 15:00", "2027-03-12 20:00", "2027-03-15 14:00"),
    ("America/New_York", OFFICE, "2027-03-12 15:50", "2027-03-12 20:50", "2027-03-15 14:50"),
    ("America/New_York", WHOLE, "2027-03-13 23:00", "2027-03-14 04:00", "2027-03-14 08:00"),
    ("America/New_York", EARLY, "2027-03-14 01:30", "2027-03-14 06:30", "2027-03-15 05:30"),
    ("America/New_York", ALWAYS, "2027-03-14 00:30", "2027-03-14 05:30", "2027-03-14 09:30"),
    ("America/New_York", OFFICE, "2027-11-05 15:00", "2027-11-05 19:00", "2027-11-08 15:00"),
    ("America/New_York", OFFICE, "2027-11-05 15:50", "2027-11-05 19:50", "2027-11-08 15:50"),
    ("America/New_York", WHOLE, "2027-11-06 23:00", "2027-11-07 03:00", "2027-11-07 07:00"),
    ("America/New_York", EARLY, "2027-11-07 01:30", "2027-11-07 05:30", "2027-11-07 09:30"),
    ("America/New_York", ALWAYS, "2027-11-07 00:30", "2027-11-07 04:30", "2027-11-07 08:30"),
    ("America/Chicago", OFFICE, "2027-03-12 15:00", "2027-03-12 21:00", "2027-03-15 15:00"),
    ("America/Chicago", OFFICE, "2027-03-12 15:50", "2027-03-12 21:50", "2027-03-15 15:50"),
    ("America/Chicago", WHOLE, "2027-03-13 23:00", "2027-03-14 05:00", "2027-03-14 09:00"),
    ("America/Chicago", EARLY, "2027-03-14 01:30", "2027-03-14 07:30", "2027-03-15 06:30"),
    ("America/Chicago", ALWAYS, "2027-03-14 00:30", "2027-03-14 06:30", "2027-03-14 10:30"),
    ("America/Chicago", OFFICE, "2027-11-05 15:00", "2027-11-05 20:00", "2027-11-08 16:00"),
    ("America/Chicago", OFFICE, "2027-11-05 15:50", "2027-11-05 20:50", "2027-11-08 16:50"),
    ("America/Chicago", WHOLE, "2027-11-06 23:00", "2027-11-07 04:00", "2027-11-07 08:00"),
    ("America/Chicago", EARLY, "2027-11-07 01:30", "2027-11-07 06:30", "2027-11-07 10:30"),
    ("America/Chicago", ALWAYS, "2027-11-07 00:30", "2027-11-07 05:30", "2027-11-07 09:30"),
    ("America/Denver", OFFICE, "2027-03-12 15:00", "2027-03-12 22:00", "2027-03-15 16:00"),
    ("America/Denver", OFFICE, "2027-03-12 15:50", "2027-03-12 22:50", "2027-03-15 16:50"),
    ("America/Denver", WHOLE, "2027-03-13 23:00", "2027-03-14 06:00", "2027-03-14 10:00"),
    ("America/Denver", EARLY, "2027-03-14 01:30", "2027-03-14 08:30", "2027-03-15 07:30"),
    ("America/Denver", ALWAYS, "2027-03-14 00:30", "2027-03-14 07:30", "2027-03-14 11:30"),
    ("America/Denver", OFFICE, "2027-11-05 15:00", "2027-11-05 21:00", "2027-11-08 17:00"),
    ("America/Denver", OFFICE, "2027-11-05 15:50", "2027-11-05 21:50", "2027-11-08 17:50"),
    ("America/Denver", WHOLE, "2027-11-06 23:00", "2027-11-07 05:00", "2027-11-07 09:00"),
    ("America/Denver", EARLY, "2027-11-07 01:30", "2027-11-07 07:30", "2027-11-07 11:30"),
    ("America/Denver", ALWAYS, "2027-11-07 00:30", "2027-11-07 06:30", "2027-11-07 10:30"),
    ("America/Los_Angeles", OFFICE, "2027-03-12 15:00", "2027-03-12 23:00", "2027-03-15 17:00"),
    ("America/Los_Angeles", OFFICE, "2027-03-12 15:50", "2027-03-12 23:50", "2027-03-15 17:50"),
    ("America/Los_Angeles", WHOLE, "2027-03-13 23:00", "2027-03-14 07:00", "2027-03-14 11:00"),
    ("America/Los_Angeles", EARLY, "2027-03-14 01:30", "2027-03-14 09:30", "2027-03-15 08:30"),
    ("America/Los_Angeles", ALWAYS, "2027-03-14 00:30", "2027-03-14 08:30", "2027-03-14 12:30"),
    ("America/Los_Angeles", OFFICE, "2027-11-05 15:00", "2027-11-05 22:00", "2027-11-08 18:00"),
    ("America/Los_Angeles", OFFICE, "2027-11-05 15:50", "2027-11-05 22:50", "2027-11-08 18:50"),
    ("America/Los_Angeles", WHOLE, "2027-11-06 23:00", "2027-11-07 06:00", "2027-11-07 10:00"),
    ("America/Los_Angeles", EARLY, "2027-11-07 01:30", "2027-11-07 08:30", "2027-11-07 12:30"),
    ("America/Los_Angeles", ALWAYS, "2027-11-07 00:30", "2027-11-07 07:30", "2027-11-07 11:30"),
]


def test_there_are_forty_of_them_in_four_zones() -> None:
    assert len(CASES) == 40 and len({zone for zone, *_ in CASES}) == 4


@pytest.mark.parametrize(("zone", "week", "wall", "start", "due"), CASES)
def test_four_hours_over_a_change_of_the_clocks(zone: str, week: object, wall: str, start: str, due: str) -> None:
    calendar = Calendar("golden", zone, week or WHOLE, always=week is ALWAYS)  # type: ignore[arg-type]
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    ends = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert hours.add(begins, 240, calendar) == ends
    assert hours.between(begins, ends, calendar) == 240
