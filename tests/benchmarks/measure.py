"""How a figure is measured: ours and its floor in turns, in one process of their own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

MIB = 1024
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Figure:
    """What one work took, beside the least that it could take."""

    work: str
    seconds: float
    floor: str
    floor_seconds: float
    peak_mib: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.floor_seconds


def best_of(times: int, *works: Callable[[], object]) -> list[float]:
    """Do each work in turns and give the best time of each, in seconds."""
    best = [float("inf")] * len(works)
    for _ in range(times):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def peak_mib() -> float:
    """Give the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def apart(work: Callable[[], Result]) -> Result:
    """Measure in a process of its own, so that memory is the work's own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work)
