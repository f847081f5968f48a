"""The landing: one command, one decision, one transaction. Knows no Slack."""

from broker_bot.service.landing import Service

__all__ = ["Service"]
