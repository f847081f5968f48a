"""The auditor looks every night, and whoever runs the bot hears of what does not fit."""

from __future__ import annotations

from pathlib import Path

import httpx
from sqlalchemy import text

from broker_bot.service import auditing
from tests.stories.cast import COLD, CONTACT, ILD, LEAD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.test_closed_days import ADMIN, on_the_server
from tests.stories.test_handing_on import IT_CONTACT
from tests.stories.world import World


def forget_the_lead(w: World, database_url: str) -> None:
    """Take the step to the lead out of the trail, past the guard that keeps it append-only."""
    sqlite = database_url.startswith("sqlite")
    guard = "DROP TRIGGER event_no_delete" if sqlite else "DROP TRIGGER event_append_only ON event"
    w.bot.db.run(lambda conn: conn.execute(text(guard)))
    w.bot.db.run(lambda conn: conn.execute(text("DELETE FROM event WHERE what = 'ladder.lead'")))


def test_a_sound_night_is_silent(monday: World, database_url: str, tmp_path: Path) -> None:
    w = monday
    auditing.arm(w.bot.service)
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-06 02:30")
    report = auditing.look(w.bot.service)
    assert report is not None and report.examined == 1 and report.findings == ()
    assert auditing.look(w.bot.service) is None, "one look a night"
    w.settle()
    assert w.from_bot(ADMIN) == []
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "1 requests examined, 0 escalations not as due\n")


def test_a_step_that_was_never_taken_is_named_to_the_administrator(
    monday: World, database_url: str, tmp_path: Path
) -> None:
    w = monday
    auditing.arm(w.bot.service)
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 15:00")
    assert w.told_at(LEAD) == ["Mon 12:12"]
    forget_the_lead(w, database_url)
    w.go_to("2026-10-06 02:30")
    auditing.look(w.bot.service)
    w.settle()
    assert "R-1 lead: missing, due 2026-10-05 17:12 UTC" in w.last(ADMIN)
    assert httpx.get(w.web.url + "/readyz").json()["attention"]["audit"] == 1
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert done.exit_code == 1
    assert "R-1 lead: missing, due 2026-10-05 17:12 UTC" in done.output


def test_a_step_in_the_very_minute_of_the_look_is_seen_as_due(
    open_world: Open, database_url: str, tmp_path: Path
) -> None:
    """Filed at 09:00:30, so the lead is told at 12:12:30; the look of that second counts this minute as well."""
    w = open_world("2026-10-05 09:00:30")
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 12:12:30")
    assert w.told_at(LEAD) == ["Mon 12:12"]
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "1 requests examined, 0 escalations not as due\n")


def test_a_school_that_waited_twice_its_target_calls_the_ild_when_the_unit_opens(
    monday: World, database_url: str, tmp_path: Path
) -> None:
    """Open for a day and a half of a 4h target, then not done: handed on at 06:10, before anybody works. The new unit
    answers at 06:40, so the ILD need not hear; only two refusals in a row call at any hour."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.finish", text="It is repaired.")
    w.go_to("2026-10-07 06:00")
    w.on_card(PRINCIPAL, 1, "request.reopen", text="It is still dead.")
    w.go_to("2026-10-07 06:10")
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av", text="That is a smart panel.")
    w.go_to("2026-10-07 06:40")
    w.on_card(IT_CONTACT, 1, "request.reply", text="I come at eight.")
    w.go_to("2026-10-07 09:00")
    assert w.from_bot(ILD) == []
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "1 requests examined, 0 escalations not as due\n")
