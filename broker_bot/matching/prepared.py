"""What takes long to work out from a district's sentences, kept in a file so that a start only reads it.

The package ships the example district's; a folder of the operator's keeps others. A file holds one JSON object and
arrays of numbers, compressed, with a hash of all that, and is named for what it was made from: another sentence or
another form of the matcher finds no file and works everything out again.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broker_bot.domain.district import Route
from broker_bot.matching.vectors import replaced

FORM = 4
"""Changes whenever the same sentences would give other numbers."""
MARK = 16
KEPT = 4
"""Files of a tier that a folder keeps, the newest: routes with dates come and go."""
SHIPPED = Path(__file__).parent
ENDING = ".prepared.bin"


@dataclass(frozen=True, slots=True)
class Prepared:
    """`told` is anything JSON holds; `numbers` are arrays by name."""

    told: Mapping[str, Any]
    numbers: Mapping[str, array[Any]] = field(default_factory=dict)


def name_of(routes: Iterable[Route], tier: str) -> str:
    """The file name of what `routes` give in a tier."""
    told = [[route.id, route.label, route.description, route.keywords, route.examples] for route in routes]
    mark = hashlib.sha256(json.dumps([FORM, told], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    return f"{tier}-{mark[:MARK]}{ENDING}"


def found(name: str, folder: Path | None) -> Prepared | None:
    """What a file of this name holds, shipped or in `folder`; None if there is none or it is damaged."""
    for place in (SHIPPED, folder):
        read = _read(place / name) if place else None
        if read is not None:
            return read
    return None


def keep(folder: Path, name: str, made: Prepared) -> None:
    """Write a file at once; what cannot be written costs a warning and the next start its time."""
    lengths = [[each, numbers.typecode, len(numbers)] for each, numbers in made.numbers.items()]
    head = json.dumps({"told": made.told, "numbers": lengths}, ensure_ascii=False).encode()
    body = zlib.compress(
        len(head).to_bytes(8, "little") + head + b"".join(_plain(it) for it in made.numbers.values()), 6
    )
    replaced(folder / name, body + hashlib.sha256(body).digest()[:MARK])
    of_tier = sorted(folder.glob(f"{name.partition('-')[0]}-*{ENDING}"), key=lambda file: -file.stat().st_mtime)
    for file in of_tier[KEPT:]:
        file.unlink(missing_ok=True)


def _read(file: Path) -> Prepared | None:
    try:
        whole = file.read_bytes()
    except OSError:
        return None
    body, mark = whole[:-MARK], whole[-MARK:]
    if hashlib.sha256(body).digest()[:MARK] != mark:
        return None
    plain = memoryview(zlib.decompress(body))
    start = 8 + int.from_bytes(plain[:8], "little")
    head = json.loads(bytes(plain[8:start]))
    return Prepared(head["told"], _arrays(plain[start:], head["numbers"]))


def _arrays(plain: memoryview, lengths: Sequence[tuple[str, str, int]]) -> dict[str, array[Any]]:
    made: dict[str, array[Any]] = {}
    at = 0
    for name, code, length in lengths:
        numbers: array[Any] = array(code)
        size = numbers.itemsize * length
        numbers.frombytes(plain[at : at + size])
        if sys.byteorder == "big":
            numbers.byteswap()
        made[name], at = numbers, at + size
    return made


def _plain(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()
