"""What the page called saved is in the file, however the server ended."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from app.settings import Mode, Settings
from tests.live.desks import Desk, furnish
from tests.live.load import Tally, first_answer, save_until
from tests.live.server import Server, free_port, stickprov

T = TypeVar("T")
REVIEWERS = 20
SHORTEST, LONGEST = 0.1, 0.8


@dataclass(slots=True)
class Outcome:
    """What came of all cycles together; everything but the acknowledgements should be nothing."""

    cycles: int = 0
    acknowledged: int = 0
    sent_again: int = 0
    lost: set[tuple[str, str, int, str]] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    damage: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not (self.lost or self.refused or self.damage)


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: a browser of another test may hold this one's event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def kill_again_and_again(
    cycles: int, seed: int, tell: Callable[[Outcome], None] = lambda _outcome: None
) -> Outcome:
    """Kill the server under load so many times, and look in the file each time.

    What was sent and never answered is sent again after the restart, as the page would.
    """
    chance, outcome, tally = Random(seed), Outcome(), Tally()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(mode=Mode.test, data_dir=Path(home))
        desks = furnish(settings, REVIEWERS)
        for _ in range(cycles):
            outcome.sent_again += len(tally.unanswered)
            port = free_port()
            with stickprov(settings.data_dir, port) as server:
                apart(_killed_under_load(server, desks, tally, chance))
            outcome.cycles += 1
            outcome.acknowledged = len(tally.acknowledged)
            outcome.refused = tally.refused
            outcome.lost |= tally.acknowledged - stored(settings.data_dir, outcome.damage)
            tell(outcome)
    return outcome


async def _killed_under_load(
    server: Server, desks: list[Desk], tally: Tally, chance: Random
) -> None:
    stop = asyncio.Event()
    load = asyncio.create_task(save_until(stop, desks, server.port, tally))
    await first_answer(tally)
    await asyncio.sleep(chance.uniform(SHORTEST, LONGEST))
    server.kill()
    stop.set()
    await load


@dataclass(frozen=True, slots=True)
class Stopped:
    """How a server that was asked to stop ended."""

    acknowledged: int
    lost: int
    refused: Counter[int]
    saved_unanswered: int
    seconds: float
    exit_code: int


def stop_under_load(reviewers: int) -> Stopped:
    """Ask the server to stop while all of them save, and look whether it finished its work.

    A request that came too late is not answered, and must not have been carried out.
    """
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(mode=Mode.test, data_dir=Path(home))
        desks = furnish(settings, reviewers)
        with stickprov(settings.data_dir, free_port()) as server:
            seconds = apart(_asked_to_stop(server, desks, tally))
            exit_code = server.process.returncode
        there = stored(settings.data_dir, [])
    unanswered = {
        (review_id, save.question, save.version, save.comment)
        for review_id, save in tally.unanswered.items()
    }
    return Stopped(
        acknowledged=len(tally.acknowledged),
        lost=len(tally.acknowledged - there),
        refused=tally.refused,
        saved_unanswered=len(unanswered & there),
        seconds=seconds,
        exit_code=exit_code,
    )


async def _asked_to_stop(server: Server, desks: list[Desk], tally: Tally) -> float:
    stop = asyncio.Event()
    load = asyncio.create_task(save_until(stop, desks, server.port, tally))
    await first_answer(tally)
    await asyncio.sleep(LONGEST)
    began = time.perf_counter()
    server.ask_to_stop()
    await asyncio.to_thread(server.process.wait, 20)
    seconds = time.perf_counter() - began
    stop.set()
    await load
    return seconds


def stored(data_dir: Path, damage: list[str]) -> set[tuple[str, str, int, str]]:
    """Read every save from a copy of the files, so that the server's own recovery is tried too."""
    with tempfile.TemporaryDirectory() as place:
        for path in data_dir.glob("stickprov.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, place)
        connection = sqlcipher.connect(str(Path(place) / "stickprov.db"))
        try:
            verdicts = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            damage += [verdict for verdict in verdicts if verdict != "ok"]
            rows = connection.execute(
                "SELECT review_id, question_id, version, comment FROM answer_version"
            )
            return set(rows)
        finally:
            connection.close()
