"""Fifty messages of danger, sent while the ILD is in schools: each reaches the unit's lead and the ILD at once."""

from __future__ import annotations

import itertools

import pytest

from broker_bot.domain import people
from tests.matching.safety_messages import LOOK_ALIKES, SAFETY
from tests.stories.cast import ILD
from tests.stories.test_in_schools import principals
from tests.stories.world import World, words


def heard(w: World, person: str) -> int:
    return len(w.from_bot(person))


@pytest.mark.only_on("sqlite", why="many messages; no SQL of their own")
def test_each_of_fifty_reaches_lead_and_ild_in_a_protected_block_and_what_nobody_takes_climbs(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools until 2")
    before: dict[str, int] = {}
    silent = []
    for person, text in zip(itertools.cycle(principals(w)), SAFETY, strict=False):
        known = w.numbers()
        w.say(person, text)
        new = [number for number in w.numbers() if number not in known]
        told = people.alarm_chain(w.district, w.request(new[0]))[:2] if new else ()
        if not new or not w.request(new[0]).urgent or ILD not in told:
            silent.append(text)
            continue
        for one in told:
            count = heard(w, one)
            if count <= before.get(one, 0):
                silent.append(f"{text} ({one})")
            before[one] = count
    assert silent == []
    assert len(w.numbers()) >= len(SAFETY) == 50
    third, fourth = people.alarm_chain(w.district, w.request(1))[2:4]
    for minutes, person in ((5, third), (10, fourth)):
        assert w.told_at(person) == []
        w.go_to(f"2026-10-05 09:{minutes:02}")
        assert any("R-1" in words(m) for m in w.from_bot(person)), person


@pytest.mark.only_on("sqlite", why="many messages; no SQL of their own")
def test_fifty_that_only_sound_like_it_disturb_no_protected_block(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools until 2")
    for person, text in zip(itertools.cycle(principals(w)), LOOK_ALIKES, strict=False):
        w.say(person, text)
    assert len(LOOK_ALIKES) == 50 and w.from_bot(ILD) == []
    assert not any(w.request(number).urgent for number in w.numbers())
