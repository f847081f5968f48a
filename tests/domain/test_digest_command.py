"""`broker-bot digest select --jsonl`: one answer a line, whatever the line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from broker_bot.cli.digest import select_lines


def answers(*lines: str | bytes) -> list[dict[str, object]]:
    out: list[str] = []
    select_lines(lines, out.append)
    return [json.loads(line) for line in out]


def test_nulls_absences_and_extras_are_taken_as_no_limit() -> None:
    case = {
        "case_id": 7,
        "digest_date": "2026-11-23",
        "extra": {"deep": [1]},
        "principal": {"school": "cedar", "levels": None, "opt_outs": None, "states": {"x": None}, "years": None},
        "mandates": [
            {"id": "a", "tier": "must", "due": {"middle": None}, "accepted_on": "2026-11-01", "audience": None},
            {"id": "b", "tier": "must", "accepted_on": "2026-11-01", "effort_min": None, "audience": {"levels": None}},
            {"id": "c", "accepted_on": "2026-11-01", "title": None, "superseded_by": None, "note": "extra"},
        ],
    }
    assert answers(json.dumps(case)) == [{"case_id": 7, "items": ["a", "b"], "due": {}}]


GOOD = b'{"case_id": "ok", "digest_date": "2026-11-23", "principal": {}, "mandates": []}'


@pytest.mark.parametrize(
    ("line", "case_id", "word"),
    [
        ("thanks!", None, "JSON"),
        ("[1, 2]", None, "object"),
        (b"\xff\xfe", None, "JSON"),
        ("\udcff", None, "unicode"),
        ("[" * 5000, None, "recursion"),
        ('{"case_id": "k"}', "k", "digest_date"),
        ('{"case_id": "k", "digest_date": "23.11.2026", "principal": {}}', "k", "digest_date"),
        ('{"case_id": "k", "digest_date": 20261123, "principal": {}}', "k", "digest_date"),
        ('{"case_id": "k", "digest_date": "2026-11-23", "principal": {}, "mandates": [{}]}', "k", "mandates.0.id"),
        (
            '{"case_id": "k", "digest_date": "2026-11-23", "principal": {}, "mandates": [{"id": "a", "tier": "big"}]}',
            "k",
            "tier",
        ),
    ],
)
def test_a_bad_line_is_answered_and_reading_goes_on(line: str | bytes, case_id: str | None, word: str) -> None:
    bad, good = answers(line, "  \n", GOOD)
    assert bad["case_id"] == case_id
    assert word in str(bad["error"])
    assert good == {"case_id": "ok", "items": [], "due": {}}


def test_each_answer_is_out_before_the_next_line_is_read() -> None:
    out = io.StringIO()
    seen: list[int] = []

    def lines() -> Iterator[bytes]:
        for _ in range(3):
            seen.append(len(out.getvalue().splitlines()))
            yield GOOD

    select_lines(lines(), lambda text: out.write(text + "\n"))
    assert seen == [0, 1, 2]
