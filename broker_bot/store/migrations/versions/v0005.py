"""Words that cross between two rooms, delegates for a time, and what people set for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Three tables, nothing changed."""
    op.create_table(
        "mirror",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request", sa.Integer),
        sa.Column("draft", sa.Integer),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("channel", sa.String),
        sa.Column("ts", sa.String),
        sa.Column("thread", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("stamp", sa.String, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("mirror_source", "mirror", ["channel", "ts"], unique=True)
    op.create_index("mirror_request", "mirror", ["request"])
    op.create_index("mirror_waiting", "mirror", ["kind", "at"])
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("delegation_person", "delegation", ["person", "ended"])
    op.create_table(
        "setting",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
