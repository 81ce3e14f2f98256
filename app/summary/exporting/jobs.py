"""Large files: made in turn, one or two at a time, and held a while for whoever ordered them."""

import logging
import shutil
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from time import monotonic

from app.auth.actor import Actor
from app.clock import now
from app.db import new_id
from app.errors import N_, DomainError, NotFound
from app.settings import Settings
from app.summary.export import Made
from app.summary.exporting.in_child import child_for
from app.summary.exporting.job import OPEN, WORKING, Job, State
from app.summary.exporting.work import Work
from app.summary.exporting.workroom import Workroom, clear_left_behind
from app.summary.progress import Progress

LARGE = 20_000
"""Rows of single answers above which a file is made in turn: more than a few seconds' work."""
AT_ONCE = 2
HELD = timedelta(hours=1)
MOST_OF_ONE = 3
REMEMBERED = 10
"""So many files of one person are remembered at most, those that are over too."""

log = logging.getLogger("stickprov")


class TooManyOfHers(DomainError):
    """A person has a few files going at most, so that others get their turn."""

    message = N_(
        "You already have three files that are being made or wait to be fetched. Fetch or "
        "cancel one of them first."
    )


class FileGone(NotFound):
    """Who ordered what is kept in memory alone: after a restart nobody knows of it."""

    message = N_(
        "There is no such file. If you have ordered it, the server has been restarted since then, "
        "or it was long ago. Order it again."
    )


class Exports:
    """The files that are being made in this process."""

    def __init__(self, settings: Settings, *, large: int = LARGE) -> None:
        self.large = large
        self.held = HELD
        self._settings = settings
        self._room: Workroom | None = None
        self._jobs: dict[str, Job] = {}
        self._lock = threading.RLock()
        self._turns = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="export")

    def start(self) -> None:
        """Take away what was left behind when the last process ended."""
        clear_left_behind(self._settings.data_dir)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        with self._workroom().folder() as folder:
            yield folder

    def order(self, actor: Actor, work: Work, about: str = "") -> Job:
        """Let a file be made when its turn comes; the same file twice is one file."""
        with self._lock:
            hers = self.of(actor)
            for job in hers:
                if job.state in WORKING and job.is_for(actor, work):
                    return job
            if sum(job.open for job in hers) >= MOST_OF_ONE:
                raise TooManyOfHers
            self._forget(hers)
            job = Job(new_id(), actor, work, about, self._workroom().new_folder())
            self._jobs[job.id] = job
        job.turn = self._turns.submit(copy_context().run, self._make, job)
        return job

    def knows(self, actor: Actor, job_id: str) -> bool:
        job = self._jobs.get(job_id)
        return job is not None and job.actor.id == actor.id

    def find(self, actor: Actor, job_id: str) -> Job:
        """Give a file of hers; that of anybody else does not exist.

        What she would not be given today is put away.
        """
        if not self.knows(actor, job_id):
            raise FileGone(where="/exports")
        job = self._jobs[job_id]
        if not job.still_hers(actor):
            self._end(job, State.withdrawn)
        elif job.state is State.ready and not job.file.path.exists():
            self._end(job, State.failed)
        return job

    def of(self, actor: Actor) -> list[Job]:
        with self._lock:
            return [job for job in self._jobs.values() if job.actor.id == actor.id]

    def before(self, job: Job) -> int:
        """Count those that wait for their turn before it."""
        with self._lock:
            waiting = [each.id for each in self._jobs.values() if each.state is State.waiting]
        return waiting.index(job.id) if job.id in waiting else 0

    def cancel(self, job: Job) -> None:
        """Stop making a file, or put away one that is made; what is over stays what it was."""
        self._end(job, State.cancelled)

    def take(self, job: Job) -> bool:
        """Give a finished file to one request at a time; tell whether it was there to give."""
        return self._move(job, {State.ready}, State.sending)

    def sent(self, job: Job, *, whole: bool) -> None:
        """Put away a file that has arrived; one that was cut short can be fetched again."""
        if whole:
            self._end(job, State.fetched, only={State.sending})
        else:
            self._move(job, {State.sending}, State.ready)

    def close(self) -> None:
        """Stop everything; nothing is left on the disk."""
        for job in list(self._jobs.values()):
            self.cancel(job)
        self._turns.shutdown(wait=True, cancel_futures=True)
        if self._room is not None:
            self._room.close()

    def _workroom(self) -> Workroom:
        with self._lock:
            if self._room is None:
                self._room = Workroom(self._settings.data_dir)
            return self._room

    def _forget(self, hers: list[Job]) -> None:
        over = [job for job in hers if not job.open]
        for job in over[: max(0, len(hers) - REMEMBERED + 1)]:
            del self._jobs[job.id]

    def _move(self, job: Job, before: Collection[State], after: State) -> bool:
        with self._lock:
            if job.state not in before:
                return False
            job.state = after
            return True

    def _end(self, job: Job, state: State, *, only: Collection[State] = OPEN) -> None:
        if not self._move(job, only, state):
            return
        job.ended_at = now()
        if job.turn is not None:
            job.turn.cancel()
        if job.child is not None:
            job.child.kill()
        shutil.rmtree(job.folder, ignore_errors=True)

    def _make(self, job: Job) -> None:
        job.began = monotonic()
        if not self._move(job, {State.waiting}, State.running):
            return
        try:
            self._follow(job)
        except Exception:
            log.exception("export %s", job.id)
            raise
        finally:
            self._end(job, State.failed, only=WORKING)
            if not job.open:
                # It may have been stopped between two breaths of the process that wrote.
                shutil.rmtree(job.folder, ignore_errors=True)

    def _follow(self, job: Job) -> None:
        with child_for(self._settings, job.actor.id, job.work, job.folder) as child:
            job.child = child
            if job.state is not State.running:
                return
            for answer in child.answers():
                if isinstance(answer, Progress):
                    job.progress = answer
                elif isinstance(answer, Made):
                    self._hold(job, answer)
                elif job.open:
                    log.error("export %s: %s", job.id, answer)
                    self._end(job, State(answer))

    def _hold(self, job: Job, made: Made) -> None:
        job.made, job.size = made, made.path.stat().st_size
        job.held_until = now() + self.held
        if self._move(job, {State.running}, State.ready):
            put_away = threading.Timer(self.held.total_seconds(), self._end, (job, State.expired))
            put_away.daemon = True
            put_away.start()
