"""The Slack app's manifest, from the same lists the listeners use: what it hears, and why it needs each scope."""

from __future__ import annotations

from typing import Any

from broker_bot.slack import ids
from broker_bot.slack.shortcuts import SHORTCUTS

EVENTS = {
    "app_mention": "takes in what people ask with @broker in a channel it was invited to",
    "app_home_opened": "draws the Home of whoever opens it",
    "message.channels": "hears words under a unit's card, to tell their author that the school does not see them",
    "message.groups": "the same in a unit's private channel",
    "message.im": "takes in what people write to the bot directly",
    "team_join": "knows somebody new by e-mail address",
    "user_change": "notices that an account was renamed or deactivated",
}
"""Event subscriptions, each with what it is for."""

SCOPES = {
    "app_mentions:read": "hears when somebody of a school writes @broker in a channel",
    "channels:history": (
        "reads the thread that somebody asks it to make a request of, and looks whether a card it posted to a public "
        "channel arrived, after a lost connection"
    ),
    "channels:read": "finds a unit's public channel by its name",
    "chat:write": "posts and updates cards and replies",
    "commands": "offers /broker and its three shortcuts",
    "files:read": "reads the photos and files that a school or a unit sends with its words",
    "files:write": "passes them on into the other side's thread",
    "groups:history": "the same in private channels; it is in those it was invited to, no others",
    "groups:read": "finds a unit's private channel by its name",
    "im:history": "reads what people write to the bot directly, and looks whether its own messages arrived",
    "im:read": "lists its direct conversations, to look for messages missed during an outage",
    "im:write": "opens a direct conversation to bring an answer or an escalation",
    "users:read": "lists the workspace's people, to match them to the roster",
    "users:read.email": "matches by e-mail address, the only key the roster and Slack share",
}
"""Bot token scopes, each with its reason; there are no user scopes and no admin scopes."""

NAME = "broker"


def manifest(url: str, *, socket_mode: bool = False) -> dict[str, Any]:
    """The manifest for an install at `url` (https://bot.example.org), or for Socket Mode, which needs no address."""
    events = f"{url.rstrip('/')}/slack/events"
    address = {} if socket_mode else {"request_url": events}
    return {
        "display_information": {
            "name": NAME,
            "description": "Brings a school's requests to the right unit, and the week's demands to its principal.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {"name": one.name, "type": one.kind, "callback_id": callback, "description": one.about}
                for callback, one in SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": ids.COMMAND,
                    "description": "Send a request, or see what I understand",
                    "usage_hint": "boiler out in the gym",
                    "should_escape": False,
                    **({} if socket_mode else {"url": events}),
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS), **address},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
