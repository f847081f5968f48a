"""Bolt's documented example, as a program of its own, does all it promises: over HTTP and over Socket Mode."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_bot.sandbox.server import Sandbox, Shortcut
from tests.sandbox.conftest import CHANNELS, PEOPLE

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(params=["http", "socket"])
def box(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A workspace with the example running beside it."""
    sandbox = Sandbox(PEOPLE, CHANNELS, slash_commands=("/echo",), shortcuts=(Shortcut("open_modal", "Open a modal"),))
    with sandbox:
        process, url = example(sandbox, request.param == "socket")
        try:
            reach(sandbox, url)
            yield sandbox
            sandbox.settle()
        finally:
            process.kill()
            process.wait()


def example(sandbox: Sandbox, by_socket: bool) -> tuple["subprocess.Popen[bytes]", str | None]:
    """Start the example; return it with the URL it listens on, None for Socket Mode."""
    own = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_API_URL": sandbox.api_url}
    mode = {"SLACK_APP_TOKEN": sandbox.app_token} if by_socket else {"SLACK_SIGNING_SECRET": sandbox.signing_secret}
    port = free_port()
    plain = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
    command = [sys.executable, str(HERE / "example_app.py"), str(port)]
    process = subprocess.Popen(command, env={**plain, **own, **mode}, stdout=subprocess.DEVNULL)
    return process, None if by_socket else f"http://127.0.0.1:{port}/slack/events"


def reach(sandbox: Sandbox, url: str | None) -> None:
    """Wait until deliveries reach the example."""
    if url is None:
        sandbox.wait_until(lambda: sandbox.sockets.numbers, 20, "the example's socket")
    else:
        sandbox.connect(url)
        sandbox.wait_until(lambda: sandbox.verify_url().ok, 20, "the example's server")


def test_hello_is_answered_with_a_button_that_works(box: Sandbox) -> None:
    box.say("U0001", "C0001", "hello")
    box.wait_until(lambda: len(box.posts("C0001")) == 1)
    card = box.posts("C0001")[0]
    assert card["text"] == "Hey there <@U0001>!"
    assert box.press("U0001", "C0001", card["ts"], "button_click").ok
    box.wait_until(lambda: len(box.posts("C0001")) == 2)
    assert box.posts("C0001")[1]["text"] == "<@U0001> clicked the button"


def test_the_command_is_echoed_to_its_author(box: Sandbox) -> None:
    assert box.slash("U0002", "C0001", "/echo", "say it back").ok
    box.wait_until(lambda: box.ephemerals("U0002"))
    assert [one["text"] for one in box.ephemerals("U0002")] == ["say it back"]


def test_the_shortcut_opens_a_modal_that_refuses_and_then_accepts(box: Sandbox) -> None:
    assert box.shortcut("U0001", "open_modal").ok
    box.wait_until(lambda: box.modal("U0001"))
    short = box.submit("U0001", {"input_c": {"dreamy_input": "rest"}})
    assert dict(short.errors) == {"input_c": "The value must be longer than 5 characters"}
    assert box.modal("U0001") is not None
    assert box.submit("U0001", {"input_c": {"dreamy_input": "a long summer"}}).ok
    assert box.modal("U0001") is None
    box.wait_until(lambda: box.posts())
    assert box.posts()[0]["text"] == "Your submission was successful: a long summer"
