"""From counts to shares: by question and group, weighted by the design. Touches no database.

*Yes* alone counts as met: what is only partly met is not met. *Partly* is told beside it. What
is not applicable, or not asked, lies outside the question; what was asked and never answered is
missing, and the rest of the stratum stands for it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.summary.figures import Share
from app.summary.findings import Found
from sampling import ShareTable, share_from_counts

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Frame:
    """How many cases there were to draw from.

    Attributes
    ----------
    cases : ndarray of int, shape (units, strata)
    """

    cases: Counts

    @property
    def groups(self) -> Counts:
        """Cases by group and stratum: the whole, each unit, each stratum; strata last."""
        whole = self.cases.sum(axis=0)
        return np.vstack([whole, self.cases, np.diag(whole)])

    @property
    def populations(self) -> Counts:
        """What each stratum counts for in the estimate of a group: all of it, or nothing.

        A unit lies spread over strata, and its share rests on whole strata; where the frame
        knows that a stratum holds nothing of the group it takes no part.
        """
        return np.asarray(np.where(self.groups > 0, self.cases.sum(axis=0), 0))


def in_groups(table: NDArray[np.generic]) -> NDArray[np.generic]:
    """Arrange counts by unit and stratum as counts by group and stratum.

    ``(..., units, strata)`` becomes ``(..., 1 + units + strata, strata)``.
    """
    whole = table.sum(axis=-2, keepdims=True)
    strata = whole * np.eye(table.shape[-1], dtype=table.dtype)
    return np.concatenate([whole, table, strata], axis=-2)


def estimate(
    frame: Frame,
    hits: NDArray[np.generic],
    counted: NDArray[np.generic],
    opened: NDArray[np.generic],
    squares: NDArray[np.generic] | None = None,
) -> ShareTable:
    """Estimate a share for every line and group; the counts come by unit and stratum.

    Returns
    -------
    ShareTable of shape (lines, groups)
    """
    populations = frame.populations
    by_stratum = opened.sum(axis=-2, keepdims=True)
    return share_from_counts(
        in_groups(hits),
        in_groups(counted),
        np.where(populations > 0, by_stratum, 0),
        populations,
        squares=None if squares is None else in_groups(squares),
    )


def shares_of_answers(frame: Frame, by_answer: Counts, no_file: Counts) -> list[list[Share]]:
    """Make the shares of questions, shape (questions, groups).

    Parameters
    ----------
    frame : Frame
    by_answer : ndarray of int, shape (questions, units, strata, kinds of ``Found``)
    no_file : ndarray of int, shape (questions, units, strata)
    """
    counted = by_answer[..., : Found.not_applicable].sum(axis=-1)
    opened = by_answer.sum(axis=-1) - by_answer[..., Found.unanswered]
    table = estimate(frame, by_answer[..., Found.yes], counted, opened)
    answers = in_groups(np.moveaxis(by_answer, -1, 0)).sum(axis=-1)
    absent = in_groups(no_file).sum(axis=-1)
    sizes = frame.groups.sum(axis=1)
    return [
        [
            _share(
                table,
                (question, group),
                int(sizes[group]),
                [int(number) for number in answers[:, question, group]],
                int(absent[question, group]),
            )
            for group in range(len(sizes))
        ]
        for question in range(len(by_answer))
    ]


def _share(
    table: ShareTable, place: tuple[int, int], frame: int, answers: list[int], no_file: int
) -> Share:
    said = table.estimate(*place)
    return Share(
        frame=frame,
        assessed=said.counted,
        yes=answers[Found.yes],
        partly=answers[Found.partly],
        no=answers[Found.no],
        not_applicable=answers[Found.not_applicable],
        unanswered=answers[Found.unanswered],
        not_asked=answers[Found.not_asked],
        no_file=no_file,
        share=said.share,
        low=said.interval.low if said.interval else None,
        high=said.interval.high if said.interval else None,
        unweighted=answers[Found.yes] / said.counted if said.counted else None,
        method=said.interval.method.value if said.interval else "",
        unknown="" if said.unknown == "known" else said.unknown.value,
    )


def mean_shares(frame: Frame, table: ShareTable) -> list[list[Share]]:
    """Make the shares whose hits are sums over cases: mean scores, or cases of one kind."""
    sizes = frame.groups.sum(axis=1)
    rows = []
    for line in range(table.share.shape[0]):
        row = []
        for group in range(len(sizes)):
            said = table.estimate(line, group)
            row.append(
                Share(
                    frame=int(sizes[group]),
                    assessed=said.counted,
                    yes=said.hits,
                    share=said.share,
                    low=said.interval.low if said.interval else None,
                    high=said.interval.high if said.interval else None,
                    unweighted=said.hits / said.counted if said.counted else None,
                    method=said.interval.method.value if said.interval else "",
                    unknown="" if said.unknown == "known" else said.unknown.value,
                )
            )
        rows.append(row)
    return rows
