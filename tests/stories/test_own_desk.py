"""A unit with a help desk of its own: told by signed webhooks, heard by signed webhooks, under the same clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from broker_bot.clock import epoch
from broker_bot.domain.district import District
from broker_bot.domain.signing import is_signed
from tests.stories.cast import COLD, CONTACT, HR_LEAD, ILD, PRINCIPAL
from tests.stories.post_office import DESK_SECRET, OwnDesk, desk_says, moved_to, own_desk
from tests.stories.world import World, a_world

Story = tuple[World, OwnDesk]
ADMIN = "sam.whitcomb@cedargrove.example"


@pytest.fixture
def with_desk(district: District, database_url: str, tmp_path: Path) -> Iterator[Story]:
    """Monday, October 5, 2026, 09:00; Facilities works in a desk of its own."""
    with ExitStack() as stack:
        desk, url = stack.enter_context(own_desk())
        settings: dict[str, Any] = {"BROKER_DESK_SECRETS": f"facilities={DESK_SECRET}"}
        story = a_world(moved_to(district, url), database_url, "2026-10-05 09:00", tmp_path, **settings)
        yield stack.enter_context(story), desk


def test_the_desk_is_told_in_order_each_signed(with_desk: Story) -> None:
    w, desk = with_desk
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.add", text="It is 88 degrees in there now.")
    assert desk.kinds() == ["request.opened", "added"]
    for head, told, body in desk.told:
        stamp, given = head["webhook-timestamp"], head["webhook-signature"]
        assert is_signed(DESK_SECRET, told["id"], stamp, given, body, epoch())
    opened = desk.told[0][1]["request"]
    assert (opened["number"], opened["school"], opened["text"]) == ("R-1", "Cottonwood ES", COLD)
    assert opened["due_at"] == "2026-10-05T18:00:00+00:00"


def test_a_sentence_from_the_desk_is_an_answer_and_a_status_is_none(with_desk: Story) -> None:
    w, _ = with_desk
    w.say(PRINCIPAL, COLD)
    noted = desk_says(w, "d-1", request="R-1", kind="status", by=CONTACT, text="assigned to crew 4")
    assert noted.json() == {
        "ok": True,
        "words": "Noted. It is not an answer: R-1 still waits for a sentence to the school.",
    }
    assert desk_says(w, "d-2", request="R-1", kind="taken", by=CONTACT).status_code == 200
    assert w.request().answered_at is None
    w.go_to("2026-10-05 13:00")
    assert "Cottonwood ES" in w.last(ILD)
    desk_says(w, "d-3", request="R-1", kind="promise", by=CONTACT, text="The part comes on Friday.", date="2026-10-09")
    assert "The part comes on Friday." in w.last(PRINCIPAL)
    assert w.day(w.request().promise_at) == "Fri Oct 9 16:00"


def settled_until(w: World, seen: Callable[[], bool]) -> None:
    """Deliver until it is seen; the pauses between two tries at a desk grow."""

    def looked() -> bool:
        w.bot.worker.settle()
        return seen()

    w.box.wait_until(looked, 30, "a delivery at the desk")


def test_a_desk_that_is_down_loses_nothing_and_the_administrator_hears_once(with_desk: Story) -> None:
    w, desk = with_desk
    desk.down = True
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.add", text="It is 88 degrees in there now.")
    settled_until(w, lambda: desk.turned_away >= 6)
    assert [m["text"] for m in w.from_bot(ADMIN)] == [
        "I can't reach Facilities &amp; Maintenance (desk: HTTP 503). What is for them waits, and I go on trying."
    ]
    desk.down = False
    settled_until(w, lambda: len(desk.told) == 2)
    assert desk.kinds() == ["request.opened", "added"]


def test_what_nobody_of_the_unit_signed_is_turned_away(with_desk: Story) -> None:
    w, _ = with_desk
    w.say(PRINCIPAL, COLD)
    answer: dict[str, Any] = {"request": "R-1", "kind": "reply", "text": "On our way."}
    before = len(w.from_bot(PRINCIPAL))
    assert desk_says(w, **answer, by=CONTACT, late=301).status_code == 401
    other = desk_says(w, **answer, by=HR_LEAD)
    assert (other.status_code, other.json()["words"]) == (
        422,
        f"'by' must be the e-mail address of somebody of facilities in the roster (got '{HR_LEAD}').",
    )
    assert desk_says(w, request="R-1", kind="shout", by=CONTACT, text="x").status_code == 422
    assert desk_says(w, request="soon", kind="reply", by=CONTACT, text="x").status_code == 422
    assert desk_says(w, request="R-1", kind="reply", by=CONTACT, text=" ").status_code == 422
    assert len(w.from_bot(PRINCIPAL)) == before
    assert [desk_says(w, "same", **answer, by=CONTACT).status_code for _ in range(2)] == [200, 200]
    assert len(w.from_bot(PRINCIPAL)) == before + 1
