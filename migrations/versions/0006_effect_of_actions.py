"""The gate of the effect, in the database itself; who was trained; and words of old plans."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db

revision = "0006"
down_revision = "0005"

STRICT = {"sqlite_strict": True}
TEXTS = ("why", "when_said", "abandoned_because")
CHECKS = {
    "done_has_evidence": "state <> 'done' OR evidence <> ''",
    "closed_is_verified_by_another": (
        "state <> 'verified' OR (effect <> '' AND effect_note <> ''"
        " AND done_by IS NOT NULL AND verified_at IS NOT NULL"
        " AND verified_by IS NOT NULL AND verified_by <> done_by)"
    ),
    "attended_were_invited": "attended IS NULL OR attended <= invited",
}


def upgrade() -> None:
    with op.batch_alter_table("action", table_kwargs=STRICT) as table:
        for name in TEXTS:
            table.add_column(
                sa.Column(
                    name, sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
                )
            )
        table.add_column(
            sa.Column("later_round_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
        table.create_foreign_key(
            op.f("fk_action_later_round_id_round"), "round", ["later_round_id"], ["id"]
        )
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_action_{name}"), rule)
    with op.batch_alter_table("re_review") as table:
        table.add_column(sa.Column("withdrawn_at", app.db.UtcDateTime(timezone=True)))
    op.create_table(
        "trained_in_unit",
        sa.Column("action_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "attended >= 0 AND attended <= invited",
            name=op.f("ck_trained_in_unit_attended_were_invited"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_trained_in_unit_action_id_action")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_trained_in_unit_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("action_id", "unit_id", name=op.f("pk_trained_in_unit")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("trained_in_unit")
    with op.batch_alter_table("re_review") as table:
        table.drop_column("withdrawn_at")
    with op.batch_alter_table("action", table_kwargs=STRICT) as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_action_{name}"), type_="check")
        table.drop_constraint(op.f("fk_action_later_round_id_round"), type_="foreignkey")
        table.drop_column("later_round_id")
        for name in TEXTS:
            table.drop_column(name)
