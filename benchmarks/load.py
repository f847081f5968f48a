"""HTTP load over kept-alive connections, signed as Slack signs; only the answer's time and status are looked at."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broker_bot.clock import epoch

SECRET = "sandbox-signing-secret"


@dataclass(frozen=True, slots=True)
class Body:
    """What Slack would send: the bytes and their content type."""

    data: bytes
    form: bool


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: seconds for each answer, seconds in all, and how many were not 200."""

    times: tuple[float, ...]
    wall: float
    failed: int


def request(body: Body, host: str) -> bytes:
    """The whole HTTP/1.1 request, signed now."""
    stamp = str(int(epoch()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body.data, hashlib.sha256).hexdigest()
    kind = "application/x-www-form-urlencoded" if body.form else "application/json"
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body.data)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body.data


def run(port: int, bodies: Sequence[Body], connections: int) -> Ran:
    """Send everything, each connection one request at a time."""
    ready = [request(body, f"127.0.0.1:{port}") for body in bodies]
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_run(port, ready, connections))
    finally:
        gc.enable()


async def _run(port: int, ready: list[bytes], connections: int) -> Ran:
    waiting = iter(ready)
    found: list[tuple[float, int]] = []
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(_drive(reader, writer, waiting, found) for reader, writer in opened))
    wall = time.perf_counter() - started
    for _, writer in opened:
        writer.close()
    return Ran(tuple(seconds for seconds, _ in found), wall, sum(status != 200 for _, status in found))


async def _drive(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: Iterator[bytes], found: list[tuple[float, int]]
) -> None:
    for message in waiting:
        started = time.perf_counter()
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _length(head)
        if length:
            await reader.readexactly(length)
        found.append((time.perf_counter() - started, int(head[9:12])))


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 : head.index(b"\r\n", at)]) if at >= 0 else 0
