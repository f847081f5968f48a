"""Every press, opener and submission by its id, requests and demands together."""

from __future__ import annotations

from broker_bot.slack import openers, payloads, payloads_demands
from broker_bot.slack.listeners import Registry

KNOWN = Registry(
    buttons={**payloads.BUTTONS, **payloads_demands.BUTTONS},
    openers={**openers.OPENERS, **payloads_demands.OPENERS},
    modals={**payloads.MODALS, **payloads_demands.MODALS},
)
