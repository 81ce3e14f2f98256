"""What a round has cost in hours, and what more files would cost and give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

import numpy as np
from sqlalchemy import Row, case, func, select
from sqlmodel import Session, col

from app.reviews.models import AnswerVersion, Review, ReviewState
from app.rounds.models import FrameCase, Round
from app.summary.queries import attempt_of
from sampling import allocate, margins_of

# Between two saved answers somebody may have gone to lunch: no more than this counts as work.
LONGEST_PAUSE = timedelta(minutes=20)
DONE = (ReviewState.submitted, ReviewState.approved)
MORE = 10
FEWEST = 5


@dataclass(frozen=True, slots=True)
class MoreFiles:
    """What some more files would cost, and by how much they would narrow the interval."""

    files: int
    hours: float
    margin: float

    def hours_per_point(self, margin: float) -> float | None:
        """Give the hours for each percentage point that the margin shrinks."""
        gained = 100 * (margin - self.margin)
        return self.hours / gained if gained > 0 else None


@dataclass(frozen=True, slots=True)
class RoundHours:
    """The hours of a round; None where too few reviews are done to say anything."""

    readings: int
    """Reviews handed in; a file that is read twice counts twice."""
    files: int
    """Files read, and in the sample still."""
    median: float | None
    lower: float | None
    upper: float | None
    """Minutes a reading, with quartiles."""
    spent: float | None
    planned: float
    """Hours for as many readings, by the plan."""
    margin: float | None
    """Half the width of a 95 % interval, for a share of one half."""
    more: MoreFiles | None = None


def hours_of(session: Session, round_: Round) -> RoundHours:
    """Reckon what a round has cost so far, from when answers were saved."""
    readings = list(_minutes(_saves(session, round_.id)))
    done, files = _done(session, round_.id)
    told = len(readings) >= FEWEST
    quartiles = np.percentile(readings, [25, 50, 75]) if told else None
    populations, sizes = _strata(session, round_)
    margin = _margin(populations, sizes)
    a_reading = float(np.mean(readings)) / 60 if told else round_.hours_per_case
    return RoundHours(
        readings=done,
        files=files,
        lower=None if quartiles is None else float(quartiles[0]),
        median=None if quartiles is None else float(quartiles[1]),
        upper=None if quartiles is None else float(quartiles[2]),
        spent=sum(readings) / 60 if told else None,
        planned=done * round_.hours_per_case,
        margin=margin,
        more=None if margin is None else more_files(populations, sizes, a_reading),
    )


def more_files(
    populations: Mapping[str, int], sizes: Mapping[str, int], hours: float
) -> MoreFiles | None:
    """Say what ten more files, drawn where they help, would cost and give."""
    left = sum(populations.values()) - sum(sizes.values())
    more = min(MORE, left)
    if not more:
        return None
    larger = allocate(populations, sum(sizes.values()) + more, at_least=dict(sizes))
    margin = _margin(populations, larger)
    return None if margin is None else MoreFiles(more, more * hours, margin)


def _margin(populations: Mapping[str, int], sizes: Mapping[str, int]) -> float | None:
    if not populations or any(not sizes.get(name) for name in populations):
        return None
    return margins_of(populations, sizes).whole


def _saves(session: Session, round_id: str) -> Iterable[Row[Any]]:
    return session.execute(
        select(col(Review.id), col(Review.opened_at), col(AnswerVersion.at))
        .join(AnswerVersion, col(AnswerVersion.review_id) == col(Review.id))
        .where(
            col(Review.round_id) == round_id,
            col(Review.state).in_(DONE),
            col(AnswerVersion.by) == col(Review.reviewer_id),
        )
        .order_by(col(Review.id), col(AnswerVersion.at))
        .execution_options(yield_per=5000)
    )


def _minutes(saves: Iterable[Row[Any]]) -> Iterable[float]:
    """Sum the time between what was saved in each review, long pauses cut short."""
    for _, group in groupby(saves, key=attrgetter("id")):
        rows = list(group)
        opened = [] if rows[0].opened_at is None else [rows[0].opened_at]
        yield worked([*opened, *(row.at for row in rows)])


def worked(moments: Sequence[datetime]) -> float:
    """Give the minutes between moments in order, counting no pause as longer than a limit."""
    pauses = (after - before for before, after in pairwise(moments))
    seconds = sum(max(min(pause, LONGEST_PAUSE), timedelta(0)).total_seconds() for pause in pauses)
    return seconds / 60


def _done(session: Session, round_id: str) -> tuple[int, int]:
    rows = session.execute(
        select(col(Review.frame_case_id)).where(
            col(Review.round_id) == round_id, col(Review.state).in_(DONE)
        )
    ).scalars()
    cases = list(rows)
    return len(cases), len(set(cases))


def _strata(session: Session, round_: Round) -> tuple[dict[str, int], dict[str, int]]:
    """Count the frame and the sample by stratum."""
    attempt = attempt_of(session, round_.id)
    rows = session.execute(
        select(
            col(FrameCase.stratum),
            func.count(),
            func.sum(case((col(FrameCase.drawn) & ~col(FrameCase.replaced), 1), else_=0)),
        )
        .where(col(FrameCase.attempt_id) == attempt.id)
        .group_by(col(FrameCase.stratum))
        .order_by(col(FrameCase.stratum))
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: int(row[2]) for row in rows}
