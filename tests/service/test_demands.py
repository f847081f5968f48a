"""A unit's demand on its way: to each ILD's gate, back to the unit with a reason, onto the page of whom it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from broker_bot.delivery.homes import home
from broker_bot.domain.district import District
from broker_bot.domain.items import DecideOff, ItemOff
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.slack.views.modals_decide import decide_modal
from broker_bot.store import trail
from broker_bot.store.db import Database
from tests.service.gate import CALLOWAY, DUPREE, NASSER, SANTANGELO, WHITAKER, Gate, slack
from tests.slack.view_samples import MANDATE, TIERS

CHIEF = "yolanda.pierce@cedargrove.example"


@pytest.fixture
def gate(database: Database, district: District) -> Gate:
    return Gate(database, district)


def test_a_demand_waits_at_the_gate_of_each_network_and_no_principal_hears_of_it(gate: Gate) -> None:
    reply = gate.submit(day=date(2026, 12, 11))
    assert reply.text == "Sent to 3 ILDs. You hear what each decides."
    assert {row.recipient for row in gate.rows("card.mandate")} == {CALLOWAY, SANTANGELO, NASSER}
    assert "Transportation asks your principals: Send your bell schedule" in gate.text("card.mandate")
    gate.go_to("2026-12-07 06:30")
    assert gate.titles() == []


def test_a_bad_demand_is_told_by_field_and_nothing_is_kept(gate: Gate) -> None:
    reply = gate.submit(title="", minutes="soon")
    assert set(reply.errors) == {"title", "minutes"}
    assert gate.rows("card.mandate") == []


def test_the_same_submission_twice_is_one_demand(gate: Gate) -> None:
    command = SubmitMandate("same", slack(WHITAKER), title="Count chairs", text="All.", minutes="5", everyone=True)
    assert gate.service.handle(command) == gate.service.handle(command)
    assert len(gate.rows("card.mandate")) == 3


@pytest.mark.parametrize("who", [DUPREE, CALLOWAY, CHIEF])
def test_only_a_unit_asks_principals_for_something(gate: Gate, who: str) -> None:
    assert gate.submit(who).text == "Only a central-office unit can ask principals for something."


def test_a_stranger_is_told_whom_to_ask(gate: Gate) -> None:
    assert "I don't find you" in gate.submit("nobody@elsewhere.example").text


def test_a_decision_returns_to_the_sender_with_the_reason(gate: Gate) -> None:
    gate.submit()
    reply = gate.decide(1, "declined", reason="They sent it in September.")
    assert reply.text == "Send your bell schedule: Declined for you. Darnell Whitaker hears it."
    [row] = gate.rows("mandate.returned")
    assert row.recipient == WHITAKER
    assert gate.text("mandate.returned").endswith("Reason: They sent it in September.")
    gate.go_to("2026-12-07 06:30")
    assert gate.page().page.counts_line == "I declined 1 more for you."  # type: ignore[union-attr]


def test_a_no_without_a_reason_keeps_the_modal_open(gate: Gate) -> None:
    gate.submit()
    assert gate.decide(1, "declined").errors == {"reason": "Give the unit a reason; its sender reads it."}


def test_each_network_decides_for_its_own(gate: Gate) -> None:
    gate.submit()
    gate.decide(1, "must", CALLOWAY, line="Last year's form will do.")
    gate.decide(1, "ild", SANTANGELO)
    gate.go_to("2026-12-07 06:30")
    assert gate.titles(DUPREE) == ["Send your bell schedule"]
    assert "> Last year's form will do." in gate.page(DUPREE).page.items[0].text  # type: ignore[union-attr]
    assert gate.titles("janet.kowalski@cedargrove.example") == []
    assert gate.titles("sheila.washington@cedargrove.example") == []


def test_nobody_decides_for_another_network(gate: Gate) -> None:
    gate.submit()
    assert gate.decide(1, "must", CALLOWAY, network="river").text == "I don't find that demand."
    assert gate.decide(1, "must", WHITAKER, network="north").text == "Only the network's own ILD decides that."
    assert gate.decide(1, "must", CHIEF, network="north").refused
    assert gate.decide(2, "must").text == "I don't find that demand."
    assert gate.decide(1, "must", CALLOWAY, network="nowhere").text == "I don't find that demand."


def test_an_undecided_demand_reminds_each_ild_once(gate: Gate) -> None:
    gate.submit(day=date(2026, 12, 16))
    gate.decide(1, "fyi", CALLOWAY)
    gate.go_to("2026-12-09 06:59")
    assert gate.rows("note.nears") == []
    gate.go_to("2026-12-16 12:00")
    assert {row.recipient for row in gate.rows("note.nears")} == {SANTANGELO, NASSER}
    assert len(gate.rows("note.nears")) == 2
    assert gate.text("note.nears").startswith("Send your bell schedule is due Wed, Dec 16 and waits")
    gate.decide(1, "fyi", SANTANGELO)
    gate.decide(1, "fyi", NASSER)
    assert gate.text("note.nears") == ""


def test_a_fourth_must_in_one_week_warns_the_ild(gate: Gate) -> None:
    for n in range(4):
        gate.submit(title=f"Do {n}", levels=("elementary",))
    replies = [gate.decide(n, "must").text for n in (1, 2, 3, 4)]
    assert not any("must-dos" in text for text in replies[:3])
    assert replies[3].endswith(
        "That is more than 3 must-dos in the week of Mon, Dec 7: "
        "Cottonwood ES, Birch Hollow ES, Aspen Ridge ES and 2 more."
    )


def test_what_is_decided_after_the_send_stands_on_the_next_page_once(gate: Gate) -> None:
    gate.submit()
    gate.go_to("2026-12-07 06:31")
    gate.decide(1, "fyi")
    assert gate.titles() == []
    gate.go_to("2026-12-14 06:30")
    assert gate.titles() == ["Send your bell schedule"]
    gate.go_to("2026-12-21 06:30")
    assert gate.titles() == []


def test_the_trail_says_who_decided_what(gate: Gate) -> None:
    gate.submit()
    gate.decide(1, "brief")
    events = gate.db.read(lambda conn: trail.lines(conn, "mandate", 1))
    assert [(what, actor) for _, what, actor, _ in events] == [("sent", WHITAKER), ("decided", CALLOWAY)]
    assert gate.db.read(lambda conn: trail.broken_at(conn, "mandate", 1)) is None


def test_the_page_holds_what_the_gates_form_says_and_not_the_units_text(gate: Gate) -> None:
    gate.submit(text="Count every chair twice.", link="https://forms.example/bells")
    gate.decide(1, "must", CALLOWAY, line="Last year's form will do.")
    gate.go_to("2026-12-07 06:30")
    drawn = gate.drawn(next(row for row in gate.rows("digest") if row.recipient == DUPREE))
    assert drawn is not None
    page = str(drawn.message.blocks)
    for part in ("Send your bell schedule", "20 min", "https://forms.example/bells", "Last year's form will do."):
        assert part in page
    assert "chair" not in page
    assert "title, date, minutes and link" in str(decide_modal(MANDATE, TIERS).view)


def test_where_a_network_has_no_ild_the_chief_of_schools_decides(database: Database, district: District) -> None:
    kept = {key: person for key, person in district.people.items() if key != CALLOWAY}
    gate = Gate(database, replace(district, people=kept, networks={**district.networks, "north": ""}))
    gate.submit()
    assert {row.recipient for row in gate.rows("card.mandate")} == {CHIEF, SANTANGELO, NASSER}
    view = gate.db.read(lambda conn: home(gate.scene(conn), CHIEF))
    assert "To decide, where a network has no ILD" in str(view) and "Send your bell schedule" in str(view)
    assert gate.decide(1, "must", CHIEF, network="river").text == "Only the network's own ILD decides that."
    assert gate.decide(1, "must", SANTANGELO, network="north").refused
    assert gate.decide(1, "must", CHIEF, network="north").text.startswith("Send your bell schedule: Must do.")
    gate.go_to("2026-12-07 06:30")
    assert gate.titles(DUPREE) == ["Send your bell schedule"]
    gate.press(ItemOff, DUPREE, gate.page(DUPREE).id, 1)
    assert gate.press(DecideOff, SANTANGELO, gate.page(DUPREE).id, 1, decision="off").refused
    assert not gate.press(DecideOff, CHIEF, gate.page(DUPREE).id, 1, decision="off").refused
