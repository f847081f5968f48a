"""Block Kit's elements as small functions over plain dicts; the sizes are those of docs.slack.dev, "Block Kit"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from broker_bot.slack import ids
from broker_bot.slack.views.surface import Block
from broker_bot.slack.views.text import clip, cut


def mrkdwn(text: str, limit: int = 3000) -> Block:
    """A text object of mrkdwn that is already escaped."""
    return {"type": "mrkdwn", "text": cut(text, limit) if text.strip() else "…"}


def plain(text: str, limit: int) -> Block:
    """A text object that Slack shows as it is: no escaping, no emoji codes."""
    return {"type": "plain_text", "text": clip(text, limit) or "…", "emoji": False}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, with at most one button beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def context(text: str) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def header(text: str) -> Block:
    """A heading, which screen readers can jump to."""
    return {"type": "header", "text": plain(text, 150)}


def actions(buttons: Sequence[Block]) -> list[Block]:
    """A row of buttons, or nothing."""
    return [{"type": "actions", "elements": list(buttons[:25])}] if buttons else []


def button(
    label: str, action: str, value: str, *, style: str = "", about: str = "", sure: Block | None = None
) -> Block:
    """A button. `style` is "primary", "danger" or "". `about` tells a screen reader which of several it is."""
    block: Block = {"type": "button", "text": plain(label, 75), "action_id": action, "value": value[:2000]}
    if style:
        block["style"] = style
    if about:
        block["accessibility_label"] = clip(f"{label}: {about}", 75)
    return block | {"confirm": sure} if sure else block


def more(action: str, options: Sequence[Block]) -> Block:
    """A menu behind three dots, at most five options."""
    return {"type": "overflow", "action_id": action, "options": list(options[:5])}


def sure(title: str, text: str, yes: str, no: str) -> Block:
    """The dialog that asks before something is done."""
    return {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def option(label: str, value: str, *, text: str = "") -> Block:
    """One choice; `text` is a second line."""
    block: Block = {"text": plain(label, 75), "value": value[:150]}
    return block | {"description": plain(text, 75)} if text else block


def field(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """One field of a modal; the element inside is always called VALUE."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 200),
        "element": {"action_id": ids.VALUE, **element},
        "optional": optional,
    }
    return block | {"hint": plain(hint, 500)} if hint else block


def text_input(*, lines: bool = True, initial: str = "", most: int = 3000, placeholder: str = "") -> Block:
    """Where people write, up to `most` characters."""
    block: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    if initial:
        block["initial_value"] = initial[:most]
    return block | {"placeholder": plain(placeholder, 150)} if placeholder else block


def files_field() -> Block:
    """Photos and files that go along; Slack takes 10 MB each here."""
    element: Block = {"type": "file_input", "max_files": 5}
    return field(ids.FIELD_FILES, "Photos or files", element, optional=True, hint="At most 5, of 10 MB each.")


def date_input(initial: date | None = None) -> Block:
    """A calendar; Slack cannot limit its range, so the listener checks."""
    block: Block = {"type": "datepicker"}
    return block | {"initial_date": initial.isoformat()} if initial else block


def select(placeholder: str, options: Sequence[Block]) -> Block:
    """One of a list, at most 100."""
    return {"type": "static_select", "placeholder": plain(placeholder, 150), "options": list(options[:100])}


def picked(placeholder: str, options: Sequence[Block], initial: str) -> Block:
    """One of a list with one chosen already; `initial` is its value, or "" for none."""
    block = select(placeholder, options)
    chosen = next((one for one in options[:100] if one["value"] == initial), None)
    return block | {"initial_option": chosen} if chosen else block


def several(placeholder: str, options: Sequence[Block], initial: Sequence[str]) -> Block:
    """Several of a list, at most 100; `initial` are the values chosen already."""
    block = select(placeholder, options) | {"type": "multi_static_select"}
    chosen = [one for one in options[:100] if one["value"] in initial]
    return block | {"initial_options": chosen} if chosen else block


def several_grouped(placeholder: str, groups: Iterable[tuple[str, Sequence[Block]]], initial: Sequence[str]) -> Block:
    """Several of a list under headings."""
    block = grouped(placeholder, groups) | {"type": "multi_static_select"}
    drawn = [one for group in block["option_groups"] for one in group["options"]]
    chosen = [one for one in drawn if one["value"] in initial][:100]
    return block | {"initial_options": chosen} if chosen else block


def grouped(placeholder: str, groups: Iterable[tuple[str, Sequence[Block]]]) -> Block:
    """One of a list under headings: at most 100 headings with 100 options each; longer groups go on under a new one."""
    parts = [(name, opts[at : at + 100]) for name, opts in groups for at in range(0, len(opts), 100)]
    drawn = [{"label": plain(name, 75), "options": list(opts)} for name, opts in parts[:100]]
    return {"type": "static_select", "placeholder": plain(placeholder, 150), "option_groups": drawn}


def choose(kind: str, options: Sequence[Block], initial: Sequence[Block] = ()) -> Block:
    """`kind` is "radio_buttons" (one) or "checkboxes" (several); at most 10 options."""
    block: dict[str, Any] = {"type": kind, "options": list(options[:10])}
    if not initial:
        return block
    return block | ({"initial_option": initial[0]} if kind == "radio_buttons" else {"initial_options": list(initial)})


def modal(
    callback: str, title: str, aggregate: str, blocks: Sequence[Block], *, submit: str = "", close: str = ""
) -> Block:
    """A modal's view; `aggregate` (an id as text) is its private_metadata."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "close": plain(close or ("Cancel" if submit else "Close"), 24),
        "private_metadata": aggregate,
        "blocks": list(blocks[:100]),
    }
    return view | {"submit": plain(submit, 24)} if submit else view


def home(blocks: Sequence[Block]) -> Block:
    """A Home tab's view."""
    return {"type": "home", "blocks": list(blocks[:100])}
