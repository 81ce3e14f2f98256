"""The child process of ``in_child``: one order from standard input, one file, the end."""

import contextlib
import errno
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from app.auth.actor_of import actor_of
from app.auth.permissions import Permission
from app.db import Database
from app.errors import DomainError, NotFound
from app.settings import Settings
from app.summary.export import Made
from app.summary.exporting.in_child import FAULT, FULL, MADE, PROGRESS, WITHDRAWN, WORK
from app.summary.exporting.work import make
from app.summary.progress import Progress
from app.web.language import in_language

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
POLITE = 10


def main() -> None:
    with contextlib.suppress(OSError):
        os.nice(POLITE)  # whoever saves an answer goes first
    # What is let go of is counted; looking for rings among millions of cells finds none, and
    # takes a tenth of the time.
    gc.disable()
    asked = json.load(sys.stdin)
    in_language(asked["language"])
    try:
        _say("made", MADE.dump_python(_made(asked), mode="json"))
    except OSError as error:
        _say("failed", FULL if error.errno in NO_ROOM else FAULT)
    except DomainError:
        _say("failed", WITHDRAWN)


def _made(asked: dict[str, Any]) -> Made:
    database = Database(Settings(**asked["settings"]))
    try:
        with database.snapshot() as session:
            actor = actor_of(session, asked["person_id"])
            work = WORK.validate_python(asked["work"])
            if actor is None or not actor.may(Permission.export_answers):
                raise NotFound
            return make(session, actor, work, Path(asked["folder"]), tell=_tell)
    finally:
        database.close()


def _tell(progress: Progress) -> None:
    _say("progress", PROGRESS.dump_python(progress, mode="json"))


def _say(kind: str, what: object) -> None:
    sys.stdout.write(json.dumps({kind: what}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
