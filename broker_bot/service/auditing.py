"""The auditor's nightly look: asked for by a wake, done outside of any transaction, its findings told."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.audit import RECENT, Report, audit
from broker_bot.domain.district import District
from broker_bot.domain.model import Event, Json, Notice
from broker_bot.service.landing import Service
from broker_bot.store import outbox, trail, wakes

log = logging.getLogger(__name__)

AT = time(2, 30)
"""The local time of the nightly look."""

SHOWN = 10
"""Findings named in the message to the administrator; the trail keeps fifty, `broker-bot audit` shows all."""


def arm(service: Service) -> None:
    """Make sure that the next night has its wake. Safe to call at any time."""
    district, now = service.present.district(), service.clock.now()
    service.db.run(lambda conn: wakes.put(conn, "audit", "nightly", _next(now, district)))


def _next(now: datetime, district: District) -> datetime:
    local = now.astimezone(ZoneInfo(district.zone))
    day = local.date() + timedelta(days=local.time() >= AT)
    return datetime.combine(day, AT, ZoneInfo(district.zone)).astimezone(now.tzinfo)


def audit_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The night has come: a look is due, which `look` does; it takes seconds, and no transaction waits for it."""
    trail.append(conn, "audit", 0, [Event("audit.due", "clock")], now)
    wakes.put(conn, "audit", ident, _next(now, service.present.district()))


def look(service: Service) -> Report | None:
    """Do the look that is due, if one is; tell the administrator and the trail what it found."""
    due = service.db.read(lambda conn: trail.last(conn, "audit", 0))
    if due is None or due[1] != "audit.due":
        return None
    now = service.clock.now()
    report = service.db.read(lambda conn: audit(conn, now, now - RECENT))
    district = service.present.district()

    def land(conn: Connection) -> None:
        standing = trail.last(conn, "audit", 0)
        if standing is None or standing[1] != "audit.due":  # another worker was faster
            return
        named = [str(finding) for finding in report.findings[:50]]
        facts: dict[str, Json] = {"examined": report.examined, "findings": len(report.findings), "named": named}
        trail.append(conn, "audit", 0, [Event("audited", "clock", facts)], now)
        if report.findings:
            admin = district.help_contact
            notice = Notice("note.plain", f"person:{admin}", admin, {"text": words(report)})
            outbox.enqueue(conn, "dm", 0, notice, now)

    service.db.run(land)
    for finding in report.findings:
        log.error("the auditor found: %s", finding)
    return report


def words(report: Report) -> str:
    """What the administrator is told."""
    count = len(report.findings)
    head = f"The nightly audit of {report.examined} requests found what is not as it was due ({count}):"
    lines = [str(finding) for finding in report.findings[:SHOWN]]
    more = [f"and {count - SHOWN} more"] if count > SHOWN else []
    return "\n".join([head, *lines, *more, "`broker-bot audit` shows all of them."])


def last_findings(conn: Connection) -> int:
    """How many differences the latest look found."""
    facts = trail.newest(conn, "audit", 0, "audited")
    return int(facts["findings"]) if facts else 0
