"""A few of the million cases that `python -m tests.domain.million 1000000` runs."""

from __future__ import annotations

from tests.domain.million import differences


def test_random_cases_over_five_school_years_and_six_zones_equal_the_walk() -> None:
    assert differences(2000, seed=7) == []
