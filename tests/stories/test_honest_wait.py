"""On filing, a principal reads how long an answer really takes, where that is longer than the target."""

from __future__ import annotations

from broker_bot.domain.district import Calendar
from broker_bot.domain.honest import about
from tests.stories.cast import BUS, BUS_LEAD, ILD, PRINCIPAL
from tests.stories.test_in_schools import principals
from tests.stories.world import World

OFFICE = Calendar("office", "America/Chicago", tuple(((7 * 60, 16 * 60),) if day < 5 else () for day in range(7)))


def test_a_slow_route_says_what_to_expect_from_five_answers_on(monday: World) -> None:
    """The target of a bus request is an hour. Four answers after two and a half hours say nothing; a fifth does."""
    w = monday
    schools = principals(w)
    for person in schools[:4]:
        w.say(person, BUS)
    w.go_to("2026-10-05 11:30")
    for number in range(1, 5):
        w.on_card(BUS_LEAD, number, "request.reply", text="A spare bus comes tomorrow.")
    w.say(schools[4], BUS)
    assert "usually answers" not in w.reads(schools[4], 5)
    w.go_to("2026-10-05 14:00")
    w.on_card(BUS_LEAD, 5, "request.reply", text="A spare bus comes tomorrow.")
    w.say(PRINCIPAL, BUS)
    card = w.reads(PRINCIPAL, 6)
    assert "Transportation usually answers such a request in about three working hours." in card
    assert "Somebody answers by" in card, "the target is no less owed"
    w.go_to("2026-10-05 15:05")
    assert "usually answers" not in w.reads(PRINCIPAL, 6), "it is late; that is said instead"
    assert "usually answers" not in w.reads(ILD, 6)


def test_a_route_that_keeps_its_target_says_nothing_and_danger_never_does(monday: World) -> None:
    w = monday
    schools = principals(w)
    for number, person in enumerate(schools[:5], 1):
        w.say(person, BUS)
        w.on_card(BUS_LEAD, number, "request.reply", text="A spare bus comes tomorrow.")
    w.say(PRINCIPAL, BUS)
    assert "usually answers" not in w.reads(PRINCIPAL, 6)


def test_the_wait_is_rounded_up_to_hours_and_then_to_days() -> None:
    assert [about(minutes, OFFICE) for minutes in (1, 61, 180, 539, 540, 541, 1620, 5400)] == [
        *("about one working hour", "about two working hours", "about three working hours"),
        *("about nine working hours", "about one working day", "about two working days"),
        *("about three working days", "about 10 working days"),
    ]
