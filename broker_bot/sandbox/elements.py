"""Interactive elements: their state before and after a person used them, in Slack's payload shapes."""

import copy
from typing import Any, Final

from broker_bot.sandbox.messages import elements_of
from broker_bot.sandbox.model import HandsError, Json

_STATE_KEYS: Final = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "file_input": ("files", "initial_files"),
}
_MANY: Final = {"multi_static_select", "checkboxes", "multi_users_select", "file_input"}
_OPTIONED: Final = {"static_select", "radio_buttons", "multi_static_select", "checkboxes", "overflow"}


def initial_state(element: Json) -> Json | None:
    """Return the state of an untouched element, or None for one that has none (buttons, overflow menus)."""
    keys = _STATE_KEYS.get(element["type"])
    if keys is None:
        return None
    empty: Any = [] if element["type"] in _MANY else None
    return {"type": element["type"], keys[0]: copy.deepcopy(element.get(keys[1], empty))}


def initial_values(blocks: list[Json]) -> Json:
    """Return state.values of untouched blocks: {block_id: {action_id: state}}."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            state = initial_state(element)
            if state is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def options_of(element: Json) -> list[Json]:
    """Return every option of an element, those inside groups too."""
    groups: list[Json] = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options", [])]


def _option(element: Json, value: str, forged: bool) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return copy.deepcopy(option)
    if forged:
        return {"text": {"type": "plain_text", "text": value}, "value": value}
    offered = ", ".join(option["value"] for option in options_of(element))
    raise HandsError(f"There is no option {value!r} in {element.get('action_id')}; it offers: {offered}.")


def state_after(element: Json, value: Any, forged: bool = False) -> Json:
    """Return the element's state once a person chose or typed `value`.

    `value` is a string (a list for elements with several values), or a whole state object, which is taken as it is.
    Raises HandsError for an option that is not offered, unless forged.
    """
    if isinstance(value, dict):
        return {"type": element["type"], **value}
    if element["type"] != "overflow" and element["type"] not in _STATE_KEYS:
        raise HandsError(f"A {element['type']} holds no value to fill in.")
    key = "selected_option" if element["type"] == "overflow" else _STATE_KEYS[element["type"]][0]
    if element["type"] in _OPTIONED and value is not None:
        if element["type"] in _MANY:
            chosen = [value] if isinstance(value, str) else value
            return {"type": element["type"], key: [_option(element, one, forged) for one in chosen]}
        return {"type": element["type"], key: _option(element, value, forged)}
    return {"type": element["type"], key: value}


def is_empty(state: Json) -> bool:
    """Whether a required input with this state would be refused by Slack's client."""
    return all(value in (None, "", []) for key, value in state.items() if key != "type")


def find(blocks: list[Json], action_id: str, block_id: str | None) -> tuple[Json, Json] | None:
    """Return (block, element) for an action id, in the named block if one is given."""
    for block in blocks:
        if block_id is not None and block.get("block_id") != block_id:
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None


def same_element(blocks: list[Json], action_id: str, value: str) -> str | None:
    """Return the block of the button or menu that does the same: without a name it gets a new one at each drawing."""
    for block in blocks:
        for element in elements_of(block):
            offered = [element.get("value"), *(option["value"] for option in options_of(element))]
            if element.get("action_id") == action_id and value in offered:
                return str(block["block_id"])
    return None


def action_ids(blocks: list[Json]) -> str:
    """Return the action ids on offer, for an error's sentence."""
    found = [str(element.get("action_id")) for block in blocks for element in elements_of(block)]
    return ", ".join(found) or "nothing to press"


def action(block: Json, element: Json, value: str | None, selected: Any, ts: str) -> tuple[Json, Json | None]:
    """Return (the action of a block_actions payload, the element's new state or None).

    `selected` picks among what is offered; `value` overrides what the element carries, offered or not.
    """
    made: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    made["action_ts"] = ts
    if element["type"] == "button":
        made["text"] = element["text"]
        carried = element.get("value") if value is None else value
        return (made if carried is None else {**made, "value": carried}), None
    chosen = selected if selected is not None else value
    state = state_after(element, chosen, forged=selected is None)
    return {**made, **state}, (None if element["type"] == "overflow" else state)
