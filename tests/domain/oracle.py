"""Working time by walking minute after minute: slow, obvious, and sharing nothing with the code it checks.

It takes plain values: `week` is seven lists of (begin, end) in minutes from local midnight, Monday first;
`exceptions` maps a date to such a list; every day is open from 0 to 1440 when `always`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Day = Sequence[tuple[int, int]]


class Hours:
    def __init__(self, zone: str, week: Sequence[Day], exceptions: Mapping[date, Day], always: bool = False) -> None:
        self.zone = ZoneInfo(zone)
        self.week = week
        self.exceptions = exceptions
        self.always = always

    def minutes(self, start: datetime) -> Iterator[tuple[datetime, bool]]:
        """Each whole minute from the one `start` lies in: (its first instant, whether the office is open in it).

        The office goes by a clock whose hands are never put back: while an hour repeats, they stand still.
        """
        at = start.replace(second=0, microsecond=0) - timedelta(hours=4)
        hands = at.astimezone(self.zone).replace(tzinfo=None)
        while True:
            hands = max(hands, at.astimezone(self.zone).replace(tzinfo=None))
            if at + MINUTE > start:
                yield at, self.open_by_the_hands(hands)
            at += MINUTE

    def open_by_the_hands(self, hands: datetime) -> bool:
        if self.always:
            return True
        spans = self.exceptions.get(hands.date(), self.week[hands.weekday()])
        return any(begin <= hands.hour * 60 + hands.minute < end for begin, end in spans)

    def add(self, start: datetime, minutes: int) -> datetime:
        left = timedelta(minutes=minutes)
        for first, is_open in self.minutes(start):
            if not is_open:
                continue
            begin = max(first, start)
            if begin + left <= first + MINUTE and (left or begin < first + MINUTE):
                return begin + left
            left -= first + MINUTE - begin
        raise AssertionError("the walk never ends")

    def between(self, start: datetime, end: datetime) -> int:
        passed = timedelta(0)
        for first, is_open in self.minutes(start):
            if first >= end:
                return passed // MINUTE
            if is_open:
                passed += min(first + MINUTE, end) - max(first, start)
        raise AssertionError("the walk never ends")

    def is_open(self, at: datetime) -> bool:
        return next(self.minutes(at))[1]
