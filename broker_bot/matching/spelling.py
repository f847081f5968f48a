"""Repairs one slip of the finger in a word nobody knows. Never touches names, numbers, acronyms or known words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

SHORTEST = 4
"""Letters a word needs to be repaired; a word of just so many must keep its first letter."""


class Speller:
    """Finds the best known word at edit distance 1 (one letter missing, extra, wrong, or two swapped)."""

    def __init__(self, counts: Mapping[str, int], also_known: Iterable[str] = ()) -> None:
        """`counts` maps each known plain word to how often it is used; `also_known` words are left as they are."""
        self._counts = {word: count for word, count in counts.items() if len(word) >= SHORTEST - 1}
        self._known = frozenset(counts) | frozenset(also_known)
        self._shorter: dict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            for key in _cut(word):
                self._shorter[key].append(word)

    def repair(self, word: str) -> str:
        """The known word that was meant, or `word` itself."""
        if word in self._known or len(word) < SHORTEST or not word.isalpha():
            return word
        near = {other for key in _cut(word) for other in self._shorter.get(key, ()) if _one_slip(word, other)}
        if len(word) == SHORTEST:
            near = {other for other in near if other[0] == word[0] and len(other) >= SHORTEST}
        return max(near, key=lambda other: (other[0] == word[0], self._counts[other], other), default=word)


def _cut(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _one_slip(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest, other = left[at:], right[at:]
    return (
        rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )  # fmt: skip
