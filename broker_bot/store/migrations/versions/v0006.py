"""Threads that were picked up, files that wait for words, uploads under way; and what a draft brought with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Three tables, and a column for the files and the source of a message whose unit is not known yet."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("root", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("request", sa.Integer),
        sa.Column("settled", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("source_once", "source", ["school", "channel", "root"], unique=True)
    op.create_table(
        "loose_file",
        sa.Column("file", sa.String, primary_key=True),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("loose_file_sender", "loose_file", ["sender", "at"])
    op.create_table(
        "upload",
        sa.Column("outbox", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.add_column("draft", sa.Column("brought", sa.Text, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
