"""Keeping the series of Kolada: their names, their values, and whom they are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session

from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.key_figures.events import (
    ComparisonGroupSet,
    KeyFigureChanged,
    KeyFigureNamed,
    KeyFiguresImported,
)
from app.key_figures.kolada import CODE, FOLLOWED
from app.key_figures.models import Area, ComparisonGroup, KeyFigure, KeyFigureValue, Source
from app.key_figures.queries import followed, series_of
from app.key_figures.reading import COLUMNS, Found, SeriesFile, read_series
from app.key_figures.table import Refused, table_of


class NotACode(DomainError):
    """A series without Kolada's code could not be found there again by anybody."""

    status = 422
    message = N_("Write the code as Kolada has it: N or U and five digits.")


class RowsRefused(DomainError):
    """A row is never left out unseen: either all is right, or somebody says to go on without."""

    status = 422
    message = N_("%(refused)s rows cannot be taken in. Correct them, or take in the others.")

    def __init__(self, rows: list[Refused]) -> None:
        self.rows = rows
        super().__init__(refused=len(rows))


class NothingInFile(DomainError):
    """A file without a single value is another file than was meant."""

    status = 422
    message = N_("The file holds no value that can be taken in.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed: new values, other values, and values that are missing now."""

    new: int
    changed: int
    gone: int
    same: int
    refused: int


def name_key_figure(
    session: Session,
    actor: Actor,
    code: str,
    name: str,
    measure: str,
    read_on: date,
    *,
    now: datetime,
) -> KeyFigure:
    """Write in what a key figure is called in Kolada, and when it was read there.

    A code that was not followed yet is followed from now on.
    """
    code = code.upper()
    if CODE.fullmatch(code) is None:
        raise NotACode
    figure = _row(session, code)
    figure.name, figure.measure, figure.read_on = name, measure, read_on
    record(
        session, KeyFigureNamed(at=now, actor_id=actor.id, code=code, name=name, measure=measure)
    )
    return figure


def set_values(
    session: Session,
    actor: Actor,
    code: str,
    year: int,
    values: Mapping[Area, float | None],
    source: Source,
    *,
    now: datetime,
) -> None:
    """Type in the values of a year. An area without a value is missing from then on."""
    series = series_of(session, code)
    before = {str(area): found for area in values if (found := series.at(year, area)) is not None}
    after = {str(area): value for area, value in values.items() if value is not None}
    sources = {row.source for (at, area), row in series.values.items() if at == year}
    if before == after and sources <= {source}:
        return
    _row(session, code)
    for area, value in values.items():
        _put(session, actor, Found(0, code, year, area, value), source, now)
    record(
        session,
        KeyFigureChanged(
            at=now,
            actor_id=actor.id,
            code=code,
            year=year,
            before=before,
            after=after,
            source=source,
        ),
    )


def import_series(
    session: Session,
    actor: Actor,
    content: bytes,
    file_name: str,
    own: str,
    *,
    without_refused: bool = False,
    now: datetime,
) -> Imported:
    """Take in a file from Kolada: all of it, or all but the rows that are refused."""
    file = read_series(table_of(content, COLUMNS), own=own, followed=followed(session))
    if file.refused and not without_refused:
        raise RowsRefused(file.refused)
    if not file.found:
        raise NothingInFile
    outcome = _take_in(session, actor, file, now)
    record(
        session,
        KeyFiguresImported(
            at=now,
            actor_id=actor.id,
            file_name=file_name[:200],
            file_sha256=sha256(content).hexdigest(),
            new=outcome.new,
            changed=outcome.changed,
            gone=outcome.gone,
            refused=outcome.refused,
        ),
    )
    return outcome


def set_group(
    session: Session,
    actor: Actor,
    year: int,
    name: str,
    municipalities: list[str],
    *,
    now: datetime,
) -> ComparisonGroup:
    """Say which municipalities are the similar ones of a year."""
    group = session.get(ComparisonGroup, year) or ComparisonGroup(
        year=year, name=name, at=now, by=actor.id
    )
    group.name, group.municipalities = name, municipalities
    group.at, group.by = now, actor.id
    session.add(group)
    record(
        session,
        ComparisonGroupSet(
            at=now, actor_id=actor.id, year=year, name=name, municipalities=municipalities
        ),
    )
    return group


def _take_in(session: Session, actor: Actor, file: SeriesFile, now: datetime) -> Imported:
    counts = dict.fromkeys(("new", "changed", "gone", "same"), 0)
    for code in sorted({found.code for found in file.found}):
        _row(session, code)
    for found in file.found:
        counts[_put(session, actor, found, Source.kolada, now)] += 1
    return Imported(**counts, refused=len(file.refused))


def _row(session: Session, code: str) -> KeyFigure:
    figure = session.get(KeyFigure, code)
    if figure is None:
        place = FOLLOWED.index(code) if code in FOLLOWED else len(FOLLOWED)
        figure = KeyFigure(code=code, place=place)
        session.add(figure)
        session.flush()
    return figure


def _put(session: Session, actor: Actor, found: Found, source: Source, now: datetime) -> str:
    """Let a value stand, and tell what became of the one before."""
    row = session.get(KeyFigureValue, (found.code, found.year, found.area))
    if found.value is None:
        if row is None:
            return "same"
        session.delete(row)
        return "gone"
    if row is not None and (row.value, row.source) == (found.value, source):
        return "same"
    outcome = "new" if row is None else "changed"
    session.merge(
        KeyFigureValue(
            code=found.code,
            year=found.year,
            area=found.area,
            value=found.value,
            source=source,
            at=now,
            by=actor.id,
        )
    )
    return outcome
