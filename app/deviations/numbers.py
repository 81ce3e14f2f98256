"""Running numbers that people can say to each other: letters, the year, which in order that year.

The letters tell a deviation (AVV) from an action (ÅTG) wherever a number stands alone: in a mail, a
calendar, a protocol, on the telephone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.deviations.models import Deviation
from app.web.language import ZONE


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the rows of a register are numbered. The lock is a number that no other program has."""

    letters: str
    column: Any
    lock: int

    def stand_in_line(self, session: Session) -> None:
        """Wait for whoever is putting something into the register; then nobody else does."""
        if session.connection().dialect.name == "postgresql":
            session.connection().execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.lock}
            )

    def next_number(self, session: Session, now: datetime) -> str:
        """Give the next number of the year; two who write at once stand in line for theirs."""
        self.stand_in_line(session)
        session.flush()
        begins = f"{self.letters}-{now.astimezone(ZONE).year}-"
        last: str | None = session.exec(
            select(self.column)
            .where(self.column.startswith(begins))
            .order_by(func.length(self.column).desc(), self.column.desc())
            .limit(1)
        ).first()
        return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:03}"


DEVIATIONS = Numbering("AVV", col(Deviation.number), 0x57_1C_4B_10)
