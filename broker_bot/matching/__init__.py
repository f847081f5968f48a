"""From a text to ranked desks with a confidence and a reason; learns from corrections; knows no database."""

from broker_bot.matching.desk import Desk
from broker_bot.matching.lessons import Lesson

__all__ = ["Desk", "Lesson"]
