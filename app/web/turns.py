"""Costly pages in turn, so that whoever saves an answer never waits for twenty of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from app.errors import N_, DomainError

AT_ONCE = 2
PATIENCE_SECONDS = 20


class TooManyAtOnce(DomainError):
    """Figures and files are heavy to make: a few are made at a time, the others wait a while."""

    status = 503
    message = N_("Many people are asking for figures right now. Try again in a moment.")


class Turns:
    """How many costly things are made at the same time in this process."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self.patience = PATIENCE_SECONDS

    async def begin(self) -> None:
        """Wait without a thread and without the database, and not for ever."""
        try:
            async with asyncio.timeout(self.patience):
                await self._free.acquire()
        except TimeoutError:
            raise TooManyAtOnce from None

    def end(self) -> None:
        self._free.release()


async def _turn(request: Request) -> AsyncIterator[None]:
    turns: Turns = request.app.state.turns
    await turns.begin()
    try:
        yield
    finally:
        turns.end()


InTurn = Annotated[None, Depends(_turn, scope="function")]
"""For a route whose answer takes long to work out; stands after the right to ask for it."""
