"""What the matcher worked out from a district's own files outlives the process, and old work does not pile up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker_bot.clock import FakeClock
from broker_bot.domain.district import District
from broker_bot.matching import desk as desks
from broker_bot.matching import encoder, prepared
from broker_bot.matching.scorer import Scorer
from broker_bot.service.present import Present
from broker_bot.store.db import Database

NOW = datetime(2026, 10, 5, 15, 0, tzinfo=UTC)


def with_example(district: District, text: str) -> District:
    route = district.routes["it.devices"]
    more = replace(route, examples=(*route.examples, text))
    return replace(district, routes={**district.routes, route.id: more})


def test_a_later_start_reads_what_the_first_worked_out(
    district: District, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(encoder.VARIABLE, encoder.OFF)
    encoder.forget()
    clock, folder = FakeClock(NOW), tmp_path / "matching"
    first = Present(database, clock, folder)
    first.apply(with_example(district, "my doc cam shows only green"), NOW)
    said = first.desk().place("doc cam is green")
    assert [file.name[:5] for file in folder.iterdir()] == ["core-"]
    desks._scorer.cache_clear()
    monkeypatch.setattr(Scorer, "_built", lambda *_: pytest.fail("it was worked out again"))
    try:
        assert Present(database, clock, folder).desk().place("doc cam is green") == said
    finally:
        desks._scorer.cache_clear()
        encoder.forget()


def test_only_the_newest_work_is_kept(tmp_path: Path) -> None:
    for at in range(prepared.KEPT + 3):
        prepared.keep(tmp_path, f"core-{at}{prepared.ENDING}", prepared.Prepared({"at": at}))
    prepared.keep(tmp_path, f"embed-0{prepared.ENDING}", prepared.Prepared({"at": 0}))
    assert sum(file.name.startswith("core-") for file in tmp_path.iterdir()) == prepared.KEPT
    assert prepared.found(f"core-{prepared.KEPT + 2}{prepared.ENDING}", tmp_path) is not None
