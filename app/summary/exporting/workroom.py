"""A place on the data's own disk for files that are being made, empty again after a restart."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "exports-"
LOCK = "in-use"


class Workroom:
    """A folder that this process holds, and that nobody holds once the process is gone."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data_dir))
        self._lock = (self.home / LOCK).open("w")
        # The kernel lets go of it when the process ends, in whatever way.
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.home))

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a folder for as long as the block lasts."""
        made = self.new_folder()
        try:
            yield made
        finally:
            shutil.rmtree(made)

    def close(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        self._lock.close()


def clear_left_behind(data_dir: Path) -> None:
    """Take away what a process that ended without warning has left; what is in use stays."""
    for home in data_dir.glob(f"{PREFIX}*"):
        if not _in_use(home):
            shutil.rmtree(home, ignore_errors=True)


def _in_use(home: Path) -> bool:
    lock = home / LOCK
    if not lock.exists():
        return False
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
