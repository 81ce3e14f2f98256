from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import NotFound
from app.key_figures.kolada import CODE, FOLLOWED
from app.key_figures.models import (
    Area,
    ComparisonGroup,
    KeyFigure,
    KeyFigureValue,
    MonthlyFactor,
    MonthlyValue,
)
from app.web.as_read import stamp


@dataclass(frozen=True, slots=True)
class Series:
    """A key figure with its values by year and area. A year without a value is not there."""

    figure: KeyFigure
    values: Mapping[tuple[int, str], KeyFigureValue]

    @property
    def as_read(self) -> str:
        """Stand for all the values, so that a form can tell which ones its writer had read."""
        rows = sorted(self.values.items())
        return stamp(*((key, row.value, row.source) for key, row in rows))

    @property
    def years(self) -> range:
        """Give every year from the first to the last, those without a value too."""
        there = [year for year, _ in self.values]
        return range(min(there), max(there) + 1) if there else range(0)

    def at(self, year: int, area: Area) -> float | None:
        value = self.values.get((year, area))
        return None if value is None else value.value


def all_series(session: Session) -> list[Series]:
    """List the key figures that are followed, in the order of the page."""
    known = {figure.code: figure for figure in session.scalars(select(KeyFigure))}
    values: dict[str, dict[tuple[int, str], KeyFigureValue]] = {}
    for value in session.scalars(select(KeyFigureValue)):
        values.setdefault(value.code, {})[value.year, value.area] = value
    figures = [
        known.pop(code) if code in known else KeyFigure(code=code, place=place)
        for place, code in enumerate(FOLLOWED)
    ]
    figures += sorted(known.values(), key=lambda figure: (figure.place, figure.code))
    return [Series(figure, values.get(figure.code, {})) for figure in figures]


def series_of(session: Session, code: str, *, lock: bool = False) -> Series:
    """Give one key figure with its values; one that is not followed does not exist."""
    figure = session.get(KeyFigure, code, with_for_update=lock or None)
    if figure is None and code not in FOLLOWED:
        raise NotFound
    rows = session.scalars(select(KeyFigureValue).where(col(KeyFigureValue.code) == code))
    return Series(
        figure or KeyFigure(code=code, place=FOLLOWED.index(code)),
        {(row.year, row.area): row for row in rows},
    )


def groups_as_read(groups: Sequence[ComparisonGroup]) -> str:
    """Stand for the groups of all years, so that a form can tell which ones its writer had read."""
    return stamp(*((group.year, group.name, group.municipalities) for group in groups))


def months_as_read(months: Sequence[MonthlyValue]) -> str:
    """Stand for all the months, so that a form can tell which ones its writer had read."""
    return stamp(*((one.month, one.met, one.counted, one.note) for one in months))


def followed(session: Session) -> frozenset[str]:
    return frozenset(FOLLOWED) | set(session.scalars(select(col(KeyFigure.code))))


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def comparison_groups(session: Session) -> list[ComparisonGroup]:
    """List the groups of similar municipalities, newest year first."""
    return list(session.scalars(select(ComparisonGroup).order_by(col(ComparisonGroup.year).desc())))


def all_factors(session: Session) -> list[MonthlyFactor]:
    factors = session.scalars(select(MonthlyFactor))
    # Sorted here: the two databases do not put letters in the same order.
    return sorted(factors, key=lambda factor: (not factor.active, factor.key))


def get_factor(session: Session, factor_id: str, *, lock: bool = False) -> MonthlyFactor:
    factor = session.get(MonthlyFactor, factor_id, with_for_update=lock or None)
    if factor is None:
        raise NotFound
    return factor


def months_of(session: Session, factor_ids: Sequence[str]) -> dict[str, list[MonthlyValue]]:
    """Give the months of factors, each in the order of time."""
    months: dict[str, list[MonthlyValue]] = {factor_id: [] for factor_id in factor_ids}
    rows = session.scalars(
        select(MonthlyValue)
        .where(col(MonthlyValue.factor_id).in_(factor_ids))
        .order_by(col(MonthlyValue.month))
    )
    for row in rows:
        months[row.factor_id].append(row)
    return months
