"""A watch may be on one kind of request of a unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; watches that run are on the whole unit, as before."""
    op.add_column("watch", sa.Column("route", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
