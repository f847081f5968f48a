"""A roster that drops many schools at once is questioned."""

from __future__ import annotations

from dataclasses import dataclass

from broker_bot.district import removal_problem
from broker_bot.domain.district import School


@dataclass
class Schools:
    schools: dict[str, School]


def numbered(first: int, last: int) -> Schools:
    return Schools({f"s{n}": School(f"s{n}", f"School {n}", (), (), "", "") for n in range(first, last + 1)})


def test_a_fifth_of_the_schools_may_go_without_a_question() -> None:
    assert removal_problem(numbered(1, 10), numbered(3, 10)) is None


def test_more_than_a_fifth_is_refused_with_the_number_to_confirm() -> None:
    assert removal_problem(numbered(1, 10), numbered(4, 10)) == (
        "this roster removes 3 of 10 schools (30%): School 1, School 2, School 3. "
        "Nothing was changed; if it is meant so, run `broker-bot migrate --yes-remove 3`"
    )


def test_new_schools_do_not_make_up_for_lost_ones() -> None:
    assert removal_problem(numbered(1, 10), numbered(4, 90)) is not None


def test_a_first_import_removes_nothing() -> None:
    assert removal_problem(Schools({}), numbered(1, 10)) is None
