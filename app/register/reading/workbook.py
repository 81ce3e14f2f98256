from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.identity_numbers import mask
from app.register.reading.cells import Cell, Table
from app.register.reading.header import recognised_in
from app.register.reading.limits import MOST_COLUMNS, MOST_ROWS, MOST_TITLE_ROWS
from app.register.reading.parsed import ColumnMap
from app.register.reading.unreadable import (
    BrokenWorkbook,
    HoldsMacros,
    NoSuchSheet,
    PasswordProtected,
    RegisterUnreadable,
    TooManyColumns,
    TooManyRows,
)

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str | None
    names: tuple[str, ...]
    table: Table


def check_compound_file(content: bytes) -> None:
    """Look into a file of the old kind, which also wraps what is encrypted."""
    if _ENCRYPTED in content:
        raise PasswordProtected
    if _MACROS in content:
        raise HoldsMacros


def read_workbook(content: bytes, columns: ColumnMap | None, wanted: str | None) -> Sheet:
    """Read the sheet that was asked for, or else the visible one with most known headings."""
    try:
        return _read(content, columns, wanted)
    except RegisterUnreadable:
        raise
    except PasswordError:
        raise PasswordProtected from None
    except BaseException as fault:
        # A panic inside the reader is not an Exception; Ctrl-C and exit are neither, and pass.
        if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
            raise BrokenWorkbook from None
        raise


def _read(content: bytes, columns: ColumnMap | None, wanted: str | None) -> Sheet:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
        visible = {
            mask(sheet.name): sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        }
        if not visible or (wanted is not None and wanted not in visible):
            raise NoSuchSheet
        names = [wanted] if wanted is not None else list(visible)
        tables = {name: _table(workbook.get_sheet_by_name(visible[name])) for name in names}
    best = max(tables, key=_merit_of(tables, columns))
    return Sheet(best, tuple(visible), tables[best])


def _table(sheet: CalamineSheet) -> Table:
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= MOST_ROWS + MOST_TITLE_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    if last_column >= MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    table: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    return table


def _merit_of(tables: dict[str, Table], columns: ColumnMap | None) -> Callable[[str], int]:
    def merit(name: str) -> int:
        return max(
            (recognised_in(row, columns) for row in tables[name][:MOST_TITLE_ROWS]), default=0
        )

    return merit
