"""What a principal wants from the own ILD, outside any unit: it has a clock in the ILD's working time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broker_bot.domain import cover, protection
from broker_bot.domain.district import District


@dataclass(frozen=True, slots=True)
class Talk:
    """One message to an ILD. `asked_at` is when it was written, `clock_from` when the running clock began (UTC).

    Only its sender and the ILD read it. An empty answer with `answered_at` means that they talked.
    """

    id: int
    school: str
    sender: str
    ild: str
    text: str
    asked_at: datetime
    clock_from: datetime
    due_at: datetime
    reminders: int = 0
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""

    @property
    def number(self) -> str:
        return f"T-{self.id}"


def ild_of(district: District, school: str, sender: str) -> str:
    """Whom a message of this school is for: its ILD, else the cover, else the chief of schools; "" when nobody is."""
    known = district.schools.get(school)
    ild = district.networks.get(known.network, "") if known else ""
    standing = district.people[ild].cover if ild in district.people else ""
    return cover.first_here(district, (ild, standing, district.chief), never=sender)


def due(start: datetime, ild: str, district: District) -> datetime:
    """One working day of the ILDs' calendar from `start` on, outside this ILD's protected time."""
    calendar = district.calendars[district.ladder.ild_calendar]
    return protection.add_outside(start, calendar.day_minutes, calendar, district.protected.get(ild, ()))
