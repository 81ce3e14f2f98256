"""Making a large file in a process of its own, so that nobody who saves an answer waits for it."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from app.settings import Settings
from app.summary.export import Made
from app.summary.exporting.work import Work
from app.summary.progress import Progress
from app.web.language import language

_ROOT = Path(__file__).parents[3]
_COMMAND = [sys.executable, "-P", "-B", "-m", "app.summary.exporting.child"]
WORK = TypeAdapter(Work)
MADE = TypeAdapter(Made)
PROGRESS = TypeAdapter(Progress)
FULL, KILLED, FAULT, WITHDRAWN = "full", "killed", "failed", "withdrawn"


class Child:
    """A process that makes one file, and tells on its way how far it has come."""

    def __init__(self, settings: Settings, person_id: str, work: Work, folder: Path) -> None:
        asked = {
            "settings": _settings(settings),
            "person_id": person_id,
            "work": WORK.dump_python(work, mode="json"),
            "folder": str(folder),
            "language": language(),
        }
        self._process = subprocess.Popen(  # noqa: S603 (our own module; what is asked is not on the line)
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            text=True,
        )
        self._asked = json.dumps(asked)

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Leave neither a process nor a pipe behind, whether it was asked or not."""
        with self._process as process:
            process.kill()

    def answers(self) -> Iterator[Progress | Made | str]:
        """Give word on progress, at last the file, or why there is none."""
        with self._process as process:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("A child without pipes.")
            # One that has ended before it was asked is told apart below.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(self._asked)
                process.stdin.close()
            said = False
            for line in process.stdout:
                answer = _understood(line)
                said = not isinstance(answer, Progress)
                yield answer
        if not said:
            # Below nothing is the number of the signal: the kernel was short of memory, or somebody
            # ended it by hand.
            yield KILLED if process.returncode < 0 else FAULT


@contextlib.contextmanager
def child_for(settings: Settings, person_id: str, work: Work, folder: Path) -> Iterator[Child]:
    """Give a child that does not outlive the block."""
    child = Child(settings, person_id, work, folder)
    try:
        yield child
    finally:
        child.end()


def _understood(line: str) -> Progress | Made | str:
    answer = json.loads(line)
    if "progress" in answer:
        return PROGRESS.validate_python(answer["progress"])
    if "made" in answer:
        return MADE.validate_python(answer["made"])
    return str(answer["failed"])


def _settings(settings: Settings) -> dict[str, object]:
    key = settings.database_key
    secret = key.get_secret_value() if key else None
    return {**settings.model_dump(mode="json"), "database_key": secret}


def _environment() -> dict[str, str]:
    """Keep what a database driver may need; the settings themselves are told another way."""
    own = {
        str(name)
        for field in Settings.model_fields.values()
        for name in getattr(field.validation_alias, "choices", ())
    }
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
