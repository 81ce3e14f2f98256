"""Which figures of a table must be left out so that no small group can be read from it.

Small counts are left out, and then as many others as it takes that nobody can get the small
ones back by adding and subtracting. The counts are those of the cases that were read, never
weighted up: it is the read files that people know something about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import figures, flags, refuse_endless, refuse_parts
from sampling.masking_cycles import Table, hide_in_cycles

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Flags = NDArray[np.bool_]
    Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Masked:
    """What is left out of a table, as marks of the same shape as its parts.

    Attributes
    ----------
    cells : ndarray of bool, shape (rows, columns)
    rows : ndarray of bool, shape (rows,)
        The total of each row.
    columns : ndarray of bool, shape (columns,)
        The total of each column.
    total : bool
        The total of all.
    """

    cells: Flags
    rows: Flags
    columns: Flags
    total: bool

    @property
    def shares(self) -> Flags:
        """Rows whose shares must go, since a share times its base would give the count away."""
        return np.asarray(self.rows | self.cells.any(axis=1))

    @property
    def whole_share(self) -> bool:
        """Whether the shares of the table as a whole must go."""
        return self.total or bool(self.columns.any())

    @property
    def extended(self) -> Flags:
        """All marks in one array, the totals as the last row and the last column."""
        above = np.column_stack([self.cells, self.rows])
        return np.vstack([above, np.append(self.columns, self.total)])


def mask(counts: ArrayLike, *, smallest: int = 5, also: ArrayLike | None = None) -> Masked:
    """Choose what to leave out of a table of counts with totals.

    Rows are groups of cases (units, strata) and columns are answers. Left out are: a count or
    a total from 1 to ``smallest - 1``, whether it counts what is met or what is not; the whole
    row of a group of fewer than `smallest`, its zeros too; and enough more that every figure
    left out could have at least two values, and that those left out of a line do not add up to
    less than `smallest`. A zero in a group that is large enough is shown: it counts nobody. So
    is a line of nothing but zeros. A table of fewer than `smallest` in all is left out whole.

    Parameters
    ----------
    counts : array_like of int, shape (rows, columns)
    smallest : int >= 1
        The smallest count that may be shown.
    also : array_like of bool, shape (rows + 1, columns + 1), optional
        What must be left out for other reasons, such as being left out of a table that shares
        the figure. The totals are the last row and the last column.

    Returns
    -------
    Masked

    Raises
    ------
    SamplingError
        If a count is negative or not whole.

    References
    ----------
    Cox (1980), *Journal of the American Statistical Association* 75, 377-385; Kelly, Golden
    and Assad (1992), *Networks* 22, 397-417 for the cycles; Hundepool et al. (2012),
    *Statistical Disclosure Control*, Wiley, chapter 4.
    """
    figures = with_totals(counts)
    if not isinstance(smallest, int) or isinstance(smallest, bool) or smallest < 1:
        raise SamplingError(f"The smallest count to show is 1 or more, not {smallest!r}.")
    tiny = (figures[:-1, -1] > 0) & (figures[:-1, -1] < smallest)
    hidden = (figures > 0) & (figures < smallest)
    hidden[:-1][tiny] = True
    if 0 < figures[-1, -1] < smallest:
        hidden[:] = True
    if also is not None:
        hidden = hidden | _marks(also, figures.shape)
    if figures[-1, -1] >= smallest:
        # Where the total says that there is nobody at all, there is nothing left to hide.
        hidden &= (figures[:, -1:] > 0) & (figures[-1:] > 0)
    # A reader knows that zeros are shown, and so that a figure left out is at least one, except
    # in the rows that went as a whole.
    least = np.ones(figures.shape, dtype=np.int64)
    least[:-1][tiny] = 0
    least[hidden & (figures == 0)] = 0
    _hide_small_sums(figures, hidden, smallest)
    hide_in_cycles(Table(figures, hidden, least))
    return Masked(hidden[:-1, :-1], hidden[:-1, -1], hidden[-1, :-1], bool(hidden[-1, -1]))


def mask_shares(hits: ArrayLike, counted: ArrayLike, *, smallest: int = 5) -> Masked:
    """Choose what to leave out of a list of groups with a share each, and one for them all.

    Parameters
    ----------
    hits, counted : array_like of int, shape (groups,)
        Cases that meet the requirement, and cases it applies to.
    smallest : int >= 1

    Returns
    -------
    Masked
        Of the table with the columns *met* and *not met*. `shares` marks the groups whose share
        and hits are left out, `rows` those whose number of cases is left out as well.
    """
    met, cases = figures("hits", hits), figures("cases", counted)
    if met.ndim != 1 or met.shape != cases.shape:
        raise SamplingError(f"{met.shape} hits do not fit {cases.shape} groups of cases.")
    return mask(np.column_stack([met, cases - met]), smallest=smallest)


def mask_groups(counts: ArrayLike, *, smallest: int = 5) -> tuple[Flags, bool]:
    """Choose what to leave out of one list of counts whose total is shown.

    Parameters
    ----------
    counts : array_like of int, shape (groups,)
    smallest : int >= 1

    Returns
    -------
    ndarray of bool, shape (groups,)
        The counts to leave out.
    bool
        Whether the total must go as well, because the rest is too little to hide among.
    """
    masked = mask(np.atleast_2d(figures("counts", counts)), smallest=smallest)
    return masked.cells[0] | masked.columns, masked.total or bool(masked.rows[0])


def with_totals(counts: ArrayLike) -> Counts:
    """Add the totals to a table as its last row and last column."""
    table = figures("counts", counts)
    refuse_endless("counts", table)
    if table.ndim != 2:  # noqa: PLR2004 - a table has rows and columns
        raise SamplingError(f"A table has rows and columns; this one has {table.ndim} dimensions.")
    if (table < 0).any() or (table != np.floor(table)).any():
        wrong = table[(table < 0) | (table != np.floor(table))][0]
        raise SamplingError(f"A count is a whole number from 0 up, not {wrong!r}.")
    refuse_parts("counts", table)
    whole = table.astype(np.int64)
    wide = np.column_stack([whole, whole.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def _marks(also: ArrayLike, shape: tuple[int, ...]) -> Flags:
    marks = flags("marks", also)
    if marks.shape != shape:
        raise SamplingError(f"Marks of shape {marks.shape} do not fit a table of shape {shape}.")
    return marks


def _hide_small_sums(figures: Counts, hidden: Flags, smallest: int) -> None:
    """Hide more in each line whose shown total would give away a small sum of hidden figures."""
    changed = True
    while changed:
        lines = [(figures[row], hidden[row]) for row in range(len(figures))]
        lines += [(figures[:, column], hidden[:, column]) for column in range(figures.shape[1])]
        changed = any(_hide_small_sum(*line, smallest) for line in lines)


def _hide_small_sum(figures: Counts, hidden: Flags, smallest: int) -> bool:
    """Hide the smallest figures of a line until what is hidden adds up to enough."""
    parts, marks = figures[:-1], hidden[:-1]
    changed = False
    while not hidden[-1] and 0 < parts[marks].sum() < smallest:
        left = np.flatnonzero(~marks & (parts > 0))
        # With nothing left to hide among, the total itself is what gives it away.
        place = left[np.argmin(parts[left])] if left.size else len(parts)
        hidden[place] = changed = True
    return changed
