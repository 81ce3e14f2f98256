from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.web.language import said


@dataclass(frozen=True, slots=True)
class Fault:
    """Something stored that does not hold; ``message`` says it in plain words."""

    part: str
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return said(self.message, self.details)
