"""The Home of an ILD: what needs me, what waits at my gate, what I stepped into, what runs late."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import IldDesk, QueueRow
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, home, section
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Block, Home
from broker_bot.slack.views.talk_card import talk_row
from broker_bot.slack.views.text import brief, count, day_of, join, moment
from broker_bot.slack.views.words import LABELS
from broker_bot.slack.views.words_mandate import mandate_row

MOST_NAMED = 15
WORST = 3
QUICK = (ids.STEP_IN, ids.NUDGE, ids.LET_RUN)


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
    top += actions([button("Handout for a meeting", ids.HANDOUT_FILE, desk.network)])
    blocks = parts(
        Part("Needs you", [_needed(row, n) for n, row in enumerate(desk.needs_me)]),
        Part("Asked of you", [talk_row(card) for card in desk.talks]),
        Part("To decide", [mandate_row(card) for card in desk.mandates]),
        Part("You stepped in", [row_block(row, "both") for row in desk.stepped_in]),
        Part("Late in your network", [row_block(row, "both") for row in desk.late]),
        Part("Open in your network", _counted(desk)),
        Part("Copied, for a while", _copied(desk)),
        Part("Decided", [mandate_row(card) for card in desk.decided]),
        room=100 - len(top),
    )
    return Home(home(top + blocks))


def _needed(row: QueueRow, place: int) -> list[Block]:
    """A request that waits for this ILD; the worst three can be acted on without opening them."""
    shown = [action for action in QUICK if action in row.actions] if place < WORST else []
    about = f"{row.number} {row.title}"
    return [
        *row_block(row, "both"),
        *actions([button(LABELS[one], one, str(row.id), about=about) for one in shown]),
    ]


def _counted(desk: IldDesk) -> list[list[Block]]:
    """Counts by unit and by school, in two lines; nothing about a person."""
    lines = (("By unit", desk.by_unit), ("By school", desk.by_school))
    return [[section(f"*{title}:* {_list(counts)}")] for title, counts in lines if counts]


def _list(counts: Sequence[tuple[str, int, int]]) -> str:
    named = [f"{brief(name, 60)} {waiting}" + (f" ({late} late)" if late else "") for name, waiting, late in counts]
    return join(named[:MOST_NAMED], ", ") + (f", and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else "")


def _copied(desk: IldDesk) -> list[list[Block]]:
    """The watches that run, and units that are slow enough for one."""
    running = [f"*{brief(name, 60)}* until {day_of(until)}." for name, until in desk.watches]
    slow = [
        f"*{brief(name, 60)}* answered {share} in 30 days. To see what is new there for a while: "
        f"`/broker copy me on {brief(unit, 60)} until ...`"
        for unit, name, share in desk.slow
    ]
    return [[section(line)] for line in (*running, *slow)]


def _in_schools(desk: IldDesk) -> str:
    """Protected time, for this director's eyes only."""
    now = f"In schools until {moment(desk.protected_until)}; {desk.kept_back} waiting." if desk.protected_until else ""
    if not (desk.kept_minutes or desk.ahead_minutes):
        return now
    plan = f"{_hours(desk.kept_minutes)} h kept, {_hours(desk.ahead_minutes)} h ahead"
    return join((now, f"For schools this week: {plan}; {desk.plan_hours} h is the plan."))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")
