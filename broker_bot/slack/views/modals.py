"""Every modal, by the name of what the reader wants to do."""

from broker_bot.slack.views.modals_ahead import advice_modal, dates_modal
from broker_bot.slack.views.modals_decide import again_modal, decide_modal, move_modal
from broker_bot.slack.views.modals_intake import new_modal
from broker_bot.slack.views.modals_mandate import mandate_modal, off_modal, paste_modal
from broker_bot.slack.views.modals_page import all_items_modal, hand_modal, item_ask_modal, settings_modal, why_modal
from broker_bot.slack.views.modals_school import add_modal, card_modal, change_modal, other_modal, reopen_modal
from broker_bot.slack.views.modals_talk import ask_modal, called_modal, reword_modal
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
from broker_bot.slack.views.network_preview import note_modal

__all__ = [
    "add_modal",
    "advice_modal",
    "again_modal",
    "all_items_modal",
    "ask_modal",
    "called_modal",
    "card_modal",
    "change_modal",
    "dates_modal",
    "decide_modal",
    "finish_modal",
    "hand_modal",
    "ild_finish_modal",
    "ild_reply_modal",
    "item_ask_modal",
    "let_run_modal",
    "mandate_modal",
    "move_modal",
    "new_modal",
    "not_ours_modal",
    "note_modal",
    "nudge_modal",
    "off_modal",
    "other_modal",
    "paste_modal",
    "promise_modal",
    "reopen_modal",
    "reply_modal",
    "reword_modal",
    "settings_modal",
    "why_modal",
]
