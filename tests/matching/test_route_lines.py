"""`broker-bot route`: explained text for a reader, JSON lines for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from broker_bot.cli.route import route_lines, route_text
from broker_bot.matching import Desk, Lesson


def ask(desk: Desk, *lines: str, learn: list[Lesson] | None = None) -> list[dict[str, Any]]:
    written: list[str] = []
    route_lines(desk, lines, written.append, {"oak"}, learn.append if learn is not None else None)
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in written)
    return [json.loads(line) for line in written]


def test_a_request_is_answered_in_the_documented_shape(desk: Desk) -> None:
    (answer,) = ask(desk, '{"id": "1", "text": "AC out in 204", "school": "oak"}')
    assert list(answer) == ["id", "action", "route", "unit", "confidence", "urgent", "top", "why"]
    assert (answer["id"], answer["action"], answer["route"], answer["unit"]) == (
        "1", "route", "facilities.hvac", "facilities",
    )  # fmt: skip
    assert answer["urgent"] is False
    assert answer["top"][0] == "facilities.hvac"
    assert len(answer["top"]) <= 3


def test_route_and_unit_are_null_unless_routed(desk: Desk) -> None:
    thanks, vague = ask(desk, '{"id": 1, "text": "thanks!"}', '{"id": 2, "text": "help"}')
    assert (thanks["action"], thanks["route"], thanks["unit"]) == ("out_of_scope", None, None)
    assert (vague["action"], vague["route"], vague["unit"]) == ("ask", None, None)


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("not json", None),
        ("[1, 2]", None),
        ('"text"', None),
        ('{"id": "a"}', "a"),
        ('{"id": "a", "text": "  "}', "a"),
        ('{"id": "a", "text": 7}', "a"),
        ('{"text": null}', None),
        ('{"id": "a", "text": "AC out", "school": "nowhere"}', "a"),
        ('{"id": "a", "text": "AC out", "school": 3}', "a"),
        ('{"id": "a", "correct": "x"}', "a"),
        ('{"id": "a", "correct": {"text": "x", "route": "no.such"}}', "a"),
        ('{"id": "a", "correct": {"text": "", "route": "it.devices"}}', "a"),
        ("[" * 100_000, None),
    ],
)
def test_a_bad_line_gets_an_error_and_reading_goes_on(desk: Desk, line: str, id: str | None) -> None:
    bad, good = ask(desk, line, '{"id": "2", "text": "AC out in 204"}')
    assert set(bad) == {"id", "error"}
    assert bad["id"] == id
    assert good["route"] == "facilities.hvac"


def test_a_correction_counts_from_the_next_line_on(desk: Desk) -> None:
    text = "the purple thing by the stairs"
    before, learned, after = ask(
        desk,
        json.dumps({"id": 1, "text": text}),
        json.dumps({"id": 2, "correct": {"text": text, "route": "it.devices"}}),
        json.dumps({"id": 3, "text": text}),
    )
    assert before["route"] != "it.devices"
    assert learned["id"] == 2
    assert "error" not in learned
    assert after["route"] == "it.devices"


def test_corrections_are_kept_only_when_asked(desk: Desk) -> None:
    kept: list[Lesson] = []
    ask(desk, '{"id": 2, "correct": {"text": "purple", "route": "it.devices"}}', learn=kept)
    assert kept == [Lesson("purple", "it.devices")]


def test_a_closed_pipe_ends_the_run_quietly(desk: Desk) -> None:
    def closed(_line: str) -> None:
        raise BrokenPipeError

    route_lines(desk, ['{"id": 1, "text": "hi"}'] * 3, closed, set(), None)


def test_a_message_is_urgent_if_one_of_its_matters_is(desk: Desk, core: Desk) -> None:
    text = "The AC is out in the library and the gym smells like something burnt"
    for one in (desk, core):
        (answer,) = ask(one, json.dumps({"id": 1, "text": text}))
        assert answer["urgent"] is True
        assert "urgent: " in route_text(one, text, None, False)


def test_explain_names_the_winner_and_each_close_loser(desk: Desk) -> None:
    said = route_text(desk, "the copier and the wifi are both down", None, True).splitlines()
    assert any(line.startswith(("won: ", "lost: it.")) for line in said)
    assert any("behind" in line for line in said)


def test_without_explain_the_answer_is_two_lines(desk: Desk) -> None:
    said = route_text(desk, "AC out in 204", None, False).splitlines()
    assert said[0].startswith("route: facilities.hvac")
    assert said[1].startswith("why: because you wrote 'AC'")
