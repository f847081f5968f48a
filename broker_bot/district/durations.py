"""Targets as people write them: 30m, 4h, 3d. A day is the ordinary working day of whoever has to keep it."""

from __future__ import annotations

import re
from typing import NamedTuple

from broker_bot.district.problems import Wrong

LONGEST_DAYS = 60
"""A promise farther away than sixty working days is nobody's promise."""

_EXPECTED = "a whole number and m, h or d, such as 30m, 4h or 3d"
_SPOKEN = re.compile(r"(\d{1,9})\s*(b?m|min|mins|minutes?|b?h|hrs?|hours?|b?d|days?)\b.*", re.IGNORECASE)


class Duration(NamedTuple):
    """`amount` of `unit` (m, h or d), and the text it was written as."""

    amount: int
    unit: str
    text: str


def parse_duration(text: str) -> Duration:
    """Read "4h"; raises Wrong for anything that is not a number above zero and a unit."""
    found = re.fullmatch(r"(\d{1,9})([mhd])", text, re.ASCII)
    if found is None:
        raise Wrong(*_why_not(text))
    amount = int(found[1])
    if amount == 0:
        raise Wrong("a target must be more than zero", _EXPECTED)
    return Duration(amount, found[2], text)


def _why_not(text: str) -> tuple[str, str, str]:
    if re.match(r"\s*-", text):
        return "a target must be more than zero", _EXPECTED, ""
    if re.fullmatch(r"\d{1,9}", text):
        return "a unit is missing", _EXPECTED, f"{text}h for hours" if int(text) else ""
    fraction = re.fullmatch(r"(\d{1,4})\.(\d{1,2})h", text) or re.fullmatch(r"(\d{1,4})h(\d{1,2})m", text)
    if fraction:
        part = round(60 * float(f"0.{fraction[2]}")) if "." in text else int(fraction[2])
        return "a target has one number and one unit", _EXPECTED, f"{int(fraction[1]) * 60 + part}m"
    spoken = _SPOKEN.fullmatch(text.strip())
    hint = f"{spoken[1]}{spoken[2].lower().removeprefix('b')[0]}" if spoken and int(spoken[1]) else ""
    return "this is not a length of time", _EXPECTED, hint


def working_minutes(duration: Duration, day_minutes: int) -> int:
    """Minutes of working time; `day_minutes` is the length of one ordinary working day. Raises Wrong past 60 days."""
    each = {"m": 1, "h": 60, "d": day_minutes}[duration.unit]
    minutes = duration.amount * each
    if minutes > LONGEST_DAYS * day_minutes:
        raise Wrong(f"a target is at most {LONGEST_DAYS} working days", f"at most {LONGEST_DAYS}d")
    return minutes


def parse_share(text: str) -> int:
    """Read "50%" as 50; raises Wrong unless it is a whole per cent from 1 to 100."""
    expected = "a whole per cent from 1% to 100%"
    found = re.fullmatch(r"(\d{1,3})%", text, re.ASCII)
    if found is None:
        bare = re.fullmatch(r"(\d{1,3})\s*(%|percent|per cent)?", text, re.ASCII)
        raise Wrong("this is not a share", expected, f"{bare[1]}%" if bare else "")
    if not 1 <= int(found[1]) <= 100:
        raise Wrong("this share is out of range", expected)
    return int(found[1])
