"""What is true now of one page's items, read for whoever draws it."""

from __future__ import annotations

from sqlalchemy import Connection

from broker_bot.domain.district import District
from broker_bot.domain.items import Issue, network_of
from broker_bot.domain.page_now import Now
from broker_bot.service.page_texts import renderer
from broker_bot.store import demands


def now_of(conn: Connection, issue: Issue, district: District) -> Now:
    """States, demands and decisions of the items that stand on a page."""
    ids = [item.mandate for item in issue.page.items] if issue.page else []
    network = network_of(issue, district)
    decided = demands.decisions_of(conn, ids) if ids else {}
    sources = {m.id: (m, decided[m.id].get(network)) for m in demands.load_many(conn, ids)}
    return Now(demands.states(conn, [issue.principal])[issue.principal], sources, renderer(district))
