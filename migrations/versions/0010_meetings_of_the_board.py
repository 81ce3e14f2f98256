"""A table for the days on which the board meets."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "board_meetings",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_board_meetings_by_person")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_board_meetings")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("board_meetings")
