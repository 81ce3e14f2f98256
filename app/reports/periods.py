"""When the board is told: the kinds of reports, their cut-off days and names."""

from datetime import date, datetime, time, timedelta

from app.errors import N_
from app.reports.models import ReportKind
from app.web.language import ZONE, said

CUT_OFFS = {
    ReportKind.t1: (4, 30),
    ReportKind.t2: (8, 31),
    ReportKind.annual: (12, 31),
}
"""Month and day up to which what has happened counts: Swedish tertials and the year."""

_NAMES = {
    ReportKind.t1: N_("Self-control T1 %(year)s"),
    ReportKind.t2: N_("Self-control T2 %(year)s"),
    ReportKind.annual: N_("Quality report %(year)s"),
    ReportKind.round: N_("Self-control: %(round)s"),
}


def cut_off_of(kind: ReportKind, year: int) -> date:
    """Give the last day that counts in a period's report."""
    month, day = CUT_OFFS[kind]
    return date(year, month, day)


def begins_after(previous: date | None, kind: ReportKind, year: int) -> date:
    """Propose the first day: after what was last reported; the year's report tells of the year."""
    new_year = date(year, 1, 1)
    if previous is None or kind is ReportKind.annual:
        return new_year
    return previous + timedelta(days=1)


def subject_of(kind: ReportKind, year: int, round_id: str | None) -> str:
    """Name what all editions of a report are about."""
    return round_id or f"{kind.value}-{year}"


def name_of(kind: ReportKind, year: int, round_name: str) -> str:
    """Give the name that stands on the report."""
    return said(_NAMES[kind], {"year": year, "round": round_name})


def period_of(today: date) -> tuple[ReportKind, int]:
    """Give the period whose report comes next after a day."""
    for kind in CUT_OFFS:
        if today <= cut_off_of(kind, today.year):
            return kind, today.year
    return ReportKind.annual, today.year


def beginning_of(day: date) -> datetime:
    """Give the moment a day begins in Sweden."""
    return datetime.combine(day, time(), tzinfo=ZONE)
