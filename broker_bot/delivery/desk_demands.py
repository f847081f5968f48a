"""Demands for the Homes: what waits at a network's gate, what was decided, a unit's own, a principal's week."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broker_bot.delivery.draw import Scene
from broker_bot.domain import demand, page_now, unit_figures, week
from broker_bot.domain.demand import Decision, Mandate
from broker_bot.domain.demand_faces import mandate_card, named_schools
from broker_bot.domain.readmodels import MandateCard, PageItem
from broker_bot.service.page_now import now_of
from broker_bot.store import demands


def week_items(scene: Scene, principal: str) -> tuple[PageItem, ...]:
    """Every item of a principal's newest page with what became of it; those beyond the message's room too."""
    issue = demands.newest_issue(scene.conn, principal)
    if issue is None:
        return ()
    return page_now.now_items(issue, now_of(scene.conn, issue, scene.district), scene.district)


def week_issue(scene: Scene, principal: str) -> int:
    """The id of the page that `week_items` shows; 0 when there is none yet."""
    issue = demands.newest_issue(scene.conn, principal)
    return issue.id if issue else 0


def waiting_cards(scene: Scene, network: str) -> tuple[MandateCard, ...]:
    """Undecided demands on the network's principals, nearest date first, undated last."""
    today = week.today(scene.now, scene.district)
    found = [
        mandate
        for mandate in demands.undecided(scene.conn, network)
        if demand.reached(mandate, network, scene.district, today)
    ]
    found.sort(key=lambda m: (m.first_due is None, m.first_due or today, m.id))
    return tuple(mandate_card(mandate, None, network, scene.district) for mandate in found)


def decided_cards(scene: Scene, network: str) -> tuple[MandateCard, ...]:
    """The network's latest decisions, newest first."""
    pairs = demands.decided(scene.conn, network)
    return tuple(mandate_card(mandate, decision, network, scene.district) for mandate, decision in pairs)


def unit_cards(scene: Scene, unit: str) -> tuple[MandateCard, ...]:
    """What a unit asked of principals, newest first: one line for each network's decision, one for those that wait."""
    found = demands.of_unit(scene.conn, unit, limit=15)
    decisions = demands.decisions_of(scene.conn, [m.id for m in found])
    return tuple(card for mandate in found for card in _by_network(scene, mandate, decisions[mandate.id]))


def _by_network(scene: Scene, mandate: Mandate, decisions: dict[str, Decision]) -> list[MandateCard]:
    today = week.today(scene.now, scene.district)
    concerned = demand.networks(mandate, scene.district, today)
    cards = (mandate_card(mandate, decisions.get(network), network, scene.district) for network in concerned)
    named = [named_schools(card, scene.district) for card in cards]
    return [replace(card, counts=_counts(scene, mandate, decisions.get(card.network), card.network)) for card in named]


def _counts(scene: Scene, mandate: Mandate, decision: Decision | None, network: str) -> str:
    today = week.today(scene.now, scene.district)
    schools = demand.reached(mandate, network, scene.district, today)
    states = demands.states(scene.conn, [s.principal for s in schools])
    return unit_figures.counts_words(mandate, decision, network, states, today, scene.district)


def notice(scene: Scene, unit: str) -> str:
    """How much notice a unit gave with its latest demands."""
    return unit_figures.notice_words(demands.of_unit(scene.conn, unit), scene.district)


def next_page(scene: Scene) -> datetime:
    """When the next weekly page goes out."""
    return week.next_send(scene.now, scene.district).at
