"""The reporting year: which days the board is told, and how far each report has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.reports.models import ReportKind
from app.reports.periods import CUT_OFFS, cut_off_of, name_of, subject_of
from app.reports.queries import ReportRow


@dataclass(frozen=True, slots=True)
class Term:
    """One of the periods of a year, and its newest report."""

    kind: ReportKind
    year: int
    name: str
    cut_off: date
    over: bool
    report: ReportRow | None
    signed: ReportRow | None

    @property
    def subject(self) -> str:
        return subject_of(self.kind, self.year, None)


def calendar_of(rows: Sequence[ReportRow], year: int, today: date) -> list[Term]:
    """Lay out the reporting year."""
    return [_term(rows, kind, year, today) for kind in CUT_OFFS]


def _term(rows: Sequence[ReportRow], kind: ReportKind, year: int, today: date) -> Term:
    ours = [row for row in rows if row.kind is kind and row.year == year]
    signed = [row for row in ours if row.signed_at is not None]
    last = cut_off_of(kind, year)
    return Term(
        kind=kind,
        year=year,
        name=name_of(kind, year, ""),
        cut_off=last,
        over=today > last,
        report=ours[0] if ours else None,
        signed=signed[0] if signed else None,
    )
