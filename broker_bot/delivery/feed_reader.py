"""The feeds of demands that the district lists: read every hour, each entry taken in once and checked by a person."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from broker_bot.delivery.feed import FeedRefused, fetch
from broker_bot.domain.district import District, Feed
from broker_bot.domain.model import Notice
from broker_bot.reading.feed_items import Entry, NotAFeed, read_feed
from broker_bot.service import memos
from broker_bot.service.landing import Service
from broker_bot.store import outbox
from broker_bot.store.memos import Memo

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600
RECENT = timedelta(days=30)
"""Older entries are not news and are left."""

MOST_AT_ONCE = 10
"""Entries taken in of one feed at one look, so that nobody's conversation is flooded."""

Fetch = Callable[[str, Collection[str]], bytes]


class FeedReader:
    """Looks at every listed feed; what fails is told to the unit's contact once, until it can be read again."""

    def __init__(self, service: Service, hosts: Collection[str], get: Fetch = fetch) -> None:
        self._service, self._hosts, self._fetch = service, hosts, get
        self._failing: dict[str, str] = {}

    def look(self) -> None:
        """Every listed feed once."""
        district = self._service.present.district()
        for feed in district.digest.feeds:
            try:
                self._read(feed, district)
            except (FeedRefused, NotAFeed) as error:
                self._failed(feed, str(error), district)
            else:
                self._failing.pop(feed.address, None)

    def _read(self, feed: Feed, district: District) -> None:
        now = self._service.clock.now()
        read = read_feed(self._fetch(feed.address, self._hosts), now)
        for line in read.skipped:
            log.info("feed of %s: left out %s", feed.unit, line)
        who = district.units[feed.unit].contact
        fresh = [entry for entry in read.entries if _is_recent(entry, now)]
        taken = 0
        for entry in fresh:
            memo = _memo(feed, entry, who, now)
            new = self._service.db.run(lambda conn, m=memo: memos.take_in(conn, m, district, now))  # type: ignore[misc]
            taken += new is not None
            if taken >= MOST_AT_ONCE:
                break

    def _failed(self, feed: Feed, why: str, district: District) -> None:
        log.error("feed of %s: %s", feed.unit, why)
        if self._failing.get(feed.address) == why:
            return
        self._failing[feed.address] = why
        who = district.units[feed.unit].contact
        words = f"Source unavailable: your unit's feed could not be read, so nothing was taken from it. {why}"
        notice = Notice("note.plain", f"person:{who}", who, {"text": words})
        now = self._service.clock.now()
        self._service.db.run(lambda conn: outbox.enqueue(conn, "dm", 0, notice, now))


def _is_recent(entry: Entry, now: datetime) -> bool:
    return entry.published is None or entry.published > now - RECENT


def _memo(feed: Feed, entry: Entry, who: str, now: datetime) -> Memo:
    text = f"Subject: {entry.title}\n\n{entry.text}" if entry.title else entry.text
    received = min(entry.published, now) if entry.published else now
    key = f"feed:{feed.unit}:{entry.guid}"
    return Memo(0, key, feed.unit, who, "feed", text, received, entry.link, entry.title)
