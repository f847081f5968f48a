"""Modals: the dates of the next eight weeks; exemptions and waivers with what principals say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from broker_bot.domain.ahead import DateAhead
from broker_bot.domain.district import Advice
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, modal, section
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, count, day, join, link, sentence


def dates_modal(dates: Sequence[DateAhead], today: date) -> Modal:
    """Earliest first; what is overdue says so."""
    blocks: list[Block] = [
        section(
            join(
                (
                    f"*{day(one.due)}*" + (" (overdue)" if one.due < today else ""),
                    link(one.link, one.title[:150]) if one.link else brief(one.title, 150),
                    brief(one.unit, 60),
                    count(one.minutes, "minute") if one.minutes else "",
                ),
                " · ",
            )
        )
        for one in dates[:90]
    ]
    if dates:
        blocks += actions([button("Send me the calendar file", ids.DATES_FILE, "dates")])
    return Modal(modal(ids.MODAL_LIST, "The next 8 weeks", "", blocks or [context("Nothing with a date is due.")]))


def advice_modal(entries: Sequence[Advice], marks: Mapping[str, tuple[int, int]]) -> Modal:
    """Each with its counts and the two marks."""
    blocks: list[Block] = []
    for one in entries[:30]:
        worked, failed = marks.get(one.id, (0, 0))
        title = link(one.link, one.title) if one.link else brief(one.title, 150)
        who = f"Decides: {brief(one.decides, 100)}, since {brief(one.since, 60)}."
        tips = f"Tip: {sentence(one.tips, 300)}" if one.tips else ""
        step = f"First step: {sentence(one.first_step, 300)}"
        blocks.append(section(join((f"*{title}*", sentence(one.rule, 400), who, step, tips), "\n")))
        said = f"Worked for {worked}, didn't for {failed}." if worked or failed else "Nobody has said yet."
        blocks.append(context(said))
        blocks += actions(
            [
                button("Worked", ids.ADVICE_WORKED, one.id, about=one.title),
                button("Didn't work", ids.ADVICE_FAILED, one.id, about=one.title),
            ]
        )
    return Modal(modal(ids.MODAL_LIST, "Exemptions & waivers", "", blocks or [context("The district lists none.")]))
