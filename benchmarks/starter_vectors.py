"""Computes anew the vectors that the package ships: `python -m benchmarks.starter_vectors`, after routes.yaml changed.

Without it everything still works; a start only takes 5 ms longer for each new sentence.
"""

from __future__ import annotations

import sys

from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.domain.district import District
from broker_bot.matching.encoder import encoder
from broker_bot.matching.scorer import clauses
from broker_bot.matching.vectors import SHIPPED, rows_of, write


def texts(district: District) -> list[str]:
    """Every sentence that a desk for `district` embeds when it starts."""
    routes = [route for route in district.routes.values() if route.unit != district.triage]
    return list(dict.fromkeys(text for route in routes for text in (*route.examples, *clauses(route))))


def main() -> int:
    """Write the file; 1 where the model is not installed."""
    model = encoder()
    if model is None:
        return 1
    known = texts(files.load(ROOT))
    write(SHIPPED, rows_of(known, model))
    SHIPPED.chmod(0o644)
    sys.stdout.write(f"Wrote {len(known)} vectors to {SHIPPED.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
