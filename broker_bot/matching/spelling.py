"""Repairs one slip of the finger in a word nobody knows. Never touches names, numbers, acronyms or known words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from broker_bot.matching.wordpiece import VOCABULARY

SHORTEST = 4
"""Letters a word needs to be repaired; a word of just so many must keep its first letter."""
SHORT = SHORTEST - 1
"""Letters of a word that may lack one ("tht"); an abbreviation ("sro") is rarely one short of a word in use."""
OFTEN = 3
"""How often the district's files use a word that one of `SHORT` letters may stand for."""
LONGEST = 24
"""Letters of the longest word that is repaired: the work grows with the square of its length."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1)
def _short_words() -> frozenset[str]:
    lines = VOCABULARY.read_text("utf-8").splitlines()
    return frozenset(word for word in lines if len(word) == SHORT and word.isascii() and word.isalpha())


@lru_cache(maxsize=1)
def common_words() -> Mapping[str, int]:
    """Whole words of the model's vocabulary with their place in it: the lower, the more common, as a rule."""
    lines = VOCABULARY.read_text("utf-8").splitlines()
    return {word: at for at, word in enumerate(lines) if word.isascii() and word.isalpha() and len(word) >= SHORTEST}


class Speller:
    """Finds the best known word at edit distance 1 (one letter missing, extra, wrong, or two swapped)."""

    def __init__(self, counts: Mapping[str, int], also_known: Iterable[str] = ()) -> None:
        """`counts` says how often the district's files use each plain word; `also_known` words stay as they are."""
        self._counts = {word: count for word, count in counts.items() if len(word) >= SHORTEST - 1}
        self._known = frozenset(counts) | frozenset(also_known)
        self.repair = lru_cache(maxsize=4096)(self._repaired)

    def _repaired(self, word: str, common: bool = True) -> str:
        """The known word that was meant, or `word` itself; with `common` also a common English word.

        A word that differs from a common one only at its end ("extinguisher", "extinguished") is another form of it.
        """
        if len(word) == SHORT:
            return self._lengthened(word) if common else word
        if word in self._known or not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word in common_words():
            return word
        near = {other for other in _slips(word) if len(word) > SHORTEST or other[0] == word[0]}
        own = [other for other in near if other in self._counts and (len(word) > SHORTEST or len(other) >= SHORTEST)]
        if own:
            return max(own, key=lambda other: (other[0] == word[0], self._counts[other], other))
        everyday = [other for other in near if other in common_words() and other[:-2] != word[:-2]] if common else []
        return min(everyday, key=lambda other: (other[0] != word[0], common_words()[other]), default=word)

    def _lengthened(self, word: str) -> str:
        """A word of `SHORT` letters with the one that it lacks, where a word that the files use often was meant."""
        if word in self._known or not word.isalpha() or word in _short_words():
            return word
        longer = [it for it in _slips(word) if len(it) > SHORT and it[0] == word[0]]
        often = [it for it in longer if self._counts.get(it, 0) >= OFTEN]
        return max(often, key=lambda it: (self._counts[it], it), default=word)


def _slips(word: str) -> Iterator[str]:
    """Every word at edit distance 1."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
