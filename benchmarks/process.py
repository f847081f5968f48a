"""Processes that are measured: started on one core, while the load, the sandbox and PostgreSQL share the other."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from broker_bot.matching.encoder import PACKAGE

ROOT = Path(__file__).parent.parent


def cores() -> tuple[set[int], set[int]]:
    """The core of what is measured and those of everything else; the same when there is one only."""
    every = sorted(os.sched_getaffinity(os.getppid()) | os.sched_getaffinity(0))
    return ({every[0]}, set(every[1:])) if len(every) > 1 else (set(every), set(every))


def stand_aside() -> None:
    """Keep this process, and what it starts later, off the core of what is measured."""
    os.sched_setaffinity(0, cores()[1])


def has_model() -> bool:
    """Whether the optional MiniLM model is installed here."""
    return find_spec(PACKAGE) is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A Python process with an HTTP port; `args` follow the interpreter."""

    def __init__(
        self, args: list[str], port: int, env: Mapping[str, str], ready: str = "/healthz", measured: bool = True
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        mine = cores()[0] if measured else cores()[1]
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, *args],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, mine),
        )
        self.pid = self._process.pid
        self.ready_after = self._wait(ready)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait(self, path: str) -> float:
        """Seconds from the start until `path` answered 200."""
        while time.monotonic() - self.started < 60:
            if self._process.poll() is not None:
                break
            if answers(self.url + path):
                return time.monotonic() - self.started
            time.sleep(0.005)
        self._process.kill()
        said = self._process.communicate()[1].decode(errors="replace")
        raise RuntimeError(f"the process did not answer on {path}:\n{said[-2000:]}")

    def cpu(self) -> float:
        """CPU seconds of all its threads so far."""
        return cpu_of(self.pid)

    def memory(self) -> float:
        """Proportional set size in MB."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text("ascii")
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def grown(work: Callable[[], object]) -> float:
    """MB by which this process's memory was at most larger while it did `work` (Linux keeps the peak; see proc(5))."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = _status("VmRSS")
    work()
    return (_status("VmHWM") - before) / 1024


def _status(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def cpu_of(pid: int) -> float:
    """CPU seconds of a process to the nanosecond, by the clock that Linux keeps for it (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)
