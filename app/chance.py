"""The chance that names and salts are made of: the machine's own, but for invented data."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Source = Callable[[int], bytes]
_source: ContextVar[Source] = ContextVar("chance", default=secrets.token_bytes)


def random_bytes(count: int) -> bytes:
    """Give bytes that nobody can guess."""
    return _source.get()(count)


@contextmanager
def chance_from(source: Source) -> Iterator[None]:
    """Take the bytes from elsewhere inside the block, so that invented data is the same again.

    It holds for this thread only. Nothing that serves people may run inside.
    """
    before = _source.set(source)
    try:
        yield
    finally:
        _source.reset(before)
