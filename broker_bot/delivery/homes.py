"""The Home of each role, drawn from the newest truth when it is opened or pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from broker_bot.delivery import desk_demands
from broker_bot.delivery.draw import Scene
from broker_bot.domain import demand, faces, page_now, protection, quiet, served, watching
from broker_bot.domain.absence import stands
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.delegates import last_day
from broker_bot.domain.district import Person, Role
from broker_bot.domain.family import gathered
from broker_bot.domain.model import Request
from broker_bot.domain.people import name_of, network_name, school_name, school_people
from broker_bot.domain.readmodels import ChiefHome, Delegate, IldDesk, PrincipalHome, QueueRow, UnitQueue
from broker_bot.domain.unit_list import FILTERS, passes
from broker_bot.service import talks
from broker_bot.slack.views.away import with_away
from broker_bot.slack.views.chief_home import chief_home
from broker_bot.slack.views.ild_home import ild_home
from broker_bot.slack.views.principal_home import principal_home
from broker_bot.slack.views.stranger_home import stranger_home
from broker_bot.slack.views.unit_home import unit_home
from broker_bot.store import delegations, kept_back, preferences, queries, watches
from broker_bot.store.talks import open_of as open_talks


def home(scene: Scene, recipient: str) -> dict[str, Any] | None:
    """The `views.publish` view for a person; a stranger is told whom to ask."""
    person = scene.district.people.get(recipient)
    if person is None:
        who = name_of(scene.district, scene.district.help_contact)
        return stranger_home(f"I don't find you in {scene.district.name}'s roster. Ask {who} to add you.").view
    match person.role:
        case Role.PRINCIPAL | Role.DELEGATE:
            return principal_home(_principal(scene, person)).view
        case Role.UNIT_STAFF | Role.UNIT_LEAD:
            return with_away(unit_home(_unit(scene, person)), stands(scene.district, recipient)).view
        case Role.ILD:
            return with_away(ild_home(_ild(scene, person)), stands(scene.district, recipient)).view
        case Role.CHIEF | Role.EXECUTIVE:
            return with_away(chief_home(_chief(scene, person)), stands(scene.district, recipient)).view
    return stranger_home("You look after this bot. `broker-bot doctor` and `/readyz` say how it is.").view


def _rows(scene: Scene, person: Person, found: list[Request]) -> tuple[QueueRow, ...]:
    """Rows of what this person may read, worst first."""
    seen = [r for r in found if may(person, Action.READ, faces.subject(r, scene.district))]
    return faces.worst_first(faces.queue_row(r, scene.district, scene.now, person) for r in seen)


def _principal(scene: Scene, person: Person) -> PrincipalHome:
    school = scene.district.schools.get(person.school)
    ild = scene.district.networks.get(school.network, "") if school else ""
    principal = school.principal if school else person.id
    recent = queries.closed_of_school(scene.conn, person.school)
    found = queries.open_of_school(scene.conn, person.school)
    return PrincipalHome(
        name=person.name,
        school=school_name(scene.district, person.school),
        ild=name_of(scene.district, ild) if ild else "",
        requests=served.rows(_rows(scene, person, found), found, scene.district),
        recent=_rows(scene, person, recent),
        items=desk_demands.week_items(scene, principal),
        issue=desk_demands.week_issue(scene, principal),
        labels=page_now.labels(scene.district),
        safety_line=scene.district.safety_line,
        delegates=_delegates(scene, person.school),
        windows=quiet.windows_words(scene.district.school_windows),
        pushes=scene.district.school_pushes,
        answers_held=preferences.get(scene.conn, person.id, "answers", "") == "held",
        may_delegate=may(person, Action.DELEGATE, Subject(school=person.school)),
    )


def _delegates(scene: Scene, school: str) -> tuple[Delegate, ...]:
    """Who acts for a school now: the roster's delegates, then those named in Slack for a time."""
    named = [d for d in delegations.standing(scene.conn) if d.school == school and d.until > scene.now]
    timed = {d.person: d for d in named}
    own = [p for p in school_people(scene.district, school) if p.role == Role.DELEGATE and p.id not in timed]
    zone = scene.district.zone
    short = [Delegate(d.name or d.person, "", last_day(d.until, zone), d.id) for d in named]
    return (*(Delegate(p.name, p.title) for p in own), *short)


def _unit(scene: Scene, person: Person) -> UnitQueue:
    found = queries.open_of_unit(scene.conn, person.unit)
    shown = preferences.get(scene.conn, person.id, "queue", "all")
    counts = {f: [r for r in found if passes(f, r, person.id, scene.district, scene.now)] for f in FILTERS}
    own = {r.id for r in counts["mine"]} if shown == "all" else set()
    every = _rows(scene, person, found)
    rows = [row for row in every if row.id in {r.id for r in counts[shown]}]
    unit = scene.district.units[person.unit]
    return UnitQueue(
        name=person.name,
        unit=unit.name,
        rows=tuple(row for row in rows if row.id not in own),
        mine=tuple(row for row in rows if row.id in own),
        unanswered=sum(r.answered_at is None for r in found),
        late=sum(row.late for row in every),
        filters=tuple((name, FILTERS[name], len(counts[name])) for name in FILTERS),
        shown=shown,
        served_by_ild=sum(bool(r.served_by) and r.answered_at is None for r in found),
        may_send_mandate=True,
        mandates=desk_demands.unit_cards(scene, person.unit),
        notice=desk_demands.notice(scene, person.unit),
    )


def _ild(scene: Scene, person: Person) -> IldDesk:
    schools = [s.id for s in scene.district.schools.values() if s.network == person.network]
    found = queries.open_of_schools(scene.conn, schools)
    mine = [r for r in found if faces.needs_ild(r, person.id)]
    stepped = queries.served(scene.conn, person.id)
    needs = {r.id for r in (*mine, *stepped)}
    late = [row for row in _rows(scene, person, [r for r in found if r.packet_to and r.id not in needs]) if row.late]
    counted = [faces.queue_row(r, scene.district, scene.now, person) for r in found]
    kept, ahead = protection.kept(scene.district.protected, person.id, scene.now, scene.district.zone)
    return IldDesk(
        name=person.name,
        network=network_name(person.network),
        needs_me=gathered(_pressable(scene, person, mine), found),
        late=gathered(late, found),
        stepped_in=gathered(_rows(scene, person, stepped), stepped),
        mandates=desk_demands.waiting_cards(scene, person.network),
        decided=desk_demands.decided_cards(scene, person.network),
        next_page=desk_demands.next_page(scene),
        protected_until=protection.until_for(scene.district, person.id, scene.now),
        kept_back=len(kept_back.waiting(scene.conn, person.id)),
        kept_minutes=kept,
        ahead_minutes=ahead,
        plan_hours=scene.district.ild_school_hours,
        by_unit=_counts((row.unit, row.late) for row in counted),
        by_school=_counts((row.school, row.late) for row in counted),
        watches=tuple(
            (_watched(scene, w), w.until - timedelta(minutes=1)) for w in watches.standing(scene.conn, person.id)
        ),
        slow=tuple(_slow(scene, person, schools)),
        talks=tuple(talks.face(talk, scene.district, scene.now) for talk in open_talks(scene.conn, person.id)),
    )


def _pressable(scene: Scene, person: Person, found: list[Request]) -> tuple[QueueRow, ...]:
    """Rows that can be acted on where they stand: stepped into, nudged, let run."""
    known = {r.id: faces.actions(r, "ild", scene.district, person) for r in found}
    return tuple(replace(row, actions=known[row.id]) for row in _rows(scene, person, found))


def _counts(found: Iterable[tuple[str, bool]]) -> tuple[tuple[str, int, int], ...]:
    """(name, open, late), the most late first."""
    every: dict[str, list[bool]] = {}
    for name, late in found:
        every.setdefault(name, []).append(late)
    counted = [(name, len(late), sum(late)) for name, late in every.items()]
    return tuple(sorted(counted, key=lambda c: (-c[2], -c[1], c[0])))


def _watched(scene: Scene, watch: watching.Watch) -> str:
    units, routes = scene.district.units, scene.district.routes
    if watch.route in routes:
        return routes[watch.route].label
    return units[watch.unit].name if watch.unit in units else watch.unit


def _slow(scene: Scene, person: Person, schools: list[str]) -> Iterator[tuple[str, str, str]]:
    """What this ILD might watch for a while: too few answers on time in thirty days, and no watch yet."""
    watched = {(watch.unit, watch.route) for watch in watches.standing(scene.conn, person.id)}
    since = scene.now - watching.PERIOD
    for unit in scene.district.units:
        found = queries.opened_between(scene.conn, schools, unit, since, scene.now)
        for slow in watching.slow(found, watched, scene.district, scene.now):
            yield slow.ask, slow.name, slow.share


def _chief(scene: Scene, person: Person) -> ChiefHome:
    found = queries.open_all(scene.conn)
    reached = [r for r in found if any(person.id in step.to for step in r.steps)]
    units = []
    for unit in scene.district.units.values():
        if person.role == Role.EXECUTIVE and unit.last_step != person.id:
            continue
        own = [faces.queue_row(r, scene.district, scene.now, person) for r in found if r.terms.unit == unit.id]
        units.append((unit.name, len(own), sum(row.late for row in own)))
    vacant = [n for n in scene.district.networks if demand.vacant(n, scene.district)]
    gate = tuple(card for n in vacant for card in desk_demands.waiting_cards(scene, n))
    return ChiefHome(
        name=person.name,
        reached=_rows(scene, person, reached),
        units=tuple(units),
        mandates=gate if person.role == Role.CHIEF else (),
    )
