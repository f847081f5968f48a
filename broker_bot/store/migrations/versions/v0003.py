"""Who is away and who covers; requests joined under one, and what is passed on to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables, and on the request a link to the one it is joined under."""
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("cover", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("absence_person", "absence", ["person", "ended"])
    op.create_table(
        "passing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.add_column("request", sa.Column("parent", sa.Integer, nullable=False, server_default="0"))
    op.create_index("request_parent", "request", ["parent"])


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
