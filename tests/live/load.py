"""Reviewers who save as fast as they are answered, and remember what they were told."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.live.desks import QUESTIONS, Desk
from tests.live.http import Connection

SAVED = 200
PATIENCE = 30
_numbers = count()


@dataclass(frozen=True, slots=True)
class Save:
    """One save as it was sent; it is sent again unchanged when no answer came."""

    question: str
    comment: str
    version: int
    request: bytes


@dataclass(slots=True)
class Tally:
    """What the reviewers were told: which saves stand, and which were refused or unanswered."""

    acknowledged: set[tuple[str, str, int, str]] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    unanswered: dict[str, Save] = field(default_factory=dict)


async def save_until(stop: asyncio.Event, desks: Sequence[Desk], port: int, tally: Tally) -> None:
    """Let all of them save until they are told to stop; the server may go away before."""
    await asyncio.gather(*(_keep_saving(desk, port, tally, stop) for desk in desks))


async def first_answer(tally: Tally) -> None:
    """Wait until a save more is acknowledged: the server has read its forms and is at work."""
    before = len(tally.acknowledged)
    async with asyncio.timeout(PATIENCE):
        while len(tally.acknowledged) == before:
            await asyncio.sleep(0.01)


async def _keep_saving(desk: Desk, port: int, tally: Tally, stop: asyncio.Event) -> None:
    connection = Connection(port)
    while not stop.is_set():
        save = tally.unanswered.get(desk.review_id) or _next(desk, port)
        tally.unanswered[desk.review_id] = save
        try:
            answered = await connection.send(save.request)
        except (OSError, asyncio.IncompleteReadError):
            break
        del tally.unanswered[desk.review_id]
        if answered.status != SAVED:
            tally.refused[answered.status] += 1
            break
        version = int(json.loads(answered.body)["version"])
        desk.versions[save.question] = version
        tally.acknowledged.add((desk.review_id, save.question, version, save.comment))
    connection.close()


def _next(desk: Desk, port: int) -> Save:
    number = next(_numbers)
    question, comment = QUESTIONS[number % len(QUESTIONS)], f"Anteckning {number}."
    request = desk.save(port, question, comment)
    return Save(question, comment, desk.versions.get(question, 0) + 1, request)
