"""What can't wait for the next page: an item due before it, and a date that was corrected. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from broker_bot.domain import week
from broker_bot.domain.deciding import on_page
from broker_bot.domain.demand import Change, Decision, Mandate, applies
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.digest import Reader, Tier, date_shown
from broker_bot.domain.district import District
from broker_bot.domain.page import Render, day_words, first_line, page_item, resolved
from broker_bot.domain.readmodels import DigestPage, PageItem
from broker_bot.domain.week import Send

PRESSING = (Tier.MUST, Tier.BRIEF)


def may_be_late(mandate: Mandate, before: Decision | None, after: Decision, district: District, now: datetime) -> bool:
    """Whether a decision puts something on pages whose date comes before the next page does."""
    newly = on_page(after.how) and not (before and on_page(before.how))
    due = mandate.first_due
    return bool(newly and due and due <= week.today(week.next_send(now, district).at, district))


def late_item(
    mandate: Mandate, decision: Decision, who: Reader, district: District, send: Send, now: datetime, render: Render
) -> PageItem | None:
    """The item to add to the reader's newest page; None where it can wait or is not for this reader."""
    today = week.today(now, district)
    tier, state = resolved(decision, who.school, who.years)
    line = Line(
        id=str(mandate.id), tier=tier, due=mandate.due, accepted_on=today, effort_minutes=mandate.minutes,
        unit=mandate.unit, topic=mandate.topic, audience=mandate.audience,
    )  # fmt: skip
    due = date_shown(who, line)
    if tier not in PRESSING or state or who.states.get(line.id) in ("done", "taken_off"):
        return None
    if due is None or due > week.today(send.at, district) or not applies(who, mandate, today):
        return None
    return page_item(line, (mandate, decision), who, today, district, render)


def with_late(page: DigestPage, item: PageItem, render: Render) -> DigestPage:
    """The page with an item that came after it, and counted."""
    items = (*page.items, item)
    return replace(page, items=items, first_line=first_line(items, render))


def moved_for(mandate: Mandate, change: Change, decision: Decision | None, who: Reader) -> tuple[str, str] | None:
    """The old and the new date in words for a reader who still has it to do; None where nothing moved or is owed."""
    if decision is None or who.states.get(str(mandate.id)) in ("done", "taken_off"):
        return None
    tier, state = resolved(decision, who.school, who.years)
    if state or tier in (Tier.ILD, Tier.DECLINED):
        return None
    was, now = (date_shown(who, Line(id="", tier=None, due=due)) for due in (change.was, change.now))
    return None if was == now else (_words(was), _words(now))


def _words(day: date | None) -> str:
    return day_words(day) if day else "without a date"
