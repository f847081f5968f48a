"""Answers at once or in the windows: the button in a school's Home."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain.commands import Command
from broker_bot.domain.quiet import HoldAnswers
from broker_bot.slack import ids
from broker_bot.slack.payloads import Payload, action, at, button_key, user


def _set(held: bool) -> Callable[[Payload], Command]:
    def parse(body: Payload) -> Command:
        return HoldAnswers(button_key(body), user(body), at(action(body).get("action_ts")), held)

    return parse


BUTTONS: dict[str, Callable[[Payload], Command]] = {
    ids.ANSWERS_HELD: _set(True),
    ids.ANSWERS_AT_ONCE: _set(False),
}
