"""`broker-bot export`: the trail of one request, for the records officer, with confidential words withheld."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from broker_bot.cli import cli
from broker_bot.store import trail
from tests.stories.cast import CHIEF, HR_CONTACT, ILD, PRINCIPAL
from tests.stories.test_confidential import ANSWER, ASKED, told
from tests.stories.world import World

ADMIN = "sam.whitcomb@cedargrove.example"
FACILITIES = "hank.lindqvist@cedargrove.example"

Export = Callable[..., Result]


@pytest.fixture
def export(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """Run the command on the story's database."""
    for name in ("SLACK_APP_TOKEN", "SLACK_API_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BROKER_DATA", str(tmp_path))
    return lambda *args: CliRunner().invoke(cli, ["export", *args])


def lines(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_records_officer_gets_the_whole_trail_and_the_export_is_in_it(monday: World, export: Export) -> None:
    w = monday
    w.say(PRINCIPAL, "AC out in 204")
    w.on_card(FACILITIES, 1, "request.reply", text="=HYPERLINK: a technician comes at noon")
    done = export("--request", "R-1")
    assert "Acting as Sam Whitcomb (sam.whitcomb@cedargrove.example, admin)." in done.stderr
    found = lines(done)
    assert [line["what"] for line in found].count("clock") == 2
    found = [line for line in found if line["what"] != "clock"]
    assert [line["what"] for line in found] == ["request", "opened", "answered", "exported"]
    assert (found[0]["text"], found[0]["facts"]["unit"]) == ("AC out in 204", "facilities")
    assert found[2]["actor"] == FACILITIES and "technician" in found[2]["text"]
    assert w.bot.db.read(lambda conn: trail.broken_at(conn, "request", 1)) is None

    rows = list(csv.DictReader(io.StringIO(export("--request", "1", "--format", "csv").stdout)))
    [answered] = [row for row in rows if row["what"] == "answered"]
    assert answered["text"] == "'=HYPERLINK: a technician comes at noon"
    assert [row["what"] for row in rows][-2:] == ["exported", "exported"]


@pytest.mark.parametrize("person", [PRINCIPAL, ILD, CHIEF, FACILITIES])
def test_nobody_else_may_and_hears_nothing_of_what_there_is(monday: World, export: Export, person: str) -> None:
    monday.say(PRINCIPAL, "AC out in 204")
    done, unknown = export("--request", "1", "--as", person), export("--request", "99", "--as", person)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "may not export" in done.stderr and done.stderr == unknown.stderr
    assert "There is no request R-99." in export("--request", "99").stderr
    assert "Nobody in the roster" in export("--request", "1", "--as", "who@x.example").stderr
    assert "takes a number" in export("--request", "one").stderr


def test_confidential_words_open_only_to_two_people_and_both_sides_hear_of_it(monday: World, export: Export) -> None:
    w = told(monday)
    w.on_card(HR_CONTACT, 1, "request.reply", text=ANSWER)
    plain = export("--request", "1")
    assert "MARIGOLD" not in plain.output and "[confidential]" in plain.stdout
    for more, said in (
        (("--break-glass", "open records request 12"), "belong together"),
        (("--break-glass", "open records request 12", "--approved-by", ILD), "can't approve it"),
        (("--break-glass", "open records request 12", "--approved-by", ADMIN), "can't approve it"),
    ):
        refused = export("--request", "1", *more)
        assert (refused.exit_code, refused.stdout) == (2, "") and said in refused.stderr
    opened = lines(export("--request", "1", "--break-glass", "open records request 12", "--approved-by", CHIEF))
    assert opened[0]["text"] == ASKED and ANSWER in [line["text"] for line in opened]
    glass = next(line for line in opened if line["what"] == "glass.broken")
    assert (glass["actor"], glass["facts"]) == (ADMIN, {"approved_by": CHIEF, "reason": "open records request 12"})
    w.settle()
    for person in (PRINCIPAL, CHIEF):
        news = w.from_bot(person)[-1]["text"]
        assert "opened the text of the confidential request R-1" in news and "open records request 12" in news
