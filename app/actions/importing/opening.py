"""From a file as it was sent to a table that can be looked at."""

from pathlib import PureWindowsPath

from fastapi import UploadFile

from app.actions.importing.columns import headings
from app.errors import N_
from app.register.opening import SentFile
from app.register.reading import ReadTable, RegisterUnreadable, read_table_in_child


class NoFile(RegisterUnreadable):
    """Without a file there is nothing to look at."""

    message = N_("Choose the file with the plan first.")


def open_table(file: UploadFile | None) -> tuple[SentFile, ReadTable] | RegisterUnreadable:
    """Read a file as the table of a plan, or give the reason why it cannot be read."""
    if file is None or not file.filename:
        return NoFile()
    # Some browsers send a whole path; only the name is of use.
    sent = SentFile(PureWindowsPath(file.filename).name or "plan", file.file.read())
    try:
        return sent, read_table_in_child(sent.content, sent.name, headings())
    except RegisterUnreadable as reason:
        return reason
