"""What a drawn case stands for: sizes of the strata, chance of being drawn, and weight."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from app.errors import N_
from app.reviews.models import Review, ReviewState
from app.rounds.models import FrameCase, Round
from app.summary.queries import attempt_of, found_outside
from app.summary.sheets import Cell, Column, Kind, Sheet

DESIGN = (
    Column("stratum", N_("Stratum"), width=28),
    Column("ram_n", N_("In the frame"), Kind.integer, N_("Cases of the stratum in the frame")),
    Column("urval_n", N_("Read or replaced"), Kind.integer, N_("The sample the weight rests on")),
    Column("sannolikhet", N_("Inclusion probability"), Kind.number),
    Column("vikt", N_("Weight"), Kind.number, N_("Cases of the frame that this one stands for")),
)


@dataclass(frozen=True, slots=True)
class StratumDesign:
    """A stratum: how many cases it has, and how many of them its figures rest on."""

    stratum: str
    frame: int
    sample: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the columns of ``DESIGN``."""
        weight = self.frame / self.sample if self.sample else None
        return (self.stratum, self.frame, self.sample, self.sample / self.frame, weight)


def design_of(session: Session, round_: Round) -> dict[str, StratumDesign]:
    """Give the design of a round by stratum: counted by the database, case by case nowhere."""
    attempt = attempt_of(session, round_.id)
    mine = col(FrameCase.attempt_id) == attempt.id
    sizes = session.execute(
        select(col(FrameCase.stratum), func.count()).where(mine).group_by(col(FrameCase.stratum))
    ).all()
    rows = session.execute(
        select(col(FrameCase.stratum), func.count())
        .where(mine, col(FrameCase.drawn), found_outside() | _read())
        .group_by(col(FrameCase.stratum))
    ).all()
    counted = {stratum: number for stratum, number in rows}  # noqa: C416 (rows are not pairs to mypy)
    return {
        stratum: StratumDesign(stratum, size, counted.get(stratum, 0))
        for stratum, size in sorted(sizes)
    }


def design_sheet(session: Session, round_: Round) -> Sheet:
    """Lay out the strata with what it takes to weigh the figures oneself."""
    rows = [each.cells for each in design_of(session, round_).values()]
    return Sheet("urval", N_("Sample design"), DESIGN, rows)


def read_in(session: Session, round_: Round) -> int:
    """Count the cases of a round that have been read to the end."""
    return _count(session, round_, _read())


def drawn_in(session: Session, round_: Round) -> int:
    """Count the cases of the sample of a round, the replaced ones too."""
    return _count(session, round_)


def _count(session: Session, round_: Round, *those: ColumnElement[bool]) -> int:
    mine = col(FrameCase.attempt_id) == attempt_of(session, round_.id).id
    counted: int = session.execute(
        select(func.count()).select_from(FrameCase).where(mine, col(FrameCase.drawn), *those)
    ).scalar_one()
    return counted


def _read() -> ColumnElement[bool]:
    """Tell of a frame case what `app.consensus.queries.final_cases` goes by."""
    reviews = select(col(Review.id)).where(
        col(Review.frame_case_id) == col(FrameCase.id),
        col(Review.state) != ReviewState.withdrawn,
    )
    return (
        col(FrameCase.replaced).is_(False)
        & reviews.exists()
        & ~reviews.where(col(Review.state) != ReviewState.approved).exists()
    )
