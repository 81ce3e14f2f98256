"""What sources and standings are called."""

from collections.abc import Mapping

from app.errors import N_
from app.external_findings.models import FindingSource
from app.external_findings.queries import Standing

SOURCES: Mapping[str, str] = {
    FindingSource.audit: N_("Municipal auditors"),
    FindingSource.ivo: N_("IVO"),
    FindingSource.jo: N_("JO"),
    FindingSource.other: N_("Other"),
}
STANDINGS: Mapping[str, str] = {
    Standing.replied: N_("Replied"),
    Standing.late: N_("Reply is late"),
    Standing.waiting: N_("Reply is awaited"),
    Standing.no_reply: N_("No reply asked for"),
}
STANDING_TONES: Mapping[str, str] = {
    Standing.replied: "success",
    Standing.late: "danger",
    Standing.waiting: "warning",
    Standing.no_reply: "",
}
