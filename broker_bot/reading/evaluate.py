"""Figures of the reader on labelled memos: how many due days, actions, audiences and titles are right."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from broker_bot.domain.memo import Reading

SAME_WORDS = 0.6
"""Share of words (F1) from which two sentences, or two titles, count as the same."""

Read = Callable[[str, date], Reading]


@dataclass(slots=True)
class _Sums:
    right: int = 0
    told: int = 0
    wanted: int = 0
    others: int = 0
    others_told: int = 0
    acts_right: int = 0
    acts_told: int = 0
    acts_wanted: int = 0
    linked: list[bool] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    left_open: list[bool] = field(default_factory=list)
    limited: list[bool] = field(default_factory=list)
    unlimited: list[bool] = field(default_factory=list)
    required: list[bool] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)


def evaluate(memos: Iterable[tuple[str, Mapping[str, Any]]], read: Read) -> dict[str, float]:
    """Shares (0..1) and milliseconds over (text, label) pairs.

    A label holds reference_date, title, due, other (days that are not due), theirs (days that count neither way),
    actions [{text, due}], audience, is_action_required. A figure without anything to measure it on is left out.
    """
    sums = _Sums()
    for text, label in memos:
        started = time.process_time()
        reading = read(text, date.fromisoformat(label["reference_date"]))
        sums.ms.append((time.process_time() - started) * 1000)
        _add(sums, reading, label)
    return _figures(sums)


def mistakes(reading: Reading, label: Mapping[str, Any]) -> list[str]:
    """What is wrong in one reading, a line each, for the person who tunes."""
    sums = _Sums()
    _add(sums, reading, label)
    told = {item.day.isoformat() for item in reading.due} - set(label.get("theirs", ()))
    lines = [f"due: missed {sorted(set(label['due']) - told)}, too many {sorted(told - set(label['due']))}"] * (
        told != set(label["due"])
    )
    pairs, missed, more = match(label["actions"], [(action.text, _iso(action.due)) for action in reading.actions])
    lines += [f"action missed: {text}" for text in missed] + [f"action too many: {text}" for text in more]
    lines += [f"link: {wanted} wanted, {got} told: {text}" for text, wanted, got in pairs if wanted != got]
    lines += [f"title: {reading.title!r} for {label['title']!r}"] * (not all(sums.titles))
    lines += [f"audience: {_audience(reading)} for {label['audience']}"] * (not all(sums.limited + sums.unlimited))
    lines += [f"required: {reading.is_action_required}"] * (not all(sums.required))
    return lines


def _add(sums: _Sums, reading: Reading, label: Mapping[str, Any]) -> None:
    told = {item.day.isoformat() for item in reading.due} - set(label.get("theirs", ()))
    due, others = set(label["due"]), set(label.get("other", ())) - set(label["due"])
    sums.right += len(told & due)
    sums.told += len(told)
    sums.wanted += len(due)
    sums.others += len(others)
    sums.others_told += len(told & others)
    sums.whole.append(told == due)
    if not due:
        sums.left_open.append(not told)
    pairs, missed, more = match(label["actions"], [(action.text, _iso(action.due)) for action in reading.actions])
    sums.acts_right += len(pairs)
    sums.acts_told += len(pairs) + len(more)
    sums.acts_wanted += len(pairs) + len(missed)
    sums.linked += [wanted == got for _, wanted, got in pairs]
    limited = any(label["audience"].values())
    (sums.limited if limited else sums.unlimited).append(_audience(reading) == label["audience"])
    sums.required.append(reading.is_action_required == label["is_action_required"])
    sums.titles.append(alike(reading.title, label["title"]) >= SAME_WORDS)


def match(
    wanted: Sequence[Mapping[str, Any]], told: Sequence[tuple[str, str | None]]
) -> tuple[list[tuple[str, str | None, str | None]], list[str], list[str]]:
    """Pairs (text, day wanted, day told) of actions that are the same, texts missed, and texts too many."""
    left, pairs, missed = list(told), [], []
    for action in wanted:
        best = max(left, key=lambda other: alike(action["text"], other[0]), default=None)
        if best is None or alike(action["text"], best[0]) < SAME_WORDS:
            missed.append(action["text"])
            continue
        left.remove(best)
        pairs.append((action["text"], action["due"], best[1]))
    return pairs, missed, [text for text, _ in left]


def alike(one: str, other: str) -> float:
    """F1 of the words that two texts share, 0..1."""
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    both = len(left & right)
    return 2 * both / (len(left) + len(right)) if both else 0.0


def _audience(reading: Reading) -> dict[str, Any]:
    found = reading.audience
    return {"levels": list(found.levels), "programs": list(found.programs), "new_principals": found.new_principals}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _figures(sums: _Sums) -> dict[str, float]:
    acts_p, acts_r = _share(sums.acts_right, sums.acts_told), _share(sums.acts_right, sums.acts_wanted)
    shares = {
        "due precision": _share(sums.right, sums.told),
        "due recall": _share(sums.right, sums.wanted),
        "all due right": _mean(sums.whole),
        "not due reported": _share(sums.others_told, sums.others),
        "no deadline left so": _mean(sums.left_open),
        "action precision": acts_p,
        "action recall": acts_r,
        "action F1": 2 * acts_p * acts_r / (acts_p + acts_r) if acts_p and acts_r else None,
        "date linked right": _mean(sums.linked),
        "audience limited right": _mean(sums.limited),
        "audience left open": _mean(sums.unlimited),
        "action required right": _mean(sums.required),
        "title": _mean(sums.titles),
    }
    times = sorted(sums.ms)
    speed = {"p50 ms": times[len(times) // 2], "p95 ms": times[int(len(times) * 0.95)]} if times else {}
    kept = {name: round(value, 3) for name, value in (shares | speed).items() if value is not None}
    return {"memos": float(len(times)), **kept}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
