"""The refused rows of a plan as a file, for whoever can correct them."""

from app.actions.importing.reading import ReadPlan
from app.errors import N_
from app.summary.export_csv import lines
from app.summary.formats import Dialect
from app.summary.sheets import Column, Kind, Sheet
from app.web.language import said

_COLUMNS = (
    Column("rad", N_("Row"), Kind.integer),
    Column("kolumn", N_("Column"), width=24),
    Column("varde", N_("What stands there"), width=44),
    Column("skal", N_("What is wrong"), width=60),
)


def refused_rows(plan: ReadPlan) -> bytes:
    """Write row, column, value and reason, as a Swedish spreadsheet program opens them."""
    rows = [
        (one.row, one.column, one.value, said(one.message, {"most": one.most}))
        for one in plan.refusals
    ]
    sheet = Sheet("avvisade-rader", N_("Refused rows"), _COLUMNS, rows)
    return "".join(lines(sheet, Dialect.excel_sv)).encode()
