"""`sandbox`: a Slack-compatible workspace by itself, for this bot or anybody's, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

import typer
import yaml

from broker_bot.sandbox import manifest as manifests
from broker_bot.sandbox import people as towns
from broker_bot.sandbox.server import Sandbox

MISTAKE = 2


@dataclass(frozen=True)
class Wishes:
    """What the command line says of the workspace."""

    port: int
    people: Path
    channels: tuple[str, ...] = ()
    manifest: Path | None = None
    commands: tuple[str, ...] = ()
    events_url: str | None = None
    data: Path | None = None


def run(wishes: Wishes) -> int:
    """Serve until SIGINT or SIGTERM; 2 for a mistake in a file or a taken port."""
    try:
        box = build(wishes)
        box.start(wishes.port)
    except (ValueError, OSError) as mistake:
        typer.echo(str(mistake), err=True)
        return MISTAKE
    if wishes.events_url:
        box.connect(wishes.events_url)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tell(box, wishes.events_url)
    stop.wait()
    box.stop()
    return 0


def build(wishes: Wishes) -> Sandbox:
    """Return the workspace, not yet started. Raises ValueError with a sentence about the file that is wrong."""
    town = towns.read(wishes.people, wishes.channels)
    app = read_manifest(wishes.manifest) if wishes.manifest else manifests.AppManifest("bot", (), (), None, None)
    return Sandbox(
        towns.in_zone(town.people, wishes.people.with_name("routes.yaml")),
        town.channels,
        bot_name=app.bot_name,
        slash_commands=(*app.slash_commands, *wishes.commands),
        shortcuts=app.shortcuts,
        events=app.events,
        scopes=app.scopes,
        data=wishes.data / "workspace.json" if wishes.data else None,
        keep=5000,
    )


def read_manifest(path: Path) -> manifests.AppManifest:
    """Read an app manifest, JSON or YAML. Raises ValueError."""
    try:
        text = path.read_text("utf-8")
        return manifests.read(json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text))
    except (OSError, ValueError, yaml.YAMLError) as wrong:
        raise ValueError(f"{path} is no app manifest: {wrong}") from wrong


def tell(box: Sandbox, events_url: str | None) -> None:
    """Print where the workspace is, and what an app needs in its environment."""
    typer.echo(f"Open {box.url} to act as anyone in the workspace (Ctrl-C stops it). The app's environment:\n")
    typer.echo(f"SLACK_API_URL={box.api_url}")
    typer.echo(f"SLACK_BOT_TOKEN={box.bot_token}")
    typer.echo(f"SLACK_APP_TOKEN={box.app_token}")
    typer.echo(f"SLACK_SIGNING_SECRET={box.signing_secret}\n")
    http = f"Events go to {events_url} while no socket is open." if events_url else "For HTTP, give --events-url."
    typer.echo(f"An app with the app-level token connects by Socket Mode. {http}")
