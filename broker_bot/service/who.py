"""Answers "who handles ...?": a question, never a request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import cover, dated, people, spoken_words, who
from broker_bot.domain.district import District
from broker_bot.domain.placing import Placement
from broker_bot.store import queries

HOW = "Who for what? Write it behind: `who payroll`, or `who handles field trips?`"

LONG = 4
"""Words from which a question may be meant as a request, so that the answer says that nothing was sent."""

NOT_SENT = "I sent nothing: that was a question. To ask them, write it as a sentence."


def answer(
    conn: Connection | None, topic: str, placement: Placement, school: str, district: District, now: datetime
) -> str:
    """Unit, person, hours and usual time of what `topic` is about; without a database the targets alone."""
    if topic == spoken_words.ALONE:
        return HOW
    found = who.routes(placement, district)
    day = dated.today(now, district)
    if not found:
        desk = people.help_desk(district)
        unit = district.units[desk.unit]
        return f"I know no desk for '{topic[:60]}'. {unit.name} reads what fits nowhere; ask {_contact(district)}."
    lines = []
    for route in found:
        answered = queries.answered(conn, route.unit, route.id, who.LATEST * 2) if conn is not None else []
        lines.append(who.line(route, school, answered, district, day))
    said = lines[0] if len(lines) == 1 else "It could be one of these:\n" + "\n".join(f"• {text}" for text in lines)
    return f"{said}\n{NOT_SENT}" if school and len(topic.split()) >= LONG else said


def _contact(district: District) -> str:
    return cover.name_with_cover(district, district.units[district.triage].contact)
