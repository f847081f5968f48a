"""Vectors of known sentences, kept in files so that a start need not compute them again.

The package ships those of the example district and of the urgent detector; a folder of the operator's keeps others.
A file is rows of 16 bytes of a text's hash, a scale (float32) and 384 numbers (int8), and a hash of all that.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from broker_bot.matching.encoder import LONGEST, MODEL_SHA256, SIZE, Encoder

if TYPE_CHECKING:
    from broker_bot.matching.encoder import Vectors

KEY, SCALE, STEPS = 16, 4, 127
ROW = SCALE + SIZE
FORM = f"{MODEL_SHA256[:8]}-{LONGEST}"
"""Changes whenever the same text would get another vector."""
SHIPPED = Path(__file__).with_name(f"vectors-{FORM}.bin")

Rows = dict[bytes, bytes]

_log = logging.getLogger(__name__)


def known_vectors(keys: Sequence[bytes], folder: Path | None) -> Vectors | None:
    """One row for each key, as shipped or kept in `folder`; None if one is missing."""
    shipped = _shipped()
    kept = read(folder / f"vectors-{FORM}.bin") if folder and any(key not in shipped for key in keys) else {}
    rows = [shipped.get(key) or kept.get(key) for key in keys]
    return _unpacked([row for row in rows if row]) if all(rows) else None


def vectors_of(texts: Sequence[str], encoder: Encoder, folder: Path | None) -> Vectors:
    """One row for each text: as shipped, as kept in `folder`, or else computed (5 ms each) and then kept there."""
    keys = [key_of(text) for text in texts]
    file = folder / f"vectors-{FORM}.bin" if folder else None
    kept = read(file) if file else {}
    shipped = _shipped()
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept and key not in shipped}
    made = dict(zip(missing, _packed(encoder.vectors(list(missing.values()))), strict=True))
    if file and made:
        write(file, {**{key: kept[key] for key in keys if key in kept}, **made})
    return _unpacked([made.get(key) or kept.get(key) or shipped[key] for key in keys])


def rows_of(texts: Sequence[str], encoder: Encoder) -> Rows:
    """What a file holds of `texts`, computed anew."""
    return dict(zip((key_of(text) for text in texts), _packed(encoder.vectors(texts)), strict=True))


def read(file: Path) -> Rows:
    """What a file holds; nothing if it is absent, cut short or damaged."""
    try:
        whole = file.read_bytes()
    except OSError:
        return {}
    body, mark = whole[:-KEY], whole[-KEY:]
    if len(body) % (KEY + ROW) or hashlib.sha256(body).digest()[:KEY] != mark:
        return {}
    return {body[at : at + KEY]: body[at + KEY : at + KEY + ROW] for at in range(0, len(body), KEY + ROW)}


def write(file: Path, rows: Mapping[bytes, bytes]) -> None:
    """Replace a file of vectors."""
    body = b"".join(key + rows[key] for key in sorted(rows))
    replaced(file, body + hashlib.sha256(body).digest()[:KEY])


def replaced(file: Path, whole: bytes) -> None:
    """Replace a file at once; a folder that cannot be written costs a warning and nothing else."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as half:
            half.write(whole)
        os.replace(half.name, file)
    except OSError as error:
        _log.warning(
            "What was worked out cannot be kept in %s (%s); the next start does it again.", file, error.strerror
        )


@lru_cache(maxsize=1)
def _shipped() -> Rows:
    return read(SHIPPED)


def key_of(text: str) -> bytes:
    """What a text's vector is kept under."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:KEY]


def _packed(rows: Vectors) -> list[bytes]:
    import numpy as np

    scales = np.abs(rows).max(axis=1).astype(np.float32) / STEPS
    steps = np.rint(rows / scales[:, None]).astype(np.int8)
    return [scale.tobytes() + row.tobytes() for scale, row in zip(scales, steps, strict=True)]


def _unpacked(packed: Sequence[bytes]) -> Vectors:
    import numpy as np

    whole = np.frombuffer(b"".join(packed), np.uint8).reshape(len(packed), ROW)
    scales = np.ascontiguousarray(whole[:, :SCALE]).view(np.float32)
    rows = whole[:, SCALE:].view(np.int8) * scales
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
