"""A district of two units and two schools, small enough to count its lines."""

from __future__ import annotations

import shutil
from pathlib import Path

SHIPPED = Path(__file__).parents[2]

ROUTES = """\
district:
  name: Two Creeks
  time_zone: America/Chicago
  safety_line: "911"
  chief_of_schools: chief@two.example
  help_contact: admin@two.example
  triage: desk
hours:
  office: {mon-fri: "07:00-16:00"}
  always: always
holidays:
  - "2027-01-18 Martin Luther King Jr. Day"
breaks:
  - "2027-03-15..2027-03-19 Spring closing"
half_days:
  - "2026-12-18 07:00-11:30 Last day before winter break"
urgent_words:
  - gas smell
ladder:
  remind_contact: 50%
  tell_lead: 80%
  tell_ild: 100%
  last_step_after: 4h
units:
  - id: desk
    name: Help Desk
    channel: "#desk"
    lead: dana@two.example
    contact: dana@two.example
    hours: office
    last_step: coo@two.example
    routes:
      - id: desk.any
        label: Help
        description: Whatever fits nowhere else.
        respond_within: 2h
        finish_within: 2d
  - id: facilities
    name: Facilities
    channel: "#facilities"
    lead: lee@two.example
    contact: rosa@two.example
    hours: office
    last_step: coo@two.example
    routes:
      - id: facilities.hvac
        label: Heating
        description: Heating and cooling.
        respond_within: 4h
        finish_within: 3d
        keywords:
          - heat
        examples:
          - "Room 4 is cold"
"""

ROSTER = """\
email,name,role,title,school,school_name,levels,programs,network,unit,started,cover
chief@two.example,Carol Chief,chief,,,,,,,,,
coo@two.example,Cole Operations,executive,,,,,,,,,
admin@two.example,Ada Admin,admin,,,,,,,,,
ild@two.example,Ines Director,ild,,,,,,all,,,chief@two.example
dana@two.example,Dana Desk,unit_lead,,,,,,,desk,,
lee@two.example,Lee Lead,unit_lead,,,,,,,facilities,,
rosa@two.example,Rosa Staff,unit_staff,,,,,,,facilities,,
pat@two.example,Pat Oak,principal,,oak,Oak ES,elementary,title1;ell,all,,2026-08-03,
kim@two.example,Kim Elm,principal,,elm,Elm K-8,elementary;middle,,all,,2011-07-01,
ann@two.example,Ann Aide,delegate,,oak,,,,,,,
"""


def make_home(folder: Path, routes: str | bytes = ROUTES, roster: str | bytes = ROSTER) -> Path:
    """A home with the given files and the shipped digests."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "routes.yaml", routes)
    _write(folder / "roster.csv", roster)
    shutil.copytree(SHIPPED / "digests", folder / "digests", dirs_exist_ok=True)
    return folder


def _write(path: Path, content: str | bytes) -> None:
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def changed(text: str, *edits: tuple[str, str]) -> str:
    """The text with each edit made once; an edit whose old words are not there once is a mistake of the test."""
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text
