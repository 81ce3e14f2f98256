"""The first cell of a row is its heading, also in the structure of a PDF.

Typst marks the headings of columns, but as it comes to Python it has no way to say that a cell
heads its row. A screen reader would then read a number without saying of what.
"""

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode


def with_row_headings(pdf: bytes, headed: Sequence[bool]) -> bytes:
    """Mark the first cell of each row as its heading. The same file gives the same bytes.

    Parameters
    ----------
    pdf : bytes
        A tagged PDF.
    headed : sequence of bool
        Of each table, in order: whether its rows begin with a heading.

    References
    ----------
    ISO 32000-1, table 349 (Scope and Headers); ISO 14289-1 (PDF/UA-1), 7.5.
    """
    with pikepdf.open(io.BytesIO(pdf)) as made:
        tables = _tables(made.Root.StructTreeRoot)
        for table, rows_begin_with_one in zip(tables, headed, strict=True):
            if rows_begin_with_one:
                _head_rows(table)
        held = io.BytesIO()
        made.save(held, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return held.getvalue()


def _head_rows(table: Object) -> None:
    rows = [row for part in _below(table) if part.S == "/TBody" for row in _below(part)]
    for row in rows:
        first, *others = _below(row)
        first.S = Name.TH
        first.A = Array([*_looks(first), Dictionary(O=Name.Table, Scope=Name.Row)])
        # Headings listed by a cell itself would be read instead of those that have a scope.
        for cell in others:
            cell.A = Array(_looks(cell))


def _looks(cell: Object) -> list[Object]:
    return [each for each in cell.A if each.O != "/Table"]


def _tables(node: Object) -> Iterator[Object]:
    for part in _below(node):
        if part.S == "/Table":
            yield part
        else:
            yield from _tables(part)


def _below(node: Object) -> list[Object]:
    """List the parts of a node in the structure; what else it holds is content."""
    held = node.get(Name.K)
    parts = held if isinstance(held, Array) else [held]
    return [part for part in parts if isinstance(part, Dictionary) and Name.S in part]
