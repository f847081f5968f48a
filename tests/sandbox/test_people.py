"""The file that says who is in the workspace: JSON or CSV, and what is said of a file that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from broker_bot.sandbox.people import PeopleError, Town, read


def written(folder: Path, found: Any, name: str = "people.json") -> Path:
    path = folder / name
    path.write_text(found if isinstance(found, str) else json.dumps(found), "utf-8")
    return path


def test_people_and_channels_come_from_json(tmp_path: Path) -> None:
    people = [
        {"name": "Dana Ortiz", "email": "dana@x.example", "group": "Principals"},
        {"id": "U9", "name": "Lee Park"},
    ]
    rooms: list[Any] = [
        {"name": "#facilities", "members": ["dana@x.example", "lee park"]},
        {"name": "cabinet", "private": True},
    ]
    rooms.append({"name": "all-hands", "members": "all", "bot_in": False})
    town = read(written(tmp_path, {"people": people, "channels": rooms}))
    assert [(one.id, one.name, one.group) for one in town.people] == [
        ("U0001", "Dana Ortiz", "Principals"),
        ("U9", "Lee Park", ""),
    ]
    assert [(one.id, one.name, one.private, one.members) for one in town.channels] == [
        ("C0001", "facilities", False, ("U0001", "U9")),
        ("G0002", "cabinet", True, ()),
        ("C0003", "all-hands", False, ("U0001", "U9")),
    ]
    assert [one.bot_in for one in town.channels] == [True, True, False]


def test_a_list_of_people_is_enough_and_they_name_their_channels(tmp_path: Path) -> None:
    people = [{"name": "Dana", "channels": ["facilities"]}, {"name": "Lee", "channels": ["#facilities", "desk"]}]
    town = read(written(tmp_path, people))
    assert {one.name: one.members for one in town.channels} == {"facilities": ("U0001", "U0002"), "desk": ("U0002",)}


def test_people_come_from_csv_and_other_columns_are_passed_over(tmp_path: Path) -> None:
    head = "\ufeffemail,name,role,school,channels,deactivated\n"
    text = head + "a@x.example,Ann,principal,Alder,one two,\nb@x.example,Bo,ild,,one,yes\n"
    town = read(written(tmp_path, text, "people.csv"))
    assert [(one.name, one.email, one.group, one.deactivated) for one in town.people] == [
        ("Ann", "a@x.example", "Principal", False),
        ("Bo", "b@x.example", "ILD", True),
    ]
    assert {one.name: one.members for one in town.channels} == {"one": ("U0001", "U0002"), "two": ("U0001",)}


def test_a_channel_can_have_everyone_in_it(tmp_path: Path) -> None:
    town: Town = read(written(tmp_path, [{"name": "Ann"}, {"name": "Bo"}]), everyone_in=["desk"])
    assert [(one.name, one.members) for one in town.channels] == [("desk", ("U0001", "U0002"))]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("not json", "not JSON .*ending .csv"),
        ("3", "a file of people is"),
        ({"people": "Dana"}, "people must be a list"),
        ([{"email": "a@x.example"}], "person 1 has no name"),
        ([{"name": "Ann", "mail": "a"}], r"person 1 \(Ann\) has 'mail', which is unknown; known are: channels"),
        ({"people": [{"name": "Ann"}], "channels": [{"name": "d", "members": ["Bo"]}]}, "member 'Bo' who is not among"),
        ({"channels": [{"private": True}]}, "channel 1 has no name"),
        ([{"id": "U1", "name": "Ann"}, {"id": "U1", "name": "Bo"}], "two have the person id U1"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(tmp_path: Path, found: Any, said: str) -> None:
    path = written(tmp_path, found)
    with pytest.raises(PeopleError, match=said) as told:
        read(path)
    assert str(path) in str(told.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match=r"gone\.json cannot be read"):
        read(tmp_path / "gone.json")
