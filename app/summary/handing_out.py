"""Handing out a file: logged before it leaves, and gone from the disk afterwards."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.auth.actor import Actor
from app.db import Database
from app.summary.export import MEDIA_TYPES, Made, Order, log_taken

AT_ONCE = 1 << 20


class Sent(StreamingResponse):
    """Sends a file, and tells whether all of it left."""

    def __init__(self, file: BinaryIO, tell: Callable[[bool], None], **more: Any) -> None:
        super().__init__(self._parts(), **more)
        self._file = file
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()
            self._tell(False)

    def _parts(self) -> Iterator[bytes]:
        while part := self._file.read(AT_ONCE):
            yield part
        self._tell(True)


def give(database: Database, actor: Actor, order: Order, made: Made, *, now: datetime) -> Response:
    """Log that a file is taken, take its name away and send it.

    What has no name is gone when it has been read, whether to the end or not, and whatever
    happens to the server meanwhile.
    """
    file = _nameless(made.path)
    return _send(database, actor, order, made, file, now=now, tell=lambda _whole: None)


def give_until_whole(
    database: Database,
    actor: Actor,
    order: Order,
    made: Made,
    *,
    now: datetime,
    tell: Callable[[bool], None],
) -> Response:
    """Log that a file is taken and send it; whoever holds it is told whether all of it left.

    It took long to make: a line that breaks must not cost the waiting once more.
    """
    try:
        file = made.path.open("rb")
        return _send(database, actor, order, made, file, now=now, tell=tell)
    except BaseException:
        tell(False)
        raise


def _nameless(path: Path) -> BinaryIO:
    file = path.open("rb")
    path.unlink()
    return file


def _send(
    database: Database,
    actor: Actor,
    order: Order,
    made: Made,
    file: BinaryIO,
    *,
    now: datetime,
    tell: Callable[[bool], None],
) -> Response:
    try:
        log_taken(database, order, made, actor_id=actor.id, at=now)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, 2)
    file.seek(0)
    return Sent(
        file,
        tell,
        media_type=MEDIA_TYPES[order.format],
        headers={
            "Content-Disposition": f'attachment; filename="{order.file_name}"',
            "Content-Length": str(size),
            "Content-Security-Policy": "sandbox",
        },
    )
