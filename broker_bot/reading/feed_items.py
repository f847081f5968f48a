"""A feed's entries as plain values: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1; what is left out is said."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_ENTRIES = 200
AHEAD = timedelta(days=1)
"""An entry dated later than this is a slip or a trick."""

_TAGS = re.compile(r"<(?:br|/p|/li|/div|/tr|/h\d)\s*/?>", re.I)
_ANY_TAG = re.compile(r"<[^>]*>")


class NotAFeed(Exception):
    """The bytes are no feed that can be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `guid` is its own name, `published` aware or None; `link` is a web address or empty."""

    guid: str
    title: str
    text: str
    link: str = ""
    published: datetime | None = None


@dataclass(slots=True)
class FeedRead:
    """Entries in the feed's order, and a line for each one that was left out."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_feed(raw: bytes, now: datetime) -> FeedRead:
    """Entries with a title or text, each name once, none of the future. Raises NotAFeed."""
    text = raw.lstrip()
    found = _json(text) if text[:1] == b"{" else _xml(raw)
    read, names = FeedRead(), set[str]()
    for entry in found:
        if len(read.entries) >= MOST_ENTRIES:
            read.skipped.append(f"only the first {MOST_ENTRIES} entries are read")
            break
        problem = _problem(entry, names, now)
        if problem:
            read.skipped.append(f"{(entry.title or entry.guid or 'an entry')[:80]}: {problem}")
        else:
            names.add(entry.guid)
            read.entries.append(entry)
    return read


def _problem(entry: Entry, names: set[str], now: datetime) -> str:
    if not any(char.isalnum() for char in f"{entry.title}{entry.text}"):
        return "it has no words"
    if entry.guid in names:
        return "an entry of this name came before"
    if entry.published is not None and entry.published > now + AHEAD:
        return "it is dated in the future"
    return ""


def _json(raw: bytes) -> Iterator[Entry]:
    try:
        feed: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("It is no feed: its JSON can't be read.") from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotAFeed("It is no JSON feed: it has no items.")
    for item in items:
        if isinstance(item, dict):
            yield _entry(
                item.get("id") or item.get("url"), item.get("title"),
                item.get("content_text") or item.get("content_html") or item.get("summary"),
                item.get("url"), _iso(item.get("date_published")),
            )  # fmt: skip


def _xml(raw: bytes) -> Iterator[Entry]:
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAFeed("It is refused: it defines entities, which no feed needs.") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise NotAFeed("It is no feed: its XML can't be read.") from error
    nodes = [node for node in root.iter() if _name(node) in ("item", "entry")]
    if not nodes and _name(root) not in ("rss", "feed", "RDF"):
        raise NotAFeed(f"It is no feed: it begins with <{_name(root)[:20]}>.")
    return (_of_node(node) for node in nodes)


def _of_node(node: Element) -> Entry:
    parts = {_name(child): child for child in reversed(list(node))}
    link = parts.get("link")
    address = (link.get("href") or link.text) if link is not None else None
    text = next((parts[name].text for name in ("encoded", "content", "description", "summary") if name in parts), "")
    guid = next((parts[name].text for name in ("guid", "id") if name in parts), None)
    day = next((parts[name].text for name in ("pubDate", "published", "updated", "date") if name in parts), None)
    return _entry(guid or address, parts["title"].text if "title" in parts else "", text, address, _date(day))


def _name(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _entry(guid: Any, title: Any, text: Any, link: Any, published: datetime | None) -> Entry:
    words, heading = _plain(text), _plain(title)
    address = str(link or "").strip()
    safe = address if re.match(r"https?://[^\s<>|]+\Z", address) else ""
    return Entry(str(guid or heading)[:500].strip(), heading, words, safe, published)


def _plain(text: Any) -> str:
    """HTML as text: a line for each paragraph, no tags."""
    if not isinstance(text, str):
        return ""
    return html.unescape(_ANY_TAG.sub("", _TAGS.sub("\n", text[:100_000]))).strip()


def _iso(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _date(text: str | None) -> datetime | None:
    """RFC 822 (RSS) or RFC 3339 (Atom); a date without a zone counts as none."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text.strip())
        return found if found.tzinfo else None
    except (TypeError, ValueError, IndexError):
        return _iso(text.strip())
