"""Many clients at once, each sending its next request when the last was answered."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.live.http import Answered, Connection

OK = 200
Next = Callable[[], tuple[bytes, Callable[[Answered], None]]]


@dataclass(frozen=True, slots=True)
class Times:
    """How long each request took, shortest first, and all of them together."""

    each: list[float]
    together: float

    @property
    def median(self) -> float:
        return self.each[len(self.each) // 2]

    @property
    def p99(self) -> float:
        return self.each[min(len(self.each) - 1, int(len(self.each) * 0.99))]

    @property
    def apart(self) -> float:
        """Give the seconds between one answer and the next: the inverse of requests a second."""
        return self.together / len(self.each)


def crowd(port: int, clients: Sequence[Next], requests: int) -> Times:
    """Let the clients send so many requests between them; each must be answered with 200."""
    return asyncio.run(_all(port, clients, requests))


async def _all(port: int, clients: Sequence[Next], requests: int) -> Times:
    times: list[float] = []
    left = iter(range(requests))

    async def work(one: Next) -> None:
        connection = Connection(port)
        for _ in left:
            request, heard = one()
            began = time.perf_counter()
            answered = await connection.send(request)
            times.append(time.perf_counter() - began)
            if answered.status != OK:
                raise RuntimeError(f"{answered.status}: {answered.body[:200]!r}")
            heard(answered)
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(work(one) for one in clients))
    return Times(sorted(times), time.perf_counter() - began)
