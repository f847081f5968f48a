"""Demands, decisions, what became of items, and weekly pages, in rows. Frozen values go in and come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from broker_bot.domain.demand import SHOWN, Decision, Mandate, Overrides
from broker_bot.domain.digest import Tier
from broker_bot.domain.items import Issue, ItemState
from broker_bot.domain.readmodels import DigestPage
from broker_bot.store import upsert
from broker_bot.store.tables import DecisionRow, IssueRow, ItemStateRow, MandateRow, WakeRow
from broker_bot.store.tables_gate import OptOutRow

_MANDATE = TypeAdapter(Mandate)
_FACTS = TypeAdapter(dict[str, Any])
_MORE = ("kind", "focus", "minutes", "why", "answer", "rule", "again")
"""Facts of a decision that stand beside its overrides in one column, for nobody searches by them."""
_PAGE = TypeAdapter(DigestPage)
_ROW = MandateRow.__table__  # type: ignore[attr-defined]
_DECISION = DecisionRow.__table__  # type: ignore[attr-defined]
_STATE = ItemStateRow.__table__  # type: ignore[attr-defined]
_ISSUE = IssueRow.__table__  # type: ignore[attr-defined]
_WAKE = WakeRow.__table__  # type: ignore[attr-defined]
_OPT = OptOutRow.__table__  # type: ignore[attr-defined]

RECENT = timedelta(days=120)
"""How far back a decision can still be new on a page: longer than any break."""

MANY = 50
"""Cards read for one list at most."""

IN_ONE_QUERY = 500


def add(conn: Connection, mandate: Mandate) -> Mandate:
    """Insert a new demand and return it with its id."""
    values = {
        "unit": mandate.unit,
        "sent_by": mandate.sent_by,
        "title": mandate.title,
        "received_at": mandate.received_at,
        "superseded_by": mandate.superseded_by,
        "body": _MANDATE.dump_json(mandate).decode(),
    }
    done = conn.execute(insert(_ROW).values(**values).returning(_ROW.c.id))
    return replace(mandate, id=int(done.scalar_one()))


def _mandate(row: Any) -> Mandate:
    """Its id and what replaced it stand in the row, not in the body."""
    return replace(_read(row.body), id=row.id, superseded_by=row.superseded_by)


@lru_cache(maxsize=4096)
def _read(body: str) -> Mandate:
    """A body never changes, and every page of a week reads the same ones."""
    return _MANDATE.validate_json(body)


def load(conn: Connection, mandate_id: int, *, lock: bool = False) -> Mandate | None:
    """The demand, locked until the transaction ends when `lock`; None when there is no such id."""
    query = select(_ROW).where(_ROW.c.id == mandate_id)
    row = conn.execute(query.with_for_update() if lock else query).first()
    return _mandate(row) if row else None


def load_many(conn: Connection, ids: Sequence[int]) -> list[Mandate]:
    """These demands, in no order; an id that is not there is left out."""
    if not ids:
        return []
    return [_mandate(row) for row in conn.execute(select(_ROW).where(_ROW.c.id.in_(list(ids))))]


def of_unit(conn: Connection, unit: str, limit: int = MANY) -> list[Mandate]:
    """A unit's latest demands, newest first."""
    query = select(_ROW).where(_ROW.c.unit == unit, _ROW.c.superseded_by.is_(None))
    return [_mandate(row) for row in conn.execute(query.order_by(_ROW.c.id.desc()).limit(limit))]


def undecided(conn: Connection, network: str, limit: int = 200) -> list[Mandate]:
    """Demands that the network has not decided, oldest first; some may not concern it."""
    here = and_(_DECISION.c.mandate == _ROW.c.id, _DECISION.c.network == network)
    query = (
        select(_ROW)
        .outerjoin(_DECISION, here)
        .where(_DECISION.c.mandate.is_(None), _ROW.c.superseded_by.is_(None))
        .order_by(_ROW.c.id)
        .limit(limit)
    )
    return [_mandate(row) for row in conn.execute(query)]


def _decision(row: Any) -> Decision:
    facts = _read_facts(row.overrides)
    more = {name: facts[name] for name in _MORE if name in facts}
    return Decision(
        mandate=row.mandate,
        network=row.network,
        tier=Tier(row.tier),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        line=row.line,
        reason=row.reason,
        accepted_on=row.accepted_on,
        overrides=Overrides(facts.get("new_principals", ""), facts.get("schools", {})),
        **more,
    )


@lru_cache(maxsize=4096)
def _read_facts(text: str) -> dict[str, Any]:
    return _FACTS.validate_json(text)


def decision(conn: Connection, mandate_id: int, network: str) -> Decision | None:
    """One network's decision, or None while undecided."""
    here = (_DECISION.c.mandate == mandate_id) & (_DECISION.c.network == network)
    row = conn.execute(select(_DECISION).where(here)).first()
    return _decision(row) if row else None


def decisions_of(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, Decision]]:
    """Every network's decision about each of these demands."""
    found: dict[int, dict[str, Decision]] = {i: {} for i in ids}
    for row in conn.execute(select(_DECISION).where(_DECISION.c.mandate.in_(list(ids)))):
        found[row.mandate][row.network] = _decision(row)
    return found


def save_decision(conn: Connection, made: Decision) -> None:
    """Write a decision, under the lock its demand is held with."""
    values = asdict(made)
    facts = {name: values.pop(name) for name in _MORE} | values["overrides"]
    values |= {"tier": str(made.tier), "overrides": _FACTS.dump_json(facts).decode()}
    here = (_DECISION.c.mandate == made.mandate) & (_DECISION.c.network == made.network)
    if conn.execute(update(_DECISION).where(here).values(**values)).rowcount == 0:
        conn.execute(insert(_DECISION).values(**values))


def forget_decision(conn: Connection, mandate_id: int, network: str) -> None:
    """A rule's decision is undone: the network is undecided again."""
    conn.execute(delete(_DECISION).where(_DECISION.c.mandate == mandate_id, _DECISION.c.network == network))


def pairs_for(conn: Connection, network: str, week: date) -> list[tuple[Mandate, Decision]]:
    """What the page of a week may speak of: every must and brief, and what was lately decided otherwise."""
    lasting = [str(tier) for tier in SHOWN if tier is not Tier.FYI]
    query = (
        select(_DECISION, _ROW)
        .join(_ROW, _ROW.c.id == _DECISION.c.mandate)
        .where(
            _DECISION.c.network == network,
            _ROW.c.superseded_by.is_(None),
            or_(_DECISION.c.tier.in_(lasting), _DECISION.c.accepted_on > week - RECENT),
        )
    )
    return [(_mandate(row), _decision(row)) for row in conn.execute(query)]


def decided(conn: Connection, network: str, limit: int = 20) -> list[tuple[Mandate, Decision]]:
    """The network's latest decisions, newest first."""
    query = (
        select(_DECISION, _ROW)
        .join(_ROW, _ROW.c.id == _DECISION.c.mandate)
        .where(_DECISION.c.network == network, _ROW.c.superseded_by.is_(None))
        .order_by(_DECISION.c.decided_at.desc(), _ROW.c.id.desc())
        .limit(limit)
    )
    return [(_mandate(row), _decision(row)) for row in conn.execute(query)]


def _state(row: Any) -> ItemState:
    return ItemState(
        row.mandate, row.principal, row.state, row.by, row.at, row.asked, row.answer_by, row.words, row.handed_to
    )


def state(conn: Connection, mandate_id: int, principal: str) -> ItemState | None:
    """What became of a demand at one principal, or None when nothing was pressed."""
    here = (_STATE.c.mandate == mandate_id) & (_STATE.c.principal == principal)
    row = conn.execute(select(_STATE).where(here)).first()
    return _state(row) if row else None


def states(conn: Connection, principals: Sequence[str]) -> dict[str, dict[int, ItemState]]:
    """What became of every demand, by principal and mandate id."""
    found: dict[str, dict[int, ItemState]] = {p: {} for p in principals}
    for start in range(0, len(principals), IN_ONE_QUERY):
        some = list(principals[start : start + IN_ONE_QUERY])
        for row in conn.execute(select(_STATE).where(_STATE.c.principal.in_(some))):
            found[row.principal][row.mandate] = _state(row)
    return found


def save_state(conn: Connection, made: ItemState) -> None:
    """Write an item's state, under the lock of the principal's pages."""
    here = (_STATE.c.mandate == made.mandate) & (_STATE.c.principal == made.principal)
    if conn.execute(update(_STATE).where(here).values(**asdict(made))).rowcount == 0:
        conn.execute(insert(_STATE).values(**asdict(made)))


def _issue(row: Any) -> Issue:
    page = _PAGE.validate_json(row.body) if row.body else None
    return Issue(row.id, row.week, row.principal, row.network, row.composed_at, page)


def issue(conn: Connection, issue_id: int, *, lock: bool = False) -> Issue | None:
    """A page, locked when `lock`; None when there is no such id."""
    query = select(_ISSUE).where(_ISSUE.c.id == issue_id)
    row = conn.execute(query.with_for_update() if lock else query).first()
    return _issue(row) if row else None


def lock_pages(conn: Connection, principal: str) -> None:
    """Hold every page of a principal: states belong to a principal's mandate, not to one page."""
    conn.execute(
        select(_ISSUE.c.id).where(_ISSUE.c.principal == principal).order_by(_ISSUE.c.id).with_for_update()
    ).all()


def newest_issue(conn: Connection, principal: str) -> Issue | None:
    """The principal's latest composed page."""
    query = select(_ISSUE).where(_ISSUE.c.principal == principal, _ISSUE.c.composed_at.is_not(None))
    row = conn.execute(query.order_by(_ISSUE.c.week.desc()).limit(1)).first()
    return _issue(row) if row else None


def last_carrying(conn: Connection, principal: str, mandate: int, back: int = 12) -> Issue | None:
    """The principal's latest composed page that carries a demand, among the latest `back`."""
    query = select(_ISSUE).where(_ISSUE.c.principal == principal, _ISSUE.c.composed_at.is_not(None))
    for row in conn.execute(query.order_by(_ISSUE.c.week.desc()).limit(back)):
        found = _issue(row)
        if found.item(mandate) is not None:
            return found
    return None


def dates_shown(conn: Connection, principal: str, before: date, back: int = 4) -> dict[int, date | None]:
    """The date that each demand had on the principal's latest page that carried it, of the `back` pages before a
    week."""
    query = select(_ISSUE).where(
        _ISSUE.c.principal == principal, _ISSUE.c.week < before, _ISSUE.c.composed_at.is_not(None)
    )
    found: dict[int, date | None] = {}
    for row in conn.execute(query.order_by(_ISSUE.c.week.desc()).limit(back)):
        page = _issue(row).page
        for item in page.items if page else ():
            found.setdefault(item.mandate, item.due)
    return found


def amend(conn: Connection, mandate: Mandate) -> None:
    """Write a demand whose date was corrected; it is locked."""
    body = _MANDATE.dump_json(mandate).decode()
    conn.execute(update(_ROW).where(_ROW.c.id == mandate.id).values(body=body))


def opt_outs(conn: Connection, principals: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What each principal opted out of, in order of the day."""
    query = select(_OPT).where(_OPT.c.principal.in_(list(principals))).order_by(_OPT.c.at, _OPT.c.what)
    found: dict[str, tuple[str, ...]] = dict.fromkeys(principals, ())
    for row in conn.execute(query):
        found[row.principal] = (*found[row.principal], row.what)
    return found


def opt_out(conn: Connection, principal: str, what: str, at: datetime) -> None:
    """Note an opt-out; a second time changes nothing."""
    upsert.put(conn, _OPT, {"principal": principal, "what": what}, at=at)


def opt_in(conn: Connection, principal: str, what: str) -> None:
    """End an opt-out."""
    conn.execute(delete(_OPT).where(_OPT.c.principal == principal, _OPT.c.what == what))


def week_before(conn: Connection, principal: str, week: date) -> date | None:
    """The week of the principal's last page before this one."""
    query = select(func.max(_ISSUE.c.week)).where(
        _ISSUE.c.principal == principal, _ISSUE.c.week < week, _ISSUE.c.composed_at.is_not(None)
    )
    found: date | None = conn.execute(query).scalar()
    return found


def weeks_before(conn: Connection, principals: Sequence[str], week: date) -> dict[str, date | None]:
    """For each principal the week of the last page before this one."""
    found: dict[str, date | None] = dict.fromkeys(principals)
    query = select(_ISSUE.c.principal, func.max(_ISSUE.c.week)).where(
        _ISSUE.c.principal.in_(list(principals)), _ISSUE.c.week < week, _ISSUE.c.composed_at.is_not(None)
    )
    return found | {row[0]: row[1] for row in conn.execute(query.group_by(_ISSUE.c.principal))}


def week_begun(conn: Connection, week: date) -> bool:
    """Whether any page of a week is made already."""
    query = select(_ISSUE.c.id).where(_ISSUE.c.week == week, _ISSUE.c.composed_at.is_not(None))
    return conn.execute(query.limit(1)).first() is not None


def open_issues(conn: Connection, week: date, principals: Iterable[tuple[str, str]]) -> list[int]:
    """Insert a page for each (principal, network) that has none for the week; the ids of the new ones."""
    wanted = dict(principals)
    query = select(_ISSUE.c.principal).where(_ISSUE.c.week == week, _ISSUE.c.principal.in_(list(wanted)))
    there = {row.principal for row in conn.execute(query)}
    rows = [
        {"week": week, "principal": principal, "network": network, "body": ""}
        for principal, network in wanted.items()
        if principal not in there
    ]
    if not rows:
        return []
    made = conn.execute(insert(_ISSUE).returning(_ISSUE.c.id, sort_by_parameter_order=True), rows)
    return [int(row.id) for row in made]


def freeze(conn: Connection, issue_id: int, page: DigestPage, at: datetime) -> None:
    """Keep a composed page as it is; its row is locked."""
    body = _PAGE.dump_json(page).decode()
    conn.execute(update(_ISSUE).where(_ISSUE.c.id == issue_id).values(composed_at=at, body=body))


def week_wakes(conn: Connection) -> list[tuple[str, datetime]]:
    """The wakes that wait for a weekly send, parked ones too: (week, or week and cursor; when)."""
    query = select(_WAKE.c.id, _WAKE.c.due_at).where(_WAKE.c.kind == "week").order_by(_WAKE.c.id)
    return [(row.id, row.due_at) for row in conn.execute(query)]
