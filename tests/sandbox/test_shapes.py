"""What Slack refuses for its shape, not for its size, and the words it refuses it with."""

from typing import Any

import pytest

from tests.sandbox.conftest import Api
from tests.sandbox.parts import actions, button, entry, home, image, marked, modal, options, plain, section, select

Json = dict[str, Any]

BAD_BLOCKS: dict[str, list[Json]] = {
    "unknown block type": [{"type": "sections", "text": marked(1)}],
    "no block type": [{"text": marked(1)}],
    "unknown key": [section(txt="x")],
    "section without text and fields": [{"type": "section"}],
    "empty text": [section(text=marked(0))],
    "empty plain text": [{"type": "header", "text": plain(0)}],
    "markdown in a header": [{"type": "header", "text": marked(1)}],
    "markdown in a button": [actions(button(text=marked(1)))],
    "markdown in a select's option": [select(options=options(1, text=marked(1)))],
    "markdown in a placeholder": [select(placeholder=marked(1))],
    "text instead of a text object": [section(text="words")],
    "two blocks with one block_id": [section(block_id="a"), section(block_id="a")],
    "two actions with one action_id": [actions(button(action_id="a"), button(action_id="a"))],
    "no elements in actions": [actions()],
    "an input's element in actions": [actions({"type": "plain_text_input"})],
    "a button in context": [{"type": "context", "elements": [button()]}],
    "button without text": [actions({"type": "button", "action_id": "a"})],
    "button of an unknown style": [actions(button(style="warning"))],
    "image without alt_text": [{"type": "image", "image_url": "https://x.example/a.png"}],
    "image without address": [{"type": "image", "alt_text": "a"}],
    "confirm without deny": [actions(button(confirm={"title": plain(1), "text": plain(1), "confirm": plain(1)}))],
    "select without options": [actions({"type": "static_select"})],
    "select with no option": [select(options=[])],
    "overflow with no option": [actions({"type": "overflow", "options": []})],
    "initial option not offered": [select(initial_option={"text": plain(1), "value": "other"})],
    "option without value": [select(options=[{"text": plain(1)}])],
    "date in words": [actions({"type": "datepicker", "initial_date": "Tuesday"})],
    "empty action_id": [actions(button(action_id=""))],
}
BAD_VIEWS: dict[str, Json] = {
    "no type": {"title": plain(1), "blocks": [section()]},
    "a Home opened as a modal": home(section()),
    "no title": {"type": "modal", "blocks": [section()]},
    "no blocks": {"type": "modal", "title": plain(1)},
    "markdown title": modal(title=marked(1)),
    "input without submit": modal(entry(), submit=None),
    "input without label": modal({"type": "input", "element": {"type": "plain_text_input"}}),
    "markdown block": modal({"type": "markdown", "text": "x"}),
    "two blocks with one block_id": modal(section(block_id="a"), entry(block_id="a")),
    "min_length above max_length": modal(entry({"type": "plain_text_input", "min_length": 9, "max_length": 3})),
    "unknown key": modal(colour="red"),
}


@pytest.mark.parametrize("name", BAD_BLOCKS)
def test_blocks_of_the_wrong_shape_are_refused(shared_api: Api, name: str) -> None:
    answer = shared_api("chat.postMessage", channel="C0001", text="x", blocks=BAD_BLOCKS[name])
    assert answer["error"] == "invalid_blocks"
    assert all(line.startswith("[ERROR] ") for line in answer["response_metadata"]["messages"])


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_views_of_the_wrong_shape_are_refused(shared_api: Api, name: str) -> None:
    trigger = shared_api.box.slash("U0001", "bot", "/broker").trigger_id
    answer = shared_api("views.open", trigger_id=trigger, view=BAD_VIEWS[name])
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"]


def test_a_home_takes_no_title(shared_api: Api) -> None:
    view = home(section(), title=plain(1))
    assert shared_api.error("views.publish", user_id="U0001", view=view) == "invalid_arguments"


def test_the_refusal_points_at_the_place(shared_api: Api) -> None:
    answer = shared_api("chat.postMessage", channel="C0001", text="x", blocks=[section(), section(text=marked(3001))])
    where = "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert answer["errors"] == [where]
    assert answer["response_metadata"] == {"messages": ["[ERROR] " + where]}


@pytest.mark.parametrize("blocks", ['{"type": "divider"}', "not json", {"type": "divider"}])
def test_blocks_that_are_no_array_have_their_own_code(shared_api: Api, blocks: Any) -> None:
    assert shared_api.error("chat.postMessage", channel="C0001", text="x", blocks=blocks) == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ("not json", "invalid_metadata_format"),
        (["a"], "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": "text"}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {}, "id": 1}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"id": "1"}}, None),
    ],
)
def test_metadata_is_a_type_and_a_payload(shared_api: Api, metadata: Any, code: str | None) -> None:
    assert shared_api.error("chat.postMessage", channel="C0001", text="x", metadata=metadata) == code


def test_every_kind_of_element_is_accepted_where_it_belongs(shared_api: Api) -> None:
    menu = actions(
        button(action_id="a", style="danger"),
        {"type": "overflow", "action_id": "b", "options": options(2)},
        {"type": "datepicker", "action_id": "c", "initial_date": "2026-11-03"},
        {"type": "timepicker", "action_id": "d", "initial_time": "07:30"},
        {"type": "checkboxes", "action_id": "e", "options": options(2, text=marked(3))},
        {"type": "users_select", "action_id": "f"},
        {"type": "multi_static_select", "action_id": "g", "options": options(2), "initial_options": options(1)},
    )
    rich = section(accessory={"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"})
    context = {"type": "context", "elements": [marked(2), plain(2)]}
    blocks = [menu, rich, context, image(), {"type": "divider"}, {"type": "markdown", "text": "# x"}, entry()]
    assert shared_api.error("chat.postMessage", channel="C0001", text="x", blocks=blocks) is None
