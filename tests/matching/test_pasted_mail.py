"""A pasted thread of mails goes where its newest part belongs, in the forms that mail programs write."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from broker_bot.cli.route import route_lines
from broker_bot.domain.district import District
from broker_bot.matching import Desk

NEW = "The AC in room 204 is out, no air conditioning"
HEAD = "From: Pat Kim\nSent: Monday, October 5, 2026\nTo: Dupree\nSubject: bus\n\n"
OLD = "Bus 12 has been late all week and parents of bus 12 are calling about the bus driver"

THREADS = {
    "gmail": f"{NEW}\n\nOn Mon, Oct 5, 2026 at 9:12 AM Pat Kim <pat@x.example> wrote:\n> {OLD}",
    "gmail, its line broken": (
        f"{NEW}\n\nOn Mon, Oct 5, 2026 at 9:12 AM Patricia Kimberley-Whitfield <\n"
        f"patricia.kimberley.whitfield@x.example> wrote:\n\n{OLD}"
    ),
    "outlook": f"{NEW}\n\n{HEAD}{OLD}",
    "outlook, marked bold": f"{NEW}\n\n*From:* Pat Kim\n*Sent:* Monday\n*Subject:* bus\n\n{OLD}",
    "original message": f"{NEW}\n\n-----Original Message-----\nFrom: Pat\nSent: Monday\n{OLD}",
    "a line of underscores": f"{NEW}\n________________________________\nFrom: Pat Kim\nSent: Monday\n{OLD}",
    "apple, quoted": f"{NEW}\n\nSent from my iPhone\n\n> On Oct 5, 2026, at 9:12 AM, Pat Kim wrote:\n> \n> {OLD}",
    "the date first": f"{NEW}\n\n2026-10-05 9:12 GMT-06:00 Pat Kim <pat@x.example>:\n{OLD}",
    "spanish": f"{NEW}\n\nEl lun, 5 oct 2026 a las 9:12, Pat Kim (<pat@x.example>) escribió:\n{OLD}",
    "five answers deep": "\n\n".join(
        [NEW, *(f"On Mon, Oct {day}, 2026 Pat Kim wrote:\n{OLD}" for day in range(5, 0, -1))]
    ),
    "quoted above, answered below": f"> {OLD}\n\n{NEW}",
}


@pytest.fixture(scope="module")
def routed(district: District) -> Callable[[str], dict[str, Any]]:
    desk = Desk(district, model=False)

    def one(text: str) -> dict[str, Any]:
        answers: list[str] = []
        route_lines(desk, [json.dumps({"id": "1", "text": text})], answers.append, set(), None)
        answer: dict[str, Any] = json.loads(answers[0])
        return answer

    return one


@pytest.mark.parametrize("form", THREADS)
def test_the_newest_part_decides_and_the_rest_leaves_no_trace(
    form: str, routed: Callable[[str], dict[str, Any]]
) -> None:
    alone, threaded = routed(NEW), routed(THREADS[form])
    assert threaded == alone and threaded["top"][0] == "facilities.hvac"
    assert "bus" not in threaded["why"]


def test_a_forward_without_words_of_its_own_is_read_for_what_it_forwards(
    routed: Callable[[str], dict[str, Any]],
) -> None:
    head = "---------- Forwarded message ---------\nFrom: Pat Kim <pat@x.example>\nDate: Mon, Oct 5, 2026\nTo: All\n\n"
    assert routed(head + NEW) == routed(NEW)
    assert routed("FYI see below\n\n" + head + NEW)["top"][0] == "facilities.hvac"


def test_a_sentence_that_only_begins_like_a_mail_is_read_whole(routed: Callable[[str], dict[str, Any]]) -> None:
    assert routed("On the whiteboard a kid wrote: no AC. The AC in room 204 is out")["top"][0] == "facilities.hvac"


@pytest.mark.parametrize("name", ["Jayden Lopez", "Maria Garcia", "Xiomara Perez", "Tommy O'Neil"])
def test_a_students_name_is_no_part_of_a_reason(name: str, routed: Callable[[str], dict[str, Any]]) -> None:
    for text in (f"{name} missed the bus again, the bus was late", f"The bus left without {name} at the stop"):
        answer = routed(text)
        assert answer["top"][0] == "transportation.bus_route"
        assert not any(part.lower() in answer["why"].lower() for part in name.split())
