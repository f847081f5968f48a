"""`doctor` and `manifest`: what is wrong with an installation, and what Slack must be told about the app."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from broker_bot import district as files
from broker_bot.cli.check import home_folder
from broker_bot.cli.environment import environment_problems
from broker_bot.cli.running import clock_for
from broker_bot.delivery import checkup
from broker_bot.delivery.checkup import Finding
from broker_bot.delivery.slack import SlackDoor
from broker_bot.domain.district import District
from broker_bot.matching import encoder
from broker_bot.settings import Settings
from broker_bot.slack.manifest import manifest
from broker_bot.socket_mode import REFUSED
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check as check_schema
from broker_bot.store.migrate import on_network_share, startup_check


def doctor(home: Path | None) -> int:
    """Print each finding with its fix, and whether the bot runs; 1 when there is a finding, else 0."""
    folder, settings = home or home_folder(), _settings()
    named = "" if home or os.environ.get("BROKER_HOME", "").strip() else "; BROKER_HOME is not set"
    typer.echo(f"The district's files: {folder}{named}")
    findings = list(_findings(folder, settings))
    for number, finding in enumerate(findings, start=1):
        typer.echo(f"{number}. {finding.what}\n   Fix: {finding.fix}")
    runs = checkup.runs(settings.port)
    if not runs:
        typer.echo(f"The bot does not run here: nothing answers on port {settings.port}. `broker-bot run` starts it.")
    if findings:
        typer.echo(f"{len(findings)} thing{'s' if len(findings) > 1 else ''} to mend.")
    else:
        typer.echo("All is well." if runs else "The rest is well.")
    return 1 if findings else 0


def _settings() -> Settings:
    """What the environment says; a port that is none is a finding, and needed for nothing else here."""
    try:
        return Settings()
    except ValueError:
        return Settings(PORT=Settings.model_fields["port"].default)


def _findings(folder: Path, settings: Settings) -> Iterator[Finding]:
    clock = clock_for(settings)
    for problem in environment_problems(os.environ):
        yield Finding(problem, "Mend the variable where the service gets its environment.")
    errors, warnings = files.check(folder, clock.now().date())
    for error in errors:
        yield Finding(str(error), "Mend the file; `broker-bot check` shows every mistake.")
    for warning in warnings:
        yield Finding(str(warning), "Mend it soon: it works today. `broker-bot check` shows it too.")
    district = None if errors else files.load(folder)
    yield from _outside(settings, district)
    yield from checkup.disk_findings(settings.broker_data)
    if told := encoder.trouble():
        yield Finding(
            f"Requests are placed by the built-in matcher alone: {told}",
            f"Do what it says, or set {encoder.VARIABLE}={encoder.OFF} if that is meant (docs/routing.md).",
        )
    yield from _database(settings, clock.now())
    yield from _slack(settings, district)


def _outside(settings: Settings, district: District | None) -> Iterator[Finding]:
    """What units outside Slack need of the environment."""
    units = district.units.values() if district else ()
    can_send = settings.smtp_url.get_secret_value() and settings.mail_from
    for unit in units:
        if unit.door == "mail" and not (can_send and settings.mail_secret.get_secret_value()):
            what = f"{unit.name} is reached by e-mail ({unit.channel}), and letters are not set up."
            yield Finding(what, "Set BROKER_SMTP_URL, BROKER_MAIL_FROM and BROKER_MAIL_SECRET; see docs/outside.md.")
        if unit.door == "desk" and unit.id not in settings.desks():
            what = f"{unit.name} works in a desk of its own ({unit.channel}), and there is no secret for it."
            yield Finding(what, f"Add {unit.id}=SECRET to BROKER_DESK_SECRETS and give the desk the same.")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    file = settings.broker_data / "broker.sqlite3"
    if not settings.database_url and not file.exists():
        yield Finding(
            f"There is no database at {file} yet.", "`broker-bot run` makes it; so does `broker-bot migrate`."
        )
        return
    try:
        db = Database(settings.database())
    except SQLAlchemyError:
        return  # an address that is none: named with the environment
    try:
        if db.sqlite and (share := on_network_share(Path(db.url.database or ""))):
            yield Finding(
                f"The database is on a network share ({share}), where SQLite may lose data.",
                "Move BROKER_DATA to a local disk, or use PostgreSQL.",
            )
        startup_check(db)
        check_schema(db)
        yield from checkup.queue_findings(db, now)
    except Unusable as error:
        yield Finding(str(error), _database_fix(str(error)))
    finally:
        db.close()


def _database_fix(error: str) -> str:
    for sign, fix in (
        ("broker-bot migrate", "Stop the bot, run `broker-bot migrate`, start it."),
        ("newer release", "Install the release that ran last; an older one can't read its database."),
        ("does not answer", "Start PostgreSQL, or mend DATABASE_URL."),
        ("damaged", "Stop the bot and restore the last backup (docs/operations.md, restoring)."),
        ("can't be written", "Make the user who runs the bot the owner of the file and its folder."),
    ):
        if sign in error:
            return fix
    return "Mend what it says; docs/operations.md tells where the database is."


def _slack(settings: Settings, district: District | None) -> Iterator[Finding]:
    token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    if not app_token and not settings.slack_signing_secret.get_secret_value():
        yield Finding(
            "SLACK_SIGNING_SECRET is not set.",
            "Copy it from the app's Basic Information page; or set SLACK_APP_TOKEN, for Socket Mode.",
        )
    if not token:
        yield Finding("SLACK_BOT_TOKEN is not set.", "Copy it from the app's OAuth page; docs/install.md says where.")
        return
    door = SlackDoor(settings.slack_api_url, token)
    try:
        wrong = list(checkup.slack_findings(door, settings.slack_api_url, token))
        yield from wrong
        if any("token" in f.what or "answer" in f.what for f in wrong):
            return
        if app_token:
            yield from _socket(settings.slack_api_url, app_token)
        if district is None:
            return
        for look in (checkup.channel_findings, checkup.people_findings):
            try:
                yield from look(door, district)
            except ConnectionError as error:
                yield Finding(
                    f"Slack did not give a list: {error}.", "If a scope is missing above, add it; else try again."
                )
    finally:
        door.close()


def _socket(api_url: str, app_token: str) -> Iterator[Finding]:
    """Whether Slack would open a connection; the address it gives is not used, and lapses."""
    door = SlackDoor(api_url, app_token)
    try:
        error = door.call("apps.connections.open", {}).error
    finally:
        door.close()
    if error:
        yield Finding(
            f"Slack opens no connection for Socket Mode: {error}.",
            REFUSED.get(error, "Try again; if it stays, look the code up in Slack's page of apps.connections.open")
            + ".",
        )


def print_manifest(url: str, socket_mode: bool) -> int:
    """Print the app's manifest as JSON; 2 when neither an https address nor Socket Mode is given."""
    if not socket_mode and not url.startswith("https://"):
        typer.echo("Give the bot's public address: --url https://bot.example.org, or --socket.", err=True)
        return 2
    typer.echo(json.dumps(manifest(url, socket_mode=socket_mode), indent=2))
    return 0
