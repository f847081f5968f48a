"""The same bot over a connection it opens itself: acknowledged after COMMIT, back after a cut, nothing missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_bot.domain.district import District
from tests.stories.world import World, a_world

PRINCIPAL = "marguerite.dupree@cedargrove.example"
OTHER = "rochelle.adeyemi@cedargrove.example"
LEAD = "hank.lindqvist@cedargrove.example"
ADMIN = "sam.whitcomb@cedargrove.example"
BACK_SECONDS = 15.0
"""After a hard cut the connection is to be back within this."""


@pytest.fixture
def w(district: District, database_url: str, tmp_path: Path) -> Iterator[World]:
    with a_world(district, database_url, "2026-10-05 09:00", tmp_path, by_socket=True) as world:
        yield world


def _unit_cards(w: World) -> int:
    return len(w.box.posts(w.channel("facilities")))


def _settled_cards(w: World) -> int:
    w.bot.worker.settle()
    return _unit_cards(w)


def test_a_request_is_asked_and_answered_over_the_socket(w: World) -> None:
    w.say(PRINCIPAL, "AC out in 204")
    card = w.box.messages(w.channel("facilities"))[0]
    assert w.press(LEAD, w.channel("facilities"), card, "request.reply").ok
    assert w.submit(LEAD, text="A technician comes at noon.").ok
    assert any("A technician comes at noon." in m["text"] for m in w.box.messages(w.box.dm(w.ids[PRINCIPAL])))
    assert w.slash(PRINCIPAL, "help").ok


def test_after_a_hard_cut_it_is_back_and_files_what_was_missed(w: World) -> None:
    w.say(PRINCIPAL, "AC out in 204")
    w.clock.advance(minutes=5)
    w.box.lose_events(times=2)
    w.box.sockets.cut()
    w.box.say(w.ids[OTHER], "bot", "no heat in room 11")
    w.box.say(w.ids[PRINCIPAL], "bot", "thanks!")
    w.box.wait_until(
        lambda: w.bot.socket and w.bot.socket.connected and w.box.sockets.numbers, BACK_SECONDS, "the link"
    )
    w.box.wait_until(lambda: _settled_cards(w) == 2, BACK_SECONDS, "the missed request")
    w.settle()
    assert _unit_cards(w) == 2, "each is filed once"
    told = [m["text"] for m in w.box.messages(w.box.dm(w.ids[ADMIN]))]
    assert any("Rochelle Adeyemi (1)" in text and "no heat" not in text for text in told)


def test_a_silent_connection_is_given_up_and_opened_anew(w: World) -> None:
    first = w.box.sockets.numbers
    w.box.sockets.silence()
    w.box.wait_until(lambda: set(w.box.sockets.numbers) - set(first), BACK_SECONDS, "a new connection")
    w.say(PRINCIPAL, "AC out in 204")
    assert _unit_cards(w) == 1


def test_what_was_written_while_nothing_ran_is_filed_at_the_next_start(w: World) -> None:
    w.say(PRINCIPAL, "AC out in 204")
    w.stop()
    w.clock.advance(minutes=30)
    w.box.lose_events(times=1)
    w.box.say(w.ids[OTHER], "bot", "no heat in room 11")
    w.box.settle()
    w.start()
    assert w.bot.backfill.since_last_seen() == 1
    assert w.bot.backfill.since_last_seen() == 0
    w.settle()
    assert _unit_cards(w) == 2
