"""The MiniLM tier: refused when damaged, kept between starts, careful with what people teach it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from broker_bot.domain.district import District
from broker_bot.matching import Desk, Lesson, prepared
from broker_bot.matching.alarm import sentences
from broker_bot.matching.embedded import Embedded, keys, said
from broker_bot.matching.encoder import VARIABLE, Encoder, encoder, forget, trouble
from broker_bot.matching.spanish import glossed
from broker_bot.matching.spelling import Speller
from broker_bot.matching.text import is_spanish, words
from broker_bot.matching.vectors import known_vectors, read, rows_of, vectors_of, write
from broker_bot.matching.wordpiece import WordPiece


@pytest.fixture
def fresh() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def model() -> Encoder:
    found = encoder()
    assert found is not None, "the extra `embed` is not installed"
    return found


def likeness(model: Encoder, one: str, other: str) -> float:
    left, right = model.vectors([one, other])
    return float(left @ right)


# Pieces as Hugging Face's tokenizer for the same model gives them.
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("AC out in 204!", [101, 9353, 2041, 1999, 19627, 999, 102]),
        ("", [101, 102]),
    ],
)
def test_a_text_is_cut_as_the_model_learned_it(text: str, ids: list[int]) -> None:
    assert WordPiece().ids(text, 64) == ids


def test_a_long_text_is_cut_short_between_its_marks() -> None:
    ids = WordPiece().ids("word " * 500, 64)
    assert (len(ids), ids[0], ids[-1]) == (64, 101, 102)


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(model: Encoder) -> None:
    texts = ["no heat in room 12", "bus", "the copier jams on every job we send since the update"]
    together = model.vectors(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, [model.vectors([text])[0] for text in texts], atol=1e-5)


def test_meanings_lie_nearer_than_words(model: Encoder) -> None:
    near = likeness(model, "the toilet is overflowing", "water is all over the restroom floor")
    assert near > 0.1 + likeness(model, "the toilet is overflowing", "the schedule is overflowing")


@pytest.mark.usefixtures("fresh")
def test_a_damaged_model_is_named_and_the_built_in_matcher_goes_on(
    cedar_grove: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "model.onnx"))
    with caplog.at_level(logging.WARNING):
        desk = Desk(cedar_grove)
    assert "damaged or another one" in trouble()
    assert (desk.tier, desk.place("AC out in 204").route) == ("core", "facilities.hvac")
    assert "damaged or another one" in caplog.text


@pytest.mark.usefixtures("fresh")
def test_a_missing_model_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone.onnx"))
    with caplog.at_level(logging.WARNING):
        assert (encoder(), encoder()) == (None, None)
    assert [record.getMessage().count("cannot be read") for record in caplog.records] == [1]


def test_the_model_switched_off_costs_no_numpy(cedar_grove: District) -> None:
    code = (
        "import sys, pathlib; from broker_bot import district; from broker_bot.matching import Desk;"
        "desk = Desk(district.load(pathlib.Path('.')));"
        "assert desk.place('AC out in 204').route == 'facilities.hvac';"
        "assert desk.tier == 'core' and 'numpy' not in sys.modules"
    )
    env = {VARIABLE: "off", "PATH": "/usr/bin:/bin"}
    root = Path(__file__).parents[2]
    assert cedar_grove.routes
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=root, timeout=60)


def test_what_a_start_needs_is_shipped_for_the_shipped_files(cedar_grove: District) -> None:
    routes = [route for route in cedar_grove.routes.values() if route.unit != cedar_grove.triage]
    told = "routes.yaml changed since; run `python -m benchmarks.starter_vectors`"
    parts = {tier: prepared.found(prepared.name_of(routes, tier), None) for tier in ("core", "embed")}
    assert all(parts.values()), told
    assert parts["embed"] is not None
    assert known_vectors(keys(parts["embed"].numbers["keys"]), None) is not None, told


def damage(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def test_a_desk_read_from_files_answers_as_one_that_was_built(
    cedar_grove: District, model: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [replace(route, examples=route.examples[:6]) for route in list(cedar_grove.routes.values())[1:9]]
    built = Embedded(few, model, tmp_path)
    monkeypatch.setattr(Embedded, "_fitted", None)
    monkeypatch.setattr(Embedded, "_built", None)
    read_ = Embedded(few, model, tmp_path)
    for text in ("AC out in 204", "no sirve la luz", "a puddle by the sink"):
        read_words = words(text)
        assert read_.score(read_.sense(read_words, text)) == built.score(built.sense(read_words, text))
    for file in tmp_path.glob("core-*"):
        damage(file)
    assert prepared.found(prepared.name_of(few, "core"), tmp_path) is None


def test_vectors_survive_the_file_and_a_damaged_file_is_left_aside(model: Encoder, tmp_path: Path) -> None:
    texts = ["a sentence that no shipped file holds, 8415", "another such sentence, 2291"]
    made = vectors_of(texts, model, tmp_path)
    [file] = tmp_path.iterdir()
    assert np.allclose(made, model.vectors(texts), atol=0.01)
    assert np.allclose(vectors_of(texts, model, tmp_path), made, atol=1e-6)
    damage(file)
    assert read(file) == {}
    assert np.allclose(vectors_of(texts, model, tmp_path), made, atol=1e-6)


def test_a_folder_that_cannot_be_written_costs_only_a_warning(
    model: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    write(tmp_path / "file" / "vectors.bin", rows_of(["one"], model))
    assert "cannot be kept" in caplog.text


HABIT = [
    "the crosswalk lady didn't come this morning",
    "need a crossing guard for the 3pm shift",
    "our guard at 5th and elm quit",
    "who covers the crosswalk when she is sick",
]


def test_a_local_habit_carries_over_to_another_wording_and_harms_nobody(desk: Desk) -> None:
    taught = desk.with_lessons([Lesson(text, "safety_security.access_cameras") for text in HABIT])
    assert taught.place("no guard at the corner today").top[0].route == "safety_security.access_cameras"
    for text in ("AC out in 204", "need a sub tomorrow", "the bus is late", "toilet overflowing"):
        assert taught.place(text).top[0].route == desk.place(text).top[0].route


def test_a_corrected_message_of_small_words_is_right_at_once(desk: Desk, core: Desk) -> None:
    for one in (desk, core):
        taught = one.with_lessons([Lesson("it's happening again", "it.network")])
        assert taught.place("It's happening again").route == "it.network"


def test_a_common_word_is_mended_though_no_example_has_it() -> None:
    speller = Speller({"projector": 3})
    assert [speller.repair(word) for word in ("exhibitoin", "extinguisher", "xyzzyq")] == [
        "exhibition", "extinguisher", "xyzzyq",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "spanish"),
    [
        ("no llegó el suplente", True),
        ("hay ratones en la cocina", True),
        ("no sub came", False),
        ("la salle trip is off", False),
    ],
)
def test_spanish_is_told_by_its_small_words(text: str, spanish: bool) -> None:
    assert is_spanish(words(text)) is spanish


def test_danger_is_taught_by_two_kinds_of_sentences_and_none_is_both() -> None:
    by_kind = {kind: {text for known, text in sentences() if known is kind} for kind in (True, False)}
    assert min(map(len, by_kind.values())) > 500
    assert by_kind[True] & by_kind[False] == set()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Can't log in, rm 12!", "Can't log in, room 12!"),
        ("no sirve la calefacción", "not working the heating"),
        ("the baño by the gym, red tape", "the restroom by the gym, red tape"),
        ("sale on red hats", "sale on red hats"),
    ],
)
def test_the_model_reads_the_text_as_typed_but_for_shorthand_and_spanish(typed: str, read_as: str) -> None:
    assert said(typed, glossed(words(typed))) == read_as
