"""What a signed report said, and still says: the frozen copy, written in one way only."""

import json
from hashlib import sha256

from pydantic import TypeAdapter

from app.audit.log import canonical
from app.errors import N_, DomainError
from app.reports.blocks import Document
from app.reports.content import Content
from app.reports.document import document_of
from app.reports.models import Report

_CONTENT = TypeAdapter(Content)
_DOCUMENT = TypeAdapter(Document)


class FrozenCopyDamaged(DomainError):
    """A report that is not word for word what was signed must not be shown as if it were."""

    status = 500
    message = N_(
        "The frozen copy of this report is not what was signed. Nothing is shown of it; tell the "
        "administrator, and restore it from a backup."
    )


def freeze(content: Content) -> tuple[str, str]:
    """Write everything as canonical JSON, and give it with its hash."""
    text = canonical(
        {
            "content": _CONTENT.dump_python(content, mode="json"),
            "document": _DOCUMENT.dump_python(document_of(content), mode="json"),
        }
    )
    return text, sha256(text.encode()).hexdigest()


def frozen_document(report: Report) -> Document:
    """Give the document as it was signed."""
    return _DOCUMENT.validate_python(_parsed(report)["document"])


def frozen_content(report: Report) -> Content:
    """Give the figures as they were signed."""
    return _CONTENT.validate_python(_parsed(report)["content"])


def _parsed(report: Report) -> dict[str, object]:
    if sha256(report.content.encode()).hexdigest() != report.sha256:
        raise FrozenCopyDamaged
    parsed: dict[str, object] = json.loads(report.content)
    return parsed
