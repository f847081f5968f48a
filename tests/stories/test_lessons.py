"""What routing learns from people: in force in every process at once, seen and undone, gone with its request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from broker_bot.cli import cli
from broker_bot.store import config, trail
from tests.stories.cast import BUS, CHIEF, CONTACT, DISPATCHER, FAR_PRINCIPAL, ILD, PRINCIPAL
from tests.stories.test_confidential import told
from tests.stories.world import World, actions, words

ADMIN = "sam.whitcomb@cedargrove.example"
ELSEWHERE = "facilities.hvac"

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the story's database."""
    for name in ("SLACK_APP_TOKEN", "SLACK_API_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BROKER_DATA", str(tmp_path))
    return lambda *args: CliRunner().invoke(cli, list(args))


def corrected(w: World) -> None:
    w.say(PRINCIPAL, BUS)
    w.on_card(PRINCIPAL, 1, "request.change", route=ELSEWHERE)


def test_a_correction_changes_the_next_answer_in_another_process_and_undo_takes_it_back(
    monday: World, run: Run
) -> None:
    """The second bot has a desk of its own, built before the correction, and the same database."""
    w = monday
    other = w._start_bot()
    try:
        desk = other.service.present.desk
        assert desk().place(BUS).route == "transportation.bus_route"
        corrected(w)
        assert desk().place(BUS).route == ELSEWHERE
        done = run("lessons", "undo", "1")
        assert done.exit_code == 0 and "Lesson 1 (facilities.hvac) is undone" in done.stdout
        assert desk().place(BUS).route == "transportation.bus_route"
    finally:
        other.close()
    w.stop()
    w.start()
    w.say(FAR_PRINCIPAL, BUS)
    assert w.request(2).terms.route == "transportation.bus_route"
    assert [what for _, what, _, _ in w.bot.db.read(lambda conn: trail.lines(conn, "lesson", 1))] == ["undone"]


def test_a_correction_survives_a_restart_and_goes_with_its_request(monday: World) -> None:
    w = monday
    corrected(w)
    w.stop()
    w.start()
    w.say(FAR_PRINCIPAL, BUS)
    assert w.request(2).terms.route == ELSEWHERE
    w.bot.db.run(lambda conn: conn.execute(text("DELETE FROM request WHERE id = 1")))
    assert w.bot.db.read(config.lessons) == []
    assert w.bot.service.present.desk().place(BUS).route == "transportation.bus_route"


def test_the_list_has_ids_routes_who_and_when_and_words_only_behind_broken_glass(monday: World, run: Run) -> None:
    w = monday
    corrected(w)
    done = run("lessons", "list")
    assert done.stdout.splitlines() == [
        f"1  {ELSEWHERE}  R-1  {PRINCIPAL}  2026-10-05 09:00",
        "1 lesson in force, 0 undone",
    ]
    for person in (PRINCIPAL, ILD, CHIEF):
        refused = run("lessons", "list", "--as", person)
        assert (refused.exit_code, refused.stdout) == (2, "") and "may not do that" in refused.stderr
    alone = run("lessons", "list", "--text", "1", "--break-glass", "a parent complains")
    assert (alone.exit_code, alone.stdout) == (2, "") and "belong together" in alone.stderr
    opened = run("lessons", "list", "--text", "1", "--break-glass", "a parent complains", "--approved-by", CHIEF)
    assert opened.stdout.splitlines()[1] == BUS
    w.settle()
    assert "opened the text of the request R-1, which routing had learnt from" in w.last(PRINCIPAL)
    assert "a parent complains" in w.last(CHIEF)
    assert "glass.broken" in [what for _, what, _, _ in w.bot.db.read(lambda conn: trail.lines(conn, "request", 1))]
    run("lessons", "undo", "1")
    assert run("lessons", "list").stdout.endswith("undone\n0 lessons in force, 1 undone\n")
    assert "undone already" in run("lessons", "undo", "1").stderr
    assert "There is no lesson 9" in run("lessons", "undo", "9").stderr


def test_not_ours_teaches_when_the_named_desk_takes_it(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, BUS)
    w.on_card(DISPATCHER, 1, "request.not_ours", route=ELSEWHERE, text="No bus in it.")
    assert w.bot.db.read(config.lessons) == []
    w.on_card(CONTACT, 1, "request.take")
    assert [(x.text, x.route) for x in w.bot.db.read(config.lessons)] == [(BUS, ELSEWHERE)]


def test_confidential_requests_and_student_details_teach_nothing(monday: World) -> None:
    w = monday
    told(w)
    w.on_card(PRINCIPAL, 1, "request.change", route="facilities.hvac")
    for way in ("pending.masked", "pending.as_is"):
        w.say(PRINCIPAL, "Bus 12 was late again and left student 4829137 at the stop")
        held = [m for m in w.from_bot(PRINCIPAL) if way in actions(m)][-1]
        assert "[number]" in words(held)
        w.press(PRINCIPAL, "bot", held, way)
        w.on_card(PRINCIPAL, w.count(), "request.change", route="transportation.field_trips")
        assert w.request(w.count()).terms.route == "transportation.field_trips"
    assert w.bot.db.read(config.lessons) == []
