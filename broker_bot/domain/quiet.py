"""What may reach a school when: windows for what nobody there asked for, one such message a day, a few a week. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from broker_bot.domain import hours, week
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Span
from broker_bot.domain.model import Notice
from broker_bot.domain.reminding import REMIND_MINUTES
from broker_bot.domain.spoken import clock_words

PUSHES = ("note.due", "note.moved", "note.late")
"""What comes to a school without its asking, beside the weekly page: reminders, corrected dates, late items."""

ANSWERS = (
    *("card.said", "note.stepped_in", "note.handed_back", "note.holder_left", "note.question"),
    *("note.off_answered", "note.off_unanswered", "talk.answer"),
)
"""What answers somebody's own request or ask: at once, unless that person turned it off."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HoldAnswers(Command):
    """Whether answers to one's own requests wait for the windows too."""

    held: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """When somebody got a push last, and how many counted in that day's week."""

    day: date = date.min
    count: int = 0

    def this_week(self, today: date) -> int:
        """How many count in the week of `today`, Monday to Sunday."""
        same = self.day != date.min and self.day.isocalendar()[:2] == today.isocalendar()[:2]
        return self.count if same else 0


def opens(at: datetime, district: District) -> datetime:
    """The first instant (UTC) at or after `at` (aware) that lies in a window of a school day."""
    if not district.school_windows:
        return at
    days = week.school_days(district)
    windows = district.school_windows
    return hours.next_open(
        at,
        replace(
            days,
            always=False,
            week=tuple(windows if days.always or days.week[n] else () for n in range(7)),
            exceptions={day: windows if spans else () for day, spans in days.exceptions.items()},
        ),
    )


def message_at(at: datetime, district: District) -> datetime:
    """When the day's message may go, at or after `at`: in a window, in the morning with that day's reminders."""
    first = opens(at, district)
    day = week.today(first, district)
    reminders = week.instant(day, REMIND_MINUTES, district)
    together = reminders + timedelta(minutes=1)  # what has no reminder with it goes right behind them
    return together if first < reminders and opens(together, district) == together else first


def tomorrow(now: datetime, district: District) -> datetime:
    """The next day's message."""
    return message_at(week.instant(week.today(now, district) + _DAY, 0, district), district)


def beyond(notice: Notice, today: date, district: District) -> bool:
    """Whether a push goes out whatever came before it in the week: a corrected date, a must due in one school day."""
    if notice.kind == "note.moved":
        return True
    must = _must_by(notice)
    return must is not None and must <= hours.school_days_after(today, 1, week.school_days(district))


def _must_by(notice: Notice) -> date | None:
    said = str(notice.facts.get("must_by") or "")
    return date.fromisoformat(said) if said else None


def goes(waiting: Iterable[Notice], told: Told, now: datetime, district: District) -> tuple[bool, Told]:
    """Whether what waits goes out now as the day's one message, and what is then noted of it.

    A second message on a day is for a must of that same day alone. What goes beyond the week's number takes the rest
    along; nothing else goes once the number is reached.
    """
    found, today = list(waiting), week.today(now, district)
    past = [notice for notice in found if (must := _must_by(notice)) and must <= today]
    usual = [notice for notice in found if not beyond(notice, today, district)]
    count = told.this_week(today)
    if not found or (told.day == today and not past):
        return False, told
    if len(usual) == len(found) and count >= district.school_pushes:
        return False, told
    return True, Told(today, count + (1 if usual and count < district.school_pushes else 0))


def windows_words(windows: tuple[Span, ...]) -> str:
    """ "7:00 AM to 8:30 AM and 2:30 PM to 5:00 PM"."""
    return " and ".join(f"{clock_words(begin)} to {clock_words(end)}" for begin, end in windows)
