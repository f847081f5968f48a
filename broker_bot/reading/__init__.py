"""From a memo's text to a draft of its title, due days, actions and audience. No IO, no network, no clock."""

from broker_bot.reading.reader import read

__all__ = ["read"]
