from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


def now() -> datetime:
    """Tell the time, aware and in UTC; the one clock of the product."""
    return datetime.now(UTC)


async def _now() -> datetime:
    """Tell the time without waiting for a thread, since it waits for nothing."""
    return now()


Now = Annotated[datetime, Depends(_now)]
