"""One principal's weekly page: each network's decisions become one tier for the reader, then lines in order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from broker_bot.domain import digest
from broker_bot.domain.demand import KINDS, SHOWN, Decision, Mandate, applies, reader
from broker_bot.domain.digest import NEW_PRINCIPAL_YEARS, Reader, Tier, date_shown, is_new
from broker_bot.domain.district import District, School
from broker_bot.domain.items import Issue, ItemState
from broker_bot.domain.people import name_of
from broker_bot.domain.readmodels import DigestPage, PageItem

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
    wish = wish_for(decision, school, years)
    if wish == "answered":
        return decision.tier, "done"
    return KINDS[wish], "taken_off" if wish == "excused" else ""


def wish_for(decision: Decision, school: str, years: int | None) -> str:
    """What was decided for one reader: a kind of decision, or answered."""
    wish = decision.overrides.schools.get(school, "")
    if not wish and years in NEW_PRINCIPAL_YEARS:
        wish = decision.overrides.new_principals
    return wish or decision.how


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


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a page is composed: the ILD's note, what the reader opted out of, and for each item that was
    shown lately the date it had then."""

    note: str = ""
    opt_outs: tuple[str, ...] = ()
    shown: Mapping[int, date | None] = field(default_factory=dict)


def compose(
    issue: Issue,
    school: School,
    pairs: Sequence[Pair],
    states: Mapping[int, ItemState],
    previous: date | None,
    district: District,
    render: Render,
    before: Before = Before(),
) -> DigestPage:
    """The page to freeze. `issue.page` is not read."""
    plain = reader(school, district, issue.week, {str(i): s.state for i, s in states.items()})
    plain = replace(plain, opt_outs=before.opt_outs)
    who, found = lines(pairs, plain, issue.week, previous)
    chosen = digest.select(who, found.values(), issue.week)
    by_id = {str(mandate.id): (mandate, decision) for mandate, decision in pairs}
    items = tuple(
        page_item(found[i], by_id[i], who, issue.week, district, render, before.shown.get(int(i))) for i in chosen.items
    )
    words = district.digest.words
    ild = district.people.get(district.networks.get(school.network, ""))
    person = district.people.get(issue.principal)
    return DigestPage(
        issue=issue.id,
        week=issue.week,
        name=person.name if person else issue.principal,
        ild=ild.name if ild else "",
        first_line=first_line(items, render),
        note=before.note,
        items=items,
        off=off_lines(found.values(), by_id, who, issue.week, district),
        counts_line=_counts(items, found.values(), by_id, who, issue.week, render),
        headings=tuple((str(tier), words.get(tier, tier)) for tier in SHOWN),
    )


def page_item(
    line: digest.Mandate,
    pair: Pair,
    who: Reader,
    week: date,
    district: District,
    render: Render,
    shown: date | None = None,
) -> PageItem:
    """One item in the ILD's words; `shown` is the date that an earlier page gave. What is overdue is never new."""
    mandate, decision = pair
    due = date_shown(who, line)
    was = shown if shown is not None and shown != due else None
    unit = district.units.get(mandate.unit)
    overdue = due is not None and due < week
    minutes = decision.minutes or mandate.minutes
    facts = {
        "title": mandate.title,
        "link": mandate.link,
        "due": day_words(due) if due else "",
        "was": day_words(was) if was else "",
        "minutes": minutes,
        "line": decision.line,
        "focus": decision.focus,
        "unit": unit.name if unit else mandate.unit,
        "consequence": mandate.consequence,
        "new": is_new(line, week) and not overdue,
        "overdue": overdue,
        "why": decision.why if who.years in NEW_PRINCIPAL_YEARS else "",
    }
    return PageItem(
        mandate=mandate.id,
        tier=str(line.tier),
        title=mandate.title,
        text=render(f"item_{line.tier}", facts),
        due=due,
        minutes=minutes,
        line=decision.line,
        unit=str(facts["unit"]),
        link=mandate.link,
        was=was,
    )


MOST_OFF = 5
"""Lines about what others took off that stand on a page; the rest is counted."""


def off_lines(
    found: Iterable[digest.Mandate], by_id: Mapping[str, Pair], who: Reader, week: date, district: District
) -> tuple[str, ...]:
    """What was done for this school or taken off its plate since the last page, by whom and with what was said."""
    lines = []
    for line in found:
        mandate, decision = by_id[line.id]
        if not is_new(line, week) or not applies(who, mandate, week):
            continue
        words = off_words(mandate, decision, who, district)
        if words:
            lines.append(words)
    return tuple(lines[:MOST_OFF])


def off_words(mandate: Mandate, decision: Decision, who: Reader, district: District) -> str:
    """One line about a demand that the reader need not do; empty where the ILD said nothing about it by name."""
    wish = wish_for(decision, who.school, who.years)
    by = name_of(district, decision.decided_by) if decision.decided_by else f"the rule \u201c{decision.rule}\u201d"
    if wish == "excused":
        return f"{mandate.title}: excused by {by}"
    if wish in ("answered", "ild") and decision.answer:
        said = " ".join(decision.answer.split())
        return f"{mandate.title}: done for you by {by}, \u201c{said}\u201d"
    return ""


def first_line(items: Sequence[PageItem], render: Render) -> str:
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
    words = sum(any(c.isalnum() for c in word) for item in in_message(items) for word in item.text.split())
    return max(5, -(-words * 60 // WORDS_A_MINUTE // 5) * 5)


def in_message(items: Sequence[PageItem]) -> tuple[PageItem, ...]:
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
    wishes = [(wish_for(by_id[line.id][1], who.school, who.years), by_id[line.id][1].answer) for line in new]
    named = sum(wish == "excused" or (wish in ("answered", "ild") and bool(said)) for wish, said in wishes)
    facts = {
        "ild": sum(wish == "ild" and not said for wish, said in wishes),
        "declined": sum(wish in ("declined", "handout") for wish, _ in wishes),
        "done_for_you": sum(wish == "answered" and not said for wish, said in wishes) + max(0, named - MOST_OFF),
        "more_fyis": len(items) - len(in_message(items)),
    }
    return " ".join(render("counts", facts).split()) if any(facts.values()) else ""


def day_words(day: date) -> str:
    """A date as people read it: "Fri, Dec 11"."""
    return f"{day:%a}, {day:%b} {day.day}"
