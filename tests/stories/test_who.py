"""Who handles this: a question, answered with unit, person, hours and usual time; and what others file for a school."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from broker_bot.cli import cli
from broker_bot.domain.district import Contact
from broker_bot.domain.model import Origin
from tests.stories.cast import COLD, CONTACT, FAR_PRINCIPAL, HELP_DESK, ILD, PRINCIPAL, SECRETARY, TECHNICIAN
from tests.stories.conftest import Open
from tests.stories.test_contacts import in_force, with_contacts
from tests.stories.world import World

ROOT = Path(__file__).parents[2]
NOTHING = "Our xylophone wobbulator went kaput"
"""No word of it speaks for any desk."""


def test_who_names_unit_person_hours_and_target_and_opens_no_request(monday: World) -> None:
    w = monday
    in_force(w, with_contacts(w.district, "facilities", Contact(TECHNICIAN, schools=("cottonwood",))))
    w.say(PRINCIPAL, "Who handles heating and cooling?")
    assert w.last(PRINCIPAL) == (
        "Heating &amp; cooling: Facilities &amp; Maintenance; for Cottonwood ES ask Terrence Odom. "
        "Hours: Mon-Fri 7:00 AM-4:00 PM. Answers within 4 working hours."
    )
    assert "for Willow Creek ES ask Rosa Delgado" in w.slash(FAR_PRINCIPAL, "who boiler").body["text"]
    w.slash(TECHNICIAN, "away today, cover Wanda Petrov")
    w.say(PRINCIPAL, "who hvac")
    assert "ask Wanda Petrov (for Terrence Odom, away until Mon, Oct 5)" in w.last(PRINCIPAL)
    assert "I sent nothing" in w.slash(PRINCIPAL, "who do I call about a leak under the sink").body["text"]
    assert "who payroll" in w.slash(PRINCIPAL, "help").body["text"]
    assert w.count() == 0


def test_the_usual_time_is_said_from_five_answers_on(monday: World) -> None:
    """Five answers after 10, 20, 30, 40 and 50 minutes; what an ILD filed does not count."""
    w = monday
    for number in range(1, 5):
        w.say(PRINCIPAL, COLD)
        w.pass_time(minutes=10 * number)
        w.on_card(CONTACT, number, "request.reply", text="We look at it.")
    assert "Answers within 4 working hours." in w.slash(PRINCIPAL, "who hvac").body["text"]
    w.say(ILD, f"for Cottonwood ES: {COLD}")
    w.on_card(CONTACT, 5, "request.reply", text="We look at it.")
    assert "Answers within" in w.slash(PRINCIPAL, "who hvac").body["text"]
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=50)
    w.on_card(CONTACT, 6, "request.reply", text="We look at it.")
    said = w.slash(PRINCIPAL, "who hvac").body["text"]
    assert "Usually answers in 30 min of its hours (middle of the last 5); the target is 4 working hours." in said


def test_who_says_when_it_changed(open_world: Open) -> None:
    w = open_world("2027-01-12 10:00")
    old = replace(w.district.routes["finance.payroll"], until=date(2027, 1, 11))
    new = replace(old, unit="hr", since=date(2027, 1, 12), until=None)
    in_force(w, replace(w.district, dated=(old, new), version="payroll moved"))
    w.say(PRINCIPAL, "who handles payroll?")
    assert "Human Resources; for Cottonwood ES ask Marcus Feld." in w.last(PRINCIPAL)
    assert "Changed on Jan 12, it was Finance &amp; Business Services before." in w.last(PRINCIPAL)


def test_who_on_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROKER_DATA", str(tmp_path))
    said = CliRunner().invoke(cli, ["who", "payroll", "--school", "cottonwood"])
    assert said.exit_code == 0 and "Finance & Business Services; for Cottonwood ES ask Tomasz Wolski." in said.stdout
    assert CliRunner().invoke(cli, ["who", "payroll", "--school", "nowhere"]).exit_code == 2


def test_route_shows_who_has_it_on_another_day(tmp_path: Path) -> None:
    """The same words on the last day of one unit and on the first of the other."""
    home = tmp_path / "home"
    shutil.copytree(ROOT / "digests", home / "digests")
    shutil.copy(ROOT / "roster.csv", home)
    routes = (ROOT / "routes.yaml").read_text("utf-8")
    first, later = "      - id: finance.payroll\n", "      - id: hr.substitutes\n"
    routes = routes.replace(first, f"{first}        until: 2027-01-11\n")
    routes = routes.replace(later, f"{first}        from: 2027-01-12\n{later}")
    (home / "routes.yaml").write_text(routes, "utf-8")
    asked = ["route", "My paycheck is missing the stipend", "--explain", "--home", str(home), "--on"]
    on_the_last = CliRunner().invoke(cli, [*asked, "2027-01-11"]).stdout
    on_the_first = CliRunner().invoke(cli, [*asked, "2027-01-12"]).stdout
    assert "unit finance" in on_the_last and "changes on Jan 12 to Human Resources" in on_the_last
    assert "unit hr" in on_the_first and "changed on Jan 12, it was Finance & Business Services" in on_the_first
    assert CliRunner().invoke(cli, [*asked, "tomorrow"]).exit_code == 2


def test_an_ild_files_for_a_principal_and_both_are_kept_informed(monday: World) -> None:
    w = monday
    w.say(ILD, f"for Cottonwood ES: {COLD}")
    r = w.request()
    assert (r.school, r.requester, r.filed_by, r.origin, r.text) == ("cottonwood", PRINCIPAL, ILD, Origin.ILD, COLD)
    assert "sent by Denise Calloway, ILD, for Cottonwood ES" in w.reads(PRINCIPAL)
    assert "From Marguerite Dupree, sent by Denise Calloway, ILD" in w.reads(CONTACT)
    w.on_card(CONTACT, 1, "request.reply", text="A technician comes tomorrow.")
    assert "A technician comes tomorrow." in w.last(PRINCIPAL) and "A technician comes tomorrow." in w.last(ILD)
    w.say(ILD, f"for Willow Creek: {COLD}")
    assert w.last(ILD) == "Willow Creek ES is not in your network, so I filed nothing." and w.count() == 1


def test_a_delegate_files_for_the_school_and_both_are_kept_informed(monday: World) -> None:
    w = monday
    w.say(SECRETARY, COLD)
    r = w.request()
    assert (r.requester, r.filed_by, r.origin) == (PRINCIPAL, SECRETARY, Origin.DELEGATE)
    assert "sent by Luz Pacheco" in w.reads(PRINCIPAL) and "sent by Luz Pacheco" in w.reads(CONTACT)
    w.on_card(CONTACT, 1, "request.finish", text="It is repaired.")
    assert "It is repaired." in w.last(PRINCIPAL) and "It is repaired." in w.last(SECRETARY)
    w.on_card(SECRETARY, 1, "request.confirm")
    assert w.request().status == "closed"


def test_what_no_rule_places_reaches_the_help_desk_and_breaches_like_any_other(monday: World) -> None:
    """Nobody answers the question, nobody at the help desk answers either: after its two hours the ILD hears."""
    w = monday
    w.say(PRINCIPAL, NOTHING)
    w.go_to("2026-10-05 09:16")
    assert w.request().terms.unit == "triage" and w.day(w.request().opened_at) == "Mon Oct 5 09:00"
    assert NOTHING in w.reads(HELP_DESK)
    target = w.request().terms.respond_minutes
    w.pass_time(minutes=target)
    assert "Cottonwood ES has waited" in w.last(ILD)
