"""How a round is planned: what is typed on the page, and what it means."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.errors import N_
from app.register.comparison import case_key
from app.rounds.models import Round
from app.rounds.population import ATTRIBUTE, FIELDS, Rules, plain
from app.rounds.sizes import SizeBy, Wanted
from app.web.forms import Form

NOTICE_OF_REVIEWERS = timedelta(days=28)
PERIOD_MONTHS = 6
MONTHS = 12


def _point(value: Any) -> Any:
    """Read a decimal comma; browsers and people write either sign."""
    return value.replace(",", ".") if isinstance(value, str) else value


Decimal = Annotated[float, BeforeValidator(_point)]


class PopulationPlan(Form):
    """Which cases a round is about and how many are drawn: all that its figures depend on."""

    period_from: date
    period_to: date
    placement_forms: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] = ()
    open_in_period: bool = False
    shortest_days: int = Field(default=0, ge=0, le=7300)
    excluded_numbers: tuple[str, ...] = ()
    excluded_reasons: tuple[str, ...] = ()
    strata_fields: tuple[str, ...] = ()
    size_by: Literal["number", "margin", "census"] = "number"
    sample_size: int = Field(default=0, ge=0, le=1_000_000)
    margin_points: Decimal = Field(default=10, ge=0.5, le=49)
    at_least: int = Field(default=0, ge=0, le=100_000)
    census_strata: tuple[str, ...] = ()
    double_percent: Decimal = Field(default=0, ge=0, le=100)
    hours_per_case: Decimal = Field(default=1.5, ge=0.1, le=100)

    @field_validator("strata_fields")
    @classmethod
    def _known(cls, fields: tuple[str, ...]) -> tuple[str, ...]:
        if any(field not in FIELDS and not field.startswith(ATTRIBUTE) for field in fields):
            raise ValueError(N_("Choose one of the alternatives."))
        return fields

    @field_validator("period_to")
    @classmethod
    def _runs_forward(cls, period_to: date, info: ValidationInfo) -> date:
        if period_to < info.data.get("period_from", period_to):
            raise ValueError(N_("The period ends before it begins."))
        return period_to

    @field_validator("excluded_reasons")
    @classmethod
    def _said_why(cls, reasons: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        numbers = info.data.get("excluded_numbers", ())
        if any(
            bool(plain(number)) != bool(plain(reason))
            for number, reason in zip(numbers, reasons, strict=False)
        ):
            raise ValueError(N_("Each case that is left out needs both its number and a reason."))
        return reasons

    @property
    def excluded(self) -> dict[str, str]:
        """The cases that are left out by name, each with its reason."""
        pairs = zip(self.excluded_numbers, self.excluded_reasons, strict=False)
        return {plain(number): plain(reason) for number, reason in pairs if plain(number)}


class RoundPlan(PopulationPlan):
    """A whole plan, as it is kept."""

    name: str = Field(min_length=1, max_length=80)
    due_on: date
    review_form: str
    people_to_roll: int = Field(default=2, ge=0, le=6)
    notes: str = Field(default="", max_length=2000)

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        written = plain(name)
        if not written:
            raise ValueError(N_("Fill this in."))
        return written

    @field_validator("due_on")
    @classmethod
    def _after_the_period_begins(cls, due_on: date, info: ValidationInfo) -> date:
        if due_on < info.data.get("period_from", due_on):
            raise ValueError(N_("The last day to review lies before the period."))
        return due_on

    @property
    def form_name(self) -> str:
        return self.review_form.partition("/")[0]

    @property
    def form_version(self) -> str:
        return self.review_form.partition("/")[2]


def rules_of(round_: Round) -> Rules:
    """Say which cases a round is about."""
    return Rules(
        period_from=round_.period_from,
        period_to=round_.period_to,
        placement_forms=frozenset(round_.placement_forms),
        unit_ids=frozenset(round_.unit_ids),
        open_in_period=round_.open_in_period,
        shortest_days=round_.shortest_days,
        singled_out={case_key(number): reason for number, reason in round_.excluded.items()},
        strata_fields=tuple(round_.strata_fields),
    )


def wanted_of(round_: Round) -> Wanted:
    """Say how large a sample a round is to have."""
    return Wanted(
        size_by=SizeBy.census if round_.census else SizeBy(round_.size_by),
        sample_size=round_.sample_size,
        margin=round_.margin or 0.1,
        at_least=round_.at_least,
        census_strata=frozenset(round_.census_strata),
    )


def settings_of(plan: PopulationPlan) -> dict[str, Any]:
    """Give what a plan says in the columns of a round."""
    return {
        "period_from": plan.period_from,
        "period_to": plan.period_to,
        "placement_forms": sorted(set(plan.placement_forms)),
        "unit_ids": sorted(set(plan.unit_ids)),
        "open_in_period": plan.open_in_period,
        "shortest_days": plan.shortest_days,
        "excluded": plan.excluded,
        "strata_fields": list(plan.strata_fields),
        "size_by": plan.size_by,
        "sample_size": plan.sample_size,
        "margin": round(plan.margin_points / 100, 4),
        "at_least": plan.at_least,
        "census_strata": sorted(set(plan.census_strata)),
        "census": plan.size_by == SizeBy.census,
        "double_share": round(plan.double_percent / 100, 4),
        "hours_per_case": plan.hours_per_case,
    }


def typed_of(round_: Round) -> dict[str, Any]:
    """Write a round as somebody would have typed its plan."""
    return {
        **round_.model_dump(
            include={
                "name", "period_from", "period_to", "due_on", "placement_forms", "unit_ids",
                "open_in_period", "shortest_days", "strata_fields", "size_by", "sample_size",
                "at_least", "census_strata", "people_to_roll", "notes",
            }
        ),
        "review_form": f"{round_.form_name}/{round_.form_version}",
        "excluded_numbers": list(round_.excluded),
        "excluded_reasons": list(round_.excluded.values()),
        "margin_points": _written((round_.margin or 0.1) * 100),
        "double_percent": _written(round_.double_share * 100),
        "hours_per_case": _written(round_.hours_per_case),
    }  # fmt: skip


def suggested(today: date, review_form: str) -> dict[str, Any]:
    """Suggest a plan: the last six whole months, by placement form, and time to review."""
    period_to = today.replace(day=1) - timedelta(days=1)
    months = period_to.year * MONTHS + period_to.month - PERIOD_MONTHS
    due_on = today + NOTICE_OF_REVIEWERS
    return {
        "name": "",
        "period_from": date(months // MONTHS, months % MONTHS + 1, 1),
        "period_to": period_to,
        "due_on": due_on,
        "review_form": review_form,
        "placement_forms": [],
        "unit_ids": [],
        "open_in_period": True,
        "shortest_days": 0,
        "excluded_numbers": [],
        "excluded_reasons": [],
        "strata_fields": ["placement_form"],
        "size_by": "margin",
        "sample_size": 30,
        "margin_points": "10",
        "at_least": 2,
        "census_strata": [],
        "double_percent": "10",
        "hours_per_case": "1,5",
        "people_to_roll": 2,
        "notes": "",
    }


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")
