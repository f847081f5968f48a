"""Danger that nobody takes: one person more every five minutes, until somebody has it."""

from __future__ import annotations

import pytest

from broker_bot.clock import FakeClock
from broker_bot.domain import people
from broker_bot.store import trail
from tests.stories.cast import CHIEF, ILD, LAST_STEP, LEAD, PRINCIPAL, SECRETARY
from tests.stories.conftest import Open
from tests.stories.world import World, actions, words

SMOKE = "There is smoke coming out of the thermostat in room 204"


@pytest.fixture
def sunday(open_world: Open) -> World:
    """October 11, 2026, 03:00; smoke was reported just now, and no unit works."""
    w = open_world("2026-10-11 03:00")
    w.say(PRINCIPAL, SMOKE)
    assert isinstance(w.clock, FakeClock) and w.request().urgent
    return w


def chain(w: World) -> tuple[str, ...]:
    return people.alarm_chain(w.district, w.request())


def test_at_three_on_a_sunday_an_alarm_climbs_every_five_minutes_and_ends_with_the_administrator(
    sunday: World,
) -> None:
    w = sunday
    order = chain(w)
    assert set(order[:2]) == {LEAD, ILD} and order[-2:] == (LAST_STEP, CHIEF)
    w.pass_time(hours=1)
    times = [w.told_at(person)[0] for person in order]
    climbed = [f"Sun 03:{5 * n:02}" for n in range(len(order) - 1)]
    assert times == ["Sun 03:00", *climbed]
    assert all(len(w.from_bot(person)) == 1 for person in order[2:])
    admin = w.district.help_contact
    assert w.told_at(admin) == [f"Sun 03:{5 * (len(order) - 1):02}"]
    assert "R-1: Cottonwood ES sent" in w.last(admin) and "nobody has it" in w.last(admin)
    assert "smoke" not in w.last(admin)
    seen = [what for _, what, _, _ in w.bot.db.read(lambda conn: list(trail.lines(conn, "request", 1)))]
    assert seen.count("alarmed") == len(order) - 2 and seen.count("alarm.over") == 1


def test_the_alarm_stops_at_i_have_it(sunday: World) -> None:
    w = sunday
    third, fourth = chain(w)[2:4]
    w.pass_time(minutes=6)
    alert = w.from_bot(third)[0]
    assert "Press *I have it*, or the next person is told in 5 minutes." in words(alert)
    w.press(third, "bot", alert, "request.take")
    w.pass_time(hours=2)
    assert w.from_bot(fourth) == w.from_bot(w.district.help_contact) == []


def test_the_ild_who_steps_in_has_it(sunday: World) -> None:
    w = sunday
    alert = w.from_bot(ILD)[0]
    assert "Press *Step in*, or the next person is told in 5 minutes." in words(alert)
    w.press(ILD, "bot", alert, "request.step_in")
    w.pass_time(hours=2)
    assert w.from_bot(LAST_STEP) == w.from_bot(CHIEF) == []


def test_not_an_emergency_ends_the_chain_and_everybody_who_was_alarmed_hears_it(sunday: World) -> None:
    w = sunday
    order = chain(w)
    w.pass_time(minutes=6)
    assert w.buttons(PRINCIPAL)[-2:] == ["request.not_emergency", "request.withdraw"]
    w.on_card(PRINCIPAL, 1, "request.not_emergency")
    calm = "Marguerite Dupree: R-1 is not an emergency. It stays with the unit as a usual request."
    assert [calm in map(words, w.from_bot(person)) for person in order] == [True] * 3 + [False] * (len(order) - 3)
    assert not w.request().urgent and "request.not_emergency" not in w.buttons(PRINCIPAL)
    w.pass_time(hours=2)
    assert w.from_bot(order[3]) == w.from_bot(CHIEF) == []


def test_only_the_school_says_that_it_is_no_emergency(sunday: World) -> None:
    w = sunday
    assert not any("request.not_emergency" in actions(m) for m in w.from_bot(ILD))
    w.press(ILD, "bot", w.from_bot(ILD)[0], "request.step_in")
    assert "request.not_emergency" not in w.buttons(ILD)
    assert SECRETARY not in chain(w)


def test_the_chief_steps_in_or_nudges_and_an_executive_only_opens(sunday: World) -> None:
    w = sunday
    w.pass_time(hours=1)
    [to_chief], [to_executive] = w.from_bot(CHIEF), w.from_bot(LAST_STEP)
    assert "request.step_in" in actions(to_chief)
    assert actions(to_executive) == ["request.open"]
    w.press(CHIEF, "bot", to_chief, "request.step_in")
    assert w.request().served_by == CHIEF
    assert "request.hand_back" in w.buttons(CHIEF)
    w.on_card(CHIEF, 1, "request.hand_back")
    assert w.request().served_by == ""
