"""Writing a report to a file, in the form that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.audit.log import record
from app.errors import N_, DomainError
from app.rounds.models import Round
from app.summary.answers_export import answers_sheet, cases_sheet
from app.summary.codebook import about_sheet, codebook_sheet
from app.summary.export_csv import write_zip
from app.summary.export_docx import write_docx
from app.summary.export_xlsx import write_xlsx
from app.summary.formats import Dialect, Format
from app.summary.service import Report, SummaryExported, report_of_round
from app.summary.sheets import Sheet, strata_sheet, summary_sheet, units_sheet
from app.web.language import moment, said

MEDIA_TYPES = {
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.csv: "application/zip",
    Format.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


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


def export(session: Session, report: Report, order: Order, to: Path) -> None:
    """Write a report to a file."""
    if order.format is Format.docx:
        write_docx(report, to, organisation=order.organisation)
        return
    sheets = _sheets(session, report, order)
    title = f"{order.organisation}: {report.round_.name}"
    if order.format is Format.xlsx:
        write_xlsx(sheets, to, title=title)
    else:
        write_zip(sheets, to, title=title, dialect=order.dialect)


class NoSuchRound(DomainError):
    """On the command line a round is called by its name, or by its id."""

    status = 404
    message = N_("There is no round called %(round)s.")


def export_round(session: Session, named: str, order: Order, to: Path) -> Path:
    """Write the summary of a round for whoever runs the machine, and log that it was taken."""
    round_ = session.execute(
        select(Round).where(or_(col(Round.id) == named, col(Round.name) == named))
    ).scalar_one_or_none()
    if round_ is None:
        raise NoSuchRound(round=named)
    report = report_of_round(session, round_, smallest=order.smallest)
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"sammanstallning.{order.format.suffix}"
    export(session, report, order, path)
    record(session, taken(path, order, round_.id, actor_id=None))
    return path


def taken(path: Path, order: Order, round_id: str, *, actor_id: str | None) -> SummaryExported:
    """Tell of a file that was taken out, by its hash."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return SummaryExported(
        at=order.at,
        actor_id=actor_id,
        round_id=round_id,
        format=order.format.value,
        answers=order.answers,
        sha256=digest,
    )


def _sheets(session: Session, report: Report, order: Order) -> Sequence[Sheet]:
    sheets = [summary_sheet(report), strata_sheet(report), units_sheet(report)]
    if order.answers:
        sheets += [answers_sheet(session, report.round_), cases_sheet(session, report.round_)]
    made = [(said(N_("Taken out by")), order.by), (said(N_("Taken out")), moment(order.at))]
    return [*sheets, codebook_sheet(report, sheets), about_sheet(report, made)]
