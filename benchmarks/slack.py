"""A sandbox workspace in a process of its own: `python -m benchmarks.slack PORT`."""

from __future__ import annotations

import signal
import sys
import threading

from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.demo import town
from broker_bot.sandbox.server import Sandbox


def main(port: int) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    found = files.load(ROOT)
    box = Sandbox(people=town.people(found), channels=town.channels(found), keep=1000)
    box.start(port)
    stop.wait()
    box.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
