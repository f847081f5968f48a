"""Working time by counting: a list of every open minute, found by looking at the wall clock minute after minute."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain.district import Block, Calendar, Closure

BACK = timedelta(hours=4)
"""So long before its first minute a table begins to look, for a clock that was just put back."""


class OpenMinutes:
    """The open minutes of some working hours between two instants, as minutes since 1970."""

    def __init__(
        self,
        calendar: Calendar,
        closures: Iterable[Closure],
        first: datetime,
        last: datetime,
        blocks: Iterable[Block] = (),
    ) -> None:
        self.last = last
        shut: dict[date, list[Closure]] = {}
        for closure in closures:
            shut.setdefault(closure.day, []).append(closure)
        taken = {m for b, e in blocks for m in range(int(b.timestamp()) // 60, int(e.timestamp()) // 60)}
        self._open = [m for m in _walk(calendar, shut, first, last) if m not in taken]

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """The instant when so many open minutes have passed since `start`; None when that lies beyond the table."""
        moment = int(start.timestamp())
        place = bisect_left(self._open, moment // 60)
        if place >= len(self._open):
            return None
        inside = self._open[place] == moment // 60
        seconds = moment % 60 if inside else 0
        if minutes and not seconds:
            place, seconds = place + minutes - 1, 60
        else:
            place += minutes
        if place >= len(self._open):
            return None
        return datetime.fromtimestamp(self._open[place] * 60 + seconds, UTC)

    def count(self, start: datetime, end: datetime) -> int:
        """Open minutes from `start` to `end`, part of a minute left out."""
        return (self._seconds(end) - self._seconds(start)) // 60

    def _seconds(self, at: datetime) -> int:
        """Open seconds of the table before an instant."""
        moment = int(at.timestamp())
        place = bisect_left(self._open, moment // 60)
        inside = place < len(self._open) and self._open[place] == moment // 60
        return place * 60 + (moment % 60 if inside else 0)


def _walk(calendar: Calendar, shut: dict[date, list[Closure]], first: datetime, last: datetime) -> Iterable[int]:
    """Each open minute. The office's clock is never put back: while an hour repeats, its hands stand still."""
    minute, end = int(first.timestamp()) // 60, int(last.timestamp()) // 60
    if calendar.always:
        yield from range(minute, end)
        return
    zone = ZoneInfo(calendar.zone)
    hands = (first - BACK).astimezone(zone).replace(tzinfo=None)
    for now in range(minute - int(BACK.total_seconds()) // 60, end):
        hands = max(hands, datetime.fromtimestamp(now * 60, zone).replace(tzinfo=None))
        if now >= minute and _open_by(calendar, shut, hands):
            yield now


def _open_by(calendar: Calendar, shut: dict[date, list[Closure]], hands: datetime) -> bool:
    day, at = hands.date(), hands.hour * 60 + hands.minute
    spans = calendar.exceptions.get(day)
    if spans is None:
        spans = calendar.week[hands.weekday()]
    if not any(begin <= at < end for begin, end in spans):
        return False
    return not any(closure.begin <= at < closure.end for closure in shut.get(day, ()))
