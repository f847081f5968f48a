"""From ranked desks to a decision."""

from __future__ import annotations

import pytest

from broker_bot.domain.placing import Candidate, Thresholds, place, quoted

SURE = Candidate("facilities.hvac", "facilities", 0.95, ("AC", "204"))
NEXT = Candidate("it.network", "it", 0.03, ("out",))
THRESHOLDS = Thresholds(route_at=0.8, lead=0.2)


def test_a_sure_desk_gets_the_message_with_a_reason() -> None:
    placed = place([SURE, NEXT], thresholds=THRESHOLDS)
    assert (placed.action, placed.route, placed.unit, placed.confidence) == ("route", SURE.route, SURE.unit, 0.95)
    assert placed.why == "because you wrote 'AC' and '204'"
    assert placed.top == (SURE, NEXT)


@pytest.mark.parametrize(
    "candidates",
    [
        [Candidate("a.a", "a", 0.79, ("x",))],
        [Candidate("a.a", "a", 0.8, ("x",)), Candidate("b.b", "b", 0.7, ("y",))],
        [],
    ],
)
def test_an_unsure_desk_is_asked_about(candidates: list[Candidate]) -> None:
    placed = place(candidates, thresholds=THRESHOLDS)
    assert (placed.action, placed.route, placed.unit) == ("ask", None, None)
    assert placed.why


def test_at_most_three_desks_are_offered() -> None:
    many = [Candidate(f"a.{n}", "a", 0.2, ()) for n in range(5)]
    assert [it.route for it in place(many).top] == ["a.0", "a.1", "a.2"]


def test_vague_words_ask_however_sure_the_score_is() -> None:
    assert place([SURE, NEXT], vague=True).action == "ask"


@pytest.mark.parametrize("kind", ["thanks", "status", "ild", "chat", "empty"])
def test_what_is_no_request_is_out_of_scope(kind: str) -> None:
    placed = place([SURE], kind=kind)
    assert (placed.action, placed.kind, placed.route, placed.top) == ("out_of_scope", kind, None, ())


def test_danger_makes_a_request_of_anything() -> None:
    placed = place([NEXT], kind="chat", urgent_words=("fire",))
    assert (placed.action, placed.urgent, placed.urgent_words) == ("ask", True, ("fire",))


def test_a_lesson_outranks_doubt() -> None:
    placed = place([NEXT], vague=True, learned=True)
    assert (placed.action, placed.route) == ("route", NEXT.route)


def test_words_are_quoted_as_a_list() -> None:
    assert quoted(["a"]) == "'a'"
    assert quoted(["a", "b", "c", "d"]) == "'a', 'b' and 'c'"
    assert quoted([]) == ""
