"""Every modal, by the name of what the reader wants to do."""

from broker_bot.slack.views.modals_intake import new_modal
from broker_bot.slack.views.modals_mandate import decide_modal, mandate_modal, off_modal
from broker_bot.slack.views.modals_school import add_modal, card_modal, change_modal, other_modal, reopen_modal
from broker_bot.slack.views.modals_unit import (
    finish_modal,
    ild_finish_modal,
    ild_reply_modal,
    let_run_modal,
    not_ours_modal,
    nudge_modal,
    promise_modal,
    reply_modal,
)

__all__ = [
    "add_modal",
    "card_modal",
    "change_modal",
    "decide_modal",
    "finish_modal",
    "ild_finish_modal",
    "ild_reply_modal",
    "let_run_modal",
    "mandate_modal",
    "new_modal",
    "not_ours_modal",
    "nudge_modal",
    "off_modal",
    "other_modal",
    "promise_modal",
    "reopen_modal",
    "reply_modal",
]
