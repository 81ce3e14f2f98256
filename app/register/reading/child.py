"""The child process of ``in_child``: one file from standard input, one answer, the end."""

import gc
import resource
import sys

from app.register.reading.in_child import ANSWER, REQUEST, Answer, Request
from app.register.reading.limits import MEGABYTE, MEMORY_MEGABYTES, SECONDS
from app.register.reading.read import read_register
from app.register.reading.table import read_table
from app.register.reading.unreadable import ReadingTookTooLong, RegisterUnreadable


def main() -> None:
    _bind_hands()
    # One file is read and the process ends: looking for garbage would only take time.
    gc.disable()
    asked = REQUEST.validate_json(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        answer = _read(asked, content)
    except RegisterUnreadable as unreadable:
        answer = Answer(unreadable=type(unreadable).__name__, details=dict(unreadable.details))
    except MemoryError:
        answer = Answer(unreadable=ReadingTookTooLong.__name__)
    sys.stdout.buffer.write(ANSWER.dump_json(answer))


def _read(asked: Request, content: bytes) -> Answer:
    if asked.headings is None:
        return Answer(read_register(content, asked.file_name, asked.columns, asked.options))
    return Answer(table=read_table(content, asked.file_name, asked.headings, asked.options))


def _bind_hands() -> None:
    """Give up memory, time and files beyond what reading needs; no file can be written."""
    memory = MEMORY_MEGABYTES * MEGABYTE
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
