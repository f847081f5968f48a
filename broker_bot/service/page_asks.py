"""What units asked a school and were not answered, even after the one reminder: it stands on the weekly page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import items, people
from broker_bot.domain.access import Action, may
from broker_bot.domain.asked import Asked
from broker_bot.domain.district import District
from broker_bot.domain.faces import subject
from broker_bot.domain.items import Issue
from broker_bot.domain.model import Request
from broker_bot.domain.pausing import local_day
from broker_bot.store import demands, outbox, queries


def asked_of(conn: Connection, issue: Issue, district: District) -> tuple[Asked, ...]:
    """The page's open questions, oldest first, without the words of a confidential request."""
    person = district.people.get(issue.principal)
    if person is None or not person.school:
        return ()
    mine = [r for r in queries.asked_of_school(conn, person.school) if r.requester == person.id and _stands(r)]
    return tuple(_asked(r, district) for r in mine if may(person, Action.READ, subject(r, district)))


def _stands(request: Request) -> bool:
    """Reminded of once, and nobody has taken the matter over since."""
    asked = request.question
    return asked is not None and asked.reminded_at is not None and bool(request.owes) and not request.served_by


def _asked(request: Request, district: District) -> Asked:
    assert request.question is not None
    return Asked(
        request=request.id,
        number=request.number,
        unit=people.unit_of(district, request).name,
        text="" if request.confidential else request.question.text,
        on=local_day(request.question.at, district.zone),
    )


def draw_again(conn: Connection, request: Request, now: datetime) -> None:
    """After the school's word to a question that may stand on its principal's page."""
    asked = request.answered_question
    issue = demands.newest_issue(conn, request.requester) if asked and asked.reminded_at else None
    if issue is not None:
        outbox.enqueue(conn, "issue", issue.id, items.page_card(issue), now)
