"""How the bot says how it is, and what a person can do about a row that needs one."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from broker_bot.cli.queue import run
from broker_bot.clock import machine_time
from broker_bot.matching import encoder
from broker_bot.store import stuck
from tests.stories.cast import COLD, PRINCIPAL
from tests.stories.world import World


def parked(w: World) -> int:
    """The school's card refused by Slack for good; its row's id."""
    w.fault("chat.postMessage", "error", error="msg_blocks_too_long")
    w.say(PRINCIPAL, COLD)
    [row] = w.bot.db.read(stuck.rows)
    return row.id


def gauges(w: World) -> dict[str, float]:
    lines = httpx.get(w.web.url + "/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_a_parked_row_asks_for_attention_and_leaves_the_server_ready(monday: World) -> None:
    parked(monday)
    ready = httpx.get(monday.web.url + "/readyz")
    assert ready.status_code == 200 and ready.json()["ok"] is True
    assert ready.json()["attention"] == {"outbox": 1, "wakes": 0, "audit": 0}
    assert ready.json()["health"] == "yellow"
    assert gauges(monday)['broker_attention{what="outbox"}'] == 1


def test_a_damaged_model_turns_the_health_yellow_and_requests_go_on(
    monday: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def health() -> dict[str, object]:
        found: dict[str, object] = httpx.get(monday.web.url + "/readyz").json()
        return found

    (tmp_path / "model.onnx").write_bytes(b"cut short")
    monkeypatch.setenv(encoder.VARIABLE, encoder.OFF)
    encoder.forget()
    assert (health()["health"], health()["matcher"]) == ("green", "ok")
    monkeypatch.setenv(encoder.VARIABLE, str(tmp_path / "model.onnx"))
    encoder.forget()
    assert (health()["ok"], health()["health"]) == (True, "yellow")
    assert "model.onnx is damaged" in str(health()["matcher"])
    encoder.forget()


def test_what_is_turned_away_at_the_door_is_a_metric_of_its_own(monday: World) -> None:
    for _ in range(2):
        assert httpx.post(monday.web.url + "/slack/events", content=b"{}").status_code == 401
    found = gauges(monday)
    assert found['broker_refused{status="401"}'] == 2
    assert not [name for name in found if name.startswith("broker_outbox") and "refused" in name]


def test_the_age_of_the_last_tick_is_told_by_a_process_that_works(monday: World) -> None:
    worker = monday.bot.worker
    monday.settle()
    assert 0 <= gauges(monday)["broker_last_tick_age_seconds"] < 60
    worker.last_tick = machine_time().replace(year=2020)
    assert gauges(monday)["broker_last_tick_age_seconds"] > 86_400
    worker.last_tick = None
    assert "broker_last_tick_age_seconds" not in gauges(monday)


def test_the_queue_lists_sends_again_and_puts_away_without_a_text(
    monday: World, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    w = monday
    ident = parked(w)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert run([], []) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{ident}  parked  card.school  {PRINCIPAL}  ")
    assert "msg_blocks_too_long\n1 outbox row parked or uncertain\n" in said
    assert "thermostat" not in said
    assert run([ident], []) == 0
    w.settle()
    assert "thermostat" in w.reads(PRINCIPAL)
    assert run([ident], []) == 2
    assert f"{ident} is not parked or uncertain" in capsys.readouterr().err


def test_a_row_put_away_is_not_sent(
    monday: World, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    w = monday
    ident = parked(w)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert run([], [ident]) == 0
    assert capsys.readouterr().out == "0 outbox rows parked or uncertain\n"
    w.settle()
    assert w.from_bot(PRINCIPAL) == []
