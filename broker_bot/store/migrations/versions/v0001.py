"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Every table, and the guard that keeps the trail append-only."""
    _request()
    _draft()
    _event()
    _outbox()
    _card()
    _wake()
    _seen()
    _held()
    _batch()
    _slack_person()
    _conversation()
    _pace()
    _serial()
    _config()
    _lesson()
    _mandate()
    _decision()
    _item_state()
    _issue()
    _append_only()


def _request() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("route", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("requester", sa.String, nullable=False),
        sa.Column("served_by", sa.String, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.CheckConstraint("status IN ('open', 'working', 'finished', 'closed')", name="request_status"),
        sqlite_autoincrement=True,
    )
    op.create_index("request_open_school", "request", ["school", "status"])
    op.create_index("request_open_unit", "request", ["unit", "status"])


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("goes_at", INSTANT, nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("fallback", sa.String, nullable=False),
        sa.Column("request", sa.Integer),
        sa.Column("settled", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("aggregate", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("aggregate_kind", sa.String, nullable=False),
        sa.Column("aggregate", sa.Integer, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("misses", sa.Integer, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("window_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("error", sa.String, nullable=False),
        sa.CheckConstraint(
            "state IN ('ready', 'sending', 'sent', 'uncertain', 'parked', 'dropped')", name="outbox_state"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_at", "outbox", ["channel", "ts"])
    op.create_index("outbox_lane", "outbox", ["lane", "state", "id"])
    op.create_index("outbox_open", "outbox", ["state", "priority", "id"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("aggregate", sa.Integer, primary_key=True),
        sa.Column("place", sa.String, primary_key=True),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
    )


def _wake() -> None:
    op.create_table(
        "wake",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("parked", sa.Boolean, nullable=False),
    )
    op.create_index("wake_due", "wake", ["parked", "due_at"])


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_seen_at", "seen", ["at"])


def _held() -> None:
    op.create_table(
        "held",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("request", sa.Integer, primary_key=True),
        sa.Column("rung", sa.String, primary_key=True),
        sa.Column("clock", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
    )


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("last_at", INSTANT, nullable=False),
    )


def _slack_person() -> None:
    op.create_table(
        "slack_person",
        sa.Column("slack_id", sa.String, primary_key=True),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
    )
    op.create_index("ix_slack_person_email", "slack_person", ["email"])


def _conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("recipient", sa.String, primary_key=True),
        sa.Column("channel", sa.String, nullable=False),
    )
    op.create_index("ix_conversation_channel", "conversation", ["channel"])


def _pace() -> None:
    op.create_table(
        "pace",
        sa.Column("recipient", sa.String, primary_key=True),
        sa.Column("next_at", INSTANT, nullable=False),
    )


def _serial() -> None:
    op.create_table(
        "serial",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )


def _config() -> None:
    op.create_table(
        "config",
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=False),
    )


def _lesson() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("route", sa.String, nullable=False),
        sa.Column("request", sa.Integer, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )


def _mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("sent_by", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("superseded_by", sa.Integer),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("mandate", sa.Integer, primary_key=True),
        sa.Column("network", sa.String, primary_key=True),
        sa.Column("tier", sa.String, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("accepted_on", sa.Date),
        sa.Column("overrides", sa.Text, nullable=False),
    )


def _item_state() -> None:
    op.create_table(
        "item_state",
        sa.Column("mandate", sa.Integer, primary_key=True),
        sa.Column("principal", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("handed_to", sa.String, nullable=False),
        sa.Column("asked", sa.String, nullable=False),
        sa.Column("answer_by", INSTANT),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )


def _issue() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("principal", sa.String, nullable=False),
        sa.Column("network", sa.String, nullable=False),
        sa.Column("composed_at", INSTANT),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("issue_unique", "issue", ["week", "principal"], unique=True)


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event "
                "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()"
    )


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back to an empty database; restore a backup.")
