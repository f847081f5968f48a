"""A frozen page as it stands now: what was pressed, decided or moved since it was made. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from broker_bot.domain import people
from broker_bot.domain.demand import Decision, Mandate, director, reader
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.digest import date_shown
from broker_bot.domain.district import District, School
from broker_bot.domain.items import Issue, ItemState, state_words
from broker_bot.domain.page import Render, first_line, in_message, off_words, page_item, resolved
from broker_bot.domain.readmodels import DigestPage, ItemLabels, PageItem

Source = tuple[Mandate, Decision | None]


@dataclass(frozen=True, slots=True)
class Now:
    """What is true of one reader's items now: states by mandate, and each demand with its decision.

    `render` draws the district's texts of what was decided anew; without it the frozen words stand.
    """

    states: Mapping[int, ItemState] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)
    render: Render | None = None


def now_items(issue: Issue, now: Now, district: District) -> tuple[PageItem, ...]:
    """The frozen items with what became of each since; what was taken off is gone."""
    items = issue.page.items if issue.page else ()
    return tuple(shown for item in items if (shown := _now(issue, item, now, district)) is not None)


def _now(issue: Issue, item: PageItem, now: Now, district: District) -> PageItem | None:
    state = now.states.get(item.mandate)
    if (state and state.state == "taken_off") or _off(issue, item, now, district) is not None:
        return None
    moved = _moved(issue, _decided_anew(issue, item, now, district), now, district)
    if state is None:
        return moved
    shown = state.state if state.state in ("done", "help", "handed") else ""
    return replace(moved, state=shown, state_words=state_words(state, issue, district))


def _decided_anew(issue: Issue, item: PageItem, now: Now, district: District) -> PageItem:
    """The item with the weight and words that a decision gave it since the page was made."""
    mandate, decision = now.sources.get(item.mandate, (None, None))
    school = _school(issue, district)
    if mandate is None or decision is None or school is None or now.render is None:
        return item
    if issue.composed_at is None or decision.decided_at <= issue.composed_at:
        return item
    who = reader(school, district, issue.week)
    tier, _ = resolved(decision, who.school, who.years)
    line = Line(id=str(mandate.id), tier=tier, due=mandate.due, accepted_on=decision.accepted_on)
    shown = item.was or item.due
    return page_item(line, (mandate, decision), who, issue.week, district, now.render, shown)


def _moved(issue: Issue, item: PageItem, now: Now, district: District) -> PageItem:
    """The item with the date its demand has now, marked when that differs from the frozen one."""
    source = now.sources.get(item.mandate)
    school = _school(issue, district)
    if source is None or school is None or not source[0].changes:
        return item
    who = reader(school, district, issue.week)
    due = date_shown(who, Line(id="", tier=None, due=source[0].due))
    return item if due == item.due else replace(item, was=item.due, due=due)


def _school(issue: Issue, district: District) -> School | None:
    person = district.people.get(issue.principal)
    return district.schools.get(person.school) if person else None


def _off(issue: Issue, item: PageItem, now: Now, district: District) -> str | None:
    """What the page says instead of an item that a decision took away since; None while it stands."""
    source, school = now.sources.get(item.mandate), _school(issue, district)
    if source is None or school is None:
        return None
    mandate, decision = source
    if mandate.superseded_by:
        return f"{item.title}: a newer version replaces it"
    if decision is None:
        ild = people.name_of(district, director(school.network, district))
        return f"{item.title}: nothing to do until {ild} has decided on it anew"
    who = reader(school, district, issue.week)
    tier, state = resolved(decision, who.school, who.years)
    if str(tier) in ("must", "brief", "fyi") and not state:
        return None
    words = off_words(mandate, decision, who, district)
    by = people.name_of(district, decision.decided_by)
    return words or f"{item.title}: {by} {'does it' if str(tier) == 'ild' else 'declined it'} for you"


def now_page(issue: Issue, now: Now, district: District) -> DigestPage:
    """The page as its message shows it now: at most five lines for information, what was taken off at the end."""
    assert issue.page is not None
    items = now_items(issue, now, district)
    off = list(issue.page.off)
    for item in issue.page.items:
        state = now.states.get(item.mandate)
        if state and state.state == "taken_off":
            off.append(f"{item.title}: taken off by {people.name_of(district, state.by)}")
        elif words := _off(issue, item, now, district):
            off.append(words)
    word = district.digest.words.get("off_your_plate") or "Off your plate"
    first = issue.page.first_line
    if now.render is not None and _weights(items) != _weights(issue.page.items):
        first = first_line(items, now.render)
    return replace(
        issue.page,
        first_line=first,
        items=in_message(items),
        off=tuple(dict.fromkeys(off)),
        off_heading=word,
        labels=labels(district),
    )


def _weights(items: Sequence[PageItem]) -> list[tuple[object, ...]]:
    """What the first line counts."""
    return [(item.mandate, item.tier, item.minutes, item.was) for item in items]


def labels(district: District) -> ItemLabels:
    """What stands on an item's buttons, in the district's words of today."""
    words, own = district.digest.words, ItemLabels()
    return ItemLabels(
        done=words.get("done") or own.done,
        help=words.get("help") or own.help,
        take_off=words.get("take_off") or own.take_off,
        hand=words.get("hand") or own.hand,
        ask=words.get("ask") or own.ask,
        fewer=words.get("fewer") or own.fewer,
    )
