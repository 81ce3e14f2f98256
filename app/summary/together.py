"""The tables of several rounds under each other, each row saying which round it is of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.errors import N_
from app.summary.service import Report
from app.summary.sheets import Block, Column, Row, Sheet
from app.web.language import day

ROUND = (
    Column("omgang_id", N_("Id of the round"), width=20),
    Column("omgang", N_("Round"), width=24),
    Column("mall", N_("Checklist"), width=22),
    Column("mallversion", N_("Version"), width=10),
    Column("period_fran", N_("Period from"), width=12),
    Column("period_till", N_("Period to"), width=12),
    Column("laget_omgang", N_("Standing of the round"), width=16, meaning=N_("open or closed")),
)


def together(parts: Sequence[tuple[Report, Sequence[Sheet]]]) -> list[Sheet]:
    """Join the sheets of each round with those of the others that have the same name."""
    names = dict.fromkeys(sheet.file for _, sheets in parts for sheet in sheets)
    return [
        _joined(
            [(report, sheet) for report, sheets in parts for sheet in sheets if sheet.file == name]
        )
        for name in names
    ]


def _joined(parts: Sequence[tuple[Report, Sheet]]) -> Sheet:
    first = parts[0][1]
    most = max(sheet.rows_each for _, sheet in parts)
    return replace(
        first,
        columns=(*ROUND, *first.columns),
        rows=(),
        long=_blocks(parts),
        size=sum(_size(sheet) for _, sheet in parts),
        rows_each=most,
    )


def _size(sheet: Sheet) -> int:
    return sheet.size if sheet.long is not None else 1


def _blocks(parts: Sequence[tuple[Report, Sheet]]) -> Iterator[Block]:
    for report, sheet in parts:
        head = _round_cells(report)
        for block in sheet.blocks:
            yield Block((*head, *block.head), block.tails)


def _round_cells(report: Report) -> Row:
    round_ = report.round_
    return (
        *(round_.id, round_.name, report.annex.form_name, report.annex.form_version),
        *(day(round_.period_from, "short"), day(round_.period_to, "short")),
        "open" if report.preliminary else "closed",
    )
