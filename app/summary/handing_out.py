"""Handing out a file: logged, and without a name on the disk before it leaves."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from fastapi.responses import Response, StreamingResponse

from app.auth.actor import Actor
from app.db import Database
from app.summary.export import MEDIA_TYPES, Made, Order, log_taken

AT_ONCE = 1 << 20


def give(database: Database, actor: Actor, order: Order, made: Made, *, now: datetime) -> Response:
    """Log that a file is taken, take its name away and send it.

    What has no name is gone when it has been read, whether to the end or not, and whatever
    happens to the server meanwhile.
    """
    size = made.path.stat().st_size
    file = made.path.open("rb")
    try:
        made.path.unlink()
        log_taken(database, order, made, actor_id=actor.id, at=now)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(
        _read(file),
        media_type=MEDIA_TYPES[order.format],
        headers={
            "Content-Disposition": f'attachment; filename="{order.file_name}"',
            "Content-Length": str(size),
            "Content-Security-Policy": "sandbox",
        },
    )


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(AT_ONCE):
            yield part
