"""A second opinion on every escalation: what should have climbed and when, worked out from the trail alone.

It shares no code with the ladder and its working-time arithmetic, so that a mistake there does not hide itself here.
"""

from broker_bot.audit.findings import Finding, examine
from broker_bot.audit.nightly import RECENT, Report, audit
from broker_bot.audit.reading import Books, read_books, trails

__all__ = ["RECENT", "Books", "Finding", "Report", "audit", "examine", "read_books", "trails"]
