"""What has changed from one round to the next, and whether chance alone could have done it.

Touches no database. Both rounds keep their own frame, strata and weights; a stratum that only
one of them has takes part in that one alone. Only what is told of both rounds is compared, and
what is not told has no part in the adjustment either: nothing of it follows from the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.summary.changes import Change, Common, RoundChange, Side
from app.summary.findings import Found
from app.summary.roll_up import OVERALL, PLACE, Material, by_answer, grades_of, scores
from review_forms import Grade
from sampling import Adjustment, Overlap, StratumCounts, adjust_p, compare_rounds

Floats = NDArray[np.float64]
States = NDArray[np.int64]
# Partly met only is neither better nor worse than the rest, and is not compared.
BETTER_HIGH = {Grade.sound: True, Grade.deficient: False, Grade.serious: False}
NOT_MET, MET, OUTSIDE, MISSING = range(4)
# The members of ``Found`` as states of a case.
STATES = np.array([NOT_MET, MET, NOT_MET, OUTSIDE, MISSING, OUTSIDE, OUTSIDE])
CENT, THOUSANDTH = 2, 3


def compare(
    ids: tuple[str, str], earlier: Side, later: Side, common: Common, smallest: int
) -> RoundChange:
    """Compare two rounds: question by question, by section and index, and as wholes."""
    pair = _Pair(earlier.material, later.material, common, smallest)
    told = earlier.told & later.told
    able = [name for name, why in common.questions.items() if not why and name in told]
    compared = dict(zip(able, pair.questions(able), strict=True))
    twice = len(pair.twice)
    return RoundChange(
        earlier_id=ids[0],
        later_id=ids[1],
        questions=tuple(
            compared.get(name) or Change(name, comparable=not why, why_not=why, hidden=not why)
            for name, why in common.questions.items()
        ),
        sections=pair.means(common.sections, able),
        indices=pair.means(common.indices, able),
        overall=next(iter(pair.means({OVERALL: able}, able)), Change(OVERALL, hidden=True)),
        grades=pair.grades() if common.grades and earlier.files_told and later.files_told else (),
        same_population=common.same_population,
        same_strata=common.same_strata,
        read_twice=None if 0 < twice < smallest else twice,
        smallest=smallest,
    )


class _Pair:
    """Two rounds laid on the same strata."""

    def __init__(self, first: Material, second: Material, common: Common, smallest: int) -> None:
        self.sides = (first, second)
        self.smallest = smallest
        names = [[group.name for group in side.strata] for side in self.sides]
        if not common.same_strata:
            names = [[f"{place} {name}" for name in each] for place, each in enumerate(names)]
        every = sorted({*names[0], *names[1]})
        self.strata = len(every)
        self.places = [np.array([every.index(name) for name in each], dtype=int) for each in names]
        shared = common.frame if common.same_strata else {}
        self.frame = np.array([shared.get(name, 0) for name in every])
        self.twice = self._read_twice()

    def questions(self, names: Sequence[str]) -> tuple[Change, ...]:
        """Compare questions."""
        counts, states = [], []
        for place, side in enumerate(self.sides):
            rows = _rows(side, names)
            answers = by_answer(side.findings, side.frame)[rows].sum(axis=1)
            opened = answers.sum(axis=-1) - answers[..., Found.unanswered]
            counted = answers[..., : Found.not_applicable].sum(axis=-1)
            counts.append(self._counts(place, answers[..., Found.yes], counted, opened))
            states.append(STATES[side.findings.found[rows]])
        return _changes(names, counts, self._overlap(*states), [True] * len(names))

    def means(self, groups: Mapping[str, Sequence[str]], able: Sequence[str]) -> tuple[Change, ...]:
        """Compare how much of some questions the average file meets, over those that can be.

        What files have in common by having been read twice is left out: that makes the
        interval wider, not narrower, when files that were good tend to stay so.
        """
        members = {name: [each for each in ids if each in able] for name, ids in groups.items()}
        sums = {
            name: [self._sums(place, questions) for place in range(2)]
            for name, questions in members.items()
            if questions
        }
        shown = [
            name
            for name, sides in sums.items()
            if all(side[1].sum() >= self.smallest for side in sides)
        ]
        counts = [
            self._counts(place, *np.stack([sums[name][place] for name in shown], axis=1))
            for place in range(2)
            if shown
        ]
        found = {each.id: each for each in _changes(shown, counts, None, [True] * len(shown))}
        return tuple(
            replace(_to_the_cent(found.get(name, Change(name, hidden=True))), questions=len(ids))
            for name, ids in members.items()
            if ids
        )

    def grades(self) -> tuple[Change, ...]:
        """Compare how large a share of the files has each grade."""
        counts, states = [], []
        for place, side in enumerate(self.sides):
            eligible, graded = side.findings.eligible, grades_of(side.findings)
            hits = np.array([eligible & (graded == PLACE[grade]) for grade in BETTER_HIGH])
            states.append(np.where(eligible, np.where(hits, MET, NOT_MET), OUTSIDE))
            by_grade = np.array([_by_stratum(side, each) for each in hits])
            rest = [_by_stratum(side, each) for each in (eligible, np.ones(len(graded)))]
            counts.append(self._counts(place, by_grade, *rest))
        names = [grade.value for grade in BETTER_HIGH]
        return _changes(names, counts, self._overlap(*states), list(BETTER_HIGH.values()))

    def _sums(self, place: int, questions: Sequence[str]) -> Floats:
        """Sum the scores of files by stratum: score, assessed, opened, squares."""
        side = self.sides[place]
        score, assessed, opened = scores(side.findings.found[_rows(side, questions)])
        sums = np.array([_by_stratum(side, each) for each in (score, assessed, opened, score**2)])
        sums[1:3] = np.rint(sums[1:3])
        return sums

    def _counts(self, place: int, *parts: NDArray[np.generic]) -> StratumCounts:
        """Lay the counts of one round on the strata of both: hits, counted, opened, squares."""
        population = self._laid(place, self.sides[place].frame.cases.sum(axis=0))
        hits, counted, opened, *squares = (self._laid(place, part) for part in parts)
        return StratumCounts.of(hits, counted, opened, population, *squares)

    def _laid(self, place: int, part: NDArray[np.generic]) -> Floats:
        laid = np.zeros((*part.shape[:-1], self.strata))
        laid[..., self.places[place]] = part
        return laid

    def _read_twice(self) -> States:
        """List the cases read in both rounds, in one stratum: its place, and theirs in each."""
        ours, theirs = (side.findings for side in self.sides)
        later = {number: place for place, number in enumerate(theirs.case_numbers)}
        rows = [
            (self.places[0][ours.stratum[place]], place, later[number])
            for place, number in enumerate(ours.case_numbers)
            if number in later
        ]
        stayed = [row for row in rows if row[0] == self.places[1][theirs.stratum[row[2]]]]
        return np.array(stayed, dtype=np.int64).reshape(-1, 3)

    def _overlap(self, first: States, second: States) -> Overlap | None:
        """Count how cases read twice came out in each round, by stratum.

        Strata with fewer such cases than may be told of count as independent: how sure the
        change is would otherwise tell of them.
        """
        if not len(self.twice) or not len(first):
            return None
        stratum, one, other = self.twice.T
        tables = np.zeros((len(first), self.strata, 3, 3), dtype=np.int64)
        for table, before, after in zip(tables, first[:, one], second[:, other], strict=True):
            both = (before != MISSING) & (after != MISSING)
            np.add.at(table, (stratum[both], before[both], after[both]), 1)
        tables[tables.sum(axis=(2, 3)) < self.smallest] = 0
        return Overlap(tables, np.broadcast_to(self.frame, tables.shape[:2]))


def _rows(side: Material, names: Sequence[str]) -> list[int]:
    row = {question.id: place for place, question in enumerate(side.findings.questions)}
    return [row[name] for name in names]


def _by_stratum(side: Material, weights: NDArray[np.generic]) -> Floats:
    strata = side.frame.cases.shape[1]
    return np.asarray(np.bincount(side.findings.stratum, weights=weights, minlength=strata))


def _changes(
    names: Sequence[str],
    counts: Sequence[StratumCounts],
    overlap: Overlap | None,
    good: Sequence[bool],
) -> tuple[Change, ...]:
    """Compare what belongs to one family, and adjust for how many comparisons it holds."""
    if not names:
        return ()
    found = compare_rounds(counts[0], counts[1], overlap=overlap)
    adjusted = adjust_p(found.p, Adjustment.benjamini_hochberg)
    said = [found.verdicts(adjusted_p=adjusted, higher_is_better=way) for way in (False, True)]
    return tuple(
        Change(
            id=name,
            first=_rounded(found.first[place]),
            second=_rounded(found.second[place]),
            difference=_rounded(found.difference[place], CENT),
            low=_rounded(found.low[place], CENT),
            high=_rounded(found.high[place], CENT),
            p=_rounded(found.p[place], THOUSANDTH),
            adjusted_p=_rounded(adjusted[place], THOUSANDTH),
            known=bool(found.known[place]),
            verdict=said[good[place]][place],
        )
        for place, name in enumerate(names)
    )


def _to_the_cent(change: Change) -> Change:
    """Give the means no finer than a page shows: a report has them over other questions."""
    first, second = (
        None if share is None else round(share, CENT) for share in (change.first, change.second)
    )
    return replace(change, first=first, second=second)


def _rounded(figure: np.float64, places: int | None = None) -> float | None:
    if np.isnan(figure):
        return None
    return float(figure) if places is None else round(float(figure), places)
