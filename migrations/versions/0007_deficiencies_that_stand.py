"""Deficiencies that stand or not, changes by version, and every call about an alarm."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db

revision = "0007"
down_revision = "0006"
TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = app.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    # A column is added and dropped in place: a table made anew would have to be strict again.
    op.add_column(
        "deficiency", sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(
        "deviation_change", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.drop_column("protection_alarm", "called")
    op.drop_column("protection_alarm", "called_at")
    op.create_table(
        "alarm_call",
        sa.Column("id", TEXT(), nullable=False),
        sa.Column("alarm_id", TEXT(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", TEXT(), nullable=False),
        sa.Column("called", TEXT(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alarm_id"],
            ["protection_alarm.id"],
            name=op.f("fk_alarm_call_alarm_id_protection_alarm"),
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_alarm_call_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_call")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_alarm_call_alarm_id"), "alarm_call", ["alarm_id"])


def downgrade() -> None:
    op.drop_table("alarm_call")
    op.add_column("protection_alarm", sa.Column("called_at", MOMENT, nullable=True))
    op.add_column(
        "protection_alarm", sa.Column("called", TEXT(), nullable=False, server_default="")
    )
    op.drop_column("deviation_change", "version")
    op.drop_column("deficiency", "stands")
