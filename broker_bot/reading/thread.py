"""A thread in Slack as a memo: its messages in order, or the correction above what it corrects. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.reading.proposals import is_change, propose


def whole_thread(messages: Sequence[str]) -> str:
    """The messages' words in order, as they are kept."""
    return "\n\n".join(text.strip() for text in messages if text.strip())


def as_memo(messages: Sequence[str], received: date) -> str:
    """The thread as it is read.

    A later message that corrects a thread with one demand stands above it, and the rest is quoted below, as mail
    programs forward: the reader then takes the new date alone. Any other thread is read in its order.
    """
    said = [text.strip() for text in messages if text.strip()]
    if len(said) < 2 or not is_change(said[-1]):
        return whole_thread(said)
    before = whole_thread(said[:-1])
    if len(propose(before, received)) > 1:
        return whole_thread(said)
    quoted = "\n".join(f"> {line}".rstrip() for line in before.splitlines())
    return f"{said[-1]}\n\n{quoted}"
