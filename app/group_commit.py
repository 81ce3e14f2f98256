import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from app.errors import StorageUnavailable

T = TypeVar("T")
MOST_AT_ONCE = 64


class _Job:
    def __init__(self, work: Callable[[Connection], object]) -> None:
        self.work = work
        self.done: Future[object] = Future()


class GroupWriter:
    """Gather the small writes that wait, and make them durable together.

    A commit that must survive a power cut costs one fsync, however much is in it. Each piece of
    work runs in a savepoint of its own, so that one that fails takes nothing with it; each caller
    gets its answer only when the whole has been committed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a durable transaction and give its result.

        Raises
        ------
        StorageUnavailable
            If the transaction could not be committed; nothing has been saved then.
        """
        self._ensure_started()
        job = _Job(work)
        self._waiting.put(job)
        return job.done.result()  # type: ignore[return-value] # the future holds what work returned

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._starting:
            if self._thread is not None:
                self._waiting.put(None)
                self._thread.join(timeout=10)
                self._thread = None

    def _ensure_started(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._serve, name="group-writer", daemon=True
                )
                self._thread.start()

    def _serve(self) -> None:
        while True:
            batch, last = self._next_batch()
            if batch:
                self._commit(batch)
            if last:
                return

    def _next_batch(self) -> tuple[list[_Job], bool]:
        batch: list[_Job] = []
        job = self._waiting.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MOST_AT_ONCE:
                return batch, False
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _commit(self, batch: list[_Job]) -> None:
        outcomes: list[tuple[_Job, object, BaseException | None]] = []
        try:
            with self._engine.begin() as connection:
                outcomes.extend((job, *_attempt(connection, job)) for job in batch)
        except Exception as fault:  # whoever waits must be told, whatever went wrong
            for job in batch:
                refusal = StorageUnavailable()
                refusal.__cause__ = fault
                job.done.set_exception(refusal)
            return
        for job, result, error in outcomes:
            if error is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(error)


def _attempt(connection: Connection, job: _Job) -> tuple[object, BaseException | None]:
    try:
        with connection.begin_nested():
            return job.work(connection), None
    except (IntegrityError, DataError) as error:
        return None, error  # only its own content was wrong; the savepoint has taken it back
    except SQLAlchemyError:
        raise
    except Exception as error:
        return None, error
