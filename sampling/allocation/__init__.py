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

__all__ = [
    "allocate",
    "allocate_by_cost",
    "allocate_by_power",
    "allocate_equally",
    "allocate_fixed",
    "allocate_neyman",
    "allocate_optimally",
    "allocate_rate",
]
