from fastapi import UploadFile

from app.errors import N_, DomainError


class NoFileChosen(DomainError):
    """A form that is sent without a file is a slip, not an empty file."""

    status = 422
    message = N_("Choose a file first.")


def sent_file(file: UploadFile | None) -> bytes:
    """Give what is in a file that was sent."""
    content = file.file.read() if file is not None and file.filename else b""
    if not content:
        raise NoFileChosen
    return content
