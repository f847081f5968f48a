"""Reads an app manifest (docs.slack.dev/reference/app-manifest), so that the sandbox offers what the app declares."""

from dataclasses import dataclass
from typing import Any

from broker_bot.sandbox.model import Json, Shortcut


@dataclass(frozen=True)
class AppManifest:
    """What a manifest says of an app, as keyword arguments of Sandbox. None: the manifest is silent about it."""

    bot_name: str
    slash_commands: tuple[str, ...]
    shortcuts: tuple[Shortcut, ...]
    events: tuple[str, ...] | None
    scopes: tuple[str, ...] | None


def read(found: Any) -> AppManifest:
    """Return what the sandbox needs of a manifest already decoded from JSON or YAML. Raises ValueError."""
    if not isinstance(found, dict):
        raise ValueError("an app manifest is an object with display_information, features and settings")
    features = _part(found, "features")
    bot = _part(features, "bot_user").get("display_name") or _part(found, "display_information").get("name") or "app"
    events = _part(_part(found, "settings"), "event_subscriptions").get("bot_events")
    scopes = _part(_part(found, "oauth_config"), "scopes").get("bot")
    return AppManifest(
        bot_name=str(bot),
        slash_commands=tuple(str(_named(one, "command")) for one in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(one) for one in features.get("shortcuts") or ()),
        events=None if events is None else tuple(map(str, events)),
        scopes=None if scopes is None else tuple(map(str, scopes)),
    )


def _part(found: Json, name: str) -> Json:
    part = found.get(name) or {}
    if not isinstance(part, dict):
        raise ValueError(f"{name} is not an object")
    return part


def _named(one: Any, name: str) -> Any:
    if not isinstance(one, dict) or not one.get(name):
        raise ValueError(f"a slash command or shortcut lacks {name}")
    return one[name]


def _shortcut(one: Any) -> Shortcut:
    kind = _named(one, "type")
    if kind not in ("global", "message"):
        raise ValueError(f"a shortcut's type is global or message, not {kind!r}")
    return Shortcut(str(_named(one, "callback_id")), str(_named(one, "name")), kind)
