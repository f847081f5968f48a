"""The tables of docs/sandbox.md, written from the code: `python -m broker_bot.sandbox.tables docs/sandbox.md`."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from broker_bot.sandbox.coverage import COVERAGE, Coverage

DELIVERIES: Final = (
    Coverage("app_home_opened", "Home and Messages tab, with the published view", "-"),
    Coverage("app_mention", "new messages in channels where the bot is", "mentions added by an edit"),
    Coverage(
        "block_actions",
        "in messages, ephemerals, Home and modals",
        "rich text inputs, menus with data from outside",
    ),
    Coverage(
        "message",
        "new, in threads, from people and from bots; message_changed, message_deleted, file_share, thread_broadcast",
        "channel_join, message_replied and the other subtypes",
    ),
    Coverage("message_action", "a shortcut on a message, also where the bot is not", "-"),
    Coverage("reaction_added", "on messages", "reaction_removed, reactions on files"),
    Coverage("shortcut", "a global shortcut", "-"),
    Coverage(
        "slash command", "answer at once, later by response URL, or by opening a modal", "in threads, as on Slack"
    ),
    Coverage("team_join", "a person who is added", "-"),
    Coverage("url_verification", "on request", "-"),
    Coverage("user_change", "changed records, deactivation", "status and presence"),
    Coverage("view_closed", "with notify_on_close", "-"),
    Coverage("view_submission", "errors, update, push, clear; empty answers; file inputs", "response_url_enabled"),
)
"""What the bot is told, and what is left out. Not delivered at all: see MISSING."""

MISSING: Final = (
    "channel_archive, channel_rename, member_joined_channel and the other events about channels",
    "file_shared, file_created, file_deleted (a file comes as a message of subtype file_share)",
    "block_suggestion (menus that ask the app for their options)",
    "assistant threads, functions and workflow steps, link unfurling",
    "OAuth installation, several workspaces, Enterprise Grid, Slack Connect, token rotation, user tokens",
    "app_rate_limited and rate limits of its own (ask for 429s with a fault)",
    "search, calls, canvases, lists, pins, bookmarks, reminders, scheduled messages",
)


def table(heads: tuple[str, str, str], rows: Iterable[Coverage]) -> str:
    """Return a Markdown table."""
    lines = [f"| `{row.method}` | {row.supported} | {row.missing} |" for row in rows]
    return "\n".join([f"| {' | '.join(heads)} |", "|---|---|---|", *lines])


def sections() -> dict[str, str]:
    """Return what stands between each pair of markers."""
    return {
        "methods": table(("Method", "What it does here", "What is missing"), COVERAGE),
        "deliveries": table(("Delivery", "What is here", "What is missing"), DELIVERIES),
        "missing": "\n".join(f"- {one}" for one in MISSING),
    }


def refreshed(page: str) -> str:
    """Return the page with its tables written anew. Raises ValueError for a marker that is not there."""
    for name, text in sections().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if not pattern.search(page):
            raise ValueError(f"The page has no markers for {name}.")
        page = pattern.sub(lambda found, text=text: found[1] + text + "\n" + found[2], page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(refreshed(path.read_text("utf-8")), "utf-8")
