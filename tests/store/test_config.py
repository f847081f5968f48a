"""What every process must know: files as applied, lessons, who is who; a serial says when to look again."""

from __future__ import annotations

from dataclasses import replace

from broker_bot.domain.district import District
from broker_bot.domain.model import Lesson
from broker_bot.store import config
from broker_bot.store.db import Database
from tests.make import NOW
from tests.store.together import together


def apply(database: Database, district: District) -> bool:
    return database.run(lambda conn: config.apply(conn, district, NOW))


def serials(database: Database) -> dict[str, int]:
    return database.read(config.serials)


def test_a_district_comes_back_as_it_was_applied(database: Database, district: District) -> None:
    assert database.read(config.newest) is None
    assert apply(database, district)
    assert database.read(config.newest) == district


def test_applying_the_same_files_again_changes_nothing(database: Database, district: District) -> None:
    assert apply(database, district)
    assert not apply(database, district)
    assert serials(database) == {"config": 1}


def test_each_new_version_raises_the_serial_and_is_the_one_in_force(database: Database, district: District) -> None:
    versions = [replace(district, version=v) for v in ("one", "two", "one")]
    assert [apply(database, version) for version in versions] == [True, True, True]
    assert serials(database) == {"config": 3}
    assert database.read(config.newest) == versions[2]


def test_processes_that_apply_the_same_files_at_once_do_it_once(database: Database, district: District) -> None:
    assert sum(together(4, lambda _: apply(database, district))) == 1
    assert serials(database) == {"config": 1}


def test_processes_that_raise_a_serial_at_once_each_raise_it(database: Database) -> None:
    found = together(8, lambda _: database.run(lambda conn: config.raise_serial(conn, "people")))
    assert sorted(found) == list(range(1, 9))


def learn(database: Database, lesson: Lesson) -> None:
    database.run(lambda conn: config.learn(conn, lesson, 7, "p@school.example", NOW))


def test_a_lesson_is_kept_and_announced(database: Database) -> None:
    lessons = [Lesson("the boiler is cold", "facilities.hvac"), Lesson("no wifi", "it.network")]
    for lesson in lessons:
        learn(database, lesson)
    assert database.read(config.lessons) == lessons
    assert serials(database) == {"lessons": 2}


def know(database: Database, *people: tuple[str, str, str, bool]) -> None:
    database.run(lambda conn: config.know_people(conn, people))


def test_a_person_is_known_by_an_address_whatever_its_case(database: Database) -> None:
    know(database, ("U1", "Ana.Ruiz@School.example", "Ana", False))
    assert database.read(lambda conn: config.email_of(conn, "U1")) == "ana.ruiz@school.example"
    assert database.read(lambda conn: config.slack_id_of(conn, "ana.ruiz@school.example")) == "U1"
    assert database.read(lambda conn: config.email_of(conn, "U2")) == ""


def test_a_deactivated_person_is_nobody_and_may_come_back_under_another_id(database: Database) -> None:
    know(database, ("U1", "ana@school.example", "Ana", False))
    know(database, ("U1", "ana@school.example", "Ana", True), ("U2", "ana@school.example", "Ana", False))
    assert database.read(lambda conn: config.email_of(conn, "U1")) == ""
    assert database.read(lambda conn: config.slack_id_of(conn, "ana@school.example")) == "U2"


def test_people_learnt_at_once_are_each_kept(database: Database) -> None:
    everybody = [(f"U{n}", f"p{n}@school.example", "", False) for n in range(30)]
    together(4, lambda _: know(database, *everybody))
    found = database.read(lambda conn: [config.email_of(conn, slack_id) for slack_id, *_ in everybody])
    assert found == [email for _, email, *_ in everybody]


def test_a_conversation_is_remembered_changed_and_forgotten(database: Database) -> None:
    def remember(channel: str) -> tuple[str, str]:
        database.run(lambda conn: config.know_conversation(conn, "unit:it", channel))
        return database.read(lambda conn: (config.conversation(conn, "unit:it"), config.recipient_in(conn, "C2")))

    assert remember("C1") == ("C1", "")
    assert remember("C2") == ("C2", "unit:it")
    assert remember("") == ("", "")
