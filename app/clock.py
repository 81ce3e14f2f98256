from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


def now() -> datetime:
    """Tell the time, aware and in UTC; the one clock of the product."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(now)]
