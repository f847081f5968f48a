"""Snow days and early closings, declared the same morning: what is ahead moves, what was sent stays."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from broker_bot.cli import cli
from broker_bot.clock import JumpingClock
from broker_bot.domain import ladder
from broker_bot.store import trail
from tests.district.test_ics_file import ics
from tests.stories.cast import CHIEF, COLD, CONTACT, ILD, LEAD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import World

ADMIN = "sam.whitcomb@cedargrove.example"


def snowed_in(open_world: Open) -> World:
    """Filed on Tuesday, Dec 1, at 15:00 with a 4h target: one hour runs on Tuesday, three are left."""
    w = open_world("2026-12-01 15:00")
    w.say(PRINCIPAL, COLD)
    assert "Wed" in w.reads(PRINCIPAL) or "2026-12-02" in w.reads(PRINCIPAL)
    return w


def events(w: World, number: int, kind: str) -> list[dict[str, object]]:
    lines = w.bot.db.read(lambda conn: trail.lines(conn, "request", number))
    return [data for _, what, _, data in lines if what == kind]


def test_a_snow_day_declared_before_opening_moves_every_step_by_a_day(open_world: Open) -> None:
    w = snowed_in(open_world)
    w.go_to("2026-12-02 05:30")
    answer = w.slash(CHIEF, "closed today for all ice on the roads")
    assert "Closed Wed, Dec 2 from 5:30 AM on for everyone: ice on the roads." in str(answer.body)
    (moved,) = events(w, 1, "recounted")
    assert moved == {"was": w.local("2026-12-02 10:00").isoformat(), "due": w.local("2026-12-03 10:00").isoformat()}
    w.go_to("2026-12-03 12:00")
    assert w.told_at(CONTACT) == ["Thu 08:00"]
    assert w.told_at(LEAD) == ["Thu 09:12"]
    assert w.told_at(ILD) == ["Thu 10:00"]


def test_a_closing_in_the_middle_of_the_day_unsends_nothing_and_repeats_nothing(open_world: Open) -> None:
    """At 08:30 two and a half hours have passed and the contact was reminded; the rest runs on Thursday."""
    w = snowed_in(open_world)
    w.go_to("2026-12-02 08:30")
    w.slash(ADMIN, "closed today for all: the boiler of the central office")
    w.go_to("2026-12-03 12:00")
    assert w.told_at(CONTACT) == ["Wed 08:00"]
    assert w.told_at(LEAD) == ["Thu 07:42"]
    assert w.told_at(ILD) == ["Thu 08:30"]


def test_one_schools_early_closing_leaves_the_others_clocks_alone(open_world: Open) -> None:
    w = snowed_in(open_world)
    w.say(OTHER_PRINCIPAL, COLD)
    w.go_to("2026-12-02 07:00")
    w.slash(CHIEF, "closed today at 9:00 for Cottonwood ES: no water")
    w.go_to("2026-12-02 10:30")
    assert "Birch Hollow" in w.last(ILD)
    assert len(w.from_bot(ILD)) == 1
    w.go_to("2026-12-03 08:30")
    assert w.told_at(ILD) == ["Wed 10:00", "Thu 08:00"]


def test_a_closing_taken_back_at_nine_lets_the_clock_run_from_nine(open_world: Open) -> None:
    w = snowed_in(open_world)
    w.go_to("2026-12-02 05:30")
    w.slash(CHIEF, "closed today for all ice")
    w.go_to("2026-12-02 09:00")
    assert "Open again from now on: Wed, Dec 2." in str(w.slash(CHIEF, "open today for all").body)
    assert "Nothing was declared closed on Wed, Dec 2 there." in str(w.slash(CHIEF, "open today for all").body)
    w.go_to("2026-12-02 15:00")
    assert w.told_at(ILD) == ["Wed 12:00"]


def test_a_promised_day_that_closes_becomes_the_next_open_day(open_world: Open) -> None:
    w = snowed_in(open_world)
    w.on_card(CONTACT, 1, "request.promise", text="A new compressor comes on Thursday.", date="2026-12-03")
    w.slash(ADMIN, "closed Dec 3 for all storm")
    assert w.day(w.request().promise_at) == "Fri Dec 4 16:00"
    assert events(w, 1, "recounted")[-1]["due"] == w.local("2026-12-04 16:00").isoformat()


def test_an_answer_without_a_date_of_its_own_keeps_its_working_time(open_world: Open) -> None:
    """Finish within 3d: answered Tuesday 15:00, due Friday 15:00; a closed Thursday makes it Monday 15:00."""
    w = snowed_in(open_world)
    w.on_card(CONTACT, 1, "request.reply", text="We look at it.")
    assert w.day(w.request().promise_at) == "Fri Dec 4 15:00"
    w.slash(ADMIN, "closed Dec 3 for all storm")
    assert w.day(w.request().promise_at) == "Mon Dec 7 15:00"


def test_others_cannot_close_the_district_and_a_schools_words_are_a_request(open_world: Open) -> None:
    w = open_world("2026-12-01 15:00")
    assert "The chief of schools and administrators declare closings" in str(
        w.slash(LEAD, "closed today for all ice").body
    )
    assert "Write it like this" in str(w.slash(CHIEF, "closed soonish").body)
    assert "I don't know which school" in str(w.slash(CHIEF, "closed today for Cotton Candy ES: ice").body)
    assert "Say why" in str(w.slash(CHIEF, "closed today for all").body)
    w.slash(PRINCIPAL, "closed the gym, the thermostat in room 204 is dead, no air conditioning")
    assert w.count() == 1


def on_the_server(w: World, database_url: str, folder: Path, *words: str) -> Result:
    """Run `broker-bot` beside the bot, at the story's time."""
    JumpingClock(folder / "clock_offset").start_at(w.clock.now())
    surroundings = {"DATABASE_URL": database_url, "SLACK_API_URL": w.box.api_url, "BROKER_DATA": str(folder)}
    return CliRunner().invoke(cli, list(words), env=surroundings)


def test_a_closing_declared_on_the_server_is_known_to_the_running_bot(
    open_world: Open, database_url: str, tmp_path: Path
) -> None:
    w = snowed_in(open_world)
    w.go_to("2026-12-02 05:30")
    done = on_the_server(w, database_url, tmp_path, "close", "today", "ice on the roads")
    assert done.exit_code == 0 and "closed: Wed, Dec 2" in done.output
    w.settle()
    assert w.day(ladder_due(w)) == "Thu Dec 3 10:00"
    assert on_the_server(w, database_url, tmp_path, "reopen", "today").exit_code == 0
    again = on_the_server(w, database_url, tmp_path, "reopen", "today")
    assert again.exit_code == 2 and "Nothing was declared closed" in again.output


def test_a_calendar_shows_what_it_changes_before_it_changes_anything(
    open_world: Open, database_url: str, tmp_path: Path
) -> None:
    w = snowed_in(open_world)
    file = tmp_path / "district.ics"
    file.write_bytes(ics("UID:1\r\nSUMMARY:No school\\, election\r\nDTSTART;VALUE=DATE:20261202"))
    shown = on_the_server(w, database_url, tmp_path, "calendar", str(file))
    assert "+ Wed, Dec 2 2026  closed  No school, election" in shown.output
    assert "1 open request would get another date." in shown.output and "add --apply" in shown.output
    w.settle()
    assert w.day(ladder_due(w)) == "Wed Dec 2 10:00"
    assert "In force." in on_the_server(w, database_url, tmp_path, "calendar", str(file), "--apply").output
    w.settle()
    assert w.day(ladder_due(w)) == "Thu Dec 3 10:00"
    assert "Nothing changes." in on_the_server(w, database_url, tmp_path, "calendar", str(file), "--apply").output
    file.write_bytes(ics("UID:1\r\nSUMMARY:Ordinary day\r\nDTSTART;VALUE=DATE:20261202"))
    on_the_server(w, database_url, tmp_path, "calendar", str(file), "--apply")
    w.settle()
    assert w.day(ladder_due(w)) == "Wed Dec 2 10:00"


def test_a_calendar_by_address_is_read_from_listed_hosts_only(
    open_world: Open, database_url: str, tmp_path: Path
) -> None:
    w = snowed_in(open_world)
    done = on_the_server(w, database_url, tmp_path, "calendar", "https://calendar.example/x.ics", "--apply")
    assert done.exit_code == 2
    assert "Calendars may not be read from calendar.example (BROKER_FEED_HOSTS: none are listed)." in done.output


def ladder_due(w: World) -> datetime | None:
    return ladder.due_at(w.request(), w.bot.service.present.district())
