"""Every kind of mistake in routes.yaml and roster.csv, with the exact words that name it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broker_bot import district
from tests.district.homes import ROSTER, ROUTES, changed, make_home

TODAY = date(2026, 11, 23)
GOLDEN = Path(__file__).with_name("problems.txt")

LAST_ROUTES = ROUTES.rindex("    routes:")
HVAC = "respond_within: 4h"
OFFICE = '"07:00-16:00"'
ZONE = "time_zone: America/Chicago"
MLK = '  - "2027-01-18 Martin Luther King Jr. Day"'
LAST_STEP = "    contact: rosa@two.example\n    hours: office\n    last_step: coo@two.example\n"
DESK_END = "        finish_within: 2d\n"
HVAC_END = '          - "Room 4 is cold"\n'
HVAC_ENDS = '          - "Room 4 is cold"\n        until: 2027-01-11\n'
MOVED = "      - id: facilities.hvac\n        from: {}\n"
FACILITIES_HOURS = "    contact: rosa@two.example\n    hours: office\n"


def with_contacts(*entries: str) -> str:
    """ROUTES with contacts at the second unit."""
    return changed(ROUTES, (LAST_STEP, LAST_STEP + "    contacts:\n" + "".join(f"      - {e}\n" for e in entries)))


ROUTES_CASES: dict[str, str | bytes] = {
    "an empty file": "",
    "only comments": "# nothing\n\n# yet\n",
    "a tab": changed(ROUTES, ("  office: {", "\toffice: {")),
    "a tab inside a line": changed(ROUTES, ("name: Facilities\n", "name:\tFacilities\n")),
    "a control character": changed(ROUTES, ("name: Facilities\n", "name: Facil\x07ities\n")),
    "not utf-8": ROUTES.replace("Two Creeks", "Two Cr\xe9eks").encode("latin-1"),
    "an open bracket": changed(ROUTES, ('holidays:\n  - "2027-01-18 Martin Luther King Jr. Day"', "holidays: [x")),
    "an open brace": changed(ROUTES, ('{mon-fri: "07:00-16:00"}', '{mon-fri: "07:00-16:00"')),
    "an open quote": ROUTES + '        confidential: "legal\n',
    "an odd indentation": changed(ROUTES, ("    name: Facilities\n", "   name: Facilities\n")),
    "a second colon": changed(ROUTES, ("label: Heating", "label: Heating: cooling")),
    "a value that begins with @": changed(ROUTES, ("label: Heating", "label: @heating")),
    "a line without a colon": changed(ROUTES, ("  triage: desk", "  triage: desk\n  hello")),
    "a repeated key": changed(ROUTES, (FACILITIES_HOURS, FACILITIES_HOURS + "    hours: always\n")),
    "an anchor, an alias, a tag and a merge key": changed(
        ROUTES,
        ("name: Two Creeks", "name: &n Two Creeks"),
        ("label: Heating", "label: *n"),
        ("label: Help", "label: !!python/name:os.system x"),
        ("  always: always", "  always: always\n  <<: {x: y}"),
    ),
    "a list as a name": ROUTES + "[a, b]: c\n",
    "too deep": "a: " + "[" * 25 + "]" * 25,
    "an endless bracket": "[" * 20_000,
    "too large": ROUTES + "#" * 1_000_000,
    "two documents": ROUTES + "---\nunits: []\n",
    "a list instead of fields": "- a\n- b\n",
    "a word instead of fields": "hello\n",
    "a unit that is a word": ROUTES + "  - hello\n",
    "units that are a word": ROUTES[: ROUTES.index("units:")] + "units: none\n",
    "only a name": "district: {name: Two Creeks}\n",
    "a desk without TLS": changed(ROUTES, ('channel: "#facilities"', "channel: http://desk.two.example/in")),
    "a confidential route of a unit reached by e-mail": changed(
        ROUTES,
        ('channel: "#facilities"', "channel: facilities@two.example"),
        (HVAC, HVAC + "\n        confidential: legal"),
    ),
    "hours with dots": changed(ROUTES, (OFFICE, '"8.30-16:00"')),
    "hours without colons": changed(ROUTES, (OFFICE, '"830-1600"')),
    "hours that end at 25:00": changed(ROUTES, (OFFICE, '"07:00-25:00"')),
    "hours that end before they start": changed(ROUTES, (OFFICE, '"17:00-08:00"')),
    "hours that start at 24:00": changed(ROUTES, (OFFICE, '"24:00-08:00"')),
    "hours that overlap": changed(ROUTES, (OFFICE, '"07:00-12:00, 11:00-16:00"')),
    "hours on an unknown day": changed(ROUTES, ("{mon-fri:", "{mon-fir:")),
    "hours on a day twice": changed(ROUTES, (OFFICE + "}", OFFICE + ', wed: "08:00-12:00"}')),
    "hours on no day": changed(ROUTES, ("{mon-fri: " + OFFICE + "}", "{}")),
    "hours of an unknown name": changed(ROUTES, (FACILITIES_HOURS, FACILITIES_HOURS.replace("office", "ofice"))),
    "a channel that is a comment": changed(ROUTES, ('channel: "#facilities"', "channel: #facilities")),
    "an empty channel": changed(ROUTES, ('channel: "#facilities"', "channel:")),
    "a channel with spaces": changed(ROUTES, ('channel: "#facilities"', "channel: Facilities Room")),
    "an unknown field near a known one": changed(ROUTES, ('channel: "#facilities"', 'chanel: "#facilities"')),
    "an unknown field at the top": ROUTES + "teams: []\n",
    "a unit without lead and hours": changed(
        ROUTES, ("    lead: lee@two.example\n", ""), (FACILITIES_HOURS, "    contact: rosa@two.example\n")
    ),
    "a unit without routes": ROUTES[:LAST_ROUTES],
    "a unit with empty routes": ROUTES[:LAST_ROUTES] + "    routes: []\n",
    "a route in two units": changed(ROUTES, ("id: facilities.hvac", "id: desk.any")),
    "a unit twice": changed(ROUTES, ("id: facilities\n", "id: desk\n")),
    "a ladder that returns": changed(
        ROUTES, (FACILITIES_HOURS + "    last_step: coo", FACILITIES_HOURS + "    last_step: lee")
    ),
    "a ladder that does not rise": changed(ROUTES, ("80%", "40%"), ("100%", "100")),
    "a share of 0% and of 101%": changed(ROUTES, ("50%", "0%"), ("100%", "101%")),
    **{
        f"a target of {text}": changed(ROUTES, (HVAC, f"respond_within: {text}"))
        for text in ("0h", "-4h", "4", "4 hours", "4bh", "1e3", "61d", "4.5h", "1h30m", "''", "[4h]", "four hours")
    },
    **{
        f"the time zone {text}": changed(ROUTES, (ZONE, f"time_zone: {text}"))
        for text in ("CST", "Central", "''", "America/Chigaco", "Chicago", "EST5EDT", "Mars/Olympus", "../etc/passwd")
    },
    "no time zone": changed(ROUTES, (f"  {ZONE}\n", "")),
    "a day that does not exist": changed(ROUTES, ("2027-01-18", "2026-02-30")),
    "a closing turned around": changed(ROUTES, ("2027-03-15..2027-03-19", "2027-03-19..2027-03-15")),
    "a closing of years": changed(ROUTES, ("2027-03-15..2027-03-19", "2027-03-15..2037-03-19")),
    "a holiday twice": changed(ROUTES, (MLK, f'{MLK}\n  - "2027-01-18 Again"')),
    "a half day on a closed day": changed(ROUTES, ("2026-12-18 07", "2027-03-16 07")),
    "a date with slashes": changed(ROUTES, ("2027-01-18", "1/18/2027")),
    "a half day without hours": changed(ROUTES, ("2026-12-18 07:00-11:30", "2026-12-18 until noon")),
    "sixteen closed days": changed(ROUTES, ("2027-03-15..2027-03-19", "2027-07-01..2027-07-16")),
    "words that are not a list": changed(ROUTES, ("urgent_words:\n  - gas smell", "urgent_words: gas smell")),
    "an address nobody has": changed(ROUTES, ("lead: lee@", "lead: leo@")),
    "an address that is none": changed(ROUTES, ("lead: lee@two.example", "lead: Lee Lead")),
    "people with other roles": changed(
        ROUTES, ("chief_of_schools: chief@", "chief_of_schools: coo@"), ("help_contact: admin@", "help_contact: dana@")
    ),
    "a lead of another unit": changed(ROUTES, ("lead: lee@", "lead: dana@")),
    "an unknown triage unit": changed(ROUTES, ("triage: desk", "triage: dsk")),
    "an unknown kind of confidence": ROUTES + "        confidential: helth\n",
    "an id with capitals": changed(ROUTES, ("id: facilities.hvac", "id: Facilities HVAC")),
    "no office for the ILDs": ROUTES.replace("office", "desk_hours"),
    "a contact nobody knows": with_contacts("{person: nobody@two.example, schools: [oak]}"),
    "a contact of another unit": with_contacts("{person: dana@two.example, schools: [oak]}"),
    "a contact without schools": with_contacts("{person: rosa@two.example}"),
    "a school with two contacts": with_contacts(
        "{person: rosa@two.example, schools: [oak, elm]}", "{person: lee@two.example, schools: [oak]}"
    ),
    "contacts of a school, a network and a route that do not exist": with_contacts(
        "{person: rosa@two.example, schools: [oka], networks: [al], routes: [facilities.hvca]}"
    ),
    "a contact with an unknown field": with_contacts("{person: rosa@two.example, school: [oak]}"),
    "a route in force twice": changed(ROUTES, (HVAC_END, HVAC_END + MOVED.format("2027-01-12"))),
    "a route that overlaps by a day": changed(ROUTES, (HVAC_END, HVAC_ENDS + MOVED.format("2027-01-11"))),
    "a route that nobody has for days": changed(ROUTES, (HVAC_END, HVAC_ENDS + MOVED.format("2027-01-20"))),
    "a route that ends before it begins": changed(ROUTES, (HVAC_END, HVAC_ENDS + "        from: 2027-02-01\n")),
    "a route from a day that is none": changed(ROUTES, (HVAC_END, HVAC_ENDS + MOVED.format("1/12/2027"))),
    "a help desk that ends": changed(ROUTES, (DESK_END, DESK_END + "        until: 2027-01-11\n")),
    "a later entry of a route nobody describes": changed(
        ROUTES, (DESK_END, DESK_END + MOVED.format("2027-01-12").replace("hvac", "hvca"))
    ),
}

ROSTER_CASES: dict[str, str | bytes] = {
    "an empty roster": "",
    "a roster of headings": ROSTER.split("\n")[0] + "\n",
    "a missing column": ROSTER.replace(",cover\n", "\n", 1),
    "a misspelt column": ROSTER.replace("levels", "level", 1),
    "a column twice": ROSTER.replace("title", "name", 1),
    "semicolons for commas": ROSTER.replace(",", ";"),
    "a short row": changed(ROSTER, ("Ann Aide,delegate,,oak,,,,,,,", "Ann Aide,delegate,,oak,,,,,,")),
    "a long row": changed(ROSTER, ("Ann Aide", "Aide, Ann")),
    "an open quote in the roster": ROSTER + '"abc',
    "a line end in a cell": changed(ROSTER, ("Ann Aide", '"Ann\nAide"')),
    "a roster in utf-16": ROSTER.encode("utf-16"),
    "two principals": changed(ROSTER, ("principal,,elm,Elm K-8", "principal,,oak,Elm K-8")),
    "two schools of one name": changed(ROSTER, ("Elm K-8", "Oak ES")),
    "rows that disagree": changed(ROSTER, ("delegate,,oak,,", "delegate,,oak,Oak School,")),
    "an unknown role, level, program, unit and date": changed(
        ROSTER,
        ("delegate", "delegat"),
        ("elementary;middle", "elementary;midle"),
        ("title1;ell", "title1;esl"),
        ("unit_staff,,,,,,,facilities", "unit_staff,,,,,,,facilties"),
        ("2011-07-01", "7/1/2011"),
    ),
    "an address twice": ROSTER + "PAT@two.example,Pat Two,delegate,,elm,,,,,,,\n",
    "an address without @": changed(ROSTER, ("ann@two.example", "ann")),
    "a delegate of no school": changed(ROSTER, ("delegate,,oak", "delegate,,aok")),
    "a principal without school": changed(ROSTER, (",elm,Elm K-8,elementary;middle,,all,", ",,,,,,")),
    "a principal with a unit": changed(ROSTER, ("all,,2011", "all,desk,2011")),
    "two ILDs in a network": ROSTER + "x@two.example,Xi Two,ild,,,,,,all,,,\n",
    "a cover nobody knows": changed(ROSTER, (",chief@two.example\n", ",cheif@two.example\n")),
    "covers in a circle": changed(ROSTER, ("Carol Chief,chief,,,,,,,,,", "Carol Chief,chief,,,,,,,,,ild@two.example")),
    "a cover of oneself": changed(ROSTER, ("delegate,,oak,,,,,,,", "delegate,,oak,,,,,,,ann@two.example")),
}  # fmt: skip


def golden() -> dict[str, list[str]]:
    """The expected sentences by case."""
    sections: dict[str, list[str]] = {}
    for line in GOLDEN.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            current = sections.setdefault(line.removeprefix("## "), [])
        elif line.strip():
            current.append(line)
    return sections


def problems_of(home: Path) -> list[str]:
    return [str(problem) for problem in district.check(home, TODAY)[0]]


@pytest.mark.parametrize("case", ROUTES_CASES)
def test_a_mistake_in_routes_yaml_is_named(case: str, tmp_path: Path) -> None:
    assert problems_of(make_home(tmp_path, routes=ROUTES_CASES[case])) == golden()[case]


@pytest.mark.parametrize("case", ROSTER_CASES)
def test_a_mistake_in_roster_csv_is_named(case: str, tmp_path: Path) -> None:
    assert problems_of(make_home(tmp_path, roster=ROSTER_CASES[case])) == golden()[case]


def test_every_expected_sentence_belongs_to_a_case_and_no_case_expects_nothing() -> None:
    expected = golden()
    assert set(expected) == {*ROUTES_CASES, *ROSTER_CASES}
    assert all(expected.values())


def test_five_mistakes_of_different_kinds_are_named_in_one_run(tmp_path: Path) -> None:
    routes = changed(
        ROUTES,
        (ZONE, "time_zone: Central"),
        (HVAC, "respond_within: 4 hours"),
        ('channel: "#facilities"', "channel: #facilities"),
        ("2027-01-18", "2026-02-30"),
        ("last_step_after: 4h", "last_step_afer: 4h"),
    )
    places = [problem.split(" ")[0] for problem in problems_of(make_home(tmp_path, routes=routes))]
    assert places == [
        "routes.yaml:3:14",
        "routes.yaml:12:5",
        "routes.yaml:23:3",
        "routes.yaml:40:5",
        "routes.yaml:49:25",
    ]


def test_mistakes_in_all_three_sources_are_named_in_one_run(tmp_path: Path) -> None:
    home = make_home(tmp_path, routes=changed(ROUTES, ("80%", "80")), roster=changed(ROSTER, ("delegate", "delegat")))
    (home / "digests" / "empty.j2").write_text("{% if %}", encoding="utf-8")
    places = [problem.split(" ")[0] for problem in problems_of(home)]
    assert places == ["digests/empty.j2:1:1:", "roster.csv:11:3", "routes.yaml:21:14"]
