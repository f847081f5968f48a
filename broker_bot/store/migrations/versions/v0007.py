"""A network's week, opt-outs, memos to be checked, marks on advice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "network_week",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("network", sa.String, primary_key=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("shown_at", INSTANT),
        sa.Column("approved_by", sa.String, nullable=False),
        sa.Column("approved_at", INSTANT),
    )
    op.create_table(
        "opt_out",
        sa.Column("principal", sa.String, primary_key=True),
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "memo",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("memo_key", "memo", ["key"], unique=True)
    op.create_table(
        "advice_mark",
        sa.Column("entry", sa.String, primary_key=True),
        sa.Column("principal", sa.String, primary_key=True),
        sa.Column("worked", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("Restore a backup to go back.")
