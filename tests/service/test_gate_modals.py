"""The modals of the gate and of an ask: opened only for whom they are, with what stands in the rows now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from broker_bot.domain.district import District
from broker_bot.domain.items import ItemOff
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed
from broker_bot.slack.registry import KNOWN
from broker_bot.store.db import Database
from tests.service.gate import CALLOWAY, DUPREE, NASSER, WHITAKER, Gate


@pytest.fixture
def gate(database: Database, district: District) -> Gate:
    return Gate(database, district)


def opened(gate: Gate, action_id: str, who: str, value: str) -> dict[str, Any]:
    person = gate.district.people[who]
    view = gate.db.read(
        lambda conn: KNOWN.openers[action_id](Look(conn, gate.district, gate.clock.now()), person, value).view
    )
    return view


def test_a_unit_opens_an_empty_demand(gate: Gate) -> None:
    assert opened(gate, ids.MANDATE_NEW, WHITAKER, "new")["callback_id"] == ids.MODAL_MANDATE
    with pytest.raises(NotAllowed):
        opened(gate, ids.MANDATE_NEW, DUPREE, "new")


def test_an_ild_opens_what_waits_and_what_was_decided(gate: Gate) -> None:
    gate.submit()
    view = opened(gate, ids.MANDATE_DECIDE, CALLOWAY, "1:north")
    assert (view["callback_id"], view["private_metadata"]) == (ids.MODAL_DECIDE, "1:north")
    gate.decide(1, "fyi", line="Read it.")
    again = str(opened(gate, ids.MANDATE_DECIDE, CALLOWAY, "1:north"))
    assert "'initial_value': 'Read it.'" in again and "'initial_option'" in again
    for who, value in ((NASSER, "1:north"), (WHITAKER, "1:north"), (DUPREE, "1:north"), (CALLOWAY, "2:north")):
        with pytest.raises(NotAllowed):
            opened(gate, ids.MANDATE_DECIDE, who, value)


def test_only_an_open_ask_can_be_answered(gate: Gate) -> None:
    gate.submit(day=date(2026, 12, 18))
    gate.decide(1, "must")
    gate.go_to("2026-12-07 06:30")
    page = gate.page().id
    with pytest.raises(NotAllowed):
        opened(gate, ids.OFF_DECIDE, CALLOWAY, f"{page}:1")
    gate.press(ItemOff, DUPREE, page, 1)
    assert opened(gate, ids.OFF_DECIDE, CALLOWAY, f"{page}:1")["callback_id"] == ids.MODAL_OFF
    with pytest.raises(NotAllowed):
        opened(gate, ids.OFF_DECIDE, NASSER, f"{page}:1")
