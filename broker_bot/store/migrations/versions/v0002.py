"""Messages that wait for their sender's word, and what principals want from their ILD."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables, nothing changed."""
    op.create_table(
        "pending",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("goes_at", INSTANT, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("request", sa.Integer),
        sa.Column("settled", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("pending_sender", "pending", ["sender", "settled"])
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("ild", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("clock_from", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("answered_by", sa.String, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("talk_open", "talk", ["ild", "answered_at"])
    op.create_index("talk_school", "talk", ["school", "answered_at"])


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
