"""all-MiniLM-L6-v2 in numpy: six layers of BERT, mean over the pieces, length 1.

The model's own runtime, onnxruntime, would unfold the int8 weights twice over and take 175 MB for this; here they
take 55 MB, at about the same speed. Layers as in https://arxiv.org/abs/1810.04805 and
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 (config.json).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broker_bot.matching.weights import Tensors, tensors

HEADS = 12
NEAR_ZERO = 1e-12
"""Added to variances before their root is taken (layer_norm_eps)."""
GELU_A, GELU_B = math.sqrt(2 / math.pi), 0.044715
"""GELU in its tanh form; a vector stays within a cosine of 0.9999 of the form with the error function."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Dense:
    weight: Floats
    bias: Floats

    def of(self, rows: Floats) -> Floats:
        made: Floats = rows @ self.weight
        made += self.bias
        return made


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats

    def of(self, rows: Floats) -> Floats:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.einsum("...i,...i->...", rows, rows)[..., None] / np.float32(rows.shape[-1])
        made: Floats = rows / np.sqrt(spread + np.float32(NEAR_ZERO)) * self.weight + self.bias
        return made


@dataclass(frozen=True, slots=True)
class _Layer:
    look: _Dense
    looked: _Dense
    look_norm: _Norm
    think: _Dense
    thought: _Dense
    think_norm: _Norm

    def of(self, rows: Floats) -> Floats:
        """Rows in and out are texts x pieces x numbers."""
        rows = self.look_norm.of(rows + self.looked.of(_attended(self.look.of(rows))))
        return self.think_norm.of(rows + self.thought.of(_gelu(self.think.of(rows))))


class MiniLM:
    """The model, read from the bytes of its ONNX file. Safe on any thread: nothing changes after it is read."""

    def __init__(self, model: bytes) -> None:
        """Raises KeyError or ValueError if the file is not the one this was written for."""
        named = tensors(model)
        self._pieces = named["inner.embeddings.word_embeddings.weight_q"].copy()
        self._scales = named["inner.embeddings.word_embeddings.weight_scale"].copy()
        self._places = _unfolded(named, "inner.embeddings.position_embeddings.weight")
        self._places += named["inner.embeddings.token_type_embeddings.weight"][0]
        self._norm = _norm(named, "inner.embeddings.LayerNorm")
        matrices = sorted((int(name[4:-2]), name[:-2]) for name in named if name[:4] == "val_" and name[-2:] == "_q")
        names = [name for _, name in matrices]
        self._layers = [_layer(named, at // 6, names[at : at + 6]) for at in range(0, len(names), 6)]

    def vectors(self, ids: NDArray[np.int64]) -> Floats:
        """Texts x 384 for `ids` of texts x pieces; every text of a call has the same number of pieces."""
        rows = self._pieces[ids] * self._scales[ids] + self._places[: ids.shape[1]]
        rows = self._norm.of(rows)
        for layer in self._layers:
            rows = layer.of(rows)
        mean = rows.mean(axis=1)
        made: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return made


def _layer(named: Tensors, at: int, matrices: list[str]) -> _Layer:
    base = f"inner.encoder.layer.{at}"
    query, key, value, looked, think, thought = (_unfolded(named, name) for name in matrices)
    sides = [named[f"{base}.attention.self.{side}.bias"] for side in ("query", "key", "value")]
    return _Layer(
        _Dense(np.concatenate([query, key, value], axis=1), np.concatenate(sides)),
        _Dense(looked, named[f"{base}.attention.output.dense.bias"].copy()),
        _norm(named, f"{base}.attention.output.LayerNorm"),
        _Dense(think, named[f"{base}.intermediate.dense.bias"].copy()),
        _Dense(thought, named[f"{base}.output.dense.bias"].copy()),
        _norm(named, f"{base}.output.LayerNorm"),
    )


def _norm(named: Tensors, name: str) -> _Norm:
    return _Norm(named[f"{name}.weight"].copy(), named[f"{name}.bias"].copy())


def _unfolded(named: Tensors, name: str) -> Floats:
    made: Floats = named[f"{name}_q"].astype(np.float32) * named[f"{name}_scale"]
    return made


def _attended(looks: Floats) -> Floats:
    texts, pieces, width = looks.shape
    size = width // 3 // HEADS
    query, key, value = looks.reshape(texts, pieces, 3, HEADS, size).transpose(2, 0, 3, 1, 4)
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(size))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return np.ascontiguousarray((shares @ value).transpose(0, 2, 1, 3)).reshape(texts, pieces, width // 3)


def _gelu(rows: Floats) -> Floats:
    inner = rows * rows
    inner *= np.float32(GELU_A * GELU_B)
    inner += np.float32(GELU_A)
    inner *= rows
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    inner *= rows
    inner *= np.float32(0.5)
    return inner
