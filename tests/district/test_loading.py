"""What the loader accepts, what it makes of it, and what it says when files are not there."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from broker_bot import district
from broker_bot.domain.dated import change, on
from broker_bot.domain.district import District, Role, School
from tests.district.homes import ROSTER, ROUTES, changed, make_home

TODAY = date(2026, 11, 23)
ILD_ROW = "ild@two.example,Ines Director,ild,,,,,,all,,,chief@two.example\n"


def problems_of(home: Path) -> list[str]:
    return [str(problem) for problem in district.check(home, TODAY)[0]]


def warnings_of(home: Path, today: date = TODAY) -> list[str]:
    return [str(problem) for problem in district.check(home, today)[1]]


def test_targets_are_counted_in_the_units_own_working_day(tmp_path: Path) -> None:
    routes = changed(ROUTES, ("  always: always", '  always: always\n  split: {mon-fri: "07:30-11:30, 12:30-15:30"}'))
    routes = changed(
        routes, ("contact: rosa@two.example\n    hours: office", "contact: rosa@two.example\n    hours: split")
    )
    route = district.load(make_home(tmp_path, routes)).routes["facilities.hvac"]
    assert (route.respond_minutes, route.respond_text) == (240, "4h")
    assert (route.finish_minutes, route.finish_text) == (3 * 7 * 60, "3d")


def test_a_day_of_a_unit_that_never_closes_has_24_hours(tmp_path: Path) -> None:
    routes = changed(ROUTES, ("rosa@two.example\n    hours: office", "rosa@two.example\n    hours: always"))
    assert district.load(make_home(tmp_path, routes)).routes["facilities.hvac"].finish_minutes == 3 * 24 * 60


def test_calendars_hold_closings_and_half_days_and_always_holds_none(tmp_path: Path) -> None:
    calendars = district.load(make_home(tmp_path)).calendars
    office = calendars["office"]
    assert office.week == (((420, 960),),) * 5 + ((), ())
    closed = {date(2027, 1, 18), *(date(2027, 3, 15) + timedelta(n) for n in range(5))}
    assert {day: spans for day, spans in office.exceptions.items() if not spans} == dict.fromkeys(closed, ())
    assert office.exceptions[date(2026, 12, 18)] == ((420, 690),)
    assert calendars["always"].always and not calendars["always"].exceptions
    assert {calendar.zone for calendar in calendars.values()} == {"America/Chicago"}


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ('"8:30-16:00"', ((510, 960),)),
        ("8:30-16:00", ((510, 960),)),
        ('"07:00-24:00"', ((420, 1440),)),
        ('"07:00 - 11:30, 12:30 - 16:00"', ((420, 690), (750, 960))),
        ('"00:00-24:00"', ((0, 1440),)),
    ],
)
def test_hours_are_read_as_written(written: str, spans: tuple[tuple[int, int], ...], tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ('"07:00-16:00"', written)))
    assert district.load(home).calendars["office"].week[0] == spans


def test_an_unquoted_time_is_the_time_and_not_a_number(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    schedule = home / "digests" / "schedule.yaml"
    schedule.write_text(changed(schedule.read_text(encoding="utf-8"), ('at: "06:30"', "at: 16:30")), encoding="utf-8")
    assert district.load(home).digest.send_minutes == 16 * 60 + 30


@pytest.mark.parametrize("word", ["NO", "yes", "on", "01234", "null", "~", "1e3", "2027-01-18", "0x1F"])
def test_words_that_stock_yaml_would_turn_into_something_else_stay_words(word: str, tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ("name: Facilities\n", f"name: {word}\n")))
    assert district.load(home).units["facilities"].name == word


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    routes = b"\xef\xbb\xbf" + ROUTES.replace("\n", "\r\n").encode()
    roster = b"\xef\xbb\xbf" + ROSTER.replace("\n", "\r\n").encode()
    found, plain = district.load(make_home(tmp_path / "a", routes, roster)), district.load(make_home(tmp_path / "b"))
    assert (found.units, found.routes, found.people) == (plain.units, plain.routes, plain.people)


def test_columns_may_stand_in_any_order_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    rows = [row.split(",") for row in ROSTER.strip().split("\n")]
    turned = "\n".join(",".join(reversed(row)) for row in rows) + "\n" + "," * 11 + "\n"
    assert (
        district.load(make_home(tmp_path / "a", roster=turned)).people
        == district.load(make_home(tmp_path / "b")).people
    )


def test_a_list_with_nothing_in_it_is_empty(tmp_path: Path) -> None:
    routes = changed(ROUTES, ("urgent_words:\n  - gas smell", "urgent_words:"))
    assert district.load(make_home(tmp_path, routes)).urgent_words == ()


def test_a_school_is_what_its_principals_row_says(tmp_path: Path) -> None:
    found = district.load(make_home(tmp_path))
    assert found.schools["elm"] == School("elm", "Elm K-8", ("elementary", "middle"), (), "all", "kim@two.example")
    assert found.networks == {"all": "ild@two.example"}
    assert found.people["ann@two.example"].role is Role.DELEGATE


def test_addresses_are_kept_in_small_letters(tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ("lead: lee@", "lead: Lee@")), changed(ROSTER, ("\nlee@", "\nLEE@")))
    found = district.load(home)
    assert found.units["facilities"].lead == "lee@two.example"
    assert found.people["lee@two.example"].id == "lee@two.example"


def test_a_school_finds_its_principal_whatever_the_letters_of_the_address(tmp_path: Path) -> None:
    found = district.load(make_home(tmp_path, roster=changed(ROSTER, ("\nkim@two", "\nKim@Two"))))
    assert found.people[found.schools["elm"].principal].name == "Kim Elm"


def test_the_version_changes_with_any_byte_and_only_then(tmp_path: Path) -> None:
    first = district.load(make_home(tmp_path / "a")).version
    assert district.load(make_home(tmp_path / "b")).version == first
    assert district.load(make_home(tmp_path / "c", routes=ROUTES + "# a comment\n")).version != first
    assert len(first) == 64


def test_a_district_survives_json(tmp_path: Path) -> None:
    adapter = TypeAdapter(District)
    found = district.load(make_home(tmp_path))
    assert adapter.validate_json(adapter.dump_json(found)) == found


def test_load_raises_every_problem_in_order(tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ("80%", "80")), changed(ROSTER, ("delegate", "delegat")))
    with pytest.raises(district.DistrictErrors) as caught:
        district.load(home)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("roster.csv", 11),
        ("routes.yaml", 21),
    ]
    assert str(caught.value).split("\n") == problems_of(home)


def test_missing_files_are_named_with_their_place(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [
        f"digests/: the folder is missing (expected a folder at {tmp_path / 'digests'})",
        f"roster.csv: the file is missing (expected a file at {tmp_path / 'roster.csv'})",
        f"routes.yaml: the file is missing (expected a file at {tmp_path / 'routes.yaml'})",
    ]


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "routes.yaml").unlink()
    (home / "routes.yaml").mkdir()
    [problem] = problems_of(home)
    assert problem.startswith(f"routes.yaml: this is a folder, not a file (got {str(home)[:40]}")


def test_a_file_that_can_not_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "routes.yaml").unlink()
    os.symlink("routes.yaml", home / "routes.yaml")
    assert problems_of(home)[0].startswith("routes.yaml: the file can't be read: Too many levels of symbolic links")


def test_nobody_is_offered_for_the_thousandth_wrong_address(tmp_path: Path) -> None:
    wrong = "".join(f"p{n}@two.example,P {n},delegate,,aok,,,,,,,\n" for n in range(1000))
    problems = problems_of(make_home(tmp_path, roster=ROSTER + wrong))
    assert len(problems) == 1000
    assert sum("try oak" in problem for problem in problems) == 50


def test_a_calendar_that_ends_soon_is_a_warning(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    assert warnings_of(home, date(2027, 1, 18)) == []
    assert warnings_of(home, date(2027, 1, 19)) == [
        "routes.yaml:12:3 holidays: the calendar ends on 2027-03-19 "
        "(expected days at least 60 days ahead; try next year's days)"
    ]


def test_a_district_without_any_closed_day_is_warned(tmp_path: Path) -> None:
    start, end = ROUTES.index("holidays:"), ROUTES.index("urgent_words:")
    home = make_home(tmp_path, ROUTES[:start] + ROUTES[end:])
    assert problems_of(home) == []
    assert "the calendar has no days" in warnings_of(home)[0]


def test_a_network_without_ild_and_one_without_schools_are_warnings(tmp_path: Path) -> None:
    roster = changed(ROSTER, (ILD_ROW, "ild@two.example,Ines Director,ild,,,,,,west,,,\n"))
    home = make_home(tmp_path, roster=roster)
    assert warnings_of(home) == [
        "roster.csv:5:9 network: network west has no schools",
        "roster.csv:9:9 network: network all has no ILD; what climbs goes to the chief of schools",
    ]
    assert district.load(home).networks == {"all": "", "west": "ild@two.example"}


def test_two_units_in_one_channel_are_a_warning(tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ('"#facilities"', '"#desk"')))
    assert warnings_of(home) == [
        "routes.yaml:40:14 units.facilities.channel: units desk and facilities share this channel (got #desk)"
    ]


def test_a_file_that_is_put_right_again_loads(tmp_path: Path) -> None:
    home = make_home(tmp_path, changed(ROUTES, ("4h\n        finish", "4\n        finish")))
    assert problems_of(home)
    shutil.copy(make_home(tmp_path / "good") / "routes.yaml", home / "routes.yaml")
    assert problems_of(home) == []


def test_a_route_that_moves_keeps_its_words_and_takes_the_new_units_targets(tmp_path: Path) -> None:
    """The later entry names the id and the day; what it leaves out stays, and its unit's hours count."""
    routes = changed(
        ROUTES,
        ('          - "Room 4 is cold"\n', '          - "Room 4 is cold"\n        until: 2027-01-11\n'),
        ("units:\n", "units:\n" + GROUNDS),
    )
    gus = "gus@two.example,Gus Grounds,unit_lead,,,,,,,grounds,,\n"
    found = district.load(make_home(tmp_path, routes, ROSTER + gus))
    before, after = on(found, date(2027, 1, 11)), on(found, date(2027, 1, 12))
    assert (before.routes["facilities.hvac"].unit, after.routes["facilities.hvac"].unit) == ("facilities", "grounds")
    assert after.routes["facilities.hvac"].examples == ("Room 4 is cold",)
    assert after.routes["facilities.hvac"].finish_minutes == 3 * 24 * 60
    assert change(found, "facilities.hvac", date(2027, 1, 12)) == "changed on Jan 12, it was Facilities before"
    assert change(found, "facilities.hvac", date(2027, 1, 11)) == "changes on Jan 12 to Grounds"
    assert change(found, "facilities.hvac", date(2027, 8, 1)) == ""


GROUNDS = """\
  - id: grounds
    name: Grounds
    channel: "#grounds"
    lead: gus@two.example
    contact: gus@two.example
    hours: always
    last_step: coo@two.example
    routes:
      - id: facilities.hvac
        from: 2027-01-12
"""


def test_a_route_that_ends_soon_with_nobody_after_it_is_a_warning(tmp_path: Path) -> None:
    last = '          - "Room 4 is cold"\n'
    home = make_home(tmp_path, changed(ROUTES, (last, f"{last}        until: 2027-01-11\n")))
    assert problems_of(home) == []
    assert any("facilities.hvac ends then; nothing is routed there afterwards" in line for line in warnings_of(home))
    assert not any("ends then" in line for line in warnings_of(home, date(2026, 11, 1)))
