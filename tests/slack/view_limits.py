"""Slack's documented limits (docs.slack.dev, "Block Kit"), as one function that lists what a view breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View

MESSAGE_BLOCKS = 25
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 8000
TEXTS = {"section": 3000, "header": 150}
MOST_OPTIONS = {"static_select": 100, "radio_buttons": 10, "checkboxes": 10}
TOKEN = re.compile(r"<(?:!date\^\d+\^[^<>|]*\|[^<>|]*|https?://[^<>|\s]+\|[^<>]*)>")


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every dict inside, the outermost first."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from walk(value)


def letters(blocks: Any) -> int:
    """Characters of all texts and button values."""
    return sum(len(v) for d in walk(blocks) for k, v in d.items() if k in ("text", "value") and isinstance(v, str))


def broken(blocks: Any, *, most: int) -> list[str]:
    """What is over a limit or ill-formed, in words; empty when Slack would take it."""
    found = [] if 1 <= len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        SdkBlock.parse(block).to_dict()  # type: ignore[union-attr]
        found += _of_block(block)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    return found + ([] if len(ids) == len(set(ids)) else ["a block_id twice"])


def broken_view(view: dict[str, Any]) -> list[str]:
    """The same for a modal or a Home."""
    View(**view).validate_json()
    found = broken(view["blocks"], most=VIEW_BLOCKS)
    found += [part for part in ("title", "submit", "close") if part in view and not 1 <= len(view[part]["text"]) <= 24]
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata")
    has_input = any(block["type"] == "input" for block in view["blocks"])
    return found + (["input without submit"] if has_input and "submit" not in view else [])


def _of_block(block: dict[str, Any]) -> list[str]:
    found: list[str] = []
    kind = block["type"]
    if kind in TEXTS and not 1 <= len(block["text"]["text"]) <= TEXTS[kind]:
        found.append(f"{kind} of {len(block['text']['text'])}")
    if kind in ("actions", "context") and not 1 <= len(block["elements"]) <= {"actions": 25, "context": 10}[kind]:
        found.append(f"{kind} elements")
    if kind == "input":
        found += [part for part in ("label", "hint") if len(block.get(part, {}).get("text", "x")) > 2000]
    actions = [d["action_id"] for d in walk(block) if "action_id" in d]
    if len(actions) != len(set(actions)):
        found.append("an action_id twice in one block")
    for part in walk(block):
        found += _of_part(part)
    return found


def _of_part(part: dict[str, Any]) -> list[str]:
    kind = part.get("type")
    if kind == "mrkdwn":
        text = part["text"]
        bad = [] if len(text.strip()) >= 1 and len(text) <= 3000 else ["mrkdwn size"]
        return bad + [f"bare token in {text[:200]!r}"] * ("<" in TOKEN.sub("", text))
    if kind == "plain_text" and not part["text"].strip():
        return ["empty plain_text"]
    if kind == "button":
        label = len(part["text"]["text"]) <= 75 and len(part.get("accessibility_label", "")) <= 75
        return [] if label and len(part["value"]) <= 2000 and _confirm(part.get("confirm")) else ["button"]
    if kind in MOST_OPTIONS:
        return _of_choice(part, MOST_OPTIONS[kind])
    if kind == "plain_text_input" and len(part.get("initial_value", "")) > part["max_length"] <= 3000:
        return ["initial_value"]
    return []


def _of_choice(part: dict[str, Any], most: int) -> list[str]:
    groups = part.get("option_groups", [part])
    found = [] if 1 <= len(groups) <= 100 else ["groups"]
    for group in groups:
        found += [] if 1 <= len(group["options"]) <= most else [f"{len(group['options'])} options"]
        found += ["group label"] if len(group.get("label", {}).get("text", "")) > 75 else []
        for one in group["options"]:
            fits = len(one["text"]["text"]) <= 75 and 1 <= len(one["value"]) <= 150
            found += [] if fits and len(one.get("description", {}).get("text", "")) <= 75 else ["option"]
    return found


def _confirm(confirm: dict[str, Any] | None) -> bool:
    sizes = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    return confirm is None or all(len(confirm[part]["text"]) <= size for part, size in sizes.items())
