"""The form for a request, for those who come by a shortcut."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, field, files_field, grouped, modal, option, section, text_input
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, quote

ENOUGH = "One sentence is enough: what is wrong, and where. I find who does it."


def new_modal(school: str, schools: Sequence[tuple[str, str]], metadata: str = "", picked: str = "") -> Modal:
    """What a school needs. `school` is the sender's own; an ILD picks one of `schools` (id, name).

    `metadata` and `picked` (its text) belong to the message that becomes a request; the words are then optional.
    """
    blocks: list[Block] = [section(f"{quote(picked, 500)}\nIts whole thread goes along.")] if metadata else []
    if schools:
        menu = grouped("Choose a school", [("Your schools", [option(name, ident) for ident, name in schools])])
        blocks.append(field(ids.FIELD_SCHOOL, "For which school?", menu, hint="Its principal sees the request too."))
    elif school:
        blocks.append(context(f"For {brief(school)}."))
    label = "Anything to add?" if metadata else "What do you need?"
    words = field(ids.FIELD_TEXT, label, text_input(), optional=bool(metadata), hint="" if metadata else ENOUGH)
    return Modal(
        modal(
            ids.MODAL_NEW,
            "Send a request",
            metadata,
            [*blocks, words, *([] if metadata else [files_field()])],
            submit="Send",
        )
    )
