"""To an ILD: the network's week before it goes out, what all pages share and where schools differ; one tap approves."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels_gate import NetworkPreview, SchoolDiffers
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, field, header, modal, section, text_input
from broker_bot.slack.views.surface import Block, Message, Modal
from broker_bot.slack.views.text import bare, brief, count, cut, day, join, quote

LINES = 30
"""Lines of one list; the rest is counted."""


def network_preview(found: NetworkPreview, kinds: Sequence[tuple[str, str]]) -> Message:
    """`kinds` are (tier, words)."""
    value = f"{found.week.isoformat()}:{found.network}"
    news = f"*{brief(found.network_name)}: the pages of {day(found.week)}, {count(found.schools, 'school')}*"
    blocks: list[Block] = [section(join((news, _state(found)), "\n"))]
    if found.note:
        blocks.append(section(quote(found.note, 600)))
    words = dict(kinds)
    common = [
        f"• {brief(words.get(tier, tier), 40)}: *{brief(title, 100)}* · {brief(rest)}"
        for tier, title, rest in found.common
    ]
    blocks += [header("On most pages"), section(_listed(common) or "Nothing.")]
    if found.differ:
        blocks += [header("Where schools differ"), section(_listed([_differs(one) for one in found.differ]))]
    if found.warnings:
        blocks.append(section("*Much for one week*\n" + _listed([f"• {brief(line, 200)}" for line in found.warnings])))
    if found.gone:
        return Message(bare(join((news, "These went out."))), (*blocks, context("These went out.")))
    if not found.approved_by:
        blocks.append(context("Not approved by then, they go out with what you have decided, and you hear of it."))
    buttons = [] if found.approved_by else [button("Approve all", ids.PREVIEW_APPROVE, value, style="primary")]
    blocks += actions([*buttons, button("Your note", ids.PREVIEW_NOTE, value)])
    return Message(bare(join((news, _state(found)))), tuple(blocks))


def _state(found: NetworkPreview) -> str:
    waiting = f"{count(found.waiting, 'demand')} still to decide." if found.waiting else ""
    approved = f"Approved by {brief(found.approved_by)}." if found.approved_by else ""
    added = f"{found.added} decided since; they go out too." if found.approved_by and found.added else ""
    return join((approved, added, waiting))


def _differs(one: SchoolDiffers) -> str:
    if one.empty:
        return f"• *{brief(one.school, 60)}*: nothing this week"
    more = f"also {brief(', '.join(one.more), 200)}" if one.more else ""
    less = f"without {brief(', '.join(one.less), 200)}" if one.less else ""
    return f"• *{brief(one.school, 60)}*: {join((more, less), '; ')}"


def _listed(lines: Sequence[str]) -> str:
    more = [f"{len(lines) - LINES} more."] if len(lines) > LINES else []
    return cut("\n".join([*lines[:LINES], *more]), 2400)


def note_modal(found: NetworkPreview) -> Modal:
    """The ILD's words for the top of every page. Aggregate: "week:network"."""
    note = text_input(most=600, initial=found.note)
    blocks = [
        section(f"*{brief(found.network_name)}: the pages of {day(found.week)}*"),
        field(ids.FIELD_TEXT, "Your note", note, optional=True, hint="At most 60 words, on top of every page."),
    ]
    aggregate = f"{found.week.isoformat()}:{found.network}"
    return Modal(modal(ids.MODAL_NOTE, "Your note", aggregate, blocks, submit="Save"))
