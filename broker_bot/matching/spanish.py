"""Puts Spanish words into English, one by one, so that one set of examples serves both languages.

`spanish.txt` is a list of our own: "words = English" a line, without accents. It is no translation, but enough for a
matcher that weighs words, and for a model that was trained on English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from broker_bot.matching.spelling import common_words
from broker_bot.matching.text import Word, is_spanish, stem

GLOSSARY = Path(__file__).with_name("spanish.txt")
SHORTEST = 4
"""Letters a Spanish word needs to be taken for one in the middle of an English sentence."""
SHORTEST_STEM = 5


@lru_cache(maxsize=1)
def glossary() -> Mapping[str, tuple[str, ...]]:
    """English words for each Spanish word."""
    found: dict[str, tuple[str, ...]] = {}
    for line in GLOSSARY.read_text("utf-8").splitlines():
        spanish, _, english = line.partition(" = ")
        found.update(dict.fromkeys(spanish.split(), tuple(english.split())))
    return found


@lru_cache(maxsize=1)
def _stems() -> Mapping[str, tuple[str, ...]]:
    return {stem(word): english for word, english in glossary().items() if len(word) >= SHORTEST_STEM}


def glossed(text: Sequence[Word]) -> list[Word]:
    """The words with those of Spanish in English; each new word is `shown` as the asker typed the old one.

    A word of an English sentence counts as Spanish only if English has no such common word ("sale", "red").
    """
    spanish = is_spanish(text)
    made: list[Word] = []
    for word in text:
        english = () if word.named else _english(word.plain, spanish)
        made += [Word(word.shown, it, stem(it)) for it in english] or [word]
    return made


def is_spanish_word(plain: str) -> bool:
    """Whether the list knows the word, in a sentence of any language."""
    return bool(_english(plain, False))


def _english(plain: str, spanish: bool) -> tuple[str, ...]:
    if not spanish and (len(plain) < SHORTEST or plain in common_words()):
        return ()
    return glossary().get(plain) or (_stems().get(stem(plain), ()) if len(plain) >= SHORTEST_STEM else ())
