"""Reading in a process of its own, so that no file can harm or hold up the server."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore

from pydantic import TypeAdapter

from app.register.reading import unreadable
from app.register.reading.limits import AT_ONCE, SECONDS
from app.register.reading.parsed import ColumnMap, ParsedRegister, ReadOptions
from app.register.reading.sniff import check_size
from app.register.reading.table import ReadTable
from app.register.reading.unreadable import ReadingTookTooLong, RegisterUnreadable

_ROOT = Path(__file__).parents[3]
# -P and the bare environment: the child sees our code and the libraries, and no settings.
_COMMAND = [sys.executable, "-P", "-B", "-m", "app.register.reading.child"]
_TURNS = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is asked; the content of the file follows on the next line."""

    file_name: str
    columns: ColumnMap | None
    options: ReadOptions | None
    headings: tuple[str, ...] | None = None
    """What the columns may be called of a table that is no register."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found: the register, or the name of the reason it has none."""

    parsed: ParsedRegister | None = None
    table: ReadTable | None = None
    unreadable: str = ""
    details: dict[str, str | int] = field(default_factory=dict)


REQUEST = TypeAdapter(Request)
ANSWER = TypeAdapter(Answer)


def read_in_child(
    content: bytes,
    file_name: str,
    columns: ColumnMap | None = None,
    options: ReadOptions | None = None,
) -> ParsedRegister:
    """Do as ``read_register``, within limits of time and memory."""
    answer = _ask(Request(file_name, columns, options), content)
    if answer.parsed is None:
        raise _kind_of(answer.unreadable)(**answer.details)
    return answer.parsed


def read_table_in_child(
    content: bytes, file_name: str, headings: Iterable[str], options: ReadOptions | None = None
) -> ReadTable:
    """Do as ``read_table``, within limits of time and memory."""
    answer = _ask(Request(file_name, None, options, tuple(headings)), content)
    if answer.table is None:
        raise _kind_of(answer.unreadable)(**answer.details)
    return answer.table


def _ask(request: Request, content: bytes) -> Answer:
    check_size(content)
    asked = REQUEST.dump_json(request)
    with _TURNS:
        try:
            child = subprocess.run(  # noqa: S603 (our own module; nothing of the file is in it)
                _COMMAND,
                input=asked + b"\n" + content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReadingTookTooLong from None
    if child.returncode < 0:
        raise ReadingTookTooLong
    if child.returncode > 0:
        raise RegisterUnreadable
    return ANSWER.validate_json(child.stdout)


def _kind_of(name: str) -> type[RegisterUnreadable]:
    kind = getattr(unreadable, name, RegisterUnreadable)
    known = isinstance(kind, type) and issubclass(kind, RegisterUnreadable)
    return kind if known else RegisterUnreadable
