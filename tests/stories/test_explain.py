"""Why this desk: the same words on the command line and on the opened card, kept from the moment it was routed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from broker_bot.cli import cli
from tests.stories.cast import BUS, DISPATCHER, HR_CONTACT, ILD, PRINCIPAL
from tests.stories.test_confidential import told
from tests.stories.world import World


def test_the_opened_card_shows_what_the_command_line_prints(
    monday: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = monday
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BROKER_DATA", str(tmp_path))
    printed = CliRunner().invoke(cli, ["route", BUS, "--explain", "--on", "2026-10-05"]).stdout.splitlines()
    assert printed[0].startswith("route: transportation.bus_route") and printed[2].startswith("won: ")
    assert any(line.startswith("lost: ") and "behind" in line for line in printed)
    w.say(PRINCIPAL, BUS)
    assert list(w.request().explained) == printed
    w.home(PRINCIPAL)
    w.box.press_home(w.ids[PRINCIPAL], "request.open", value="1")
    w.settle()
    shown = w.modal(PRINCIPAL)
    assert "*Why this desk?*" in shown and all(line in shown for line in printed)
    w.on_card(PRINCIPAL, 1, "request.change", route="facilities.hvac")
    assert list(w.request().explained) == printed


def test_who_may_not_read_the_text_reads_no_reason_either(monday: World) -> None:
    w = told(monday)
    assert w.request().explained
    w.go_to("2026-10-06 09:00")
    for person in (ILD, DISPATCHER):
        assert "Why this desk" not in w.home(person)
    w.home(ILD)
    w.box.press_home(w.ids[ILD], "request.open", value="1")
    w.settle()
    assert "The text opens only to the people named for it." in w.modal(ILD)
    assert "Why this desk" not in w.modal(ILD)
    card, channel = w.card(HR_CONTACT)
    w.press(HR_CONTACT, channel, card, "request.open")
    assert "*Why this desk?*" in w.modal(HR_CONTACT)
