"""Several requests answered at once, each school with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import QueueRow
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import choose, context, date_input, field, modal, option, text_input
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief

WHAT = (("Finish", "finish"), ("Promise a date", "promise"))


def several_modal(rows: Sequence[QueueRow]) -> Modal:
    """`rows` are at most ten requests, worst first. A field left empty leaves its request alone."""
    kinds = [option(label, value) for label, value in WHAT]
    untaken = [row for row in rows if not row.holder]
    blocks: list[Block] = [
        context("Write a sentence for each school that you answer now. Fields left empty change nothing."),
        field(ids.FIELD_WHAT, "What your sentences say", choose("radio_buttons", kinds, kinds[:1])),
        field(ids.FIELD_DATE, "Promised for", date_input(), optional=True, hint="For a promise: the same day for all."),
    ]
    for row in rows:
        label = f"{row.number} · {row.school} · {row.title}"
        blocks.append(field(f"text:{row.id}", label[:200], text_input(most=3000), optional=True))
    if untaken:
        options = [option(f"{row.number} {row.school}", str(row.id), text=row.title) for row in untaken]
        blocks.append(
            field(ids.FIELD_TAKEN, "Take, without answering yet", choose("checkboxes", options), optional=True)
        )
    blocks.append(context(f"The {brief(str(len(rows)))} nearest dates of your list; the others move up."))
    return Modal(modal(ids.MODAL_SEVERAL, "Several at once", "list", blocks, submit="Send"))
