"""Slack's JSON about demands and the weekly page becomes commands; what no view of ours sends is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from broker_bot.domain.deciding import DecideMandate
from broker_bot.domain.items import DecideOff, ItemDone, ItemHelp, ItemOff
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.slack import ids, payloads_demands, payloads_gate, payloads_page
from broker_bot.slack.payloads import Unreadable

BUTTONS = payloads_demands.BUTTONS | payloads_gate.BUTTONS | payloads_page.BUTTONS
MODALS = payloads_demands.MODALS | payloads_gate.MODALS | payloads_page.MODALS


def pressed(action_id: str, value: object) -> dict[str, Any]:
    return {
        "user": {"id": "U1"},
        "container": {"channel_id": "D1", "message_ts": "1.2"},
        "actions": [{"action_id": action_id, "action_ts": "1796650200.000100", "value": value}],
    }


def submitted(callback: str, metadata: str, **fields: Any) -> dict[str, Any]:
    values = {block: {ids.VALUE: element} for block, element in fields.items()}
    view = {"id": "V1", "callback_id": callback, "private_metadata": metadata, "state": {"values": values}}
    return {"user": {"id": "U1"}, "view": view}


def picked(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def checked(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


@pytest.mark.parametrize(
    ("action_id", "kind"), [(ids.ITEM_DONE, ItemDone), (ids.ITEM_HELP, ItemHelp), (ids.ITEM_OFF, ItemOff)]
)
def test_a_press_names_the_page_and_the_item(action_id: str, kind: type) -> None:
    command = BUTTONS[action_id](pressed(action_id, "3:7"))
    assert isinstance(command, kind) and (command.issue, command.mandate, command.by) == (3, 7, "U1")  # type: ignore[attr-defined]
    assert command.at is not None and command.at.year == 2026


@pytest.mark.parametrize("value", ["", "3", "3:", ":7", "3:7:9", "x:7", "-3:7", "9" * 13 + ":1", None])
def test_a_forged_value_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        BUTTONS[ids.ITEM_DONE](pressed(ids.ITEM_DONE, value))


def test_a_units_modal_becomes_a_demand() -> None:
    body = submitted(
        ids.MODAL_MANDATE,
        "new",
        title={"value": "Count &lt;chairs&gt; &amp; desks"},
        text={"value": "All."},
        date={"selected_date": "2026-12-11"},
        minutes={"value": "20"},
        link={"value": None},
        levels=checked("high", "middle"),
        programs=checked(),
        new_only=checked("new_only"),
        topic={"value": "rooms"},
    )
    command = MODALS[ids.MODAL_MANDATE](body)
    assert isinstance(command, SubmitMandate)
    assert (command.title, command.day, command.minutes, command.link) == (
        "Count <chairs> & desks", date(2026, 12, 11), "20", "",
    )  # fmt: skip
    assert (command.levels, command.programs, command.new_only) == (("high", "middle"), (), True)


def test_a_date_that_is_none_is_refused() -> None:
    body = submitted(ids.MODAL_MANDATE, "new", date={"selected_date": "2026-02-31"})
    with pytest.raises(Unreadable):
        MODALS[ids.MODAL_MANDATE](body)


def test_a_decision_names_the_demand_and_the_network() -> None:
    body = submitted(
        ids.MODAL_DECIDE, "7:north", tier=picked("must"), line={"value": "Brief it."}, reason={"value": None}
    )
    command = MODALS[ids.MODAL_DECIDE](body)
    assert isinstance(command, DecideMandate)
    assert (command.mandate, command.network, command.tier, command.line, command.reason) == (
        7, "north", "must", "Brief it.", "",
    )  # fmt: skip


@pytest.mark.parametrize("metadata", ["", "7", "7:", "north:7", "7:" + "n" * 101])
def test_a_decision_about_nothing_is_refused(metadata: str) -> None:
    with pytest.raises(Unreadable):
        MODALS[ids.MODAL_DECIDE](submitted(ids.MODAL_DECIDE, metadata, tier=picked("must")))


def test_an_answer_to_an_ask_names_page_and_item() -> None:
    command = MODALS[ids.MODAL_OFF](
        submitted(ids.MODAL_OFF, "3:7", decision=picked("off"), reason={"value": "I sent it."})
    )
    assert isinstance(command, DecideOff)
    assert (command.issue, command.mandate, command.decision, command.text) == (3, 7, "off", "I sent it.")
