"""Floors on labelled memos, half of them held out while the rules were tuned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from broker_bot.domain.memo import Action, DueDate, Reading
from broker_bot.reading import read
from broker_bot.reading.evaluate import evaluate, mistakes

HERE = Path(__file__).parent
LABELS: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "labels.jsonl").read_text("utf-8").splitlines()]
AT_LEAST = {
    "due precision": 0.92,
    "due recall": 0.90,
    "all due right": 0.80,
    "no deadline left so": 0.94,
    "action F1": 0.90,
    "date linked right": 0.92,
    "audience limited right": 0.90,
    "audience left open": 0.97,
    "action required right": 0.90,
    "title": 0.85,
}
AT_MOST = {"not due reported": 0.06, "p95 ms": 20.0}


def memos(part: str) -> list[tuple[str, dict[str, Any]]]:
    """(text, label) of one half."""
    return [
        ((HERE / "memos" / f"{label['id']}.md").read_text("utf-8"), label) for label in LABELS if label["part"] == part
    ]


@pytest.mark.parametrize("part", ["tune", "held"])
def test_the_figures_stay_above_their_floors(part: str) -> None:
    figures = evaluate(memos(part), read)
    fallen = {name: figures[name] for name, floor in AT_LEAST.items() if figures[name] < floor}
    risen = {name: figures[name] for name, ceiling in AT_MOST.items() if figures[name] > ceiling}
    assert (fallen, risen) == ({}, {})


def test_each_memo_has_a_label_and_each_label_a_memo() -> None:
    assert sorted(label["id"] for label in LABELS) == sorted(path.stem for path in (HERE / "memos").glob("*.md"))


def test_labels_are_consistent() -> None:
    for text, label in memos("tune") + memos("held"):
        assert not set(label["due"]) & (set(label["other"]) | set(label["theirs"])), label["id"]
        for action in label["actions"]:
            assert action["due"] is None or action["due"] in label["due"], label["id"]
            assert action["text"].split()[0] in text, label["id"]


def test_figures_without_memos_are_left_out() -> None:
    assert evaluate([], read) == {"memos": 0.0}


def test_mistakes_name_what_is_wrong() -> None:
    label = {
        "due": ["2026-12-04"],
        "actions": [{"text": "Send the log by December 4.", "due": "2026-12-04"}],
        "audience": {"levels": ["high"], "programs": [], "new_principals": False},
        "title": "The log",
        "is_action_required": True,
    }
    wrong = Reading("Else", "Else", (DueDate(date(2026, 12, 5), "x"),), (Action("Send the log by December 4."),))
    told = " ".join(mistakes(wrong, label))
    assert all(word in told for word in ("due:", "link:", "title:", "audience:", "required:"))
    assert mistakes(wrong, {**label, "theirs": ["2026-12-05"], "due": []})[0].startswith("link")
