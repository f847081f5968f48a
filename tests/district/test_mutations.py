"""Whatever happens to a file, the loader answers with problems and with nothing else."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from broker_bot import district
from tests.district.homes import ROSTER, ROUTES, make_home

YAML_PIECES = ": - ? [ ] { } # &a *a !!int <<: | > --- ... %YAML \" ' , ; @ ../.. {} []"
VALUE_PIECES = "0 -1 99999999999d 1e3 \u00b2 \u0663 null always 24:00 9999-12-31 0001-01-01..9999-12-31 units: CST"
BLANK_PIECES = ["", " ", "  ", "\t", "\n", "\n- ", "\n---\n", "\x00", "\u2028", "\ufeff"]
PIECES = st.text(max_size=8) | st.sampled_from([*YAML_PIECES.split(), *VALUE_PIECES.split(), *BLANK_PIECES])
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES), min_size=1, max_size=4)


def mutated(text: str, edits: list[tuple[float, int, str]]) -> str:
    """The text with, at each place, some characters cut out and a piece put in."""
    for place, cut, piece in edits:
        start = int(place * len(text))
        text = text[:start] + piece + text[start + cut :]
    return text


def survives(routes: str | bytes = ROUTES, roster: str | bytes = ROSTER) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder), routes, roster)
        errors, _ = district.check(home, date(2026, 11, 23))
        try:
            district.load(home)
        except district.DistrictErrors as caught:
            assert list(caught.problems) == errors
            assert errors and all("\n" not in str(problem) for problem in errors)
        else:
            assert errors == []


@given(EDITS)
@settings(max_examples=100, deadline=None)
@example([(0.0, len(ROUTES), "district: [")])
def test_a_mutated_routes_file_raises_nothing_but_its_problems(edits: list[tuple[float, int, str]]) -> None:
    survives(routes=mutated(ROUTES, edits).encode("utf-8", "surrogatepass"))


@given(EDITS)
@settings(max_examples=60, deadline=None)
@example([(0.0, 0, '"'), (0.875, 0, '"')])
def test_a_mutated_roster_raises_nothing_but_its_problems(edits: list[tuple[float, int, str]]) -> None:
    survives(roster=mutated(ROSTER, edits).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_random_bytes_raise_nothing_but_their_problems(raw: bytes) -> None:
    survives(routes=raw, roster=raw)


LINES = ROUTES.split("\n")


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "double", "swap"]))
@settings(max_examples=80, deadline=None)
def test_lines_dropped_doubled_or_swapped_raise_nothing_but_their_problems(one: int, other: int, how: str) -> None:
    lines = list(LINES)
    if how == "drop":
        del lines[one]
    elif how == "double":
        lines.insert(other, lines[one])
    else:
        lines[one], lines[other] = lines[other], lines[one]
    survives(routes="\n".join(lines))
