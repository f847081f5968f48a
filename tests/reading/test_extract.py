"""`broker-bot extract --jsonl`: one answer a line, whatever the line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from broker_bot.cli.extract import extract_lines

GOOD = json.dumps({"id": 7, "text": "Subject: Keys\n\nReturn all keys by Friday.", "reference_date": "2026-11-23"})


def answers(*lines: str | bytes) -> list[dict[str, object]]:
    out: list[str] = []
    extract_lines(lines, out.append)
    return [json.loads(line) for line in out]


def test_a_memo_is_answered_in_the_documented_shape() -> None:
    assert answers(GOOD) == [
        {
            "id": 7,
            "title": "Keys",
            "due": ["2026-11-27"],
            "actions": [{"text": "Return all keys by Friday.", "due": "2026-11-27"}],
            "audience": {"levels": [], "programs": [], "new_principals": False},
            "is_action_required": True,
        }
    ]


@pytest.mark.parametrize(
    ("line", "id_", "word"),
    [
        ("thanks!", None, "JSON"),
        ("[1]", None, "object"),
        (b"\xff\xfe", None, "JSON"),
        ("[" * 100_000, None, "JSON"),
        ('{"id": "k"}', "k", "text"),
        ('{"id": "k", "text": 3, "reference_date": "2026-11-23"}', "k", "text"),
        ('{"id": "k", "text": "x"}', "k", "reference_date"),
        ('{"id": "k", "text": "x", "reference_date": "11/23/2026"}', "k", "reference_date"),
        ('{"id": "k", "text": "x", "reference_date": "2026-02-30"}', "k", "reference_date"),
        ('{"id": "k", "text": "x", "reference_date": "2026-W48-1"}', "k", "reference_date"),
        ('{"id": "k", "text": "x", "reference_date": 20261123}', "k", "reference_date"),
    ],
)
def test_a_bad_line_is_answered_and_reading_goes_on(line: str | bytes, id_: str | None, word: str) -> None:
    bad, good = answers(line, "  \n", GOOD)
    assert (bad["id"], good["id"]) == (id_, 7)
    assert word in str(bad["error"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text", ["", "\x00", "Send it next Friday, within two weeks, by Thanksgiving and by 2/29.", "\ud800"]
)
def test_any_text_and_any_day_are_answered(text: str, day: str) -> None:
    (answer,) = answers(json.dumps({"id": 1, "text": text, "reference_date": day}))
    assert "error" not in answer


def test_each_answer_is_out_before_the_next_line_is_read() -> None:
    out = io.StringIO()
    seen: list[int] = []

    def lines() -> Iterator[str]:
        for _ in range(3):
            seen.append(len(out.getvalue().splitlines()))
            yield GOOD

    extract_lines(lines(), lambda text: out.write(text + "\n"))
    assert seen == [0, 1, 2]


def test_a_reader_that_leaves_ends_the_run_quietly() -> None:
    command = f'"{sys.executable}" -m broker_bot extract --jsonl | head -n 1; exit ${{PIPESTATUS[0]}}'
    run = subprocess.run(
        ["bash", "-c", command], input=(GOOD + "\n") * 3000, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["id"] == 7


def test_without_jsonl_the_command_says_what_it_wants() -> None:
    run = subprocess.run([sys.executable, "-m", "broker_bot", "extract"], capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "--jsonl" in run.stderr
