"""Reading what people type: shorthand, stems, spelling."""

from __future__ import annotations

import pytest

from broker_bot.matching.spelling import Speller
from broker_bot.matching.text import clean, fold, newest, stem, words


@pytest.mark.parametrize("forms", [("leaks", "leaking", "leaked", "leak"), ("jammed", "jams"), ("puertas", "puerta")])
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_accents_and_case_do_not_matter() -> None:
    assert fold("BAÑO Autobús") == "bano autobus"


def test_shorthand_is_written_out_and_kept_as_typed() -> None:
    (word,) = words("rm")
    assert (word.shown, word.plain) == ("rm", "room")


def test_mentions_and_links_are_not_read() -> None:
    assert clean("<@U1> <https://x.example|the bank>").split() == ["the", "bank"]


def test_a_signature_and_a_quoted_mail_are_cut() -> None:
    assert newest("Bus late\n-- \nPat\nOn Tue, Nov 3, 2026 Lee wrote:\n> hi") == "Bus late"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("projecter", "projector"), ("proejctor", "projector"), ("projctor", "projector"), ("projectorr", "projector")],
)
def test_one_slip_is_repaired(typed: str, meant: str) -> None:
    assert Speller({"projector": 3, "protector": 1}).repair(typed) == meant


@pytest.mark.parametrize("word", ["prjcter", "po", "b12", "204", "hall", "projector"])
def test_other_words_are_left_alone(word: str) -> None:
    assert Speller({"projector": 3, "ball": 2}).repair(word) == word


@pytest.mark.parametrize(("typed", "meant"), [("wek", "week"), ("ned", "ned"), ("sro", "sro"), ("eek", "eek")])
def test_a_short_word_lacks_a_letter_only_where_a_word_in_use_was_meant(typed: str, meant: str) -> None:
    """Of words seen three times; "ned" is a name, and the first letter stays."""
    assert Speller({"week": 3, "need": 2, "seek": 9}).repair(typed) == meant


def test_a_short_word_of_another_language_is_left_alone() -> None:
    assert Speller({"week": 3}).repair("wek", False) == "wek"
