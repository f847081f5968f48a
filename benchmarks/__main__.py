"""Measure everything and write docs/performance.md; or the named parts, and print them."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from string import Template

from benchmarks import composing, delivering, dispatching, intake, judging, lagging, placing, starting, ticking
from benchmarks.figures import Part, Target, say, table
from benchmarks.process import ROOT, cores, stand_aside
from broker_bot.clock import machine_time
from broker_bot.matching.encoder import OFF, VARIABLE

PARTS: Mapping[str, Callable[[bool], Part]] = {
    "intake": intake.measure,
    "dispatch": dispatching.measure,
    "delivery": delivering.measure,
    "start": starting.measure,
    "tick": ticking.measure,
    "lag": lagging.measure,
    "digest": composing.measure,
    "matching": placing.measure,
    "quality": judging.measure,
}
PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[[], *PARTS], help="measure only these, and write nothing")
    asked.add_argument("--small", action="store_true", help="few rounds, to try the code; writes nothing")
    given = asked.parse_args()
    stand_aside()
    os.environ[VARIABLE] = OFF
    started = time.monotonic()
    found = {}
    for name in given.parts or PARTS:
        say(f"{name}: measuring")
        found[name] = PARTS[name](given.small)
        say(f"{name}: done after {time.monotonic() - started:.0f} s")
    if given.parts or given.small:
        for part in found.values():
            say("\n" + "\n\n".join(part.tables) + "\n\n" + _targets(part.targets))
        return
    PAGE.write_text(page(found), "utf-8")
    say(f"wrote {PAGE.relative_to(ROOT)}")


def page(found: Mapping[str, Part]) -> str:
    """The whole page."""
    template = Template((Path(__file__).parent / "page.md").read_text("utf-8"))
    sections = {name: "\n\n".join(part.tables) for name, part in found.items()}
    mine, others = cores()
    placed = (
        "What is measured runs on one core; the load, the sandbox and PostgreSQL on the other."
        if mine != others
        else "Everything shares one core."
    )
    return template.substitute(
        sections,
        parts=", ".join(f"`{name}`" for name in PARTS),
        date=machine_time().date().isoformat(),
        machine=_machine(),
        placed=placed,
        due=ticking.DUE,
        speed=lagging.SPEED,
        targets=_targets(target for part in found.values() for target in part.targets),
    )


def _targets(targets: Iterable[Target]) -> str:
    rows = [target.row() for target in targets]
    return table(["what", "found", "target", ""], rows) if rows else ""


def _machine() -> str:
    info = Path("/proc/cpuinfo").read_text("utf-8")
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "CPU")
    return f"{len(os.sched_getaffinity(os.getppid()))} shared cores of an {model}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
