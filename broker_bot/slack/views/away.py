"""Being away: the form, and the lines at the foot of a Home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, date_input, field, grouped, modal, option
from broker_bot.slack.views.surface import Block, Home, Modal

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading and (id, name) of the people under it."""

MOST = 100
"""Blocks of a Home."""


def away_modal(
    person: tuple[str, str], people: Sequence[Group], covers: Sequence[Group], today: date, standing: str = ""
) -> Modal:
    """`people` are those for whom this reader may say it (none: only for the reader); `standing` covers usually."""
    blocks: list[Block] = []
    if people:
        whom = _grouped("Choose a person", people) | {"initial_option": option(person[1], person[0])}
        blocks.append(field(ids.FIELD_PERSON, "Who is away", whom))
    blocks += [
        field(ids.FIELD_FIRST, "First day away", date_input(today)),
        field(ids.FIELD_LAST, "Last day away", date_input()),
    ]
    if covers:
        usual = f"Left empty, it is {standing} from the roster." if standing else "Left empty, the lead is next."
        if people:
            usual = "Left empty, it is that person's cover in the roster."
        blocks.append(
            field(ids.FIELD_COVER, "Who covers", _grouped("Choose a person", covers), optional=True, hint=usual)
        )
    blocks.append(context("Requests, reminders and escalations go to the cover on these days. It ends by itself."))
    return Modal(modal(ids.MODAL_AWAY, "Away", person[0], blocks, submit="Save"))


def _grouped(placeholder: str, groups: Sequence[Group]) -> Block:
    return grouped(placeholder, [(name, [option(who, ident) for ident, who in rows]) for name, rows in groups])


def with_away(page: Home, stands: str) -> Home:
    """A Home with what it says of the reader's own absence at its foot, and the button for it."""
    press = button("I am back", ids.AWAY_BACK, "self") if stands else button("I will be away", ids.AWAY_NEW, "self")
    foot = [*([context(stands)] if stands else []), *actions([press])]
    return Home({**page.view, "blocks": [*page.view["blocks"][: MOST - len(foot)], *foot]})
