"""Every shortcut of the app, by its callback id."""

from __future__ import annotations

from collections.abc import Mapping

from broker_bot.slack import ids, openers_intake, payloads_memo
from broker_bot.slack.openers_intake import Shortcut

SHORTCUTS: Mapping[str, Shortcut] = {**openers_intake.SHORTCUTS, ids.SHORTCUT_MEMO: payloads_memo.SHORTCUT}
