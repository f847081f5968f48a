"""From a text to ranked desks with a confidence and a reason; learns from corrections; does no IO."""

from broker_bot.matching.desk import Desk, Lesson

__all__ = ["Desk", "Lesson"]
