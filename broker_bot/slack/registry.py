"""Every press, opener and submission by its id, requests, demands and what waits for a word together."""

from __future__ import annotations

from broker_bot.slack import (
    openers,
    openers_talk,
    payloads,
    payloads_ahead,
    payloads_asking,
    payloads_away,
    payloads_bring,
    payloads_delegates,
    payloads_demands,
    payloads_gate,
    payloads_intake,
    payloads_joins,
    payloads_lists,
    payloads_memo,
    payloads_page,
    payloads_quiet,
    payloads_talk,
)
from broker_bot.slack.listeners import Registry
from broker_bot.slack.shortcuts import SHORTCUTS

KNOWN = Registry(
    buttons={
        **payloads.BUTTONS,
        **payloads_demands.BUTTONS,
        **payloads_gate.BUTTONS,
        **payloads_memo.BUTTONS,
        **payloads_page.BUTTONS,
        **payloads_ahead.BUTTONS,
        **payloads_away.BUTTONS,
        **payloads_asking.BUTTONS,
        **payloads_talk.BUTTONS,
        **payloads_lists.BUTTONS,
        **payloads_delegates.BUTTONS,
        **payloads_quiet.BUTTONS,
    },
    openers={
        **openers.OPENERS,
        **openers_talk.OPENERS,
        **payloads_lists.OPENERS,
        **payloads_delegates.OPENERS,
        **payloads_demands.OPENERS,
        **payloads_gate.OPENERS,
        **payloads_page.OPENERS,
        **payloads_ahead.OPENERS,
        **payloads_memo.OPENERS,
        **payloads_away.OPENERS,
        **payloads_asking.OPENERS,
        **payloads_joins.OPENERS,
        **payloads_bring.OPENERS,
    },
    modals={
        **payloads.MODALS,
        **payloads_demands.MODALS,
        **payloads_gate.MODALS,
        **payloads_page.MODALS,
        **payloads_memo.MODALS,
        **payloads_away.MODALS,
        **payloads_asking.MODALS,
        **payloads_joins.MODALS,
        **payloads_bring.MODALS,
        **payloads_intake.MODALS,
        **payloads_talk.MODALS,
        **payloads_lists.MODALS,
        **payloads_delegates.MODALS,
    },
    shortcuts=SHORTCUTS,
)
