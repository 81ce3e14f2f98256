"""Large files: made in turn, one or two at a time, and held a while for whoever ordered them."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from enum import StrEnum, auto
from pathlib import Path
from time import monotonic

from app.auth.actor import Actor
from app.db import new_id
from app.errors import N_, DomainError, NotFound
from app.settings import Settings
from app.summary.export import Made
from app.summary.exporting.in_child import FULL, Child, child_for
from app.summary.exporting.work import Work
from app.summary.exporting.workroom import Workroom, clear_left_behind
from app.summary.progress import Progress

LARGE = 20_000
"""Rows of single answers above which a file is made in turn: more than a few seconds' work."""
AT_ONCE = 2
NOT_BEGUN = Progress(0, 0.0)
KEPT_SECONDS = 3600.0
MOST_OF_ONE = 3
PATIENCE_SECONDS = 20


class State(StrEnum):
    """Where a large file stands."""

    waiting = auto()
    running = auto()
    ready = auto()
    full = auto()
    failed = auto()


UNFINISHED = (State.waiting, State.running)


@dataclass(slots=True)
class Job:
    """A file that is being made, or has been, for one person."""

    id: str
    person_id: str
    work: Work
    rows: int
    """How many rows it is reckoned to have, at most."""
    folder: Path
    state: State = State.waiting
    progress: Progress = NOT_BEGUN
    began: float = 0.0
    made: Made | None = None
    child: Child | None = None
    turn: "Future[None] | None" = field(default=None, repr=False)

    @property
    def file(self) -> Made:
        if self.made is None:
            raise FileGone
        return self.made

    @property
    def seconds_left(self) -> int | None:
        """How long is left if it goes on as it has gone; None while nobody can tell."""
        share, spent = self.progress.share, monotonic() - self.began
        if self.state is not State.running or share <= 0.02:  # noqa: PLR2004 (too early to tell)
            return None
        return round(spent * (1 - share) / share)


class TooManyAtOnce(DomainError):
    """Files are heavy to make: a few are made at a time, so that saving never has to wait."""

    status = 503
    message = N_("Many files are being made right now. Try again in a moment.")


class TooManyOfHers(DomainError):
    """A person has a few files going at most, so that others get their turn."""

    message = N_(
        "You already have three files that are being made or wait to be fetched. Fetch or "
        "cancel one of them first."
    )


class FileGone(NotFound):
    """A file is handed out once, is held for an hour at most, and survives no restart."""

    message = N_(
        "The file is not held any more: it has been fetched or cancelled, or an hour has passed. "
        "Take it out again."
    )


class Exports:
    """The files that are being made in this process."""

    def __init__(self, settings: Settings, *, large: int = LARGE) -> None:
        self.large = large
        self._settings = settings
        self._room: Workroom | None = None
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._small = threading.BoundedSemaphore(AT_ONCE)
        self._turns = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="export")

    def start(self) -> None:
        """Take away what was left behind when the last process ended."""
        clear_left_behind(self._settings.data_dir)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn to make a small file at once."""
        if not self._small.acquire(timeout=PATIENCE_SECONDS):
            raise TooManyAtOnce
        try:
            yield
        finally:
            self._small.release()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        with self._workroom().folder() as folder:
            yield folder

    def order(self, actor: Actor, work: Work, rows: int) -> Job:
        """Let a file be made when its turn comes."""
        with self._lock:
            if sum(job.person_id == actor.id for job in self._jobs.values()) >= MOST_OF_ONE:
                raise TooManyOfHers
        job = Job(new_id(), actor.id, work, rows, self._workroom().new_folder())
        with self._lock:
            self._jobs[job.id] = job
        job.turn = self._turns.submit(copy_context().run, self._make, job)
        return job

    def find(self, actor: Actor, job_id: str) -> Job:
        """Give a file of hers; that of anybody else does not exist."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None or job.person_id != actor.id:
            raise FileGone
        return job

    def of(self, actor: Actor) -> list[Job]:
        with self._lock:
            return [job for job in self._jobs.values() if job.person_id == actor.id]

    def before(self, job: Job) -> int:
        """Count those that wait for their turn before it."""
        with self._lock:
            waiting = [each.id for each in self._jobs.values() if each.state is State.waiting]
        return waiting.index(job.id) if job.id in waiting else 0

    def drop(self, job: Job) -> None:
        """Stop making a file, or put away one that is made."""
        with self._lock:
            self._jobs.pop(job.id, None)
        if job.turn is not None:
            job.turn.cancel()
        if job.child is not None:
            job.child.kill()
        shutil.rmtree(job.folder, ignore_errors=True)

    def take(self, actor: Actor, job_id: str) -> Job:
        """Give a finished file to one request alone; a second finds none."""
        job = self.find(actor, job_id)
        with self._lock:
            if job.state is not State.ready or self._jobs.pop(job_id, None) is None:
                raise FileGone
        return job

    def close(self) -> None:
        """Stop everything; nothing is left on the disk."""
        for job in list(self._jobs.values()):
            self.drop(job)
        self._turns.shutdown(wait=True, cancel_futures=True)
        if self._room is not None:
            self._room.close()

    def _workroom(self) -> Workroom:
        with self._lock:
            if self._room is None:
                self._room = Workroom(self._settings.data_dir)
            return self._room

    def _make(self, job: Job) -> None:
        job.state, job.began = State.running, monotonic()
        try:
            self._follow(job)
        finally:
            if job.state is State.running:
                job.state = State.failed
            self._tidy(job)

    def _follow(self, job: Job) -> None:
        with child_for(self._settings, job.person_id, job.work, job.folder) as child:
            job.child = child
            for answer in child.answers():
                if isinstance(answer, Progress):
                    job.progress = answer
                elif isinstance(answer, Made):
                    job.made = answer
                    job.state = State.ready
                else:
                    job.state = State.full if answer == FULL else State.failed

    def _tidy(self, job: Job) -> None:
        with self._lock:
            held = job.id in self._jobs
        if not held or job.state is not State.ready:
            shutil.rmtree(job.folder, ignore_errors=True)
        if held:
            put_away = threading.Timer(KEPT_SECONDS, self.drop, (job,))
            put_away.daemon = True
            put_away.start()
