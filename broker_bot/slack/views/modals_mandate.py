"""Modals about demands on principals: a unit sends one, an ILD answers "take it off my plate"."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import MandateDraft, OffAsk
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import (
    choose,
    context,
    date_input,
    field,
    modal,
    option,
    section,
    several_grouped,
    text_input,
)
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, count, day, sentence

WORDS_HINT = "At most 200 words, for the ILDs. Principals see title, date, minutes and link."
ALL_HINT = "Needed only when it reaches that many."
LEVELS = (("elementary", "Elementary"), ("middle", "Middle"), ("high", "High"))
PROGRAMS = (
    ("title1", "Title I"),
    ("ell", "English learners"),
    ("sped", "Special education"),
    ("cte", "Career and technical"),
    ("prek", "Pre-K"),
)


Schools = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Networks by name, each with its schools as (id, name)."""


def mandate_modal(draft: MandateDraft, unit: str, schools: Schools = ()) -> Modal:
    """What a unit asks of principals; `draft` holds what was read from its words. Aggregate: the draft's id."""
    new = option("Only principals in their first two years", "new_only")
    new_box = choose("checkboxes", [new], [new] if draft.new_only else [])
    all_of_them = option("Yes, it is for more than 8 in 10 principals", "everyone")
    title = text_input(lines=False, most=150, initial=draft.title)
    missed = text_input(lines=False, most=200, initial=draft.consequence)
    blocks = [
        context(f"From {brief(unit)}. Each ILD decides how it reaches principals, and you hear what and why."),
        *_read(draft),
        field(ids.FIELD_TITLE, "What principals do, verb first", title),
        field(ids.FIELD_TEXT, "Your words", text_input(initial=draft.text), hint=WORDS_HINT),
        field(ids.FIELD_DATE, "Due", date_input(draft.due_at), optional=True),
        field(ids.FIELD_MINUTES, "Minutes it takes a principal", _number(draft.minutes)),
        field(ids.FIELD_LINK, "Link", text_input(lines=False, most=1000, initial=draft.link), optional=True),
        _several(ids.FIELD_LEVELS, "Levels", LEVELS, draft.levels),
        _several(ids.FIELD_PROGRAMS, "Programs", PROGRAMS, draft.programs),
        field(ids.FIELD_NEW_ONLY, "New principals", new_box, optional=True),
        *_schools(draft, schools),
        field(ids.FIELD_EVERYONE, "Everybody", choose("checkboxes", [all_of_them]), optional=True, hint=ALL_HINT),
        field(ids.FIELD_TOPIC, "Topic", text_input(lines=False, most=60, initial=draft.topic), optional=True),
        field(ids.FIELD_CONSEQUENCE, "What happens if it is missed", missed, optional=True),
        *_legal(draft.legal),
    ]
    return Modal(modal(ids.MODAL_MANDATE, "Ask principals", draft.id, blocks, submit="Send to ILDs"))


def _read(draft: MandateDraft) -> list[Block]:
    """What to look at, and the words each field was read from."""
    odd = [f":warning: {sentence(line, 250)}" for line in draft.odd[:5]]
    read: list[str] = []
    for words in dict.fromkeys(words for _, words in draft.sources[:5]):
        named = [name for name, said in draft.sources if said == words]
        names = " and ".join(part for part in (", ".join(named[:-1]), named[-1]) if part)
        read.append(f"{names.capitalize()} from: “{brief(_row(words), 200)}”")
    return [section("\n".join(odd))] * bool(odd) + [context("\n".join(read))] * bool(read)


def _row(words: str) -> str:
    """A table's row as a line."""
    cells = [cell.strip() for cell in words.strip().strip("|").split("|")]
    return " · ".join(cell for cell in cells if cell) if words.lstrip().startswith("|") else words


def _schools(draft: MandateDraft, schools: Schools) -> list[Block]:
    if not schools:
        return []
    groups = [(name, [option(label, school) for school, label in listed]) for name, listed in schools]
    element = several_grouped("All that fit", groups, draft.schools)
    return [field(ids.FIELD_SCHOOLS, "Only these schools", element, optional=True)]


def paste_modal(unit: str) -> Modal:
    """A unit pastes a memo to be read."""
    blocks = [
        context(f"From {brief(unit)}. I propose what principals have to do; you check each before any ILD sees it."),
        field(
            ids.FIELD_TEXT,
            "The memo",
            text_input(most=3000),
            hint="Longer ones: send me the text in Messages.",
        ),
        field(ids.FIELD_LINK, "Link to it", text_input(lines=False, most=1000), optional=True),
    ]
    return Modal(modal(ids.MODAL_MEMO, "Read a memo", "memo", blocks, submit="Read it"))


def _legal(legal: bool | None) -> list[Block]:
    """Only for units that the district's files list."""
    if legal is None:
        return []
    box = option("The law requires it", "legal", text="Undecided 10 school days before its date, it goes out.")
    return [field(ids.FIELD_LEGAL, "Law", choose("checkboxes", [box], [box] if legal else []), optional=True)]


def off_modal(ask: OffAsk) -> Modal:
    """The ILD answers one principal's "take it off my plate". Aggregate: "issue:mandate"."""
    options = [
        option("Take it off", "off", text="It leaves the page, and reminders stop."),
        option("It stands", "stands", text="It stays on the page."),
    ]
    due = f", due {day(ask.due)}" if ask.due else ""
    blocks = [
        section(f"*{brief(ask.title, 150)}*\n{brief(ask.unit)}{due}, {count(ask.minutes, 'minute')}"),
        field(ids.FIELD_DECISION, f"For {ask.principal}, {ask.school}", choose("radio_buttons", options)),
        field(
            ids.FIELD_REASON, "Your words", text_input(most=500), optional=True, hint=f"{ask.principal} will read this."
        ),
    ]
    return Modal(modal(ids.MODAL_OFF, "Take it off?", f"{ask.issue}:{ask.mandate}", blocks, submit="Answer"))


def _number(initial: int) -> Block:
    block: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "2400"}
    return block | {"initial_value": str(min(initial, 2400))} if initial > 0 else block


def _several(block_id: str, label: str, known: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    options = [option(words, value) for value, words in known]
    initial = [drawn for drawn in options if drawn["value"] in chosen]
    return field(block_id, label, choose("checkboxes", options, initial), optional=True, hint="None checked means all.")
