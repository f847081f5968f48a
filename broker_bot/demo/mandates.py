"""The demo's demands on principals: what units send, and what the ILDs made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from broker_bot.demo.acting import Stage
from broker_bot.demo.dates import open_day
from broker_bot.domain import week
from broker_bot.domain.deciding import DecideMandate
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.store.demands import of_unit


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


DECIDED = (
    Demand(
        "hr", "Enter one formal observation for each probationary teacher",
        "The window is open for four weeks and does not open again this year. A teacher without an observation on "
        "file keeps last year's rating.", 16, "45", "must",
        "Do not let this one slip. Forty-five minutes a teacher; put two on your calendar this week.",
    ),
    Demand(
        "finance", "Upload the signed site council minutes",
        "The state moved the date. Minutes and the signed compact go into the folder named for your school.",
        14, "20", "must", "If you have the signatures it is twenty minutes.", programs=("title1",),
    ),
    Demand(
        "facilities", "Confirm evening building use",
        "Tell us which evenings and weekends your building is used in the next three months.",
        12, "5", "brief", "The same form as last year.",
    ),
    Demand(
        "academics", "Book your goal conversation",
        "First- and second-year principals book a conversation with their director.",
        13, "5", "brief", "We talk about what you see in classrooms. Pick a time and I come to you.", new_only=True,
    ),
    Demand(
        "it", "Come and see the new request screens",
        "Half an hour at the next network meeting to show principals the new screens.",
        0, "30", "declined", "", "A page with two pictures does it; network meetings are for teaching.",
    ),
)  # fmt: skip
"""Sent and decided before the weekly page goes out."""

OPEN = (
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
"""Still to be decided by the ILDs."""

Sent = Sequence[tuple[int, Demand]]
"""Demands with the ids they got."""


def send(stage: Stage, demands: Sequence[Demand]) -> Sent:
    """Each unit's lead sends its demand; one of a unit that the district does not have is left out."""
    sent = [(_send(stage, demand), demand) for demand in demands if demand.unit in stage.district.units]
    stage.settle()
    return sent


def decide(stage: Stage, sent: Sent) -> None:
    """Every network's ILD answers every demand."""
    for mandate, demand in sent:
        for network, ild in stage.district.networks.items():
            if ild:
                _decide(stage, demand, mandate, network, ild)
    stage.settle()


def _send(stage: Stage, demand: Demand) -> int:
    today = week.today(stage.clock.now(), stage.district)
    command = SubmitMandate(
        f"demo:mandate:{demand.unit}",
        stage.user(stage.district.units[demand.unit].lead),
        title=demand.title,
        text=demand.text,
        day=open_day(stage.district, today + timedelta(days=demand.days)) if demand.days else None,
        minutes=demand.minutes,
        levels=demand.levels,
        programs=demand.programs,
        new_only=demand.new_only,
        everyone=True,
    )
    reply = stage.bot.service.handle(command)
    if reply.refused or reply.errors:
        raise ValueError(f"the demo's demand of {demand.unit} was refused: {reply.text} {reply.errors}")
    return max(m.id for m in stage.bot.db.read(lambda conn: of_unit(conn, demand.unit)))


def _decide(stage: Stage, demand: Demand, mandate: int, network: str, ild: str) -> None:
    key = f"demo:decide:{mandate}:{network}"
    command = DecideMandate(
        key, stage.user(ild), mandate=mandate, network=network, tier=demand.tier, line=demand.line, reason=demand.reason
    )
    stage.bot.service.handle(command)
