"""Numbers of deviations and actions that can be told apart: AVV-2026-002, ÅTG-2026-002."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

LETTERS = {"deviation": "AVV-", "action": "ÅTG-"}


def upgrade() -> None:
    for table, letters in LETTERS.items():
        numbered = sa.table(table, sa.column("number", sa.String))
        op.execute(numbered.update().values(number=letters + numbered.c.number))


def downgrade() -> None:
    for table, letters in LETTERS.items():
        numbered = sa.table(table, sa.column("number", sa.String))
        bare = sa.func.substr(numbered.c.number, len(letters) + 1)
        op.execute(numbered.update().values(number=bare))
