"""Reads the named tensors out of an ONNX file, which is all of ONNX that is needed here.

Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (ModelProto.graph 7,
GraphProto.initializer 5, TensorProto dims 1, data_type 2, name 8, raw_data 9).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

GRAPH, INITIALIZER, DIMS, TYPE, NAME, RAW = 7, 5, 1, 2, 8, 9
TYPES = {1: np.float32, 3: np.int8}
"""TensorProto.DataType of the tensors that are read; others are passed over."""

Tensors = dict[str, "np.ndarray[Any, Any]"]


def tensors(model: bytes) -> Tensors:
    """Every float32 and int8 tensor of the file, by name, as views into `model`."""
    found: Tensors = {}
    for field, graph in _fields(memoryview(model)):
        if field != GRAPH or isinstance(graph, int):
            continue
        for inner, tensor in _fields(graph):
            if inner == INITIALIZER and not isinstance(tensor, int):
                found.update(_tensor(tensor))
    return found


def _tensor(message: memoryview) -> Tensors:
    dims: list[int] = []
    kind, name, raw = 0, "", memoryview(b"")
    for field, value in _fields(message):
        if field == DIMS:
            dims += [value] if isinstance(value, int) else _numbers(value)
        elif field == TYPE and isinstance(value, int):
            kind = value
        elif field == NAME and not isinstance(value, int):
            name = str(value, "utf-8")
        elif field == RAW and not isinstance(value, int):
            raw = value
    return {name: np.frombuffer(raw, TYPES[kind]).reshape(dims)} if kind in TYPES and len(raw) else {}


def _numbers(packed: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _number(packed, at)
        found.append(value)
    return found


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """(field number, number or bytes) pairs of a protobuf message."""
    at = 0
    while at < len(message):
        tag, at = _number(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _number(message, at)
            yield tag >> 3, value
            continue
        size, at = {1: (8, at), 5: (4, at)}.get(kind) or _number(message, at)
        yield tag >> 3, message[at : at + size]
        at += size


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
