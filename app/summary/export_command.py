"""Taking figures out for whoever runs the machine, into a folder of hers; always logged."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.db import Database
from app.errors import N_, DomainError
from app.rounds.access import is_drawn
from app.rounds.models import Round
from app.summary.export import Made, Order, digest_of, export, export_together, log_taken
from app.summary.progress import Tell
from app.summary.service import Report, report_of_round


class NoSuchRound(DomainError):
    """On the command line a round is called by its name, or by its id."""

    status = 404
    message = N_("There is no round called %(round)s.")


class NoRounds(DomainError):
    """Before the first draw there is nothing to sum up."""

    status = 404
    message = N_("No round has been drawn yet.")


def export_round(
    database: Database, named: str, order: Order, to: Path, *, tell: Tell | None = None
) -> Path:
    """Write a round to a file in a folder, and log that it was taken."""
    with database.snapshot() as session:
        round_ = session.execute(
            select(Round).where(or_(col(Round.id) == named, col(Round.name) == named))
        ).scalar_one_or_none()
        if round_ is None:
            raise NoSuchRound(round=named)
        report = _reports(session, [round_], order)[0]
        with _whole(to, order) as made:
            export(session, report, order, made, tell=tell)
            _log(database, made, order, [round_])
    return to / order.file_name


def export_all_rounds(
    database: Database, order: Order, to: Path, *, tell: Tell | None = None
) -> Path:
    """Write all rounds together to a file in a folder, and log that each was taken."""
    with database.snapshot() as session:
        rounds = session.execute(select(Round).order_by(col(Round.period_to), col(Round.name)))
        drawn = [round_ for round_ in rounds.scalars() if is_drawn(round_)]
        if not drawn:
            raise NoRounds
        reports = _reports(session, drawn, order)
        with _whole(to, order) as made:
            export_together(session, reports, order, made, tell=tell)
            _log(database, made, order, drawn)
    return to / order.file_name


def _reports(session: Session, rounds: Sequence[Round], order: Order) -> list[Report]:
    return [
        report_of_round(session, round_, smallest=order.smallest, unmasked=order.answers)
        for round_ in rounds
    ]


@contextmanager
def _whole(to: Path, order: Order) -> Iterator[Path]:
    """Let a file be written beside, and move it when it is whole: never half a file."""
    to.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=to))
    try:
        yield folder / order.file_name
        (folder / order.file_name).replace(to / order.file_name)
    finally:
        shutil.rmtree(folder)


def _log(database: Database, path: Path, order: Order, rounds: Sequence[Round]) -> None:
    made = Made(path, digest_of(path), [round_.id for round_ in rounds])
    log_taken(database, order, made, actor_id=None, at=order.at)
