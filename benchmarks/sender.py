"""Posts the same card over and over: `python -m benchmarks.sender KIND API_URL COUNT`; prints the CPU of one in us."""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

TOKEN = "xoxb-sandbox"
WARM = 5
CARD: dict[str, Any] = {
    "channel": "C0001",
    "text": "Cottonwood ES: AC out in 204. Answer due Mon 10:00 AM.",
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Line {n}* of a card, as long as such lines are."}}
        for n in range(8)
    ],
    "metadata": {"event_type": "broker_outbox", "event_payload": {"id": 1}},
}


def floor(api: str) -> Callable[[], object]:
    """One kept connection of the standard library, and nothing that is not needed."""
    parts = urlsplit(api)
    host, port = str(parts.hostname), parts.port
    conn = (
        http.client.HTTPSConnection(host, port) if parts.scheme == "https" else http.client.HTTPConnection(host, port)
    )
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    def post() -> object:
        conn.request("POST", f"{parts.path}chat.postMessage", json.dumps(CARD).encode(), headers)
        return json.loads(conn.getresponse().read())

    return post


def door(api: str) -> Callable[[], object]:
    """What the bot uses."""
    from broker_bot.delivery.slack import SlackDoor

    ours = SlackDoor(api, TOKEN)
    return lambda: ours.call("chat.postMessage", CARD).data


def web_client(api: str) -> Callable[[], object]:
    """Slack's own client as it comes."""
    from slack_sdk import WebClient

    client = WebClient(token=TOKEN, base_url=api)
    return lambda: client.chat_postMessage(**CARD)


KINDS = {"floor": floor, "door": door, "web_client": web_client}


def main(kind: str, api: str, count: int) -> None:
    post = KINDS[kind](api)
    for _ in range(WARM):
        post()
    started = time.process_time()
    for _ in range(count):
        answer: Any = post()
    seconds = time.process_time() - started
    assert answer["ok"], answer
    sys.stdout.write(f"{seconds / count * 1e6:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
