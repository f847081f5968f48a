"""`doctor` and `manifest`: what is wrong with an installation, and what Slack must be told about the app."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import typer

from broker_bot import district as files
from broker_bot.cli.check import home_folder
from broker_bot.cli.environment import environment_problems
from broker_bot.cli.running import clock_for
from broker_bot.delivery import checkup
from broker_bot.delivery.checkup import Finding
from broker_bot.delivery.slack import SlackDoor
from broker_bot.domain.district import District
from broker_bot.settings import Settings
from broker_bot.slack.manifest import manifest
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema
from broker_bot.store.migrate import startup_check


def doctor(home: Path | None) -> int:
    """Print each finding with its fix; 1 when there is one, 0 when all is well."""
    folder, settings = home or home_folder(), Settings()
    findings = list(_findings(folder, settings))
    for number, finding in enumerate(findings, start=1):
        typer.echo(f"{number}. {finding.what}\n   Fix: {finding.fix}")
    typer.echo("All is well." if not findings else f"{len(findings)} thing{'s' if len(findings) > 1 else ''} to mend.")
    return 1 if findings else 0


def _findings(folder: Path, settings: Settings) -> Iterator[Finding]:
    for problem in environment_problems(os.environ):
        yield Finding(str(problem), "Mend the variable where the service gets its environment.")
    district, problems = _district(folder)
    for line in problems:
        yield Finding(line, "Mend the file; `broker-bot check` shows every mistake.")
    yield from checkup.disk_findings(settings.broker_data)
    yield from _database(settings)
    yield from _slack(settings, district)


def _district(folder: Path) -> tuple[District | None, list[str]]:
    try:
        return files.load(folder), []
    except files.DistrictErrors as error:
        return None, [str(problem) for problem in error.problems]


def _database(settings: Settings) -> Iterator[Finding]:
    file = settings.broker_data / "broker.sqlite3"
    if not settings.database_url and not file.exists():
        yield Finding(f"There is no database at {file} yet.", "Run `broker-bot migrate`.")
        return
    db = Database(settings.database())
    try:
        startup_check(db)
        check_schema(db)
        yield from checkup.queue_findings(db, clock_for(settings).now())
    except Unusable as error:
        yield Finding(str(error), "See docs/operations.md, the database.")
    finally:
        db.close()


def _slack(settings: Settings, district: District | None) -> Iterator[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        yield Finding("SLACK_BOT_TOKEN is not set.", "Copy it from the app's OAuth page; docs/install.md says where.")
        return
    if not settings.slack_signing_secret.get_secret_value():
        yield Finding("SLACK_SIGNING_SECRET is not set.", "Copy it from the app's Basic Information page.")
    door = SlackDoor(settings.slack_api_url, token)
    try:
        wrong = list(checkup.slack_findings(door, settings.slack_api_url, token))
        yield from wrong
        if district is not None and not any("token" in f.what or "answer" in f.what for f in wrong):
            yield from checkup.workspace_findings(door, district)
    except ConnectionError as error:
        yield Finding(f"Slack did not give a list: {error}.", "If a scope is missing above, add it; else try again.")
    finally:
        door.close()


def print_manifest(url: str, socket_mode: bool) -> int:
    """Print the app's manifest as JSON; 2 when neither an https address nor Socket Mode is given."""
    if not socket_mode and not url.startswith("https://"):
        typer.echo("Give the bot's public address: --url https://bot.example.org, or --socket.", err=True)
        return 2
    typer.echo(json.dumps(manifest(url, socket_mode=socket_mode), indent=2))
    return 0
