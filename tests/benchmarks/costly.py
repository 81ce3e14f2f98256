"""Reviewers who save while others ask for what costs most: files, figures, the map of a round."""

import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import count, cycle
from pathlib import Path

from app.auth.sessions import open_session
from app.clock import now
from app.db import Database
from app.organisation.models import Person, Role, RoleGrant
from app.settings import Settings
from tests.benchmarks.exporting_material import a_large_round, settings_at
from tests.benchmarks.measure import Figure
from tests.cast import NOON
from tests.live.desks import QUESTIONS, Desk, furnish
from tests.live.http import Connection, request
from tests.live.server import Server, free_port, stickprov

REVIEWERS, EACH_SECONDS, LASTS = 50, 2.0, 30.0
COSTLY = 20
AT_ONCE, LARGE = 18_000, 200_000
"""Rows of answers: as many as are taken out at once, and as many as are made in turn."""
TAKEN = ("answers.xlsx", "answers.zip", "answers.parquet.zip", "summary.xlsx", "summary.docx")
SEEN = ("summary", "change", "hours")
OK, NO_ROOM = range(200, 400), 503


def save_beside_costly() -> list[Figure]:
    """Save answers while twenty people ask for files at once, and while large ones are made."""
    return [*_beside(AT_ONCE, _ask_again_and_again), *_beside(LARGE, _order_and_look)]


Asker = Callable[[int, str, str, "Until"], Awaitable[Counter[str]]]


class Until:
    """Tells when it is time to stop."""

    def __init__(self, seconds: float) -> None:
        self.end = time.perf_counter() + seconds

    @property
    def over(self) -> bool:
        return time.perf_counter() >= self.end


def _beside(answers: int, ask: Asker) -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        settings = settings_at(Path(home))
        desks = furnish(settings, REVIEWERS)
        a_large_round(Path(home), answers)
        round_id, tokens = _quality(settings)
        with stickprov(Path(home), free_port()) as server:
            asyncio.run(_saving(server.port, desks, Until(5)))  # until everything is read once
            alone = asyncio.run(_saving(server.port, desks, Until(LASTS)))
            beside, asked = asyncio.run(_both(server, desks, tokens, round_id, ask))
            memory = server.memory_mib()
    told = ", ".join(f"{number} med {status}" for status, number in asked.items())
    return [
        Figure(
            f"sparat svar, {COSTLY} tunga samtidigt, {answers} rader ({told}): {name}",
            _at(beside, share),
            "ingen annan",
            _at(alone, share),
            memory,
        )
        for name, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("längst", 1.0))
    ]


async def _both(
    server: Server, desks: Sequence[Desk], tokens: Sequence[str], round_id: str, ask: Asker
) -> tuple[list[float], Counter[str]]:
    until = Until(LASTS)
    saved, *asked = await asyncio.gather(
        _saving(server.port, desks, until),
        *(ask(server.port, token, round_id, until) for token in tokens),
    )
    return saved, sum(asked, Counter())


async def _saving(port: int, desks: Sequence[Desk], until: Until) -> list[float]:
    times: list[float] = []
    await asyncio.gather(
        *(_save(port, desk, until, place, times) for place, desk in enumerate(desks))
    )
    return sorted(times)


async def _save(port: int, desk: Desk, until: Until, place: int, times: list[float]) -> None:
    """Save once in a while, as somebody does who reads between."""
    connection = Connection(port)
    await asyncio.sleep(EACH_SECONDS * place / REVIEWERS)
    for number in count():
        if until.over:
            break
        question = QUESTIONS[number % len(QUESTIONS)]
        sent = desk.save(port, question, f"Anteckning {time.time_ns()}.")
        began = time.perf_counter()
        answered = await connection.send(sent)
        times.append(time.perf_counter() - began)
        if answered.status not in OK:
            raise RuntimeError(f"{answered.status}: {answered.body[:200]!r}")
        desk.versions[question] = int(json.loads(answered.body)["version"])
        await asyncio.sleep(max(0.0, EACH_SECONDS - times[-1]))
    connection.close()


async def _ask_again_and_again(port: int, token: str, round_id: str, until: Until) -> Counter[str]:
    """Ask for one costly thing after the other; being told to come back is an answer too."""
    paths = [f"/rounds/{round_id}/export/{name}" for name in TAKEN]
    paths += [f"/rounds/{round_id}/{name}" for name in SEEN]
    return await _ask(port, token, paths, until)


async def _order_and_look(port: int, token: str, round_id: str, until: Until) -> Counter[str]:
    """Order the large files, and look at the figures while they are made."""
    told: Counter[str] = Counter()
    connection = Connection(port)
    for suffix in ("xlsx", "zip", "parquet.zip"):
        path = f"/rounds/{round_id}/export/answers.{suffix}"
        answered = await connection.send(request("POST", path, port, token=token, body=b"x="))
        told[f"ordered {answered.status}"] += 1
    connection.close()
    return told + await _ask(port, token, ["/exports", f"/rounds/{round_id}/summary"], until)


async def _ask(port: int, token: str, paths: Iterable[str], until: Until) -> Counter[str]:
    told: Counter[str] = Counter()
    connection = Connection(port)
    for path in cycle(paths):
        if until.over:
            break
        answered = await connection.send(request("GET", path, port, token=token))
        told[str(answered.status)] += 1
        if answered.status not in OK and answered.status != NO_ROOM:
            raise RuntimeError(f"{path}: {answered.status}: {answered.body[:200]!r}")
    connection.close()
    return told


def _quality(settings: Settings) -> tuple[str, list[str]]:
    """Give the large round, and twenty people who may take everything out of it."""
    database = Database(settings)
    tokens = []
    with database.writing() as session:
        (round_id,) = (
            session.connection().exec_driver_sql("SELECT id FROM round WHERE name = 'Stor'").one()
        )
        for place in range(COSTLY):
            person_id = f"quality-{place:02}"
            session.add(Person(id=person_id, username=person_id, name="Q", created_at=NOON))
            session.flush()
            session.add(RoleGrant(person_id=person_id, role=Role.quality))
            session.flush()
            tokens.append(open_session(session, person_id, now=now(), second_factor=True))
    database.close()
    return str(round_id), tokens


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]
