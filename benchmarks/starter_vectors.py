"""Makes anew what the package ships of the example district: `python -m benchmarks.starter_vectors`, after
routes.yaml or the matcher changed: vectors of its sentences, and what the matcher works out from them.

Without it everything still works; a start only takes some seconds longer.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.matching import Desk, vectors
from broker_bot.matching.embedded import keys
from broker_bot.matching.encoder import encoder
from broker_bot.matching.prepared import ENDING, SHIPPED, found


def main() -> int:
    """Write the files; 1 where the model is not installed."""
    if encoder() is None:
        return 1
    for old in SHIPPED.glob(f"*{ENDING}"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Desk(files.load(ROOT), cache=folder)
        kept = vectors.read(folder / vectors.SHIPPED.name)
        shipped = vectors.read(vectors.SHIPPED)
        made = found(next(folder.glob("embed-*")).name, folder)
        wanted = set(keys(made.numbers["keys"])) if made else set()
        vectors.write(vectors.SHIPPED, {key: row for key, row in {**shipped, **kept}.items() if key in wanted})
        vectors.SHIPPED.chmod(0o644)
        for file in folder.glob(f"*{ENDING}"):
            (SHIPPED / file.name).write_bytes(file.read_bytes())
            sys.stdout.write(f"Wrote {file.name}, {file.stat().st_size:,} bytes.\n")
    sys.stdout.write(f"Wrote {len(wanted)} vectors to {vectors.SHIPPED.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
