"""The Home of an ILD: what needs me, what waits at my gate, what I stepped into, what runs late."""

from __future__ import annotations

from broker_bot.domain.readmodels import IldDesk
from broker_bot.slack.views.blocks import context, home, section
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Block, Home
from broker_bot.slack.views.talk_card import talk_row
from broker_bot.slack.views.text import brief, count, join, moment
from broker_bot.slack.views.words_mandate import mandate_row


def ild_home(desk: IldDesk) -> Home:
    """Only what needs the ILD stands first; at most 100 blocks."""
    needs = len(desk.needs_me) + len(desk.talks)
    counts = join(
        (
            f"{needs} {'needs' if needs == 1 else 'need'} you" if needs else "Nothing needs you now",
            f"{count(len(desk.mandates), 'demand')} to decide" if desk.mandates else "",
        ),
        " · ",
    )
    top: list[Block] = [section(f"*{brief(desk.network)}*\n{counts}")]
    if schools := _in_schools(desk):
        top.append(context(schools))
    if desk.next_page:
        top.append(context(f"Next weekly page: {moment(desk.next_page)}."))
    blocks = parts(
        Part("Needs you", [row_block(row, "both") for row in desk.needs_me]),
        Part("Asked of you", [talk_row(card) for card in desk.talks]),
        Part("To decide", [mandate_row(card) for card in desk.mandates]),
        Part("You stepped in", [row_block(row, "both") for row in desk.stepped_in]),
        Part("Late in your network", [row_block(row, "both") for row in desk.late]),
        Part("Decided", [mandate_row(card) for card in desk.decided]),
        room=100 - len(top),
    )
    return Home(home(top + blocks))


def _in_schools(desk: IldDesk) -> str:
    """Protected time, for this director's eyes only."""
    now = f"In schools until {moment(desk.protected_until)}; {desk.kept_back} waiting." if desk.protected_until else ""
    if not (desk.kept_minutes or desk.ahead_minutes):
        return now
    plan = f"{_hours(desk.kept_minutes)} h kept, {_hours(desk.ahead_minutes)} h ahead"
    return join((now, f"For schools this week: {plan}; {desk.plan_hours} h is the plan."))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")
