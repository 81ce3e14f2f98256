"""Writing the figures of rounds to a file, in the form that was asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.db import Database
from app.errors import N_
from app.rounds.models import Round
from app.summary.answers_export import answers_sheet, cases_sheet
from app.summary.codebook import about_sheet, codebook_sheet
from app.summary.design import design_sheet
from app.summary.export_csv import write_zip
from app.summary.export_docx import write_docx
from app.summary.export_xlsx import Notes, write_xlsx
from app.summary.formats import Dialect, Format
from app.summary.progress import Tell, followed
from app.summary.service import Report, SummaryExported
from app.summary.sheets import Sheet, strata_sheet, summary_sheet, units_sheet
from app.summary.together import together
from app.web.language import moment, said

MEDIA_TYPES = {
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.csv: "application/zip",
    Format.parquet: "application/zip",
    Format.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Units = frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for, by whom and when. ``answers``: with every single answer."""

    format: Format
    by: str
    at: datetime
    organisation: str
    smallest: int
    answers: bool = False
    dialect: Dialect = Dialect.excel_sv
    units: Units = None
    """The units whose single answers she may have; their weights are those of the whole."""

    @property
    def file_name(self) -> str:
        return f"{'svar' if self.answers else 'sammanstallning'}.{self.format.suffix}"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that has been written, and the rounds it is about."""

    path: Path
    sha256: str
    rounds: list[str]


def for_actor(order: Order, actor: Actor) -> Order:
    """Let an order reach as far as whoever gives it, and no further."""
    return replace(order, units=actor.units_for(Permission.export_answers))


def export(
    session: Session, report: Report, order: Order, to: Path, *, tell: Tell | None = None
) -> None:
    """Write a report to a file."""
    if order.format is Format.docx:
        write_docx(report, to, organisation=order.organisation)
        return
    notes: Notes = []
    sheets = _with_code_book(_sheets(session, report, order), [report], order, notes)
    _write(sheets, order, to, title=report.round_.name, notes=notes, tell=tell)


def export_together(
    session: Session, reports: Sequence[Report], order: Order, to: Path, *, tell: Tell | None = None
) -> None:
    """Write all rounds to one file: the tables of one round under each other, by round."""
    notes: Notes = []
    parts = [(report, _sheets(session, report, order)) for report in reports]
    sheets = _with_code_book(together(parts), reports, order, notes)
    _write(sheets, order, to, title=said(N_("All rounds")), notes=notes, tell=tell)


def answer_sheets(session: Session, round_: Round, order: Order) -> list[Sheet]:
    """Give the long tables of a round; they know their size before any row is made."""
    return [
        answers_sheet(session, round_, units=order.units),
        cases_sheet(session, round_, units=order.units),
    ]


def log_taken(
    database: Database, order: Order, made: Made, *, actor_id: str | None, at: datetime
) -> None:
    """Log of each round that it was taken out, by the hash of the file.

    Written by itself and only at the end: nobody who saves an answer has to wait for a file.
    """

    def write(connection: Connection) -> None:
        for round_id in made.rounds:
            event = SummaryExported(
                at=at,
                actor_id=actor_id,
                round_id=round_id,
                format=order.format.value,
                answers=order.answers,
                sha256=made.sha256,
            )
            append(connection, event)

    database.group.run(write)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sheets(session: Session, report: Report, order: Order) -> list[Sheet]:
    sheets = [summary_sheet(report), strata_sheet(report), units_sheet(report)]
    if report.figures.strata:
        sheets.append(design_sheet(session, report.round_))
    if order.answers:
        sheets += answer_sheets(session, report.round_, order)
    return sheets


def _with_code_book(
    sheets: Sequence[Sheet], reports: Sequence[Report], order: Order, notes: Notes
) -> list[Sheet]:
    made = [(said(N_("Taken out by")), order.by), (said(N_("Taken out")), moment(order.at))]
    book = codebook_sheet([report.annex for report in reports], sheets)
    return [*sheets, book, about_sheet(reports, made, notes)]


def _write(
    sheets: Sequence[Sheet], order: Order, to: Path, *, title: str, notes: Notes, tell: Tell | None
) -> None:
    told_of = followed(sheets, tell)
    title = f"{order.organisation}: {title}"
    writers: dict[Format, Callable[[], None]] = {
        Format.xlsx: lambda: write_xlsx(told_of, to, title=title, notes=notes),
        Format.csv: lambda: write_zip(told_of, to, title=title, dialect=order.dialect),
        Format.parquet: lambda: _write_parquet(told_of, to, title),
    }
    writers[order.format]()


def _write_parquet(sheets: Sequence[Sheet], to: Path, title: str) -> None:
    from app.summary.export_parquet import write_parquet  # noqa: PLC0415 (heavy; rarely asked for)

    write_parquet(sheets, to, title=title)
