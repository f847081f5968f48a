"""`broker-bot check`: files and environment, one exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_bot.cli.check import check, home_folder
from broker_bot.cli.environment import environment_problems
from tests.district.homes import ROUTES, SHIPPED, changed, make_home

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL", "BROKER_HOME")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_a_sound_district_is_one_line_and_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(SHIPPED) == 0
    line = capsys.readouterr().out
    assert ": routes.yaml, roster.csv, digests/: 11 units and triage, 32 routes, 24 schools, " in line
    assert line.endswith(" people: ok\n")


def test_errors_are_printed_and_counted_and_give_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = make_home(tmp_path, changed(ROUTES, ("50%", "50"), ("triage: desk", "triage: dsk")))
    assert check(home) == 2
    lines = capsys.readouterr().out.strip().split("\n")
    assert [line.split(" ")[0] for line in lines[:2]] == ["routes.yaml:7:11", "routes.yaml:20:19"]
    assert lines[-1].startswith(f"{home}: 2 errors, ")


def test_a_wrong_environment_alone_gives_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-1234567890-secret")
    assert check(SHIPPED) == 2
    said = capsys.readouterr().out
    assert "SLACK_BOT_TOKEN" in said
    assert "1234567890" not in said


def test_the_home_is_named_by_the_environment_or_is_the_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert home_folder() == SHIPPED
    monkeypatch.setenv("BROKER_HOME", str(tmp_path))
    assert home_folder() == tmp_path


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xoxp-abc",
            "environment: SLACK_BOT_TOKEN: this is not the right token (got a user token, xoxp-...; expected xoxb-...)",
        ),
        (
            "SLACK_BOT_TOKEN",
            "xapp-abc",
            "environment: SLACK_BOT_TOKEN: this is not the right token "
            "(got an app-level token, xapp-...; expected xoxb-...; try setting it as SLACK_APP_TOKEN)",
        ),
        (
            "SLACK_APP_TOKEN",
            "xoxb-abc",
            "environment: SLACK_APP_TOKEN: this is not the right token "
            "(got a bot token, xoxb-...; expected xapp-...; try setting it as SLACK_BOT_TOKEN)",
        ),
        (
            "SLACK_APP_TOKEN",
            "hunter2",
            "environment: SLACK_APP_TOKEN: this is not the right token (got something else; expected xapp-...)",
        ),
        ("SLACK_BOT_TOKEN", "xoxb-", "environment: SLACK_BOT_TOKEN: nothing follows xoxb- (try copying it again)"),
        (
            "SLACK_BOT_TOKEN",
            " xoxb-abc\n",
            "environment: SLACK_BOT_TOKEN: white space around the value (try removing it)",
        ),
        (
            "SLACK_SIGNING_SECRET",
            "ab cd",
            "environment: SLACK_SIGNING_SECRET: white space inside the value (try copying it again)",
        ),
        ("SLACK_BOT_TOKEN", "  ", "environment: SLACK_BOT_TOKEN: only white space (try removing it)"),
        (
            "DATABASE_URL",
            "mysql://ana:hunter2@db.example/broker",
            "environment: DATABASE_URL: no such kind of database is known (got mysql://***@db.example/broker; "
            "expected postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE)",
        ),
        (
            "DATABASE_URL",
            "postgresql:///broker",
            "environment: DATABASE_URL: no host is named (got postgresql:///broker; "
            "expected postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE)",
        ),
        (
            "DATABASE_URL",
            "broker.sqlite3",
            "environment: DATABASE_URL: no such kind of database is known (got an address without a scheme; "
            "expected postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE)",
        ),
        (
            "DATABASE_URL",
            "postgresql://ana:hunter2@db.example:port/broker",
            "environment: DATABASE_URL: this is not an address (got postgresql://***@db.example:port/broker; "
            "expected postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE)",
        ),
    ],
)
def test_a_wrong_variable_is_named_without_its_secret(name: str, value: str, expected: str) -> None:
    assert environment_problems({name: value}) == [expected]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hun/ter2@h/db",
        "mysql://u:hun#ter2@h/db",
        "mysql://u:hun?ter2@h/db",
        "mysql://u:hun@ter2@h/db",
        "mysql://u:hunter2",
        "mysql://h/db?password=hunter2",
    ],
)
def test_no_part_of_a_password_is_ever_shown(url: str) -> None:
    (problem,) = environment_problems({"DATABASE_URL": url})
    assert "hun" not in problem
    assert "ter2" not in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1-2-abc"),
        ("SLACK_APP_TOKEN", "xapp-1-A-abc"),
        ("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5"),
        ("DATABASE_URL", "postgresql://ana:hunter2@db.example:5432/broker"),
        ("DATABASE_URL", "postgres://db.example/broker"),
        ("DATABASE_URL", "postgresql:///broker?host=/tmp/sockets"),
        ("DATABASE_URL", "sqlite:////var/broker.sqlite3"),
        ("SLACK_BOT_TOKEN", ""),
    ],
)
def test_a_sound_or_unset_variable_is_not_mentioned(name: str, value: str) -> None:
    assert environment_problems({name: value}) == []
