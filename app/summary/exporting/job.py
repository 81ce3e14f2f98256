"""A large file on its way: where it stands, and whose it is."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, auto
from pathlib import Path
from time import monotonic

from app.auth.actor import Actor
from app.summary.export import Made
from app.summary.exporting.in_child import Child
from app.summary.exporting.work import Work
from app.summary.progress import Progress

NOT_BEGUN = Progress(0, 0.0)
TOO_EARLY = 0.02
"""The share of the work before which nobody can tell how long is left."""


class State(StrEnum):
    """Where a large file stands."""

    waiting = auto()
    running = auto()
    ready = auto()
    sending = auto()
    fetched = auto()
    cancelled = auto()
    expired = auto()
    withdrawn = auto()
    full = auto()
    killed = auto()
    failed = auto()


WORKING = frozenset({State.waiting, State.running})
OPEN = WORKING | {State.ready, State.sending}
"""The states in which there is, or will be, a file."""


@dataclass(slots=True)
class Job:
    """A file that is being made, or has been, for one person."""

    id: str
    actor: Actor
    """Whoever ordered it, with the rights that she had then."""
    work: Work
    about: str
    """The name of the round; nothing for all of them."""
    folder: Path
    state: State = State.waiting
    progress: Progress = NOT_BEGUN
    began: float = 0.0
    ended_at: datetime | None = None
    held_until: datetime | None = None
    made: Made | None = None
    size: int = 0
    """How many bytes the file is."""
    child: Child | None = None
    turn: "Future[None] | None" = field(default=None, repr=False)

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def file(self) -> Made:
        if self.made is None:
            raise ValueError(f"{self.id} is {self.state}.")
        return self.made

    @property
    def seconds_left(self) -> int | None:
        """How long is left if it goes on as it has gone; None while nobody can tell."""
        share, spent = self.progress.share, monotonic() - self.began
        if self.state is not State.running or share <= TOO_EARLY:
            return None
        return round(spent * (1 - share) / share)

    def still_hers(self, actor: Actor) -> bool:
        """Tell whether she still has every right that the file was ordered with."""
        return self.actor.grants <= actor.grants

    def is_for(self, actor: Actor, work: Work) -> bool:
        """Tell whether this is what she orders now: a button is easily pressed twice."""
        same_moment = replace(work.order, at=self.work.order.at)
        return self.actor.id == actor.id and self.work == replace(work, order=same_moment)
