from sampling.allocation.budget import allocate_to_budget
from sampling.allocation.optimal import (
    allocate_by_cost,
    allocate_by_power,
    allocate_neyman,
    allocate_optimally,
)
from sampling.allocation.proportional import (
    allocate,
    allocate_equally,
    allocate_fixed,
    allocate_rate,
)
from sampling.allocation.targets import TargetAllocation, allocate_for_targets

__all__ = [
    "TargetAllocation",
    "allocate",
    "allocate_by_cost",
    "allocate_by_power",
    "allocate_equally",
    "allocate_fixed",
    "allocate_for_targets",
    "allocate_neyman",
    "allocate_optimally",
    "allocate_rate",
    "allocate_to_budget",
]
