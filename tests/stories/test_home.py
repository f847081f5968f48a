"""What is pressed in the Home tab: items of the weekly page, and forms that open there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from broker_bot.clock import machine_time
from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, COLD, ILD, PRINCIPAL
from tests.stories.test_gate import decide, send_demand
from tests.stories.world import World


def press_home(w: World, person: str, action: str, **which: Any) -> timedelta:
    """Press in the person's Home, opened now; how long the bot's answer took."""
    w.home(person)
    began = machine_time()
    answer = w.box.press_home(w.ids[person], action, **which)
    took = machine_time() - began
    assert answer.ok, answer.error
    w.settle()
    return took


def test_a_form_opened_from_home_is_there_within_a_second(monday: World) -> None:
    took = press_home(monday, BUS_LEAD, ids.MANDATE_NEW)
    assert "What principals do, verb first" in monday.modal(BUS_LEAD)
    assert took < timedelta(seconds=1)


def test_a_request_opened_from_home_shows_its_card(monday: World) -> None:
    monday.say(PRINCIPAL, COLD)
    took = press_home(monday, PRINCIPAL, ids.OPEN)
    assert COLD in monday.modal(PRINCIPAL)
    assert took < timedelta(seconds=1)


def test_an_item_of_the_weekly_page_is_marked_done_from_home(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must")
    w.go_to("2026-10-12 06:31")
    press_home(w, PRINCIPAL, ids.ITEM_DONE)
    assert "*Done" in w.home(PRINCIPAL)
    assert w.whispers(PRINCIPAL) == []
