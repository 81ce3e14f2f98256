"""Writing a report to a file, in the form that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from pathlib import Path

from sqlmodel import Session

from app.errors import N_
from app.summary.answers_export import answers_sheet, cases_sheet
from app.summary.codebook import about_sheet, codebook_sheet
from app.summary.export_csv import Dialect, write_zip
from app.summary.export_docx import write_docx
from app.summary.export_xlsx import write_xlsx
from app.summary.service import Report
from app.summary.sheets import Sheet, strata_sheet, summary_sheet, units_sheet
from app.web.language import moment, said


class Format(StrEnum):
    """What a report can be written as."""

    xlsx = auto()
    csv = auto()
    docx = auto()

    @property
    def suffix(self) -> str:
        return "zip" if self is Format.csv else self.value


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


def _sheets(session: Session, report: Report, order: Order) -> Sequence[Sheet]:
    sheets = [summary_sheet(report), strata_sheet(report), units_sheet(report)]
    if order.answers:
        sheets += [answers_sheet(session, report.round_), cases_sheet(session, report.round_)]
    made = [(said(N_("Taken out by")), order.by), (said(N_("Taken out")), moment(order.at))]
    return [*sheets, codebook_sheet(report, sheets), about_sheet(report, made)]
