"""What an administrator wants to know at seven in the morning: what is wrong, and what to do about each thing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from broker_bot.clock import machine_time
from broker_bot.delivery.slack import SlackDoor
from broker_bot.domain.district import District
from broker_bot.slack.manifest import SCOPES
from broker_bot.store import outbox, stuck, wakes
from broker_bot.store.db import Database

SKEW = timedelta(minutes=2)
"""Slack's signatures are refused at five minutes; two leave time to mend the clock."""

LEAST_DISK = 500_000_000
OLDEST_WAIT = timedelta(minutes=15)
FEW = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong and its fix, each a sentence."""

    what: str
    fix: str


def slack_findings(door: SlackDoor, base_url: str, token: str) -> Iterator[Finding]:
    """The token, its scopes and the clock. Yields nothing when all is well."""
    try:
        answer = httpx.post(f"{base_url}auth.test", headers={"Authorization": f"Bearer {token}"}, timeout=door.timeout)
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        yield Finding(
            f"Slack does not answer at {base_url} ({type(error).__name__}).",
            "Check the network, the proxy and SLACK_API_URL.",
        )
        return
    if not said.get("ok"):
        yield Finding(
            f"Slack refuses the bot's token: {said.get('error')}.",
            "Copy the bot token (xoxb-...) again from the app's OAuth page into SLACK_BOT_TOKEN.",
        )
        return
    yield from _scope_findings(answer.headers.get("x-oauth-scopes"))
    yield from _clock_findings(answer.headers.get("date"))


def _scope_findings(header: str | None) -> Iterator[Finding]:
    if header is None:
        return
    granted = {scope.strip() for scope in header.split(",")}
    for scope in sorted(set(SCOPES) - granted):
        yield Finding(
            f"The app lacks the scope {scope}: it {SCOPES[scope]}.",
            "Add it to the app (see `broker-bot manifest`) and install the app again.",
        )


def _clock_findings(header: str | None) -> Iterator[Finding]:
    if header is None:
        return
    off = abs(machine_time() - parsedate_to_datetime(header))
    if off > SKEW:
        yield Finding(
            f"This machine's clock is {off.total_seconds() / 60:.0f} minutes off Slack's.",
            "Turn on time synchronisation (timedatectl set-ntp true).",
        )


def channel_findings(door: SlackDoor, district: District) -> Iterator[Finding]:
    """The units' channels. Raises ConnectionError when the list can't be read."""
    found = list(door.pages("conversations.list", "channels", {"types": "public_channel,private_channel"}))
    by_name = {f"#{c['name']}": c for c in found} | {c["id"]: c for c in found}
    for unit in (unit for unit in district.units.values() if unit.door == "slack"):
        channel = by_name.get(unit.channel)
        if channel is None:
            yield Finding(
                f"{unit.name}: there is no channel {unit.channel}, or it is private and the bot is not in it.",
                f"Create it, or invite the bot there, or mend units.{unit.id}.channel in routes.yaml.",
            )
        elif channel.get("is_archived"):
            yield Finding(f"{unit.name}: {unit.channel} is archived.", "Unarchive it, or name another in routes.yaml.")
        elif not channel.get("is_member"):
            yield Finding(f"{unit.name}: the bot is not in {unit.channel}.", f"Type /invite @broker in {unit.channel}.")
        if channel is not None and (channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")):
            yield Finding(
                f"{unit.name}: {unit.channel} is shared with another organization, which can read every request in it.",
                f"Make a channel of the district's own and name it as units.{unit.id}.channel in routes.yaml.",
            )


def people_findings(door: SlackDoor, district: District) -> Iterator[Finding]:
    """The roster's people. Raises ConnectionError when the list can't be read."""
    known: dict[str, bool] = {}
    for user in door.pages("users.list", "members", {}):
        email = str((user.get("profile") or {}).get("email") or "").lower()
        if email:
            known[email] = known.get(email, False) or not user.get("deleted")
    missing = sorted(p for p in district.people if p not in known)
    gone = sorted(p for p in district.people if known.get(p) is False)
    if missing:
        yield Finding(
            f"{len(missing)} of the roster {_are(missing)} not in Slack: {_some(missing)}.",
            "Invite them, or mend their e-mail address in roster.csv.",
        )
    if gone:
        yield Finding(
            f"{len(gone)} of the roster {_are(gone)} deactivated in Slack: {_some(gone)}.",
            "Take them out of roster.csv, or name who has their post now.",
        )


def _are(people: list[str]) -> str:
    return "is" if len(people) == 1 else "are"


def _some(people: list[str]) -> str:
    more = f" and {len(people) - FEW} more" if len(people) > FEW else ""
    return ", ".join(people[:FEW]) + more


def runs(port: int) -> bool:
    """Whether a bot answers on a port of this machine, within a second."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def queue_findings(db: Database, now: datetime) -> Iterator[Finding]:
    """What the outbox and the wakes hold; `now` is business time."""
    counts = db.read(outbox.counts)
    for state, fix in (
        ("parked", "Read why with `broker-bot queue`, mend it, then `broker-bot queue --retry ID`."),
        ("uncertain", "Look in Slack whether it arrived; then `broker-bot queue --drop ID` or `--retry ID`."),
    ):
        if counts.get(state):
            yield Finding(f"{_number(counts[state], 'message')} {state}.", fix)
    parked = db.read(wakes.counts)["parked"]
    if parked:
        yield Finding(
            f"{_number(parked, 'wake')} parked after three failures.", "The log names each; report it, then restart."
        )
    since = db.read(lambda conn: stuck.waiting_since(conn, machine_time()))
    if since and now - since > OLDEST_WAIT:
        yield Finding(
            f"A message has been ready to go since {since:%Y-%m-%d %H:%M} UTC and nobody sent it.",
            "Is `broker-bot run` (or `work`) running? Start it; its log says what keeps it.",
        )
    late = db.read(wakes.next_due)
    if late and now - late > OLDEST_WAIT:
        yield Finding(
            f"Something has been due since {late:%Y-%m-%d %H:%M} UTC and nobody looked.",
            "Is `broker-bot run` (or `work`) running? Start it.",
        )


def _number(count: int, thing: str) -> str:
    return f"{count} {thing} is" if count == 1 else f"{count} {thing}s are"


def disk_findings(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, and room for the database and its journal."""
    there = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
    if not os.access(there, os.W_OK):
        yield Finding(f"{there} can't be written.", "Give the user who runs the bot the right to, or set BROKER_DATA.")
    free = shutil.disk_usage(there).free
    if free < LEAST_DISK:
        yield Finding(f"Only {free // 1_000_000} MB are free in {there}.", "Make room; a full disk stops every write.")
