"""A request that is deleted takes with it what was learned from it, whoever deletes it."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ANNOUNCED = "INSERT INTO serial (name, n) VALUES ('lessons', 1) ON CONFLICT (name) DO UPDATE SET n = serial.n + 1"


def upgrade() -> None:
    """A guard of the database's own, for data may be taken away by hand; the serial tells every process."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER request_takes_its_lesson AFTER DELETE ON request "
            "WHEN EXISTS (SELECT 1 FROM lesson WHERE request = OLD.id) "
            f"BEGIN DELETE FROM lesson WHERE request = OLD.id; {_ANNOUNCED}; END"
        )
        return
    op.execute(
        "CREATE FUNCTION request_takes_its_lesson() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"DELETE FROM lesson WHERE request = OLD.id; IF FOUND THEN {_ANNOUNCED}; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER request_takes_its_lesson AFTER DELETE ON request "
        "FOR EACH ROW EXECUTE FUNCTION request_takes_its_lesson()"
    )


def downgrade() -> None:
    """Migrations only add: to go back, restore a backup."""
    raise NotImplementedError("There is no way back; restore a backup.")
