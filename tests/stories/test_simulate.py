"""Past requests under other files, before they are applied: by ids and routes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from broker_bot.cli import cli
from tests.conftest import ROOT
from tests.stories.cast import BUS, CHIEF, COLD, ILD, PRINCIPAL
from tests.stories.world import World

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on the story's database; the machine's clock stands somewhere else."""
    for name in ("SLACK_APP_TOKEN", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BROKER_DATA", str(tmp_path))
    return lambda *args: CliRunner().invoke(cli, ["simulate", *args])


def test_a_changed_route_and_a_changed_target_are_listed_with_ids_and_no_words(
    monday: World, run: Run, tmp_path: Path
) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, BUS)
    assert run("--last", "9999d").stdout == "0 of 2 requests would be treated differently\n"

    files = (ROOT / "routes.yaml").read_text("utf-8")
    other = tmp_path / "new.yaml"
    route = files.index("- id: transportation.bus_route")
    target = files.index("respond_within: 1h", route)
    other.write_text(files[:target] + "respond_within: 2h" + files[target + len("respond_within: 1h") :], "utf-8")
    done = run("--last", "9999d", "--routes", str(other))
    assert done.stdout.splitlines() == [
        "R-2  2026-10-05 09:00",
        "    the contact is reminded: 2026-10-05 09:30 -> 2026-10-05 10:00",
        "    the lead is told: 2026-10-05 09:48 -> 2026-10-05 10:36",
        "    the ILD is told: 2026-10-05 10:00 -> 2026-10-05 11:00",
        "1 of 2 requests would be treated differently",
    ]

    w.on_card(PRINCIPAL, 2, "request.change", route="transportation.field_trips")
    learnt = run("--last", "9999d")
    assert learnt.stdout.splitlines()[0] == (
        "R-2  2026-10-05 09:00  transportation.bus_route -> transportation.field_trips"
    )
    assert BUS not in learnt.stdout and COLD not in learnt.stdout
    assert "takes days or weeks" in run("--last", "soon").stderr
    assert run("--last", "9999d", "--as", ILD).exit_code == 2
    glass = ("--break-glass", "the target is disputed", "--approved-by", CHIEF)
    assert run("--text", "R-2", *glass).stdout == f"{BUS}\n"
    w.settle()
    assert "opened the text of the request R-2 to see where other files would send it" in w.last(PRINCIPAL)

    other.write_text("nonsense: [", "utf-8")
    broken = run("--routes", str(other))
    assert broken.exit_code == 2 and broken.stderr.startswith("routes.yaml:")
