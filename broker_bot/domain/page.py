"""One principal's weekly page: each network's decisions become one tier for the reader, then lines in order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from broker_bot.domain import digest
from broker_bot.domain.demand import SHOWN, Decision, Mandate, applies, reader
from broker_bot.domain.digest import NEW_PRINCIPAL_YEARS, Reader, Tier, date_shown, is_new
from broker_bot.domain.district import District, School
from broker_bot.domain.items import Issue, ItemState, state_words
from broker_bot.domain.readmodels import DigestPage, ItemLabels, PageItem

FYI_LINES = 5
"""Lines for information in the message; the rest of the week's are counted and stand in Home."""

MUSTS_BEFORE_WARNING = 3
WORDS_A_MINUTE = 238
"""Silent reading of non-fiction by adults (Brysbaert 2019, doi.org/10.1016/j.jml.2019.104047)."""

Render = Callable[[str, Mapping[str, object]], str]
"""A text's name and what it speaks of -> mrkdwn, empty when the text can't be drawn."""

Pair = tuple[Mandate, Decision]


def resolved(decision: Decision, school: str, years: int | None) -> tuple[Tier, str]:
    """The one tier and state ("" for none) of a decision for one reader: school before new principals before all."""
    wish = decision.overrides.schools.get(school, "")
    if not wish and years in NEW_PRINCIPAL_YEARS:
        wish = decision.overrides.new_principals
    match wish:
        case "":
            return decision.tier, ""
        case "handout":
            return Tier.DECLINED, ""
        case "excused":
            return decision.tier, "taken_off"
        case "answered":
            return decision.tier, "done"
    return Tier(wish), ""


def lines(
    pairs: Iterable[Pair], who: Reader, week: date, previous: date | None
) -> tuple[Reader, dict[str, digest.Mandate]]:
    """What the filter reads: one line a mandate, and the reader with every state that a decision sets.

    `previous` is the week of the reader's last page: what was accepted after it is new on this one.
    """
    found: dict[str, digest.Mandate] = {}
    states = dict(who.states)
    for mandate, decision in pairs:
        tier, state = resolved(decision, who.school, who.years)
        ident = str(mandate.id)
        if state:
            states.setdefault(ident, state)
        found[ident] = digest.Mandate(
            id=ident,
            tier=tier,
            title=mandate.title,
            due=mandate.due,
            accepted_on=_accepted(decision.accepted_on, week, previous),
            effort_minutes=mandate.minutes,
            unit=mandate.unit,
            topic=mandate.topic,
            audience=mandate.audience,
            superseded_by=str(mandate.superseded_by or ""),
        )
    return replace(who, states=states), found


def _accepted(day: date | None, week: date, previous: date | None) -> date | None:
    """A page that a break skipped hands what it would have carried on to this one."""
    if day is not None and previous is not None and previous < day <= week:
        return week
    return day


def compose(
    issue: Issue,
    school: School,
    pairs: Sequence[Pair],
    states: Mapping[int, ItemState],
    previous: date | None,
    district: District,
    render: Render,
) -> DigestPage:
    """The page to freeze. `issue.page` is not read."""
    plain = reader(school, district, issue.week, {str(i): s.state for i, s in states.items()})
    who, found = lines(pairs, plain, issue.week, previous)
    chosen = digest.select(who, found.values(), issue.week)
    by_id = {str(mandate.id): (mandate, decision) for mandate, decision in pairs}
    items = tuple(_item(found[i], by_id[i], who, issue.week, district, render) for i in chosen.items)
    words = district.digest.words
    ild = district.people.get(district.networks.get(school.network, ""))
    person = district.people.get(issue.principal)
    return DigestPage(
        issue=issue.id,
        week=issue.week,
        name=person.name if person else issue.principal,
        ild=ild.name if ild else "",
        first_line=_first_line(items, render),
        note="",
        items=items,
        counts_line=_counts(items, found.values(), by_id, who, issue.week, render),
        headings=tuple((str(tier), words.get(tier, tier)) for tier in SHOWN),
    )


def _item(line: digest.Mandate, pair: Pair, who: Reader, week: date, district: District, render: Render) -> PageItem:
    mandate, decision = pair
    due = date_shown(who, line)
    unit = district.units.get(mandate.unit)
    facts = {
        "title": mandate.title,
        "link": mandate.link,
        "due": day_words(due) if due else "",
        "was": "",
        "minutes": mandate.minutes,
        "line": decision.line,
        "focus": "",
        "unit": unit.name if unit else mandate.unit,
        "consequence": "",
        "new": is_new(line, week),
        "why": "",
    }
    return PageItem(
        mandate=mandate.id,
        tier=str(line.tier),
        title=mandate.title,
        text=render(f"item_{line.tier}", facts),
        due=due,
        minutes=mandate.minutes,
        line=decision.line,
        unit=str(facts["unit"]),
        link=mandate.link,
    )


def _first_line(items: Sequence[PageItem], render: Render) -> str:
    """Counts and minutes first; a page without items is one line."""
    if not items:
        return _plain(render("empty", {})) or "Nothing for you this week."
    number = {tier: sum(item.tier == tier for item in items) for tier in SHOWN}
    facts = {
        "musts": number[Tier.MUST],
        "briefs": number[Tier.BRIEF],
        "fyis": number[Tier.FYI],
        "minutes": sum(item.minutes for item in items if item.tier != Tier.FYI),
        "reading_seconds": reading_seconds(items),
        "changed": sum(item.was is not None for item in items),
    }
    return _plain(render("page_first_line", facts)) or f"{len(items)} for you this week"


def _plain(text: str) -> str:
    """One line without emphasis: the view sets the first line in bold as a whole."""
    return " ".join(text.replace("*", "").split())


def reading_seconds(items: Sequence[PageItem]) -> int:
    """How long the page takes to read, in whole fives of seconds."""
    words = sum(any(c.isalnum() for c in word) for item in _in_message(items) for word in item.text.split())
    return max(5, -(-words * 60 // WORDS_A_MINUTE // 5) * 5)


def _in_message(items: Sequence[PageItem]) -> tuple[PageItem, ...]:
    """Without the lines for information beyond the fifth."""
    fyis = [item for item in items if item.tier == Tier.FYI]
    left = {item.mandate for item in fyis[FYI_LINES:]}
    return tuple(item for item in items if item.mandate not in left)


def _counts(
    items: Sequence[PageItem],
    found: Iterable[digest.Mandate],
    by_id: Mapping[str, Pair],
    who: Reader,
    week: date,
    render: Render,
) -> str:
    """What others took care of since the last page, and how many lines wait in Home."""
    new = [line for line in found if is_new(line, week) and applies(who, by_id[line.id][0], week)]
    facts = {
        "ild": sum(line.tier is Tier.ILD for line in new),
        "declined": sum(line.tier is Tier.DECLINED for line in new),
        "done_for_you": sum(_answered(by_id[line.id][1], who) for line in new),
        "more_fyis": len(items) - len(_in_message(items)),
    }
    return " ".join(render("counts", facts).split()) if any(facts.values()) else ""


def _answered(decision: Decision, who: Reader) -> bool:
    return resolved(decision, who.school, who.years)[1] == "done"


def day_words(day: date) -> str:
    """A date as people read it: "Fri, Dec 11"."""
    return f"{day:%a}, {day:%b} {day.day}"


def now_items(issue: Issue, states: Mapping[int, ItemState], district: District) -> tuple[PageItem, ...]:
    """The frozen items with what became of each since; what the ILD took off is gone."""
    found = []
    for item in issue.page.items if issue.page else ():
        state = states.get(item.mandate)
        if state is None:
            found.append(item)
        elif state.state != "taken_off":
            shown = state.state if state.state in ("done", "help") else ""
            found.append(replace(item, state=shown, state_words=state_words(state, issue, district)))
    return tuple(found)


def now_page(issue: Issue, states: Mapping[int, ItemState], district: District) -> DigestPage:
    """The page as its message shows it now: at most five lines for information, what was taken off named at the end."""
    assert issue.page is not None
    items = now_items(issue, states, district)
    kept = {item.mandate for item in items}
    off = [item.title for item in issue.page.items if item.mandate not in kept]
    word = district.digest.words.get("off_your_plate", "Off your plate")
    end = f"{word}: {'; '.join(off)}." if off else ""
    counts = " ".join(part for part in (issue.page.counts_line, end) if part)
    return replace(issue.page, items=_in_message(items), counts_line=counts, labels=labels(district))


def labels(district: District) -> ItemLabels:
    """What stands on an item's buttons, in the district's words of today."""
    words, own = district.digest.words, ItemLabels()
    return ItemLabels(
        words.get("done") or own.done, words.get("help") or own.help, words.get("take_off") or own.take_off
    )


def crowded(
    mandate: Mandate,
    schools: Sequence[School],
    pairs: Sequence[Pair],
    states: Mapping[str, Mapping[int, ItemState]],
    week: date,
    district: District,
) -> tuple[School, ...]:
    """Schools whose page of `week` would hold more than three musts, this mandate among them."""
    found = []
    for school in schools:
        own = {str(i): s.state for i, s in states.get(school.principal, {}).items()}
        who, known = lines(pairs, reader(school, district, week, own), week, None)
        shown = digest.select(who, (line for line in known.values() if line.tier is Tier.MUST), week).items
        if str(mandate.id) in shown and len(shown) > MUSTS_BEFORE_WARNING:
            found.append(school)
    return tuple(found)
