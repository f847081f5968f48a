"""Every limit, straight to the Web API over HTTP: exactly the limit is accepted, one more gets Slack's code."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from broker_bot.sandbox.figures import LIMITS
from tests.sandbox.conftest import Api
from tests.sandbox.parts import (
    actions,
    bulky,
    button,
    confirm,
    entry,
    home,
    image,
    marked,
    modal,
    options,
    plain,
    section,
    select,
    text_input,
)

Json = dict[str, Any]
Call = tuple[str, Json]

BLOCK = "docs.slack.dev/reference/block-kit/blocks/"
ELEMENT = "docs.slack.dev/reference/block-kit/block-elements/"
OBJECT = "docs.slack.dev/reference/block-kit/composition-objects/"
METHOD = "docs.slack.dev/reference/methods/"
MODAL = "docs.slack.dev/reference/views/modal-views"


@dataclass(frozen=True)
class Case:
    name: str
    build: Callable[[int], Call]
    most: int
    code: str
    source: str


def post(*blocks: Json, **sent: Any) -> Call:
    return "chat.postMessage", {"channel": "C0001", "text": "fallback", "blocks": list(blocks), **sent}


def opened(view: Json) -> Call:
    return "views.open", {"view": view}


def published(view: Json) -> Call:
    return "views.publish", {"user_id": "U0001", "view": view}


def heavy(n: int) -> Call:
    """A modal of n bytes as JSON: 80 full sections and one that fills what is left."""
    last = section(text=marked(0))
    view = modal(*[section(text=marked(3000)) for _ in range(80)], last, private_metadata="x" * 3000)
    last["text"]["text"] = "x" * (n - len(json.dumps(view)))
    return opened(view)


def tagged(n: int) -> Call:
    frame: Json = {"event_type": "posted", "event_payload": {"id": ""}}
    frame["event_payload"]["id"] = "x" * (n - len(json.dumps(frame)))
    return post(metadata=frame)


CASES = [
    Case("message.blocks", lambda n: post(*[section()] * n), 50, "invalid_blocks", BLOCK.rstrip("/")),
    Case("view.blocks", lambda n: opened(modal(*[section()] * n)), 100, "invalid_arguments", MODAL),
    Case(
        "text_object.text",
        lambda n: post({"type": "context", "elements": [marked(n)]}),
        3000,
        "invalid_blocks",
        OBJECT + "text-object",
    ),
    Case("section.text", lambda n: post(section(text=marked(n))), 3000, "invalid_blocks", BLOCK + "section-block"),
    Case(
        "section.fields", lambda n: post(section(fields=[marked(1)] * n)), 10, "invalid_blocks", BLOCK + "section-block"
    ),
    Case("section.field", lambda n: post(section(fields=[marked(n)])), 2000, "invalid_blocks", BLOCK + "section-block"),
    Case(
        "header.text",
        lambda n: post({"type": "header", "text": plain(n)}),
        150,
        "invalid_blocks",
        BLOCK + "header-block",
    ),
    Case("actions.elements", lambda n: post(actions(*[button()] * n)), 25, "invalid_blocks", BLOCK + "actions-block"),
    Case(
        "context.elements",
        lambda n: post({"type": "context", "elements": [marked(1)] * n}),
        10,
        "invalid_blocks",
        BLOCK + "context-block",
    ),
    Case(
        "input.label", lambda n: opened(modal(entry(label=plain(n)))), 2000, "invalid_arguments", BLOCK + "input-block"
    ),
    Case("input.hint", lambda n: opened(modal(entry(hint=plain(n)))), 2000, "invalid_arguments", BLOCK + "input-block"),
    Case("image.url", lambda n: post(image(image_url="x" * n)), 3000, "invalid_blocks", BLOCK + "image-block"),
    Case("image.alt_text", lambda n: post(image(alt_text="x" * n)), 2000, "invalid_blocks", BLOCK + "image-block"),
    Case("image.title", lambda n: post(image(title=plain(n))), 2000, "invalid_blocks", BLOCK + "image-block"),
    Case(
        "markdown.text",
        lambda n: post({"type": "markdown", "text": "x" * n}),
        12_000,
        "invalid_blocks",
        BLOCK + "markdown-block",
    ),
    Case("block_id", lambda n: post(section(block_id="x" * n)), 255, "invalid_blocks", BLOCK + "section-block"),
    Case(
        "action_id",
        lambda n: post(actions(button(action_id="x" * n))),
        255,
        "invalid_blocks",
        ELEMENT + "button-element",
    ),
    Case(
        "button.text", lambda n: post(actions(button(text=plain(n)))), 75, "invalid_blocks", ELEMENT + "button-element"
    ),
    Case(
        "button.value",
        lambda n: post(actions(button(value="x" * n))),
        2000,
        "invalid_blocks",
        ELEMENT + "button-element",
    ),
    Case(
        "button.url", lambda n: post(actions(button(url="x" * n))), 3000, "invalid_blocks", ELEMENT + "button-element"
    ),
    Case(
        "button.accessibility_label",
        lambda n: post(actions(button(accessibility_label="x" * n))),
        75,
        "invalid_blocks",
        ELEMENT + "button-element",
    ),
    Case(
        "select.options",
        lambda n: post(select(options=options(n))),
        100,
        "invalid_blocks",
        ELEMENT + "select-menu-element",
    ),
    Case(
        "select.option_groups",
        lambda n: post(
            actions({"type": "static_select", "option_groups": [{"label": plain(1), "options": options(1)}] * n})
        ),
        100,
        "invalid_blocks",
        ELEMENT + "select-menu-element",
    ),
    Case(
        "overflow.options",
        lambda n: post(actions({"type": "overflow", "options": options(n)})),
        5,
        "invalid_blocks",
        ELEMENT + "overflow-menu-element",
    ),
    Case(
        "checkboxes.options",
        lambda n: post(actions({"type": "checkboxes", "options": options(n)})),
        10,
        "invalid_blocks",
        ELEMENT + "checkboxes-element",
    ),
    Case(
        "radio_buttons.options",
        lambda n: post(actions({"type": "radio_buttons", "options": options(n)})),
        10,
        "invalid_blocks",
        ELEMENT + "radio-button-group-element",
    ),
    Case(
        "placeholder",
        lambda n: post(select(placeholder=plain(n))),
        150,
        "invalid_blocks",
        ELEMENT + "plain-text-input-element",
    ),
    Case(
        "plain_text_input.max_length",
        lambda n: opened(modal(entry(text_input(max_length=n)))),
        3000,
        "invalid_arguments",
        ELEMENT + "plain-text-input-element",
    ),
    Case(
        "option.text",
        lambda n: post(select(options=options(1, text=plain(n)))),
        75,
        "invalid_blocks",
        OBJECT + "option-object",
    ),
    Case(
        "option.value",
        lambda n: post(select(options=options(1, value="x" * n))),
        150,
        "invalid_blocks",
        OBJECT + "option-object",
    ),
    Case(
        "option.description",
        lambda n: post(select(options=options(1, description=plain(n)))),
        75,
        "invalid_blocks",
        OBJECT + "option-object",
    ),
    Case(
        "option_group.label",
        lambda n: post(
            actions({"type": "static_select", "option_groups": [{"label": plain(n), "options": options(1)}]})
        ),
        75,
        "invalid_blocks",
        OBJECT + "option-group-object",
    ),
    Case(
        "confirm.title",
        lambda n: post(confirm(title=plain(n))),
        100,
        "invalid_blocks",
        OBJECT + "confirmation-dialog-object",
    ),
    Case(
        "confirm.text",
        lambda n: post(confirm(text=plain(n))),
        300,
        "invalid_blocks",
        OBJECT + "confirmation-dialog-object",
    ),
    Case(
        "confirm.button",
        lambda n: post(confirm(deny=plain(n))),
        30,
        "invalid_blocks",
        OBJECT + "confirmation-dialog-object",
    ),
    Case("modal.title", lambda n: opened(modal(title=plain(n))), 24, "invalid_arguments", MODAL),
    Case("modal.button", lambda n: opened(modal(submit=plain(n), close=plain(n))), 24, "invalid_arguments", MODAL),
    Case("view.private_metadata", lambda n: opened(modal(private_metadata="x" * n)), 3000, "invalid_arguments", MODAL),
    Case(
        "view.callback_id", lambda n: published(home(section(), callback_id="x" * n)), 255, "invalid_arguments", MODAL
    ),
    Case(
        "view.external_id",
        lambda n: opened(modal(external_id="x" * n)),
        255,
        "invalid_arguments",
        METHOD + "views.open",
    ),
    Case("view.bytes", heavy, 250_000, "view_too_large", METHOD + "views.open"),
    Case(
        "update.text",
        lambda n: ("chat.update", {"channel": "C0001", "text": "x" * n}),
        4000,
        "msg_too_long",
        METHOD + "chat.update",
    ),
    Case(
        "message.block_characters",
        lambda n: post(*bulky(n)),
        12_000,
        "msg_blocks_too_long",
        "undocumented, about 12,000-13,200: github.com/slackapi/bolt-js/issues/2509 and 2867",
    ),
    Case(
        "metadata.bytes",
        tagged,
        8000,
        "metadata_too_large",
        "not verified: chat.postMessage names metadata_too_large without a figure",
    ),
    Case(
        "history.limit",
        lambda n: ("conversations.history", {"channel": "C0001", "limit": n}),
        999,
        "invalid_limit",
        METHOD + "conversations.history",
    ),
    Case(
        "list.limit",
        lambda n: ("conversations.list", {"limit": n}),
        999,
        "invalid_limit",
        METHOD + "conversations.list",
    ),
]
OWN_TESTS = {"post.text", "modal.stack", "file_input.max_files", "file_input.bytes"}


def error(api: Api, call: Call) -> str | None:
    method, sent = call
    if method == "views.open":
        sent = {**sent, "trigger_id": trigger(api)}
    if method == "chat.update":
        sent = {**sent, "ts": api("chat.postMessage", channel="C0001", text="before")["ts"]}
    return api.error(method, **sent)


def trigger(api: Api) -> str | None:
    """Return a fresh trigger_id; a slash command yields one even while no app listens."""
    return api.box.slash("U0001", "bot", "/broker").trigger_id


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_limit_is_accepted_and_one_more_is_refused(shared_api: Api, case: Case) -> None:
    assert error(shared_api, case.build(case.most)) is None
    assert error(shared_api, case.build(case.most + 1)) == case.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_limit_stands_in_the_sandboxs_table_with_its_source(case: Case) -> None:
    assert (LIMITS[case.name].most, LIMITS[case.name].source) == (case.most, case.source)


def test_every_limit_of_the_table_has_a_test() -> None:
    assert {case.name for case in CASES} | OWN_TESTS == set(LIMITS)


def test_text_above_40000_characters_is_cut_with_a_warning(shared_api: Api) -> None:
    """api.slack.com/changelog/2018-04-truncating-really-long-messages."""
    whole = shared_api("chat.postMessage", channel="C0001", text="x" * 40_000)
    assert (len(whole["message"]["text"]), "response_metadata" in whole) == (40_000, False)
    long = shared_api("chat.postMessage", channel="C0001", text="x" * 40_001)
    assert (long["ok"], len(long["message"]["text"])) == (True, 40_000)
    assert long["response_metadata"]["warnings"] == ["message_truncated"]


def test_three_views_stack_and_a_fourth_is_refused(shared_api: Api) -> None:
    """docs.slack.dev/reference/methods/views.push: push_limit_reached, "Currently the limit is 3"."""
    assert shared_api("views.open", trigger_id=trigger(shared_api), view=modal())["ok"]
    assert shared_api("views.push", trigger_id=trigger(shared_api), view=modal())["ok"]
    assert shared_api("views.push", trigger_id=trigger(shared_api), view=modal())["ok"]
    assert shared_api.error("views.push", trigger_id=trigger(shared_api), view=modal()) == "push_limit_reached"
