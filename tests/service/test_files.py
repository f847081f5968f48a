"""Files that change under a running bot: put in force, refused with a sentence, told to the administrator once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broker_bot.clock import FakeClock
from broker_bot.delivery.draw import Scene
from broker_bot.delivery.homes import home
from broker_bot.domain import week
from broker_bot.domain.district import District
from broker_bot.domain.model import Request, Status
from broker_bot.service import weekly
from broker_bot.service.files import Refused, Watcher, put_in_force
from broker_bot.service.landing import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import config, demands, requests
from broker_bot.store.db import Database
from broker_bot.store.tables import OutboxRow
from tests.district.homes import SHIPPED, changed
from tests.make import request_of
from tests.stories.world import words

MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
OUT = OutboxRow.__table__  # type: ignore[attr-defined]


@pytest.fixture
def service(database: Database, district: District) -> Iterator[Service]:
    made = Service(database, FakeClock(MONDAY), HANDLERS, WAKERS)
    put_in_force(made, district)
    yield made


def stored(service: Service, district: District, **changes: object) -> Request:
    found = request_of(district, "cottonwood", "facilities.hvac", **changes)
    return service.db.run(lambda conn: requests.add(conn, found))


def without(district: District, what: str, name: str) -> District:
    """The files without one unit, route or set of hours."""
    kept: Any = {what: {key: value for key, value in getattr(district, what).items() if key != name}}
    return replace(district, **kept, version=f"no {name}")


def told(service: Service) -> list[str]:
    query = OUT.select().where(OUT.c.kind == "note.plain")
    return [row.facts for row in service.db.read(lambda conn: list(conn.execute(query)))]


@pytest.mark.parametrize(
    ("what", "name", "says"),
    [
        ("units", "facilities", "unit facilities"),
        ("routes", "facilities.hvac", "route facilities.hvac"),
        ("calendars", "office", "hours office"),
    ],
)
def test_what_open_requests_stand_with_cannot_be_removed(
    service: Service, district: District, what: str, name: str, says: str
) -> None:
    stored(service, district)
    with pytest.raises(Refused, match=says):
        put_in_force(service, without(district, what, name))
    assert service.present.district().version == district.version


def test_a_closed_request_of_a_removed_unit_and_its_hours_still_stands_in_home(
    service: Service, district: District
) -> None:
    found = stored(service, district, status=Status.CLOSED, closed_at=MONDAY, outcome="confirmed", text="Cold.")
    hours = found.terms.calendar
    renamed = {"others": district.calendars[hours]}
    fresh = replace(
        without(district, "units", "facilities"),
        calendars={key: value for key, value in district.calendars.items() if key != hours} | renamed,
        ladder=replace(district.ladder, ild_calendar="others"),
    )
    assert put_in_force(service, fresh)
    view = service.db.read(lambda conn: home(Scene(conn, fresh, MONDAY), found.requester))
    assert view is not None
    assert "R-1 · facilities · Closed, confirmed" in words(view)


def test_a_roster_that_loses_a_fifth_of_the_schools_needs_the_number_confirmed(
    service: Service, district: District
) -> None:
    few = dict(list(district.schools.items())[:4])
    gone = len(district.schools) - len(few)
    fresh = replace(district, schools=few, version="few")
    for wrong in (0, gone - 1):
        with pytest.raises(Refused, match=f"--yes-remove {gone}"):
            put_in_force(service, fresh, wrong)
    assert put_in_force(service, fresh, gone)
    assert len(service.present.district().schools) == 4


def copied(folder: Path) -> Path:
    for name in ("routes.yaml", "roster.csv"):
        shutil.copy(SHIPPED / name, folder / name)
    shutil.copytree(SHIPPED / "digests", folder / "digests")
    return folder


def test_a_running_bot_refuses_such_a_roster_and_tells_the_administrator_once(
    service: Service, district: District, tmp_path: Path
) -> None:
    watcher = Watcher(service, copied(tmp_path))
    lines = (SHIPPED / "roster.csv").read_text("utf-8").split("\n")
    gone = sorted(district.schools)[:6]
    kept = [line for line in lines if not any(f",{school}," in line for school in gone)]
    (tmp_path / "roster.csv").write_text("\n".join(kept), "utf-8")
    watcher.look()
    watcher.look()
    [note] = told(service)
    assert "--yes-remove 6" in note
    assert len(service.present.district().schools) == len(district.schools)


def test_a_changed_send_time_counts_from_the_next_page_on(service: Service, tmp_path: Path) -> None:
    weekly.arm(service)
    watcher = Watcher(service, copied(tmp_path))
    schedule = tmp_path / "digests" / "schedule.yaml"
    schedule.write_text(changed(schedule.read_text("utf-8"), ('at: "06:30"', 'at: "07:15"')), "utf-8")
    watcher.look()
    [(_, due)] = service.db.read(demands.week_wakes)
    assert due == week.next_send(MONDAY, service.present.district()).at
    assert due.minute == 15
    assert service.db.read(config.newest) == service.present.district()
