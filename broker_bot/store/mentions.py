"""Who somebody mentions by Slack id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from broker_bot.store.tables import SlackPersonRow

_PERSON = SlackPersonRow.__table__  # type: ignore[attr-defined]


def known(conn: Connection, slack_ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """(Slack id, e-mail address, name in Slack) of those that Slack has told us of."""
    query = select(_PERSON.c.slack_id, _PERSON.c.email, _PERSON.c.name)
    return [(row.slack_id, row.email, row.name) for row in conn.execute(query.where(_PERSON.c.slack_id.in_(slack_ids)))]
