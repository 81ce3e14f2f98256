"""What happens to a report, for the log."""

from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfReport(Event):
    object_field: ClassVar[str | None] = "report_id"

    report_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStarted(_OfReport):
    """A draft was begun: a first edition, or one that is to take the place of another."""

    subject: str
    edition: int
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWritten(_OfReport):
    """Words were saved about an area."""

    area: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedDecided(_OfReport):
    """It was decided what to do about something red."""

    red_ids: list[str]
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSigned(_OfReport):
    """A report was signed; the hash is that of all it says."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDiscarded(_OfReport):
    """A draft was thrown away. A signed report never is."""

    subject: str
    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExported(_OfReport):
    """A document was taken out."""

    format: str
    sha256: str
