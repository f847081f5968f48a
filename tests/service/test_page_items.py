"""What is pressed on the weekly page: done, need help, take it off my plate, and what the ILD answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from broker_bot.delivery import desk_demands
from broker_bot.delivery.homes import home
from broker_bot.domain.district import District
from broker_bot.domain.items import DecideOff, ItemDone, ItemHelp, ItemOff
from broker_bot.store import demands
from broker_bot.store.db import Database
from tests.service.gate import BOYLE, CALLOWAY, DUPREE, NASSER, WHITAKER, Gate


@pytest.fixture
def gate(database: Database, district: District) -> Gate:
    """Monday, December 7, 06:30: every page is out, with one must due on Friday; Dupree's is posted."""
    made = Gate(database, district)
    made.submit(day=date(2026, 12, 11))
    made.decide_everywhere(1, "must")
    made.go_to("2026-12-07 06:30")
    return made


def press(gate: Gate, kind: type, by: str = DUPREE, **more: str):  # type: ignore[no-untyped-def]
    return gate.press(kind, by, gate.page().id, 1, **more)


def state(gate: Gate) -> str:
    found = gate.db.read(lambda conn: demands.state(conn, 1, DUPREE))
    return found.state if found else ""


def items(gate: Gate):  # type: ignore[no-untyped-def]
    return gate.db.read(lambda conn: desk_demands.week_items(gate.scene(conn), DUPREE))


def test_done_stays_on_this_page_and_is_gone_from_the_next(gate: Gate) -> None:
    press(gate, ItemDone)
    assert [(i.state, i.state_words) for i in items(gate)] == [("done", "Done")]
    assert [row.place for row in gate.rows("card.digest")] == [f"person:{DUPREE}"]
    gate.go_to("2026-12-14 06:30")
    assert gate.titles() == []
    assert gate.titles("anthony.kessler@cedargrove.example") == ["Send your bell schedule"]


def test_a_delegate_presses_done_for_the_school(gate: Gate) -> None:
    assert not press(gate, ItemDone, BOYLE).refused
    assert items(gate)[0].state_words == "Done, says Kendra Boyle"
    assert press(gate, ItemDone).text == "That is done already, says Kendra Boyle."


def test_a_call_for_help_reaches_the_ild_and_the_item_stays(gate: Gate) -> None:
    assert press(gate, ItemHelp).text == "I told Denise Calloway that you need help with this."
    [row] = gate.rows("item.help")
    assert row.recipient == CALLOWAY
    assert gate.text("item.help").startswith("Marguerite Dupree, Cottonwood ES, needs your help with: Send your bell")
    assert press(gate, ItemHelp).refused
    gate.go_to("2026-12-14 06:30")
    assert gate.titles() == ["Send your bell schedule"]
    assert items(gate)[0].state_words == "Denise Calloway knows that you need help"


def test_take_it_off_my_plate_only_asks(gate: Gate) -> None:
    reply = press(gate, ItemOff)
    assert reply.text == "I asked Denise Calloway, who answers by Thu, Dec 10. Until then it stands."
    assert state(gate) == "help"
    assert [row.recipient for row in gate.rows("off")] == [CALLOWAY]
    assert "asks you to take an item off" in gate.text("off")
    assert press(gate, ItemOff).text == "You asked already; Denise Calloway answers by Thu, Dec 10."


def test_only_the_own_ild_takes_it_off(gate: Gate) -> None:
    press(gate, ItemOff)
    for other in (DUPREE, BOYLE, NASSER, WHITAKER):
        assert press(gate, DecideOff, other, decision="off").refused
    assert state(gate) == "help"
    assert (
        press(gate, DecideOff, CALLOWAY, decision="off", text="I sent it.").text
        == "Marguerite Dupree hears that it is off."
    )
    assert state(gate) == "taken_off"
    assert gate.text("note.off_answered") == (
        "Denise Calloway took it off your plate: Send your bell schedule. I sent it."
    )
    assert items(gate) == ()
    gate.go_to("2026-12-14 06:30")
    assert gate.titles() == []


def test_an_item_that_stands_is_on_the_page_and_may_be_asked_about_again(gate: Gate) -> None:
    press(gate, ItemOff)
    press(gate, DecideOff, CALLOWAY, decision="stands", text="The state counts on it.")
    assert items(gate)[0].state_words == "Denise Calloway: it stands"
    assert gate.text("note.off_answered").endswith("The state counts on it.")
    assert press(gate, DecideOff, CALLOWAY, decision="off").text == "Denise Calloway settled that already: it stands."
    assert not press(gate, ItemOff).refused
    gate.go_to("2026-12-14 06:30")
    assert gate.titles() == ["Send your bell schedule"]


def test_an_ask_that_nobody_answers_is_told_to_the_principal_once(gate: Gate) -> None:
    press(gate, ItemOff)
    gate.go_to("2026-12-10 15:59")
    assert gate.rows("note.off_unanswered") == []
    gate.go_to("2026-12-12 12:00")
    assert [row.recipient for row in gate.rows("note.off_unanswered")] == [DUPREE]
    assert gate.text("note.off_unanswered").startswith("Nobody has answered your ask yet")
    press(gate, DecideOff, CALLOWAY, decision="off")
    assert gate.text("note.off_unanswered") == ""


def test_an_answered_ask_is_not_told_as_unanswered(gate: Gate) -> None:
    press(gate, ItemOff)
    press(gate, DecideOff, CALLOWAY, decision="stands")
    gate.go_to("2026-12-14 12:00")
    assert gate.rows("note.off_unanswered") == []


def test_done_settles_an_open_ask_on_the_ilds_card(gate: Gate) -> None:
    press(gate, ItemOff)
    gate.posted("off")
    press(gate, ItemDone)
    assert gate.text("card.off").endswith("Marguerite Dupree did it meanwhile.")
    assert "did it meanwhile" in press(gate, DecideOff, CALLOWAY, decision="off").text
    assert state(gate) == "done"


def test_a_forged_or_foreign_press_changes_nothing(gate: Gate) -> None:
    own = gate.page().id
    assert gate.press(ItemDone, DUPREE, 9999, 1).text == "I don't find that item."
    assert gate.press(ItemDone, DUPREE, own, 77).text == "That item is not on this page."
    other = gate.page("anthony.kessler@cedargrove.example").id
    assert gate.press(ItemDone, DUPREE, other, 1).text == "I don't find that item."
    assert gate.press(ItemDone, CALLOWAY, own, 1).text == "That is for the school to press."
    press(gate, ItemOff)
    assert press(gate, DecideOff, CALLOWAY, decision="burn").errors == {"decision": "Pick one of the two."}
    assert state(gate) == "help"


def test_an_old_page_and_the_newest_one_show_the_same(gate: Gate) -> None:
    old = gate.page().id
    gate.go_to("2026-12-14 06:30")
    new = gate.page().id
    gate.press(ItemDone, DUPREE, old, 1)
    assert {row.aggregate for row in gate.rows("card.digest")} == {old, new}


def test_the_desks_list_what_waits_and_what_was_decided(gate: Gate) -> None:
    gate.submit(title="Later", day=date(2027, 1, 20))
    gate.submit(title="Sooner", day=date(2026, 12, 18))

    def read(kind: str) -> list[tuple[str, str]]:
        look = getattr(desk_demands, kind)
        cards = gate.db.read(lambda conn: look(gate.scene(conn), "north" if kind != "unit_cards" else "transportation"))
        return [(card.title, card.tier) for card in cards]

    assert read("waiting_cards") == [("Sooner", ""), ("Later", "")]
    assert read("decided_cards") == [("Send your bell schedule", "must")]
    assert read("unit_cards")[-3:] == [("Send your bell schedule", "must")] * 3
    assert len(read("unit_cards")) == 9


def test_an_items_buttons_carry_the_districts_words_on_the_page_and_in_home(
    database: Database, district: District
) -> None:
    words = {**district.digest.words, "done": "Hecho", "help": "Ayuda", "take_off": "Quitar"}
    gate = Gate(database, replace(district, digest=replace(district.digest, words=words)))
    gate.submit()
    gate.decide(1, "must")
    gate.go_to("2026-12-07 06:30")
    drawn = gate.drawn(next(row for row in gate.rows("digest") if row.recipient == DUPREE))
    in_home = gate.db.read(lambda conn: home(gate.scene(conn), DUPREE))
    for surface in (str(drawn and drawn.message.blocks), str(in_home)):
        assert all(f"'{label}'" in surface for label in ("Hecho", "Ayuda", "Quitar"))
