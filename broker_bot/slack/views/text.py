"""The one place where people's words become Slack's mrkdwn: escaped once, cut to size, dated.

Read models hold plain text; whatever comes out of here is mrkdwn (docs.slack.dev, "Formatting message text").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def esc(text: str) -> str:
    """Plain text to mrkdwn. Mentions such as `<!channel>` become harmless words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """Plain text on one line, at most `limit` characters, ending in … where it was cut."""
    line = " ".join(text[: limit * 4].split())
    return line if len(line) <= limit and len(text) <= limit * 4 else line[: limit - 1].rstrip() + "…"


def cut(mrkdwn: str, limit: int) -> str:
    """Mrkdwn of at most `limit` characters; never ends inside an entity or a `<...>` token."""
    if len(mrkdwn) <= limit:
        return mrkdwn
    kept = mrkdwn[: limit - 1]
    for opener, closer in (("<", ">"), ("&", ";")):
        start = kept.rfind(opener)
        if start > kept.rfind(closer):
            kept = kept[:start]
    return kept.rstrip() + "…"


def brief(text: str, limit: int = 80) -> str:
    """A name, a title, a few words: one line, at most `limit` characters and twice that once escaped."""
    return cut(esc(clip(text, limit)), limit * 2)


def sentence(text: str, limit: int = 300) -> str:
    """One line that begins with a capital and ends with a full stop; empty stays empty."""
    line = clip(text, limit)
    return ended(cut(esc(line[:1].upper() + line[1:]), limit * 2))


def ended(mrkdwn: str) -> str:
    """With a full stop where there is none; empty stays empty."""
    return mrkdwn + ("" if not mrkdwn or mrkdwn[-1] in ".?!…" else ".")


def say(text: str, limit: int = 2900) -> str:
    """Several lines as mrkdwn; runs of empty lines become one."""
    return cut(esc(_lines(text, limit)), limit)


def quote(text: str, limit: int = 2900) -> str:
    """Somebody's own words, with Slack's bar beside them."""
    return cut("> " + esc(_lines(text, limit)).replace("\n", "\n> "), limit)


def was_cut(text: str, limit: int = 2900) -> bool:
    """Whether `quote` would leave out the end of `text`."""
    return len(quote(text, len(text) * 6 + 10)) > limit


def pieces(text: str, limit: int = 2900, most: int = 1) -> list[str]:
    """Long words as at most `most` mrkdwn texts of at most `limit` characters each; the last ends in … if cut."""
    rest = esc(_lines(text, limit * most))
    out: list[str] = []
    while rest and len(out) < most - 1 and len(rest) > limit:
        part = cut(rest, limit)[:-1]
        gap = max(part.rfind(" "), part.rfind("\n"))
        part = part[:gap] if gap > limit // 2 else part
        out.append(part)
        rest = rest[len(part) :].lstrip()
    return [*out, cut(rest, limit)]


def ours(mrkdwn: str, limit: int = 2900) -> str:
    """Mrkdwn drawn from the district's own templates: kept, but it may not call a channel."""
    return cut(re.sub(r"<(?=!(?!date\^))", "&lt;", mrkdwn), limit)


def link(url: str, label: str) -> str:
    """A link where the address is a web address, else only the label (plain text)."""
    if not re.match(r"https?://[^\s<>|]+\Z", url) or len(url) > 1000:
        return esc(label)
    return f"<{url.replace('&', '&amp;')}|{esc(label)}>"


def bare(mrkdwn: str) -> str:
    """Mrkdwn without bold, for a notification."""
    return mrkdwn.replace("*", "")


def moment(at: datetime) -> str:
    """An instant in the reader's own zone ("tomorrow at 10:50 AM"); where that fails, in UTC."""
    utc = at.astimezone(UTC)
    words = f"{day(utc.date())}, {utc:%H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{words}>"


def day_of(at: datetime) -> str:
    """The day of an instant in the reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}|{day(at.astimezone(UTC).date())}>"


def day(on: date) -> str:
    """A date in words: "Fri, Dec 4"."""
    return f"{DAYS[on.weekday()]}, {MONTHS[on.month - 1]} {on.day}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 school", "3 schools"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def join(parts: Iterable[str], between: str = " ") -> str:
    """The parts that are not empty, in order."""
    return between.join(part for part in parts if part)


def _lines(text: str, limit: int) -> str:
    tidy = text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n").strip()
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", tidy) or "…"
