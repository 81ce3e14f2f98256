import json
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from app.settings import Mode, Settings
from tests.benchmarks.measure import Figure
from tests.live.crowd import Next, Times, crowd
from tests.live.desks import QUESTIONS, Desk, furnish
from tests.live.http import Answered, request
from tests.live.server import Server, free_port, stickprov

# Clients at once, and how many saves they send between them.
LOADS = ((1, 200), (50, 800), (200, 1200))
WARM_UP = 200
ROUNDS = 2
FLOOR = "Starlette, en rad, samma fsync"


def save_answers() -> list[Figure]:
    """Save answers as reviewers do; the floor commits one row as durably, and does nothing else."""
    with tempfile.TemporaryDirectory() as home:
        most = max(clients for clients, _ in LOADS)
        desks = furnish(Settings(mode=Mode.test, data_dir=Path(home)), most)
        with stickprov(Path(home), free_port()) as ours, bare(Path(home)) as floor:
            reviewers = [_reviewer(desk, ours.port) for desk in desks]
            crowd(ours.port, reviewers[:8], WARM_UP)
            crowd(floor.port, [_bare_save(floor.port)] * 8, WARM_UP)
            figures = []
            for clients, saves in LOADS:
                rows = [_bare_save(floor.port)] * clients
                our_times, least = in_turns(
                    lambda n=clients, s=saves: crowd(ours.port, reviewers[:n], s),
                    lambda r=rows, s=saves: crowd(floor.port, r, s),
                )
                figures += compared(
                    f"sparat svar, {clients} klienter", our_times, FLOOR, least, ours.memory_mib()
                )
    return figures


def bare(home: Path) -> Server:
    """Start the floor in a process of its own, on the same disk."""
    environment = {"PORT": str(free_port()), "DATA_DIR": str(home)}
    return Server(["-m", "tests.benchmarks.bare"], environment, ready="/")


def in_turns(*works: Callable[[], Times]) -> list[Times]:
    """Do each work in turns, and keep the time in which it had the machine most to itself."""
    best: list[Times | None] = [None] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            times, before = work(), best[place]
            best[place] = times if before is None or times.together < before.together else before
    return [times for times in best if times is not None]


def compared(work: str, ours: Times, floor_name: str, floor: Times, memory: float) -> list[Figure]:
    pairs: Sequence[tuple[str, float, float]] = (
        ("median", ours.median, floor.median),
        ("p99", ours.p99, floor.p99),
        (f"tid per svar ({1 / ours.apart:.0f}/s)", ours.apart, floor.apart),
    )
    return [
        Figure(f"{work}: {name}", seconds, floor_name, least, memory)
        for name, seconds, least in pairs
    ]


def _reviewer(desk: Desk, port: int) -> Next:
    number = count()

    def one() -> tuple[bytes, Callable[[Answered], None]]:
        place = next(number)
        question = QUESTIONS[place % len(QUESTIONS)]

        def heard(answered: Answered) -> None:
            desk.versions[question] = int(json.loads(answered.body)["version"])

        return desk.save(port, question, f"Anteckning {place}."), heard

    return one


def _bare_save(port: int) -> Next:
    sent = request("POST", "/", port, body=b"value=yes&comment=Anteckning")
    return lambda: (sent, lambda _answered: None)
