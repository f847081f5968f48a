"""The outbox: order inside a lane, a lease for whoever sends, and an end for every row."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from broker_bot.domain.model import Notice
from broker_bot.store import outbox
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item
from tests import make
from tests.make import NOW, minutes
from tests.store.together import together

LEASE = timedelta(seconds=30)
NONE = timedelta()
LATER = NOW + LEASE


def put(database: Database, *notices: Notice, request: int = 1, kind: str = "request") -> None:
    def enqueue(conn: Connection) -> None:
        for notice in notices:
            outbox.enqueue(conn, kind, request, notice, NOW)

    database.run(enqueue)


def claim(database: Database, now: datetime = NOW, pace: timedelta = NONE) -> Item | None:
    return database.run(lambda conn: outbox.claim(conn, now, LEASE, pace))


def claimed(database: Database, now: datetime = NOW, pace: timedelta = NONE) -> Item:
    item = claim(database, now, pace)
    assert item is not None
    return item


def sent(database: Database, item: Item, version: int = 0, ts: str = "1.1") -> bool:
    return database.run(lambda conn: outbox.sent(conn, item, ts, "C1", "text", version, NOW))


def kinds(database: Database, now: datetime = NOW) -> list[str]:
    """Claim and deliver all that may go now."""
    found = []
    while item := claim(database, now):
        found.append(item.kind)
        assert sent(database, item)
    return found


def counts(database: Database) -> dict[str, int]:
    return database.read(outbox.counts)


def wanted(database: Database) -> outbox.Card:
    card = database.read(lambda conn: outbox.card(conn, "request", 1, "school"))
    assert card is not None
    return card


def test_a_lane_keeps_its_order_while_others_go_on(database: Database) -> None:
    put(database, make.notice("first"), make.notice("second"))
    put(database, make.notice("elsewhere"), request=2)
    first, elsewhere = claimed(database), claimed(database)
    assert (first.kind, elsewhere.kind) == ("first", "elsewhere")
    assert claim(database) is None, "the second waits for the first"
    assert sent(database, first)
    assert claimed(database).kind == "second"


def test_a_failed_row_holds_its_lane_until_it_may_be_tried_again(database: Database) -> None:
    put(database, make.notice("first"), make.notice("second"))
    item = claimed(database)
    database.run(lambda conn: outbox.not_sent(conn, item, minutes(5), "ratelimited"))
    assert claim(database, minutes(4)) is None
    assert kinds(database, minutes(5)) == ["first", "second"]


@pytest.mark.parametrize("state", ["parked", "uncertain", "dropped"])
def test_a_row_that_ends_without_a_message_frees_its_lane(database: Database, state: str) -> None:
    put(database, make.notice("first"), make.notice("second"))
    item = claimed(database)
    database.run(lambda conn: outbox.end(conn, item, state, "why"))
    assert kinds(database) == ["second"]
    assert counts(database) == {state: 1, "sent": 1}


def test_urgent_goes_first_and_weekly_pages_last(database: Database) -> None:
    put(database, make.notice("page"), request=1, kind="issue")
    put(database, make.notice("answer"), request=2)
    put(database, make.notice("alarm", urgent=True), request=3)
    assert kinds(database) == ["alarm", "answer", "page"]


def test_urgent_words_do_not_wait_behind_others_of_the_same_request(database: Database) -> None:
    put(database, make.notice("reminder"))
    slow = claimed(database)
    put(database, make.notice("alarm", urgent=True))
    assert claimed(database).kind == "alarm"
    assert sent(database, slow)


def test_a_row_nobody_settles_is_free_again_when_its_lease_ends(database: Database) -> None:
    put(database, make.notice())
    first = claimed(database)
    assert claim(database, LATER - timedelta(milliseconds=1)) is None
    second = claimed(database, LATER)
    assert (second.id, second.tries) == (first.id, 2)
    assert second.token != first.token


def test_whoever_lost_the_lease_can_not_settle_or_send_any_more(database: Database) -> None:
    put(database, make.notice())
    late = claimed(database)
    item = claimed(database, LATER)
    assert not database.run(lambda conn: outbox.about_to_send(conn, late, NOW, NOW, "C1", 0))
    assert not sent(database, late)
    database.run(lambda conn: outbox.not_sent(conn, late, minutes(60), "late"))
    database.run(lambda conn: outbox.unclear(conn, late, minutes(60), 1, "late"))
    database.run(lambda conn: outbox.end(conn, late, "parked", "late"))
    assert counts(database) == {"sending": 1}
    assert sent(database, item)
    assert not sent(database, item), "settled once"
    assert counts(database) == {"sent": 1}


def test_nothing_late_changes_a_row_that_was_sent(database: Database) -> None:
    put(database, make.notice())
    item = claimed(database)
    assert sent(database, item)
    database.run(lambda conn: outbox.not_sent(conn, item, NOW, "late"))
    database.run(lambda conn: outbox.unclear(conn, item, NOW, 1, "late"))
    database.run(lambda conn: outbox.end(conn, item, "parked", "late"))
    assert counts(database) == {"sent": 1}
    assert claim(database, minutes(60)) is None


def test_a_card_is_one_row_however_often_it_changes(database: Database) -> None:
    put(database, *[make.notice("card.school")] * 5)
    assert counts(database) == {"ready": 1}
    assert wanted(database) == outbox.Card("", "", wanted=5, shown=0)
    assert sent(database, claimed(database), version=5, ts="7.7")
    assert claim(database) is None
    assert wanted(database) == outbox.Card("C1", "7.7", wanted=5, shown=5)


def test_a_card_that_changed_while_it_was_sent_is_sent_again(database: Database) -> None:
    put(database, make.notice("card.school"))
    item = claimed(database)
    put(database, make.notice("card.school"), make.notice("card.school"))
    assert counts(database) == {"sending": 1}
    assert sent(database, item, version=1)
    again = claimed(database)
    assert (again.kind, again.lane, again.recipient) == (item.kind, item.lane, item.recipient)
    assert sent(database, again, version=3)
    assert claim(database) is None


def test_a_card_somebody_deleted_is_posted_anew(database: Database) -> None:
    put(database, make.notice("card.school"))
    assert sent(database, claimed(database), version=1, ts="7.7")
    put(database, make.notice("card.school"))
    item = claimed(database)
    database.run(lambda conn: outbox.forget_card(conn, item))
    assert wanted(database) == outbox.Card("", "", wanted=2, shown=0)


def test_a_home_that_waits_is_not_asked_for_twice_but_one_being_drawn_is(database: Database) -> None:
    home = Notice("home", "home:p@school.example", "p@school.example")
    put(database, home, home, request=0)
    assert counts(database) == {"ready": 1}
    claimed(database)
    put(database, home, request=0)
    assert counts(database) == {"ready": 1, "sending": 1}


@pytest.mark.only_on("postgres", why="on one writer nobody claims while a change is being made")
def test_a_home_that_is_asked_for_is_not_drawn_before_the_change_is_there(database: Database) -> None:
    home = Notice("home", "home:p@school.example", "p@school.example")
    put(database, home, request=0)

    def change(conn: Connection) -> Item | None:
        outbox.enqueue(conn, "request", 0, home, NOW)
        return claim(database)

    assert database.run(change) is None
    assert kinds(database) == ["home"]


def test_a_recipient_is_left_alone_for_the_pace_and_others_are_not(database: Database) -> None:
    second = timedelta(seconds=1)
    for request, to in enumerate(["unit:it", "unit:it", "unit:hr"], start=1):
        put(database, make.notice(to=to), request=request)
    assert [claimed(database, pace=second).recipient for _ in range(2)] == ["unit:it", "unit:hr"]
    assert claim(database, NOW + timedelta(milliseconds=999), second) is None
    assert claimed(database, NOW + second, second).recipient == "unit:it"


def test_workers_that_claim_at_once_keep_the_pace_together(database: Database) -> None:
    for request in range(1, 9):
        put(database, make.notice(to="unit:it"), request=request)
    items = together(8, lambda _: claim(database, pace=timedelta(seconds=1)))
    assert len([item for item in items if item]) == 1


def test_a_channel_slack_wants_left_alone_is_left_alone(database: Database) -> None:
    put(database, make.notice(to="unit:it"))
    database.run(lambda conn: outbox.hold_all(conn, "unit:it", minutes(1)))
    assert claim(database) is None
    assert not database.read(lambda conn: outbox.any_ready(conn, NOW))
    assert database.read(lambda conn: outbox.any_ready(conn, minutes(1)))
    assert claimed(database, minutes(1)).recipient == "unit:it"


def test_eight_workers_claim_three_hundred_rows_each_once(database: Database) -> None:
    put(database, *[make.notice(to=f"p{n}@school.example", place=f"person:{n}") for n in range(300)])

    def work(_: int) -> list[int]:
        mine = []
        while item := claim(database):
            mine.append(item.id)
        return mine

    found = Counter(number for some in together(8, work) for number in some)
    assert len(found) == 300
    assert set(found.values()) == {1}


def test_workers_that_send_at_once_keep_the_order_of_each_lane(database: Database) -> None:
    for request in range(1, 6):
        put(database, *[make.notice(f"n{n}") for n in range(6)], request=request)
    order: list[tuple[str, str]] = []

    def work(_: int) -> None:
        while item := claim(database):
            order.append((item.lane, item.kind))
            assert sent(database, item)

    together(4, work)
    while item := claim(database):
        order.append((item.lane, item.kind))
        assert sent(database, item)
    lanes = {lane: [kind for where, kind in order if where == lane] for lane, _ in order}
    assert list(lanes.values()) == [[f"n{n}" for n in range(6)]] * 5


def test_a_send_is_noted_before_it_happens(database: Database) -> None:
    put(database, make.notice("card.school"))
    item = claimed(database)
    assert item.sent_at is None
    assert database.run(lambda conn: outbox.about_to_send(conn, item, minutes(1), minutes(2), "C9", 4))
    again = claimed(database, LATER)
    assert (again.sent_at, again.window_at, again.channel) == (minutes(1), minutes(2), "C9")
    assert database.read(lambda conn: outbox.version_sent(conn, item.id)) == 4


def test_what_slack_certainly_did_not_take_is_simply_tried_again(database: Database) -> None:
    put(database, make.notice())
    item = claimed(database)
    database.run(lambda conn: outbox.about_to_send(conn, item, NOW, NOW, "C1", 0))
    database.run(lambda conn: outbox.not_sent(conn, item, minutes(1), "ratelimited"))
    assert claim(database) is None
    assert claimed(database, minutes(1)).sent_at is None


def test_what_slack_may_have_taken_is_looked_for_first_and_posted_again_after_two_clean_misses(
    database: Database,
) -> None:
    put(database, make.notice())
    item = claimed(database)
    database.run(lambda conn: outbox.about_to_send(conn, item, NOW, NOW, "C1", 0))
    database.run(lambda conn: outbox.unclear(conn, item, minutes(1), 0, "timeout"))
    assert claim(database, minutes(0.9)) is None
    looked = claimed(database, minutes(1))
    assert (looked.sent_at, looked.misses) == (NOW, 0)
    database.run(lambda conn: outbox.unclear(conn, looked, minutes(2), 1, "not found yet"))
    second = claimed(database, minutes(2))
    assert (second.sent_at, second.misses) == (NOW, 1)
    database.run(lambda conn: outbox.clean_to_resend(conn, second))
    database.run(lambda conn: outbox.about_to_send(conn, second, minutes(2), minutes(2), "C1", 0))
    assert sent(database, second)


def test_the_next_try_is_the_earliest_of_what_may_move(database: Database) -> None:
    def next_try(now: datetime = NOW) -> datetime | None:
        return database.read(lambda conn: outbox.next_try(conn, now))

    assert next_try() is None
    put(database, make.notice("first"), make.notice("second"))
    item = claimed(database)
    database.run(lambda conn: outbox.not_sent(conn, item, minutes(5), "later"))
    assert next_try() == minutes(5), "the second waits behind the first"
    put(database, make.notice(to="unit:it"), request=2)
    assert next_try() == NOW
    database.run(lambda conn: outbox.hold_all(conn, "unit:it", minutes(3)))
    assert next_try() == minutes(3)
    assert next_try(minutes(4)) == minutes(4)


def test_a_request_is_found_by_where_its_message_stands(database: Database) -> None:
    put(database, make.notice(), request=17)
    assert sent(database, claimed(database), ts="99.1")
    assert database.read(lambda conn: outbox.request_at(conn, "C1", "99.1")) == 17
    assert database.read(lambda conn: outbox.request_at(conn, "C2", "99.1")) is None


def test_a_state_nobody_knows_is_refused_by_the_table(database: Database) -> None:
    put(database, make.notice())
    with pytest.raises(Exception, match="outbox_state"):
        database.run(lambda conn: conn.execute(text("UPDATE outbox SET state = 'lost'")))
