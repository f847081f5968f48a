"""SIGKILL at each step of passing a file on: the unit's thread has it exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.store.db import Database
from tests.crash.test_kill import Town, _idle, _up
from tests.crash.victim import FILE_STEPS

pytestmark = pytest.mark.crash


@pytest.mark.parametrize("step", FILE_STEPS)
def test_killed_while_a_file_is_passed_on_it_arrives_once(
    district: District, database: Database, tmp_path: Path, step: str
) -> None:
    found = Town(district, database, tmp_path, step, 1, seed=1)
    try:
        principal = next(p for p in district.people.values() if p.role == "principal")
        user = next(p.id for p in town.people(district) if p.email == principal.id)
        found.until("the bot to be up", lambda: _up(found.port))
        found.box.upload(user, "bot", "leak.png", b"a picture", "AC out in 204")
        found.until("the file", lambda: found.deaths and _files(found) and _idle(found))
        assert _files(found) == ["leak.png"]
    finally:
        found.stop()


def _files(found: Town) -> list[str]:
    return [file["name"] for post in found.box.posts() for file in post["files"] or []]
