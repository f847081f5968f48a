"""Delivery: what a post to Slack costs over TLS, by the bot's client, by a bare one and by Slack's own as it comes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import certifi
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.figures import Part, Target, figure, say, table
from benchmarks.process import ROOT, cores, free_port

ROUNDS, POSTS, SLOW = 5, 300, 30
"""Posts a round; of Slack's client fewer, for each takes so long."""

PER_SECOND = 10
"""Posts a second that a workspace takes, by Slack's page on rate limits; the share of a core is at this pace."""

NAMES = {
    "floor": "floor: one kept connection of the standard library",
    "door": "the bot's client",
    "web_client": "`WebClient` as it comes",
}


def measure(small: bool) -> Part:
    if shutil.which("openssl") is None:
        return Part(("There is no openssl here to make a certificate with, so it was not measured.",))
    rounds, posts, slow = (2, 20, 3) if small else (ROUNDS, POSTS, SLOW)
    found: dict[tuple[str, bool], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as name:
        cert, key, trusted = _certificate(Path(name))
        with _api(None, None) as plain, _api(cert, key) as tls:
            for turn in range(rounds):
                for kind in NAMES:
                    count = slow if kind == "web_client" else posts
                    for over_tls, api in ((False, plain), (True, tls)):
                        found.setdefault((kind, over_tls), []).append(_sent(kind, api, count, trusted))
                said = ", ".join(f"{kind} {found[kind, True][-1]:,.0f} us" for kind in NAMES)
                say(f"  round {turn + 1} over TLS: {said}")
    share = {kind: figure(found[kind, True]).median * PER_SECOND / 1e4 for kind in NAMES}
    rows = [
        [name, figure(found[kind, False], "us"), figure(found[kind, True], "us"), f"{share[kind]:.2f} %"]
        for kind, name in NAMES.items()
    ]
    head = ["CPU a post", "plain", "over TLS", f"of a core at {PER_SECOND} posts a second"]
    ratio = figure(found["door", True]).median / figure(found["floor", True]).median
    targets = (
        Target("a post over TLS, CPU : floor", ratio, 3.0),
        Target(f"of a core at {PER_SECOND} posts a second, over TLS", share["door"], 1.0, "%"),
    )
    return Part((table(head, rows),), targets)


def _certificate(folder: Path) -> tuple[Path, Path, Path]:
    """A certificate for localhost, its key, and the usual authorities with it: clients load as many as always."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    trusted = folder / "trusted.pem"
    trusted.write_text(Path(certifi.where()).read_text("utf-8") + cert.read_text("utf-8"), "utf-8")
    return cert, key, trusted


@contextmanager
def _api(cert: Path | None, key: Path | None) -> Iterator[str]:
    """The address of a Web API that says yes to everything, over TLS when a certificate is given."""

    async def yes(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({"ok": True, "channel": "C0001", "ts": "1795629747.707647"})

    port = free_port()
    config = uvicorn.Config(
        Starlette(routes=[Route("/api/{method}", yes, methods=["POST"])]), host="127.0.0.1", port=port,
        log_level="warning", lifespan="off", ssl_certfile=cert, ssl_keyfile=key,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    try:
        yield f"{'https' if cert else 'http'}://localhost:{port}/api/"
    finally:
        server.should_exit = True
        thread.join(10)


def _sent(kind: str, api: str, count: int, trusted: Path) -> float:
    """Microseconds of CPU a post, in a process on the core of what is measured."""
    mine = cores()[0]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sender", kind, api, str(count)],
        cwd=ROOT, env={**os.environ, "SSL_CERT_FILE": str(trusted)}, check=True, capture_output=True, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, mine),
    )  # fmt: skip
    return float(done.stdout)
