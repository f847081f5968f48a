"""Closed days, protected time, what is held for an ILD, and timed watches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables, nothing changed."""
    op.create_table(
        "closure",
        sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "block",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("block_person", "block", ["person", "ends_at"])
    op.create_table(
        "block_plan",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "kept_back",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("aggregate_kind", sa.String, primary_key=True),
        sa.Column("aggregate", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("network", sa.String, nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sqlite_autoincrement=True,
    )
    op.create_index("watch_open", "watch", ["person", "ended_at"])


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
