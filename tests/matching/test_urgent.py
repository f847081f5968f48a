"""Danger is found, and what only sounds like it is left alone.

Each table was run once before the detector was mended for it. Found and falsely alarmed on that first run:
the first fifty 49 and 2 of 50 (patterns written beside it); the second 24 and 7 of 40; the third 20 and 1 of 30;
the last 11 and 2 of 20. So patterns alone find little more than half of what nobody foresaw; the sum of danger
words in `signals` was added for that, and lifted the last table to 16 of 20 before any pattern was touched (its
words were chosen with that table in view).
"""

from __future__ import annotations

import pytest

from broker_bot.matching import Desk
from broker_bot.matching.urgent import danger_in
from tests.matching import more_safety_messages, safety_messages

TABLES = (more_safety_messages.SAFETY, more_safety_messages.SAFETY_LATER, more_safety_messages.SAFETY_LAST)
CALM_TABLES = (
    more_safety_messages.LOOK_ALIKES,
    more_safety_messages.LOOK_ALIKES_LATER,
    more_safety_messages.LOOK_ALIKES_LAST,
)
SAFETY = [text for table in (safety_messages.SAFETY, *TABLES) for text in table]
LOOK_ALIKES = [text for table in (safety_messages.LOOK_ALIKES, *CALM_TABLES) for text in table]


@pytest.mark.parametrize("text", SAFETY)
def test_a_safety_message_is_urgent(desk: Desk, text: str) -> None:
    placed = desk.place(text)
    assert placed.urgent
    assert placed.urgent_words


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_alarms_nobody(desk: Desk, text: str) -> None:
    assert not desk.place(text).urgent


@pytest.mark.parametrize("text", SAFETY)
def test_a_safety_message_is_never_small_talk(desk: Desk, text: str) -> None:
    assert desk.place(f"thanks! {text}").action != "out_of_scope"


@pytest.mark.parametrize(
    ("degrees", "urgent"), [(40, True), (55, True), (59, True), (60, False), (66, False)], ids=lambda value: str(value)
)
def test_missing_heat_is_urgent_below_sixty_degrees(degrees: int, urgent: bool) -> None:
    assert bool(danger_in(f"the heat is off and room 9 is at {degrees} degrees")) is urgent


@pytest.mark.parametrize(
    "text",
    [
        "The internet is down in the whole building",
        "Nobody has hot water, both buildings",
        "wifi out schoolwide since 8",
        "All our copiers are down",
        "El internet no sirve en todo el edificio",
    ],
)
def test_a_whole_building_without_a_convenience_alarms_nobody(desk: Desk, core: Desk, text: str) -> None:
    assert not desk.place(text).urgent
    assert not core.place(text).urgent


@pytest.mark.parametrize("text", ["The power is out in the whole building", "We smell gas in the whole building"])
def test_a_whole_building_in_danger_still_alarms(desk: Desk, core: Desk, text: str) -> None:
    assert desk.place(text).urgent
    assert core.place(text).urgent


def test_a_cold_milk_cooler_is_no_danger() -> None:
    assert danger_in("the milk cooler heater strip reads 41 degrees") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I smell gas in the kitchen, also the schedule is wrong", ("smell gas",)),
        ("There is smoke coming out of the thermostat, there is a problem with the schedule", ("smoke coming",)),
        ("sparks from the outlet in 12 plus my PO is stuck", ("sparks",)),
        ("need the form for the drill schedule, smoke detectors were inspected", ()),
        ("fire drill went fine, also the schedule is wrong", ()),
    ],
)
def test_paperwork_in_the_same_sentence_hides_no_danger(text: str, words: tuple[str, ...]) -> None:
    assert danger_in(text) == words


def test_the_districts_own_word_alarms_unless_denied_or_on_paper() -> None:
    assert danger_in("purple ooze in the hall", ["purple ooze"]) == ("purple ooze",)
    assert danger_in("purple ooze training form is due", ["purple ooze"]) == ()


def test_a_typo_in_a_long_word_of_danger_still_alarms(desk: Desk) -> None:
    assert desk.place("a student had a siezure in the cafeteria").urgent
