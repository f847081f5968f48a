"""Cuts a text into the word pieces that the MiniLM model was trained on, as BERT's uncased tokenizer does.

The vocabulary is that of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), one piece a line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).with_name("vocabulary.txt")
LONGEST_WORD = 100
"""Letters from which BERT gives up on a word."""
FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


class WordPiece:
    """Reads the vocabulary once; `ids` is pure."""

    def __init__(self, vocabulary: Path = VOCABULARY) -> None:
        lines = vocabulary.read_text("utf-8").splitlines()
        self._ids = {piece: at for at, piece in enumerate(lines)}
        self._pieces = lru_cache(maxsize=4096)(self._cut)

    def ids(self, text: str, longest: int) -> list[int]:
        """Ids of the first pieces of `text` between the two marks; at most `longest` with them."""
        found: list[int] = []
        for word in _words(text):
            found += self._pieces(word)
            if len(found) >= longest - 2:
                break
        return [self._ids[FIRST], *found[: longest - 2], self._ids[LAST]]

    def _cut(self, word: str) -> tuple[int, ...]:
        unknown = (self._ids[UNKNOWN],)
        pieces: list[int] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            mark = "##" if start else ""
            end = next((at for at in range(len(word), start, -1) if mark + word[start:at] in self._ids), start)
            if end == start:
                return unknown
            pieces.append(self._ids[mark + word[start:end]])
            start = end
        return tuple(pieces) or unknown


def _words(text: str) -> Iterator[str]:
    plain = text.lower() if text.isascii() else _folded(text)
    word = ""
    for letter in plain:
        alone = _stands_alone(letter)
        if not alone and not letter.isspace():
            word += letter
            continue
        if word:
            yield word
        word = ""
        if alone:
            yield letter
    if word:
        yield word


def _folded(text: str) -> str:
    split = unicodedata.normalize("NFD", text.lower())
    return "".join(
        letter
        for letter in split
        if letter.isspace() or unicodedata.category(letter) not in {"Mn", "Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _stands_alone(letter: str) -> bool:
    """Punctuation, symbols of ASCII and Chinese characters are words of their own."""
    if letter.isascii():
        return not letter.isalnum() and not letter.isspace() and letter.isprintable()
    return unicodedata.category(letter).startswith("P") or "\u4e00" <= letter <= "\u9fff"
