"""What a plan would come to, computed anew each time somebody changes it; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import DomainError
from app.rounds.models import Round
from app.rounds.plan import PopulationPlan, rules_of, settings_of, wanted_of
from app.rounds.population import Candidate, Population, population_of
from app.rounds.sizes import Outlook, outlook, sizes_of


@dataclass(frozen=True, slots=True)
class Preview:
    """The population of a plan, its sample by stratum, and what that can say.

    ``refusal`` says why there is no sample like that; then ``outlook`` is ``None``.
    """

    population: Population
    sizes: dict[str, int]
    outlook: Outlook | None
    refusal: DomainError | None

    @property
    def strata(self) -> list[tuple[str, int, int | None]]:
        """Every stratum, how many cases it has, and how many would be drawn."""
        return [
            (stratum, cases, self.sizes.get(stratum))
            for stratum, cases in self.population.strata.items()
        ]


def preview(register: Sequence[Candidate], round_: Round) -> Preview:
    """Say what the plan of a round comes to with the register as it stands."""
    population = population_of(register, rules_of(round_))
    strata = population.strata
    try:
        sizes = sizes_of(strata, wanted_of(round_))
    except DomainError as refusal:
        return Preview(population, {}, None, refusal)
    seen = outlook(
        strata, sizes, double_share=round_.double_share, hours_per_case=round_.hours_per_case
    )
    return Preview(population, sizes, seen, None)


def preview_plan(register: Sequence[Candidate], actor: Actor, plan: PopulationPlan) -> Preview:
    """Say what a plan comes to before it is kept."""
    return preview(register, as_round(actor, plan))


def as_round(actor: Actor, plan: PopulationPlan) -> Round:
    """Make what a plan says into a round that no database knows."""
    settings = settings_of(plan)
    return Round(**settings | {"unit_ids": units_of(actor, settings["unit_ids"])})


def units_of(actor: Actor, chosen: list[str]) -> list[str]:
    """Give the units of a plan: none chosen means all that the actor answers for."""
    own = actor.units_for(Permission.plan_round)
    return chosen if chosen or own is None else sorted(own)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register has to choose from: forms, units and columns of its own."""

    placement_forms: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    attributes: tuple[str, ...]


def choices_of(register: Sequence[Candidate], actor: Actor) -> Choices:
    """Find what a plan can choose from in the register."""
    own = actor.units_for(Permission.plan_round)
    units = {case.unit_id: case.unit for case in register if own is None or case.unit_id in own}
    return Choices(
        placement_forms=tuple(
            (form, form) for form in sorted({case.placement_form for case in register})
        ),
        units=tuple(sorted(units.items(), key=lambda unit: unit[1])),
        attributes=tuple(sorted({name for case in register for name in case.attributes})),
    )
