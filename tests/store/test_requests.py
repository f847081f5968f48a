"""Requests and drafts come back from their rows exactly as they went in."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Connection, text

from broker_bot.domain.model import Holder, Request, Status, Step, Terms
from broker_bot.store import queries, requests
from broker_bot.store.db import Database
from broker_bot.store.requests import Draft
from tests import make
from tests.make import NOW, minutes
from tests.store.together import together

words = some.text(some.characters(exclude_categories=["Cs"]), max_size=80)
plain = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
instants = some.datetimes(datetime.fromisoformat("2000-01-01"), timezones=some.just(UTC))
counts = some.integers(0, 2**31 - 1)
some.register_type_strategy(datetime, instants)

IN_COLUMNS = {"school", "requester", "served_by"}
steps = some.builds(Step, at=instants, to=some.lists(words, max_size=3).map(tuple), how=words, clock=counts)
holders = some.builds(Holder, unit=words, since=instants, until=instants, minutes=counts)
terms = some.builds(Terms, unit=plain, route=plain, respond_minutes=counts, finish_minutes=counts, version=words)
any_request = some.builds(
    Request,
    **{field.name: words for field in fields(Request) if field.type == "str" and field.name not in IN_COLUMNS},
    **dict.fromkeys(IN_COLUMNS, plain),
    **{field.name: some.none() | instants for field in fields(Request) if field.type == "datetime | None"},
    id=some.just(0),
    terms=terms,
    steps=some.lists(steps, max_size=4).map(tuple),
    holders=some.lists(holders, max_size=3).map(tuple),
)


def add(database: Database, request: Request) -> Request:
    return database.run(lambda conn: requests.add(conn, request))


def load(database: Database, ident: int) -> Request | None:
    return database.read(lambda conn: requests.load(conn, ident))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=any_request, second=any_request)
def test_any_request_comes_back_as_it_was_stored(database: Database, first: Request, second: Request) -> None:
    stored = add(database, first)
    assert stored == replace(first, id=stored.id)
    assert load(database, stored.id) == stored
    changed = replace(second, id=stored.id)
    database.run(lambda conn: requests.save(conn, changed))
    assert load(database, stored.id) == changed


def test_searched_columns_repeat_the_value(database: Database) -> None:
    stored = add(database, make.request(school="elm", served_by="ild@office.example", answered_at=minutes(3)))
    row = database.read(lambda conn: conn.execute(text("SELECT * FROM request")).mappings().one())
    assert (row["school"], row["unit"], row["status"]) == ("elm", "facilities", "open")
    assert (row["served_by"], bool(row["answered"]), row["version"]) == ("ild@office.example", True, 1)
    database.run(lambda conn: requests.save(conn, replace(stored, school="oak")))
    row = database.read(lambda conn: conn.execute(text("SELECT * FROM request")).mappings().one())
    assert (row["school"], row["version"]) == ("oak", 2)


def test_unknown_ids_are_nothing(database: Database) -> None:
    stored = add(database, make.request())
    assert load(database, stored.id + 1) is None
    assert database.read(lambda conn: requests.load_many(conn, [stored.id, 999])) == {stored.id: stored}
    assert database.read(lambda conn: requests.load_many(conn, [])) == {}


def test_requests_stored_at_once_get_numbers_of_their_own(database: Database) -> None:
    found = together(8, lambda n: [add(database, make.request(school=f"s{n}")).id for _ in range(10)])
    numbers = [ident for some in found for ident in some]
    assert len(set(numbers)) == 80
    assert all(load(database, ident) is not None for ident in numbers)


def test_changes_at_once_under_the_lock_are_all_kept(database: Database) -> None:
    ident = add(database, make.request()).id

    def refuse(conn: Connection) -> None:
        found = requests.load(conn, ident, lock=True)
        assert found is not None
        requests.save(conn, replace(found, refusals=found.refusals + 1))

    together(4, lambda _: [database.run(refuse) for _ in range(10)])
    stored = load(database, ident)
    assert stored is not None and stored.refusals == 40


def test_lists_hold_what_is_open_oldest_first(database: Database) -> None:
    old = add(database, make.request(opened_at=minutes(-60)))
    new = add(database, make.request(opened_at=minutes(-5), answered_at=NOW))
    closed = add(database, make.request(status=Status.CLOSED, closed_at=NOW))
    other = add(database, make.request(school="oak", opened_at=minutes(-30), served_by="ild@office.example"))
    read = database.read
    assert read(lambda conn: queries.open_of_school(conn, "birch")) == [old, new]
    assert read(lambda conn: queries.closed_of_school(conn, "birch")) == [closed]
    assert read(lambda conn: queries.open_of_unit(conn, "facilities")) == [old, other, new]
    assert read(lambda conn: queries.open_of_schools(conn, ["oak", "elm"])) == [other]
    assert read(queries.open_all) == [old, other, new]
    assert read(lambda conn: queries.served(conn, "ild@office.example")) == [other]
    assert read(lambda conn: queries.unanswered_count(conn, "facilities")) == 2


@pytest.fixture
def draft() -> Draft:
    return Draft(
        0, "p@school.example", "birch", "It's “cold” — 🥶", True, NOW, NOW + timedelta(minutes=15), ("a", "b"), "a"
    )


def test_a_draft_comes_back_and_says_what_became_of_it(database: Database, draft: Draft) -> None:
    stored = database.run(lambda conn: requests.add_draft(conn, draft))
    assert database.read(lambda conn: requests.load_draft(conn, stored.id)) == replace(draft, id=stored.id)
    assert database.read(lambda conn: requests.open_draft_of(conn, draft.sender)) == stored.id
    database.run(lambda conn: requests.settle_draft(conn, stored.id, 7, "sent"))
    assert database.read(lambda conn: requests.load_draft(conn, stored.id)) == replace(
        stored, request=7, settled="sent"
    )
    assert database.read(lambda conn: requests.open_draft_of(conn, draft.sender)) is None
    assert database.read(lambda conn: requests.load_draft(conn, stored.id + 1)) is None
