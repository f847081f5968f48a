"""A press is not sent over a connection that the app is about to close."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from broker_bot.sandbox.courier import IDLE_SECONDS
from broker_bot.sandbox.server import Sandbox

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


@contextmanager
def hasty_app() -> Iterator[tuple[str, list[float]]]:
    """An app that closes a connection idle for as long as the sandbox keeps one, just as something arrives on it."""
    heard: list[float] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        threading.Thread(target=_serve, args=(door, heard), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/slack/events", heard


def _serve(door: socket.socket, heard: list[float]) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(line, heard), daemon=True).start()


def _talk(line: socket.socket, heard: list[float]) -> None:
    last = 0.0
    with line:
        while request := line.recv(65536):
            if last and time.monotonic() - last > IDLE_SECONDS:
                return
            head, _, body = request.partition(b"\r\n\r\n")
            [length] = [int(each.split(b":")[1]) for each in head.lower().split(b"\r\n") if b"content-length" in each]
            while len(body) < length:
                body += line.recv(65536)
            last = time.monotonic()
            heard.append(last)
            line.sendall(ANSWER)


def test_a_command_after_a_pause_reaches_an_app_that_closes_idle_connections(box: Sandbox) -> None:
    with hasty_app() as (url, heard):
        box.connect(url)
        box.slash("U0001", "C0001", "/broker", "who")
        box.wait_until(lambda: heard and time.monotonic() - heard[0] > IDLE_SECONDS + 0.1)
        answer = box.slash("U0001", "C0001", "/broker", "who again")
        assert (answer.error, len(heard)) == (None, 2)
