"""Messages as people type them reach a desk, a question, or a polite word."""

from __future__ import annotations

import pytest

from broker_bot.domain.district import District
from broker_bot.matching import Desk, Lesson


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("AC out in 204", "facilities.hvac"),
        ("ac out in 204 pls", "facilities.hvac"),
        ("A/C OUT RM 204!!", "facilities.hvac"),
        ("the chromebok cart is ded, chargers missing", "it.devices"),
        ("need a sub tmrw pls", "hr.substitutes"),
        ("chrome book screens cracked", "it.devices"),
    ],
)
def test_a_plain_request_is_routed(desk: Desk, text: str, route: str) -> None:
    placed = desk.place(text)
    assert (placed.action, placed.route) == ("route", route)
    assert placed.unit == route.split(".")[0]
    assert placed.top[0].route == route


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thanks!", "thanks"),
        ("muchas gracias!!", "thanks"),
        ("lol ok", "chat"),
        ("good morning", "chat"),
        ("👍👍", "chat"),
        ("any update?", "status"),
        ("can my ILD call me about coaching", "ild"),
        ("   ", "empty"),
    ],
)
def test_what_is_no_request_opens_none(desk: Desk, text: str, kind: str) -> None:
    placed = desk.place(text)
    assert (placed.action, placed.route, placed.kind) == ("out_of_scope", None, kind)


@pytest.mark.parametrize(
    "text",
    ["thanks! the toilet in 12 is overflowing", "any update on the broken boiler?", "ok so the wifi is down again"],
)
def test_small_talk_around_a_request_does_not_hide_it(desk: Desk, text: str) -> None:
    assert desk.place(text).action != "out_of_scope"


@pytest.mark.parametrize(
    "text", ["help", "question about the thing", "something is wrong", "necesito ayuda", "room 204"]
)
def test_a_message_that_names_no_matter_is_asked_about(desk: Desk, text: str) -> None:
    placed = desk.place(text)
    assert (placed.action, placed.route, placed.unit) == ("ask", None, None)


def test_the_reason_quotes_the_askers_own_spelling(desk: Desk) -> None:
    placed = desk.place("the thermastat in 14 is stuck")
    assert "thermastat" in placed.why


def test_the_reason_names_no_student(desk: Desk) -> None:
    placed = desk.place("the bus never came for Marisol Vega this morning")
    assert "Marisol" not in placed.why
    assert all("Vega" not in word for candidate in placed.top for word in candidate.evidence)


def test_a_name_after_a_title_is_not_taken_for_its_word(desk: Desk) -> None:
    placed = desk.place("Ms. Grant taught in a parka again")
    assert "Grant" not in placed.why
    assert placed.route != "finance.budget"


def test_names_and_numbers_are_never_repaired(desk: Desk) -> None:
    plain = [word.plain for word in desk._words("ask Pat Buss about 2O4 or 241")]
    assert {"buss", "2o4", "241"} <= set(plain)


def test_the_newest_part_of_a_pasted_thread_decides(desk: Desk) -> None:
    text = "Our wifi is down now.\n\nOn Mon, Nov 2, 2026 at 8:00 AM Pat wrote:\n> the toilet overflows in the gym"
    assert desk.place(text).top[0].route == "it.network"


def test_a_forwarded_mail_without_own_words_is_read_whole(desk: Desk) -> None:
    text = "see below\n\n-----Original Message-----\nFrom: Pat\nSent: Monday\nthe boys toilet is overflowing"
    assert desk.place(text).top[0].route == "facilities.plumbing"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 12_000,
        "AC out " * 2_000,
        "e" + "\u0301" * 10_000,
        "\x00\u202e\u200b\ud800 AC out",
        "'; DROP TABLE x; {{}} %s =cmd()",
        "<!channel> <@U123> <http://x|bank>",
        "\n> \n> \n",
    ],
)
def test_hostile_text_gets_an_answer(desk: Desk, text: str) -> None:
    assert desk.place(text).action in {"route", "ask", "out_of_scope"}


def test_the_triage_desk_is_never_matched(desk: Desk, cedar_grove: District) -> None:
    assert all(cedar_grove.routes[route].unit != cedar_grove.triage for route in desk.routes)
    assert "triage.desk" not in {it.route for it in desk.place("Central Office Help Desk").top}


def test_the_same_text_always_gets_the_same_answer(desk: Desk, cedar_grove: District) -> None:
    text = "the lift is stuck and the projector hums"
    assert desk.place(text) == desk.place(text) == Desk(cedar_grove).place(text)


def test_a_corrected_message_goes_where_people_said_at_once(desk: Desk) -> None:
    taught = desk.with_lessons([Lesson("The blue folders for Tuesday are gone", "communications.media")])
    for text in ("the blue folders for tuesday are gone!", "THE BLUE FOLDERS FOR TUESDAY ARE GONE"):
        assert (taught.place(text).action, taught.place(text).route) == ("route", "communications.media")
    assert desk.place("The blue folders for Tuesday are gone").route != "communications.media"


def test_the_latest_correction_of_a_message_wins(desk: Desk) -> None:
    text = "AC out in 204"
    taught = desk.with_lessons([Lesson(text, "it.devices"), Lesson(text, "hr.hiring")])
    assert taught.place(text).route == "hr.hiring"


def test_agreeing_corrections_carry_over_to_the_next_such_message(desk: Desk) -> None:
    habit = [
        "the laminator in the workroom jammed",
        "our laminator smells hot and jammed",
        "laminator film is jammed again",
    ]
    taught = desk.with_lessons([Lesson(text, "finance.purchasing") for text in habit])
    assert taught.place("upstairs laminator is jammed").top[0].route == "finance.purchasing"


def test_a_correction_leaves_other_messages_alone(desk: Desk) -> None:
    taught = desk.with_lessons([Lesson("the laminator in the workroom jammed", "finance.purchasing")])
    for text in ("AC out in 204", "need a sub tomorrow", "the bus is late", "toilet overflowing"):
        assert taught.place(text).route == desk.place(text).route


def test_the_reason_names_a_matter_once_and_no_word_that_every_message_has(desk: Desk) -> None:
    placed = desk.place("Can someone restock the paper towels in the 5th grade hall")
    assert placed.why == "because you wrote 'restock' and 'paper towels'"
    assert desk.place("the new kid in 2nd needs a bus stop near Elm").why == "because you wrote 'bus stop'"


def test_a_habit_is_known_by_its_word_where_the_files_use_that_word_otherwise(desk: Desk) -> None:
    """A district whose custodians look after laminators; what shares only other words with the lessons stays."""
    habit = ["the laminator in the workroom is jammed", "our laminator smells hot and won't pull"]
    taught = desk.with_lessons([Lesson(text, "facilities.custodial") for text in habit])
    assert desk.place("laminator light stays red").top[0].route != "facilities.custodial"
    assert taught.place("laminator light stays red").top[0].route == "facilities.custodial"
    assert taught.place("lights stay red in the workroom exit sign").top[0].route != "facilities.custodial"


def test_a_lesson_about_a_route_that_is_gone_is_left_aside(desk: Desk) -> None:
    assert desk.with_lessons([Lesson("AC out in 204", "no.such")]).place("AC out in 204").route == "facilities.hvac"
