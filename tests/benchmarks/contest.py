"""The same work done by several, each in a process of its own, with the same answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from tests.benchmarks.measure import Figure, apart, best_of, peak_mib

OURS, NUMPY = "sampling", "numpy"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one contestant took, and a number that stands for its answer."""

    seconds: float
    peak_mib: float
    answer: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A contestant that is not installed here."""

    work: str
    peer: str


def entry(times: int, work: Callable[[], object], answer: Callable[[object], int]) -> Entry:
    """Measure a work after it has been done once, which is also where its answer is from."""
    told = answer(work())
    (seconds,) = best_of(times, work)
    return Entry(seconds, peak_mib(), told)


def contest(work: str, contestants: Mapping[str, Callable[[], Entry]]) -> list[Figure | Absent]:
    """Let everybody who is installed do the work, and refuse to compare different answers.

    The memory is that of the whole process, the data it works on included, which is the same
    for all.
    """
    there = {name: run for name, run in contestants.items() if find_spec(name)}
    entries = {name: apart(run) for name, run in there.items()}
    ours = entries[OURS]
    for name, other in entries.items():
        if other.answer != ours.answer:
            raise ValueError(f"{name} got {other.answer} and we {ours.answer} from: {work}")
    numpys = entries[NUMPY]
    figures: list[Figure | Absent] = [
        Figure(work, ours.seconds, NUMPY, numpys.seconds, ours.peak_mib)
    ]
    for name in (name for name in contestants if name != OURS):
        other = entries.get(name)
        if other is None:
            figures.append(Absent(work, name))
        else:
            label = f"  {name}"
            figures.append(Figure(label, other.seconds, OURS, ours.seconds, other.peak_mib))
    return figures
