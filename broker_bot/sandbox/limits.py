"""Slack's limits on messages, modals and Homes, enforced as Slack enforces them.

The figures and their sources stand in `figures.LIMITS`; the rules below use nothing else.
"""

import json
from typing import Any

from broker_bot.sandbox.figures import LIMITS, Limit, most
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.schema import (
    Rule,
    anything,
    complaint,
    every,
    flag,
    items,
    one_of,
    record,
    text,
    typed,
    whole,
)

__all__ = ["LIMITS", "Limit", "characters", "check_message", "check_metadata", "check_view", "cut", "most"]


def _string(name: str, least: int = 0) -> Rule:
    return text(least, most(name))


def _plain(name: str, least: int = 1) -> Rule:
    return record({"type": one_of("plain_text"), "text": _string(name, least)}, {"emoji": flag})


def _formatted(name: str) -> Rule:
    marked = record({"type": anything, "text": _string(name, 1)}, {"verbatim": flag})
    return typed({"plain_text": _plain(name), "mrkdwn": marked})


_CONFIRM = record(
    {
        "title": _plain("confirm.title"),
        "text": _formatted("confirm.text"),
        "confirm": _plain("confirm.button"),
        "deny": _plain("confirm.button"),
    },
    {"style": one_of("primary", "danger")},
)


def _option(shown: Rule, **more: Rule) -> Rule:
    described: dict[str, Rule] = {"description": _formatted("option.description")}
    return record({"text": shown, "value": _string("option.value")}, described | more)


_PLAIN_OPTION = _option(_plain("option.text"))
_RICH_OPTION = _option(_formatted("option.text"))
_LINK_OPTION = _option(_plain("option.text"), url=_string("button.url"))
_GROUP = record({"label": _plain("option_group.label"), "options": items(_PLAIN_OPTION, 1, most("select.options"))})
_DATE = text(pattern=r"\d{4}-\d{2}-\d{2}")
_TIME = text(pattern=r"\d{2}:\d{2}")
_PLACED: dict[str, Rule] = {"placeholder": _plain("placeholder")}


def _element(required: dict[str, Rule], optional: dict[str, Rule]) -> Rule:
    shared: dict[str, Rule] = {"action_id": _string("action_id", 1), "confirm": _CONFIRM, "focus_on_load": flag}
    return record({"type": anything, **required}, {**shared, **optional})


def _has_options(value: Any, at: str) -> list[str]:
    if ("options" in value) == ("option_groups" in value):
        return [complaint("must provide exactly one of: options, option_groups", at)]
    return []


def _known_initial(value: Any, at: str) -> list[str]:
    groups = value.get("option_groups") or [{"options": value.get("options", [])}]
    offered = [option for group in groups for option in group["options"]]
    chosen = [value["initial_option"]] if value.get("initial_option") else value.get("initial_options", [])
    key = "initial_option" if value.get("initial_option") else "initial_options"
    return [complaint("must match one of the options", f"{at}/{key}") for one in chosen if one not in offered]


def _select(**more: Rule) -> Rule:
    listed: dict[str, Rule] = {
        "options": items(_PLAIN_OPTION, 1, most("select.options")),
        "option_groups": items(_GROUP, 1, most("select.option_groups")),
    }
    return every(_element({}, {**listed, **_PLACED, **more}), _has_options, _known_initial)


def _choice(limit: str, **more: Rule) -> Rule:
    return every(_element({"options": items(_RICH_OPTION, 1, most(limit))}, more), _known_initial)


def _people(**more: Rule) -> Rule:
    return _element({}, {**_PLACED, **more})


def _length_order(value: Any, at: str) -> list[str]:
    if value.get("min_length", 0) > value.get("max_length", most("plain_text_input.max_length")):
        return [complaint("min_length must not exceed max_length", at)]
    return []


_DISPATCH = record({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1)})
_LENGTH_MOST = most("plain_text_input.max_length")

_IMAGE = record({"type": anything, "image_url": _string("image.url", 1), "alt_text": _string("image.alt_text", 1)})
_ACTION_ELEMENTS: dict[str, Rule] = {
    "button": _element(
        {"text": _plain("button.text")},
        {
            "value": _string("button.value"),
            "url": _string("button.url"),
            "style": one_of("primary", "danger"),
            "accessibility_label": _string("button.accessibility_label"),
        },
    ),
    "static_select": _select(initial_option=_PLAIN_OPTION),
    "multi_static_select": _select(initial_options=items(_PLAIN_OPTION), max_selected_items=whole(1, 100)),
    "overflow": _element({"options": items(_LINK_OPTION, 1, most("overflow.options"))}, {}),
    "datepicker": _element({}, {"initial_date": _DATE, **_PLACED}),
    "timepicker": _element({}, {"initial_time": _TIME, "timezone": text(), **_PLACED}),
    "datetimepicker": _element({}, {"initial_date_time": whole(1_000_000_000, 9_999_999_999)}),
    "checkboxes": _choice("checkboxes.options", initial_options=items(_RICH_OPTION, 1)),
    "radio_buttons": _choice("radio_buttons.options", initial_option=_RICH_OPTION),
    "users_select": _people(initial_user=text(1)),
    "multi_users_select": _people(initial_users=items(text(1)), max_selected_items=whole(1, 100)),
    "channels_select": _people(initial_channel=text(1), response_url_enabled=flag),
    "conversations_select": _people(
        initial_conversation=text(1), default_to_current_conversation=flag, response_url_enabled=flag, filter=anything
    ),
}
_TYPED_ELEMENTS: dict[str, Rule] = {
    "plain_text_input": every(
        _element(
            {},
            {
                "initial_value": text(most=_LENGTH_MOST),
                "multiline": flag,
                "min_length": whole(0, _LENGTH_MOST),
                "max_length": whole(1, _LENGTH_MOST),
                "dispatch_action_config": _DISPATCH,
                **_PLACED,
            },
        ),
        _length_order,
    ),
    "file_input": _element({}, {"filetypes": items(text(1), 1), "max_files": whole(1, most("file_input.max_files"))}),
    "email_text_input": _element({}, {"initial_value": text(), "dispatch_action_config": _DISPATCH, **_PLACED}),
    "url_text_input": _element({}, {"initial_value": text(), "dispatch_action_config": _DISPATCH, **_PLACED}),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        {
            "initial_value": text(),
            "min_value": text(),
            "max_value": text(),
            "dispatch_action_config": _DISPATCH,
            **_PLACED,
        },
    ),
}
_INPUT_ELEMENTS = {
    **{kind: rule for kind, rule in _ACTION_ELEMENTS.items() if kind not in ("button", "overflow")},
    **_TYPED_ELEMENTS,
}


def _distinct_actions(value: Any, at: str) -> list[str]:
    seen: set[str] = set()
    found: list[str] = []
    for index, element in enumerate(value["elements"]):
        id = element.get("action_id")
        if id is not None and id in seen:
            found.append(complaint(f'`action_id` "{id}" already exists', f"{at}/elements/{index}/action_id"))
        seen.add(id)
    return found


def _text_or_fields(value: Any, at: str) -> list[str]:
    if value.get("text") is None and value.get("fields") is None:
        return [complaint("must provide at least one of: text, fields", at)]
    return []


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return record({"type": anything, **required}, {"block_id": _string("block_id", 1), **(optional or {})})


_CONTEXT_PARTS = {
    "image": _IMAGE,
    "mrkdwn": _formatted("text_object.text"),
    "plain_text": _formatted("text_object.text"),
}
_BLOCKS: dict[str, Rule] = {
    "section": every(
        _block(
            {},
            {
                "text": _formatted("section.text"),
                "fields": items(_formatted("section.field"), 1, most("section.fields")),
                "accessory": typed({**_ACTION_ELEMENTS, "image": _IMAGE}),
                "expand": flag,
            },
        ),
        _text_or_fields,
    ),
    "actions": every(
        _block({"elements": items(typed(_ACTION_ELEMENTS), 1, most("actions.elements"))}), _distinct_actions
    ),
    "context": _block({"elements": items(typed(_CONTEXT_PARTS), 1, most("context.elements"))}),
    "divider": _block({}),
    "header": _block({"text": _plain("header.text")}),
    "image": _block(
        {"image_url": _string("image.url", 1), "alt_text": _string("image.alt_text", 1)},
        {"title": _plain("image.title")},
    ),
    "input": _block(
        {"label": _plain("input.label"), "element": typed(_INPUT_ELEMENTS)},
        {"hint": _plain("input.hint"), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": _block({"elements": items(anything, 1)}),
}
_MESSAGE_BLOCKS = {**_BLOCKS, "markdown": _block({"text": _string("markdown.text", 1)})}


def _distinct_blocks(blocks: Any, at: str) -> list[str]:
    seen: set[str] = set()
    found: list[str] = []
    for index, block in enumerate(blocks):
        id = block.get("block_id")
        if id is not None and id in seen:
            found.append(complaint(f'`block_id` "{id}" already exists', f"{at}/{index}/block_id"))
        seen.add(id)
    return found


_MESSAGE = every(items(typed(_MESSAGE_BLOCKS), 0, most("message.blocks")), _distinct_blocks)
_VIEW_BLOCKS = every(items(typed(_BLOCKS), 0, most("view.blocks")), _distinct_blocks)
_VIEW_PARTS: dict[str, Rule] = {
    "private_metadata": _string("view.private_metadata"),
    "callback_id": _string("view.callback_id"),
    "external_id": _string("view.external_id"),
}


def _submit_for_inputs(view: Any, at: str) -> list[str]:
    if view.get("submit") is None and any(block["type"] == "input" for block in view["blocks"]):
        return [complaint("missing required field: submit (the view has an input block)", at)]
    return []


_MODAL_VIEW = every(
    record(
        {"type": anything, "title": _plain("modal.title"), "blocks": _VIEW_BLOCKS},
        {
            **_VIEW_PARTS,
            "submit": _plain("modal.button"),
            "close": _plain("modal.button"),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    _submit_for_inputs,
)
_HOME_VIEW = record({"type": anything, "blocks": _VIEW_BLOCKS}, _VIEW_PARTS)


def check_message(blocks: Any) -> None:
    """Refuse blocks that Slack would refuse in a message.

    Raises SlackError invalid_blocks_format (not an array), invalid_blocks, or msg_blocks_too_long.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    found = _MESSAGE(blocks, "/blocks")
    if found:
        raise SlackError("invalid_blocks", tuple(found))
    if characters(blocks) > most("message.block_characters"):
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any, kind: str) -> None:
    """Refuse a view that Slack would refuse. `kind` is modal or home.

    Raises SlackError invalid_arguments or view_too_large.
    """
    found = typed({"modal": _MODAL_VIEW} if kind == "modal" else {"home": _HOME_VIEW})(view, "/view")
    if found:
        raise SlackError("invalid_arguments", tuple(found))
    if len(json.dumps(view).encode()) > most("view.bytes"):
        raise SlackError("view_too_large")


def check_metadata(metadata: Any) -> None:
    """Refuse metadata that is not {event_type: text, event_payload: object}.

    Raises SlackError invalid_metadata_format, invalid_metadata_schema or metadata_too_large.
    """
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    shape = record({"event_type": text(1), "event_payload": _object}, {"entities": anything})
    if shape(metadata, "/metadata"):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > most("metadata.bytes"):
        raise SlackError("metadata_too_large")


def _object(value: Any, at: str) -> list[str]:
    return [] if isinstance(value, dict) else [complaint("must provide an object", at)]


def characters(part: Any) -> int:
    """Return the characters of every `text` string inside blocks, however deep."""
    if isinstance(part, list):
        return sum(characters(one) for one in part)
    if not isinstance(part, dict):
        return 0
    own = sum(len(value) for key, value in part.items() if key == "text" and isinstance(value, str))
    return own + sum(characters(value) for value in part.values() if isinstance(value, dict | list))


def cut(message_text: str) -> tuple[str, Json]:
    """Return the text cut at Slack's limit, and the warning that then joins the answer (empty when nothing was cut)."""
    limit = most("post.text")
    if len(message_text) <= limit:
        return message_text, {}
    words = "[WARN] Your message was truncated but still posted. The `text` field accepts up to 40,000 characters."
    return message_text[:limit], {"response_metadata": {"messages": [words], "warnings": ["message_truncated"]}}
