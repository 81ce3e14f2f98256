"""The tables of a report as Parquet files in a zip: typed, and read at once by BI tools."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from app.summary.sheets import Block, Cell, Column, Kind, Row, Sheet
from app.web.language import said

ROWS_IN_GROUP = 250_000
TEXT = pa.dictionary(pa.int32(), pa.string())
TYPES = {
    Kind.text: TEXT,
    Kind.integer: pa.int64(),
    Kind.number: pa.float64(),
    Kind.share: pa.float64(),
}


def write_parquet(sheets: Sequence[Sheet], to: Path, *, title: str) -> None:
    """Write each sheet as a Parquet file, a group of rows at a time.

    The zip only holds them together: Parquet is compressed in itself.
    """
    with ZipFile(to, "w", ZIP_STORED) as archive:
        for sheet in sheets:
            schema = _schema(sheet, title)
            with (
                archive.open(f"{sheet.file}.parquet", "w", force_zip64=True) as raw,
                parquet.ParquetWriter(raw, schema, compression="zstd") as writer,
            ):
                for group in _groups(sheet.blocks):
                    writer.write_table(_table(group, schema), row_group_size=ROWS_IN_GROUP)


def _schema(sheet: Sheet, title: str) -> pa.Schema:
    about = {"title": f"{title}: {said(sheet.title)}"}
    return pa.schema([_field(column) for column in sheet.columns], metadata=about)


def _field(column: Column) -> pa.Field:
    about = {"title": said(column.title)}
    if column.meaning:
        about["description"] = said(column.meaning)
    return pa.field(column.name, TYPES[column.kind], metadata=about)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    rows = 0
    for block in blocks:
        if not block.tails:
            continue
        group.append(block)
        rows += len(block.tails)
        if rows >= ROWS_IN_GROUP:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _table(group: Sequence[Block], schema: pa.Schema) -> pa.Table:
    """Turn blocks into columns: each head and each tail is laid down once, then pointed at."""
    heads = [block.head for block in group]
    head_of_row = np.repeat(
        np.arange(len(group), dtype=np.int32), [len(block.tails) for block in group]
    )
    tails, tail_of_row = _numbered(group)
    columns = [*zip(*heads, strict=True)] if heads[0] else []
    arrays = [
        _column(values, field, head_of_row) for values, field in zip(columns, schema, strict=False)
    ]
    arrays += [
        _column(values, field, tail_of_row)
        for values, field in zip(
            zip(*tails, strict=True), list(schema)[len(columns) :], strict=True
        )
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _numbered(group: Sequence[Block]) -> tuple[list[Row], NDArray[np.int32]]:
    place: dict[Row, int] = {}
    numbers = [place.setdefault(tail, len(place)) for block in group for tail in block.tails]
    return list(place), np.array(numbers, dtype=np.int32)


def _column(values: Sequence[Cell], field: pa.Field, of_row: NDArray[np.int32]) -> pa.Array:
    if field.type != TEXT:
        return pa.array(values, type=field.type).take(pa.array(of_row))
    # Nothing is nothing: the same is read back as from an empty place in a CSV file.
    texts = pa.array([value or None for value in values], type=pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(texts.indices.take(pa.array(of_row)), texts.dictionary)
