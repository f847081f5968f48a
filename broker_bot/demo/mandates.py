"""The demo's demands on principals: what units send, and what the ILDs made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from broker_bot.domain.demand import DecideMandate, SubmitMandate
from broker_bot.store.demands import of_unit

if TYPE_CHECKING:
    from broker_bot.demo.days import Stage


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand; `days` is calendar days from the day it is sent to its date, 0 for none."""

    unit: str
    title: str
    text: str
    days: int
    minutes: str
    tier: str = ""
    line: str = ""
    reason: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_only: bool = False


MANDATES = (
    Demand(
        "hr", "Enter one formal observation for each probationary teacher",
        "The midyear window is open and does not open again. A teacher without an observation on file keeps last "
        "year's rating.", 16, "45", "must",
        "Do not let this one slip. Forty-five minutes a teacher; put two on your calendar this week.",
    ),
    Demand(
        "finance", "Upload the signed site council minutes",
        "The state moved the date. Minutes and the signed compact go into the folder named for your school.",
        14, "20", "must", "Title I schools only. If you have the signatures it is twenty minutes.", programs=("title1",),
    ),
    Demand(
        "facilities", "Confirm winter building use",
        "Tell us which evenings and weekends your building is used between December and March.",
        11, "5", "brief", "Five minutes, the same form as last year. No more than that.",
    ),
    Demand(
        "academics", "Book your midyear goal conversation",
        "First- and second-year principals book a conversation with their director.",
        12, "5", "brief", "We talk about what you see in classrooms. Pick a time and I come to you.", new_only=True,
    ),
    Demand(
        "it", "Come and see the new request screens",
        "Half an hour at the December network meeting to show principals the new screens.",
        0, "30", "declined", "", "A page with two pictures does it; network meetings are for teaching.",
    ),
    Demand(
        "student_services", "Check the immunization list before the state's count",
        "The list of students without a complete record is in your folder. Each needs a letter home.",
        15, "40",
    ),
    Demand(
        "communications", "Answer the website survey",
        "Twelve questions to every principal about the district's new website.",
        9, "15",
    ),
)  # fmt: skip


def send_and_decide(stage: Stage, demands: Sequence[Demand], *, decide: bool) -> None:
    """Each unit's lead sends its demand; with `decide`, every network's ILD answers it."""
    for number, demand in enumerate(demands):
        unit = stage.district.units.get(demand.unit)
        if unit is None:
            continue
        mandate = _send(stage, demand, unit.lead, number)
        stage.settle()
        if not (decide and mandate):
            continue
        for network, ild in stage.district.networks.items():
            if ild:
                _decide(stage, demand, mandate, network, ild)
        stage.settle()


def _send(stage: Stage, demand: Demand, lead: str, number: int) -> int:
    today = stage.clock.now().astimezone(ZoneInfo(stage.district.zone)).date()
    command = SubmitMandate(
        f"demo:mandate:{demand.unit}:{number}",
        stage.user(lead),
        title=demand.title,
        text=demand.text,
        day=_school_day(today + timedelta(days=demand.days)) if demand.days else None,
        minutes=demand.minutes,
        levels=demand.levels,
        programs=demand.programs,
        new_only=demand.new_only,
    )
    stage.bot.service.handle(command)
    return max((m.id for m in stage.bot.db.read(lambda conn: of_unit(conn, demand.unit))), default=0)


def _school_day(day: date) -> date:
    """The Friday before a weekend's day."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _decide(stage: Stage, demand: Demand, mandate: int, network: str, ild: str) -> None:
    key = f"demo:decide:{mandate}:{network}"
    command = DecideMandate(
        key, stage.user(ild), mandate=mandate, network=network, tier=demand.tier, line=demand.line, reason=demand.reason
    )
    stage.bot.service.handle(command)
