"""Take six million answers out, beside each library's own fastest writing of the same cells."""

import csv
import gc
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice, repeat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet
from sqlmodel import Session, select

from app.db import Database
from app.rounds.models import Round
from app.summary.answers_export import answers_sheet
from app.summary.export_csv import DEFLATE, write_zip
from app.summary.export_parquet import ROWS_IN_GROUP, write_parquet
from app.summary.export_xlsx import MOST_ROWS, write_xlsx
from app.summary.formats import Dialect
from app.summary.sheets import Cell, Row, Sheet
from tests.benchmarks.exporting_material import a_large_round, settings_at
from tests.benchmarks.measure import Figure, apart, peak_mib

ANSWERS = int(os.environ.get("STICKPROV_ANSWERS", "6000000"))
"""Fewer for a quick look."""
FORMATS = os.environ.get("STICKPROV_FORMATS", "csv parquet xlsx").split()
Made = tuple[float, float]
"""Seconds, and the most memory the process has held, in MiB."""


def export_six_million() -> list[Figure]:
    """Read, make and write every answer of a round; the floor is given the cells and writes them.

    Seconds are those of the processor, so that others on the machine do not count.
    """
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        apart_with(a_large_round, home, ANSWERS)
        for name in FORMATS:
            ours, floor, called = WAYS[name]
            seconds, peak = apart_with(ours, home)
            least, _ = apart_with(floor, home)
            work = f"{ANSWERS} svar ur databasen till {name}"
            figures.append(Figure(work, seconds, called, least, peak))
            written, peak = apart_with(_writing, home, ours)
            figures.append(Figure(f"  varav skrivningen till {name}", written, called, least, peak))
    return figures


def apart_with(work: Callable[..., object], *given: object) -> tuple[float, float]:
    return apart(_Given(work, given))  # type: ignore[arg-type, return-value]


class _Given:
    """A work with what it is given, fit to be sent to another process."""

    def __init__(self, work: Callable[..., object], given: tuple[object, ...]) -> None:
        self.work, self.given = work, given

    def __call__(self) -> object:
        return self.work(*self.given)


def _sheet(session: Session) -> Sheet:
    return answers_sheet(session, session.exec(select(Round)).one())


def _ours(home: Path, ready: Sheet | None, write: Callable[[Sheet, Path], None]) -> Made:
    database = Database(settings_at(home))
    gc.disable()  # as does the process of `app.summary.exporting.child`
    start = time.process_time()
    with database.snapshot() as session:
        write(ready or _sheet(session), home / "ours")
    seconds = time.process_time() - start
    database.close()
    (home / "ours").unlink()
    return seconds, peak_mib()


def _writing(home: Path, ours: Callable[..., Made]) -> Made:
    """Let ours write blocks that are ready: the same cells as the floor, over and over."""
    database = Database(settings_at(home))
    with database.snapshot() as session:
        sheet = _sheet(session)
        ready = list(islice(sheet.blocks, 2000))
    database.close()
    rows = sum(len(block.tails) for block in ready)
    again = chain.from_iterable(repeat(ready, -(-ANSWERS // rows)))
    return ours(home, replace(sheet, long=islice(again, ANSWERS * len(ready) // rows)))


def ours_csv(home: Path, ready: Sheet | None = None) -> Made:
    return _ours(
        home, ready, lambda sheet, to: write_zip([sheet], to, title="T", dialect=Dialect.rfc)
    )


def ours_parquet(home: Path, ready: Sheet | None = None) -> Made:
    return _ours(home, ready, lambda sheet, to: write_parquet([sheet], to, title="T"))


def ours_xlsx(home: Path, ready: Sheet | None = None) -> Made:
    return _ours(home, ready, lambda sheet, to: write_xlsx([sheet], to, title="T"))


def _floor(home: Path, write: Callable[[list[str], Iterator[Row], Path], None]) -> Made:
    """Let a library write what is ready for it: the cells of two thousand cases, over and over."""
    database = Database(settings_at(home))
    with database.snapshot() as session:
        sheet = _sheet(session)
        names = [column.name for column in sheet.columns]
        ready = [
            (*block.head, *tail) for block in islice(sheet.blocks, 2000) for tail in block.tails
        ]
    database.close()
    start = time.process_time()
    write(names, _over_and_over(ready), home / "floor")
    seconds = time.process_time() - start
    (home / "floor").unlink()
    return seconds, peak_mib()


def _over_and_over(ready: list[Row]) -> Iterator[Row]:
    left = ANSWERS
    while left > 0:
        yield from islice(ready, left)
        left -= len(ready)


def floor_csv(home: Path) -> Made:
    def write(names: list[str], rows: Iterator[Row], to: Path) -> None:
        with (
            ZipFile(to, "w", ZIP_DEFLATED, compresslevel=DEFLATE) as archive,
            archive.open("svar.csv", "w", force_zip64=True) as raw,
            io.TextIOWrapper(io.BufferedWriter(raw, 1 << 20), "utf-8", newline="") as text,
        ):
            writer = csv.writer(text)
            writer.writerow(names)
            writer.writerows(rows)

    return _floor(home, write)


def floor_parquet(home: Path) -> Made:
    def write(names: list[str], rows: Iterator[Row], to: Path) -> None:
        writer = None
        while some := list(islice(rows, ROWS_IN_GROUP)):
            columns = [_typed(column) for column in zip(*some, strict=True)]
            part = pa.Table.from_arrays(columns, names=names)
            writer = writer or parquet.ParquetWriter(to, part.schema, compression="zstd")
            writer.write_table(part)
        if writer is not None:
            writer.close()

    return _floor(home, write)


def _typed(column: tuple[Cell, ...]) -> pa.Array:
    if isinstance(column[0], str):
        return pa.array(column, type=pa.dictionary(pa.int32(), pa.string()))
    return pa.array(column)


def floor_xlsx(home: Path) -> Made:
    def write(names: list[str], rows: Iterator[Row], to: Path) -> None:
        book = xlsxwriter.Workbook(str(to), {"constant_memory": True, "tmpdir": str(home)})
        while some := list(islice(rows, 1)):
            page = book.add_worksheet()
            for place, name in enumerate(names):
                page.write_string(0, place, name)
            for number, row in enumerate(chain(some, islice(rows, MOST_ROWS - 1)), start=1):
                _write(page, number, row)
        book.close()

    return _floor(home, write)


def _write(page: xlsxwriter.worksheet.Worksheet, number: int, row: Row) -> None:
    for place, value in enumerate(row):
        if isinstance(value, str):
            page.write_string(number, place, value)
        elif value is not None:
            page.write_number(number, place, value)


WAYS = {
    "csv": (ours_csv, floor_csv, "csv.writer och zip, färdiga rader"),
    "parquet": (ours_parquet, floor_parquet, "pyarrow, färdiga rader"),
    "xlsx": (ours_xlsx, floor_xlsx, "XlsxWriter, färdiga rader"),
}
