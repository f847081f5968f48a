"""Bolt's own Socket Mode handler on bad sockets: after a refresh, a cut or a restart nothing said later is missed."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Json


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """Retries come over several seconds, so that they outlive a reconnection."""
    with Sandbox(PEOPLE, CHANNELS, retry_delays=(0.1, 1.0, 3.0)) as sandbox:
        yield sandbox


@pytest.fixture
def heard(box: Sandbox) -> Iterator[list[str]]:
    """What a Bolt app under Socket Mode hears; it looks after its connection every 0.3 s."""
    texts: list[str] = []
    quiet = logging.getLogger("tests.sandbox.reconnecting")
    quiet.setLevel(logging.CRITICAL)
    client = WebClient(token=box.bot_token, base_url=box.api_url)
    app = App(client=client, process_before_response=True, logger=quiet)

    @app.event("message")
    def note(event: Json) -> None:
        texts.append(event["text"])

    handler: Any = SocketModeHandler(app, box.app_token, ping_interval=0.3)
    handler.connect()
    # The SDK takes a connection for lost only after a first pong.
    box.wait_until(lambda: box.sockets.numbers and handler.client.current_session.last_ping_pong_time)
    yield texts
    box.settle()
    handler.close()


@pytest.mark.parametrize("way", ["warn", "refresh", "disable"])
def test_a_goodbye_frame_brings_a_new_connection(box: Sandbox, heard: list[str], way: str) -> None:
    getattr(box.sockets, way)()
    box.wait_until(lambda: max(box.sockets.numbers, default=0) > 1, what="a second connection")
    box.say("U0001", "bot", "after")
    box.wait_until(lambda: "after" in heard)


def test_what_is_said_between_a_cut_and_the_next_connection_comes_by_retry(box: Sandbox, heard: list[str]) -> None:
    box.sockets.cut()
    box.wait_until(lambda: not box.sockets.numbers)
    box.say("U0001", "bot", "in the gap")
    box.wait_until(lambda: "in the gap" in heard, 15)
    assert box.sockets.numbers == [2]


def test_a_silent_socket_is_found_out_by_its_missing_pongs(box: Sandbox, heard: list[str]) -> None:
    box.sockets.silence()
    box.wait_until(lambda: 2 in box.sockets.numbers, 60, "a connection beside the silent one")
    box.wait_until(lambda: box.sockets.numbers == [2], 15)
    box.say("U0001", "bot", "after")
    box.wait_until(lambda: "after" in heard)


def test_doubled_and_late_events_arrive_that_often_under_cuts(box: Sandbox, heard: list[str]) -> None:
    box.double_events()
    for number in range(20):
        box.say("U0001", "bot", str(number))
        if number == 10:
            box.sockets.cut()
    box.settle(20)
    assert set(heard) == {str(number) for number in range(20)}
    assert len(heard) >= 40
