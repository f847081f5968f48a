"""The three things a view returns, as plain values ready for Slack's Web API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
"""One Block Kit block or element, as JSON."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a phone's notification and a screen reader get; it carries the news. At most 25 blocks."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Modal:
    """`view` is the argument of `views.open` and of a `response_action`."""

    view: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Home:
    """`view` is the argument of `views.publish`; at most 100 blocks."""

    view: dict[str, Any]
