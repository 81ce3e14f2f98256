"""A series as its page shows it: drawn, in a table, with its source in Kolada's own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.errors import N_
from app.key_figures.drawing import Drawn, series_chart
from app.key_figures.kolada import source_line
from app.key_figures.models import Area, ComparisonGroup, Source
from app.key_figures.queries import Series
from app.web.drawing import drawn
from app.web.language import number, said

AREAS = {
    Area.own: "",
    Area.similar: N_("Similar municipalities"),
    Area.country: N_("The whole country"),
}
OWN_CALCULATION = N_("Own calculation, not Kolada's: %(which)s.")


@dataclass(frozen=True, slots=True)
class YearShown:
    """A row of the table. What is missing says so."""

    year: int
    cells: list[str]
    group: str = ""


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """A key figure, ready for the page."""

    code: str
    name: str
    measure: str
    named: bool
    years: list[YearShown]
    areas: list[str]
    source: str
    chart: Markup | None = None
    latest: str = ""

    def cells_of(self, year: str) -> list[tuple[str, str]]:
        """Give what stands in a year that somebody has typed, by area."""
        found = [row.cells for row in self.years if str(row.year) == year.strip()]
        return list(zip(self.areas, found[0], strict=True)) if found else [(year, "")]


def series_shown(
    series: Series, organisation: str, groups: Mapping[int, ComparisonGroup]
) -> SeriesShown:
    figure, years = series.figure, list(series.years)
    areas = [said(name) or organisation for name in AREAS.values()]
    decimals = _decimals(series)
    rows = [
        YearShown(
            year,
            [_cell(series, year, area, decimals) for area in AREAS],
            groups[year].name if year in groups else "",
        )
        for year in years
    ]
    name = figure.name or said(N_("Key figure %(code)s"), {"code": figure.code})
    return SeriesShown(
        code=figure.code,
        name=name,
        measure=figure.measure,
        named=bool(figure.name),
        years=rows,
        areas=areas,
        source=_source(series, organisation),
        chart=_chart(series, areas, name, rows) if years else None,
        latest=_latest(rows, areas),
    )


def _cell(series: Series, year: int, area: Area, decimals: int) -> str:
    value = series.at(year, area)
    return said(N_("missing")) if value is None else number(value, decimals)


def _decimals(series: Series) -> int:
    """Show as many decimals as the values have, at most two, the same all over."""
    for decimals in range(2):
        if all(round(row.value, decimals) == row.value for row in series.values.values()):
            return decimals
    return 2


def _source(series: Series, organisation: str) -> str:
    """Name Kolada only for what is Kolada's."""
    own = sorted(
        (row.year, said(AREAS[Area(row.area)]) or organisation)
        for row in series.values.values()
        if row.source == Source.own_calculation
    )
    parts = []
    if len(own) < len(series.values):
        parts.append(source_line(series.figure.code) + ".")
    if own:
        which = ", ".join(f"{area} {year}" for year, area in own)
        parts.append(said(OWN_CALCULATION, {"which": which}))
    return " ".join(parts)


def _chart(series: Series, areas: list[str], name: str, rows: list[YearShown]) -> Markup:
    years = list(series.years)
    lines = [
        Drawn(
            label,
            area,
            [series.at(year, area) for year in years],
            [_is_own(series, year, area) for year in years],
        )
        for area, label in zip(AREAS, areas, strict=True)
    ]
    there = [line for line in lines if any(value is not None for value in line.values)]
    spoken = "; ".join(
        f"{row.year}: "
        + ", ".join(f"{area} {cell}" for area, cell in zip(areas, row.cells, strict=True))
        for row in rows
    )
    return drawn(series_chart, there, years, title=name, spoken=spoken)


def _is_own(series: Series, year: int, area: Area) -> bool:
    value = series.values.get((year, area))
    return value is not None and value.source == Source.own_calculation


def _latest(rows: list[YearShown], areas: list[str]) -> str:
    if not rows:
        return ""
    row = rows[-1]
    told = ", ".join(f"{area} {cell}" for area, cell in zip(areas, row.cells, strict=True))
    return f"{row.year}: {told}"
