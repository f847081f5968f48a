"""Random working-time cases against a table of every minute: python -m tests.domain.million 1000000

Each calendar is drawn at random (zone, week, closures) and walked minute by minute over six weeks of one of five school
years, half of the windows around a change of the clocks; the table of open minutes then answers many cases.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from broker_bot.domain import hours
from broker_bot.domain.district import Calendar, Span
from tests.domain.oracle import Hours
from tests.domain.test_hours_oracle import CHANGES, FIRST, LAST, ZONES

WINDOW = timedelta(days=42)
LONGEST = 3 * 540
A_CALENDAR = 2000
"""Cases asked of one calendar at most; of a small run each calendar gets a tenth."""

_DAYS: tuple[tuple[Span, ...], ...] = (
    *(((420, 960),), ((480, 1020),), ((450, 690), (735, 930)), ((0, 1440),)),
    *(((0, 90), (120, 180), (1380, 1440)), ()),
)
_MINUTE = timedelta(minutes=1)


class Table:
    """Every open minute of a window, as the walk finds it; instants are seconds since 1970."""

    def __init__(self, walk: Hours, start: datetime, end: datetime) -> None:
        within = takewhile(lambda each: each[0] < end, walk.minutes(start))
        self.open = [int(at.timestamp()) for at, is_open in within if is_open]

    def add(self, start: datetime, minutes: int) -> datetime | None:
        """None when the window ends first."""
        at = int(start.timestamp())
        first = bisect_left(self.open, at - 59)
        if first == len(self.open):
            return None
        offset = max(0, at - self.open[first])
        if minutes == 0 or not offset:
            last = first + max(0, minutes - 1)
            extra = 60 if minutes else offset
        else:
            last, extra = first + minutes, offset
        return datetime.fromtimestamp(self.open[last] + extra, UTC) if last < len(self.open) else None

    def between(self, start: datetime, end: datetime) -> int:
        low, high = int(start.timestamp()), int(end.timestamp())
        seconds = 0
        for minute in self.open[bisect_left(self.open, low - 59) : bisect_left(self.open, high)]:
            seconds += max(0, min(minute + 60, high) - max(minute, low))
        return seconds // 60

    def is_open(self, at: datetime) -> bool:
        moment = int(at.timestamp())
        found = bisect_left(self.open, moment - 59)
        return found < len(self.open) and self.open[found] <= moment


def drawn(dice: random.Random) -> tuple[Calendar, datetime]:
    """A calendar and the first instant of its window."""
    zone = dice.choice(ZONES)
    changes = CHANGES[zone]
    near = bool(changes) and dice.random() < 0.5
    middle = dice.choice(changes) if near else FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))
    day = middle - timedelta(days=dice.randrange(12))
    week = tuple(dice.choice(_DAYS) for _ in range(7))
    if not any(week):
        week = (((420, 960),), *week[1:])
    closed = {day + timedelta(days=dice.randrange(40)): dice.choice(((), _odd(dice))) for _ in range(dice.randrange(5))}
    calendar = Calendar("drawn", zone, week, closed, always=dice.random() < 0.05)
    return calendar, datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _odd(dice: random.Random) -> tuple[Span, ...]:
    edges = sorted(dice.sample(range(1441), 4))
    return ((edges[0], edges[1]), (edges[2], edges[3]))


def differences(cases: int, seed: int, progress: bool = False) -> list[str]:
    """Runs so many cases and says each that differs."""
    dice = random.Random(seed)
    wrong: list[str] = []
    done, began = 0, time.monotonic()
    each = min(A_CALENDAR, max(1, cases // 10))
    while done < cases:
        calendar, start = drawn(dice)
        table = Table(
            Hours(calendar.zone, calendar.week, dict(calendar.exceptions), calendar.always), start, start + WINDOW
        )
        for _ in range(min(each, cases - done)):
            done += 1
            wrong += _one(calendar, table, start + timedelta(seconds=dice.randrange(14 * 86400)), dice)
        if progress and done % 50_000 < each:
            sys.stderr.write(f"{done} cases, {len(wrong)} differ, {time.monotonic() - began:.0f} s\n")
    return wrong


def _one(calendar: Calendar, table: Table, at: datetime, dice: random.Random) -> list[str]:
    minutes = dice.randrange(LONGEST)
    later = at + timedelta(seconds=dice.randrange(10 * 86400))
    due = table.add(at, minutes)
    found: list[tuple[str, object, object]] = [
        ("open", hours.is_open(at, calendar), table.is_open(at)),
        ("between", hours.between(at, later, calendar), table.between(at, later)),
    ]
    if due is not None:
        found.append(("add", hours.add(at, minutes, calendar), due))
    return [f"{what}: {a} instead of {b}: {at} {minutes} {later} {calendar}" for what, a, b in found if a != b]


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.domain.million", description=__doc__)
    asked.add_argument("cases", nargs="?", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=date(2026, 8, 1).toordinal())
    given = asked.parse_args()
    wrong = differences(given.cases, given.seed, progress=True)
    sys.stdout.write("\n".join([*wrong[:20], f"{given.cases} cases, {len(wrong)} differ"]) + "\n")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
