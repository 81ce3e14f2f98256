"""Deviations as plain files for the municipality's own deviation system: no lock-in.

The names are the same in the table and in the file of one, and every code has its words beside
it. No case number gets in: only how many deficiencies of a review a deviation is about.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.deviations.queries import Listed
from app.deviations.words import CAUSES, KINDS, SEVERITIES, STATES
from app.errors import N_
from app.summary.export_csv import lines
from app.summary.formats import Dialect
from app.summary.sheets import Cell, Column, Kind, Sheet
from app.web.language import gettext

FORMAT = "stickprov-avvikelse-1"
COLUMNS = (
    Column("nummer", N_("Number"), width=12),
    Column("eget_nummer", N_("Number in the deviation system"), width=18),
    Column("rubrik", N_("Heading"), width=44),
    Column("beskrivning", N_("What happened"), width=60),
    Column("slag_kod", N_("Kind, code"), width=16),
    Column("slag", N_("Kind"), width=28),
    Column("allvar_kod", N_("Severity, code"), width=12),
    Column("allvar", N_("Severity"), width=12),
    Column("rattssakerhet", N_("Legal security"), width=12, meaning=N_("yes or no")),
    Column("orsak_kod", N_("Cause, code"), width=18),
    Column("orsak", N_("Cause"), width=24),
    Column("omedelbar_atgard", N_("Immediate measure"), width=40),
    Column("enhet", N_("Unit"), width=24),
    Column("handelsedag", N_("Day it happened"), width=12, meaning=N_("as 2026-03-01")),
    Column("rapporterad", N_("Reported"), width=12),
    Column("ansvarig", N_("Person responsible"), width=24),
    Column("ansvarig_roll", N_("Role responsible"), width=24),
    Column("klar_senast", N_("To be done by"), width=12),
    Column("lage_kod", N_("State, code"), width=12),
    Column("lage", N_("State"), width=20),
    Column("avslutad", N_("Closed"), width=12),
    Column("hantering", N_("How it was handled"), width=44),
    Column(
        "brister",
        N_("Deficiencies"),
        Kind.integer,
        N_("How many deficiencies of a review it is about"),
    ),
)


def record_of(listed: Listed) -> dict[str, Cell]:
    """Write a deviation as plain values, each under the name of its column."""
    one = listed.deviation
    values: Sequence[Cell] = (
        one.number,
        one.outside_number,
        one.title,
        one.description,
        one.kind,
        _words(KINDS, one.kind),
        one.severity,
        _words(SEVERITIES, one.severity),
        gettext(N_("yes")) if one.rule_of_law else gettext(N_("no")),
        one.cause,
        _words(CAUSES, one.cause),
        one.immediate_measure,
        listed.unit or "",
        _day(one.happened_on),
        _day(one.reported_at),
        listed.owner or "",
        one.owner_role,
        _day(one.due_on),
        one.state,
        _words(STATES, one.state),
        _day(one.closed_at),
        one.closing_note,
        listed.deficiencies,
    )
    return {column.name: value for column, value in zip(COLUMNS, values, strict=True)}


def sheet_of(listed: Sequence[Listed]) -> Sheet:
    """Lay out deviations as a table, one on each row."""
    rows = [list(record_of(one).values()) for one in listed]
    return Sheet("avvikelser", N_("Deviations"), COLUMNS, rows)


def csv_of(listed: Sequence[Listed]) -> bytes:
    """Write deviations as Swedish Excel reads CSV."""
    return "".join(lines(sheet_of(listed), Dialect.excel_sv)).encode()


def json_of(listed: Listed) -> bytes:
    """Write one deviation as a file that says which format it has."""
    record = {"format": FORMAT, **record_of(listed)}
    return json.dumps(record, ensure_ascii=False, indent=2).encode()


def _words(labels: Any, code: str) -> str:
    return gettext(labels[code])


def _day(value: date | datetime | None) -> str:
    return "" if value is None else value.strftime("%Y-%m-%d")
