"""What the pages of key figures send."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from app.errors import N_
from app.key_figures.kolada import FIRST_YEAR, LAST_YEAR
from app.key_figures.models import Area, Better, Source
from app.key_figures.months import FactorPlan
from app.key_figures.reading_months import Month, NotAMonth, month_of
from app.register.reading.cells import clean
from app.register.reading.reasons import Unfit
from app.register.reading.values import number
from app.web.as_read import ReadForm
from app.web.forms import Form

MOST_MUNICIPALITIES = 60


def _as_written(typed: Any) -> Any:
    """Read a number as it is written in Sweden."""
    if not isinstance(typed, str):
        return typed
    try:
        return float(number(typed))
    except Unfit:
        raise ValueError(N_("Write a number, as 1234,5.")) from None


def _month(typed: Any) -> Any:
    if not isinstance(typed, str):
        return typed
    try:
        return month_of(typed)
    except (Unfit, NotAMonth):
        raise ValueError(N_("Write the month as 2026-03.")) from None


Written = Annotated[float | None, BeforeValidator(_as_written)]
Percent = Annotated[float | None, BeforeValidator(_as_written), Field(ge=0, le=100)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class NameForm(ReadForm):
    name: str = Field(min_length=1, max_length=200)
    measure: str = Field("", max_length=60)
    read_on: date


class ValuesForm(ReadForm):
    year: Year
    own: Written = None
    similar: Written = None
    country: Written = None
    source: Source

    def values(self) -> dict[Area, float | None]:
        return {Area.own: self.own, Area.similar: self.similar, Area.country: self.country}


class SeriesFileForm(Form):
    own: str = Field(min_length=1, max_length=80)
    without_refused: bool = False


class GroupForm(ReadForm):
    year: Year
    name: str = Field(min_length=1, max_length=100)
    municipalities: list[str] = Field(min_length=1, max_length=MOST_MUNICIPALITIES)

    @field_validator("municipalities", mode="before")
    @classmethod
    def parted(cls, typed: Any) -> Any:
        """Read one municipality a line, or parted by commas."""
        lines = typed if isinstance(typed, list) else [typed]
        parts = [part for line in lines for part in re.split(r"[,\n]", line)]
        return [name for part in parts if (name := clean(part))]


class FactorForm(ReadForm):
    name: str = Field(min_length=1, max_length=100)
    counted: str = Field(min_length=1, max_length=200)
    of: str = Field(min_length=1, max_length=200)
    target: Percent = None
    better: Better = Better.more
    baseline: int | None = Field(None, ge=1, le=120)
    active: bool = False

    def plan(self) -> FactorPlan:
        return FactorPlan(
            name=self.name,
            counted=self.counted,
            of=self.of,
            target=None if self.target is None else self.target / 100,
            better=self.better,
            baseline=self.baseline,
            active=self.active,
        )


class MonthForm(ReadForm):
    month: Annotated[date, BeforeValidator(_month)]
    met: int = Field(ge=0, le=1_000_000)
    counted: int = Field(ge=0, le=1_000_000)
    note: str = Field("", max_length=300)

    def entered(self) -> Month:
        return Month(self.month, self.met, self.counted, self.note)


class MonthsFileForm(Form):
    without_refused: bool = False
