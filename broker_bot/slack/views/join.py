"""The form that joins requests about the same trouble."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import choose, context, field, modal, option
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import join
from broker_bot.slack.views.words import subject, title

MOST = 100
BOX = 10
"""Options of one group of checkboxes at most (docs.slack.dev, "Checkboxes element")."""


def join_modal(card: RequestCard, others: Sequence[tuple[int, str, str]], picked: Collection[int]) -> Modal:
    """`others` are (id, school, first words), at most 100; those in `picked` are chosen at first."""
    options = [option(f"R-{ident} {school}", str(ident), text=words) for ident, school, words in others[:MOST]]
    note = (
        f"What you answer, promise or finish on {card.number} then goes to each of these schools. Each keeps its own "
        "request, and says itself whether it is done. Schools see how many others there are, no names."
    )
    blocks: list[Block] = [context(join((title(card), subject(card), note), "\n"))]
    for at in range(0, len(options), BOX):
        box = options[at : at + BOX]
        label = "The same trouble" if at == 0 else "and"
        chosen = choose("checkboxes", box, [drawn for drawn in box if int(drawn["value"]) in picked])
        several = len(options) > BOX
        blocks.append(field(f"{ids.FIELD_REQUESTS}_{at // BOX}", label, chosen, optional=several))
    return Modal(modal(ids.MODAL_JOIN, "Join", str(card.id), blocks, submit="Join"))
