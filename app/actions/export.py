"""The plan as a table for other programs. Case numbers stay inside."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from app.actions.models import Recurrence
from app.actions.queries import ListedAction
from app.actions.words import EFFECTS, KINDS, RECURRENCES, SCOPES, STATES
from app.errors import N_
from app.summary.export_csv import lines
from app.summary.export_xlsx import write_xlsx
from app.summary.formats import Dialect
from app.summary.sheets import Cell, Column, Kind, Sheet
from app.web.language import day, gettext, said

# The headings are those that an imported plan is recognised by: what goes out can come in again.
COLUMNS = (
    Column("nummer", N_("Number"), width=12),
    Column("rekommendation", N_("Recommendation"), width=44),
    Column("atgard", N_("Action"), width=44),
    Column("hur", N_("How"), width=52),
    Column("nar", N_("When"), width=16),
    Column("ansvarig_roll", N_("Responsible role"), width=24),
    Column("ansvarig", N_("Responsible"), width=24),
    Column("status", N_("State"), width=26),
    Column("underlag", N_("Evidence"), width=52),
    Column("effekt", N_("Effect"), width=20),
    Column("effekt_underlag", N_("What shows it"), width=52),
    Column("hur_ofta", N_("How often"), width=24),
    Column("slag", N_("Kind"), width=20),
    Column("galler", N_("For"), width=24),
    Column("enhet", N_("Unit"), width=24),
    Column("avvikelser", N_("Deviations"), Kind.integer),
    Column("planerad_besparing", N_("Planned saving, kronor"), Kind.number),
    Column("uppnadd_besparing", N_("Realised saving, kronor"), Kind.number),
)


def plan_sheet(listed: Iterable[ListedAction]) -> Sheet:
    """Lay out the plan, an action on a row."""
    return Sheet("handlingsplan", N_("Action plan"), COLUMNS, [_row(one) for one in listed])


def as_xlsx(sheet: Sheet, scratch: Path) -> bytes:
    """Write the plan as an Excel file; it lies in the scratch folder while it is made."""
    path = scratch / "handlingsplan.xlsx"
    write_xlsx([sheet], path, title=said(sheet.title))
    return path.read_bytes()


def as_csv(sheet: Sheet) -> bytes:
    """Write the plan as CSV, as a Swedish spreadsheet program opens it."""
    file = BytesIO()
    for line in lines(sheet, Dialect.excel_sv):
        file.write(line.encode())
    return file.getvalue()


def _row(one: ListedAction) -> Sequence[Cell]:
    action = one.action
    often = "" if action.recurrence == Recurrence.never else gettext(RECURRENCES[action.recurrence])
    return (
        action.number,
        one.recommendation.text if one.recommendation else action.why,
        action.title,
        action.how,
        day(action.due_on, "short") if action.due_on else action.when_said,
        action.owner_role,
        one.owner,
        gettext(STATES[action.state]),
        action.evidence,
        gettext(EFFECTS[action.effect]) if action.effect else "",
        action.effect_note,
        often,
        gettext(KINDS[action.kind]),
        gettext(SCOPES[action.scope]),
        one.unit,
        one.deviations,
        action.money_planned,
        action.money_realised,
    )
