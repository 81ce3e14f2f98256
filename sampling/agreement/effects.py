"""Who reads more strictly than others, and which questions are read differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.agreement.result import Undefined
from sampling.distributions import t_quantile
from sampling.errors import SamplingError
from sampling.estimate.counts import coded, coded_as_given
from sampling.given import count, figures
from sampling.intervals import Interval, Method, tail_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Effect:
    """How far one reader, or one question, lies from the others.

    Attributes
    ----------
    effect : float or None
        None without an answer that somebody else also gave.
    standard_error : float or None
    interval : Interval or None
        None with fewer than two cases, or when they show no variation at all.
    cases : int
        Cases that it rests on: those with an answer that somebody else also gave.
    undefined : Undefined
        ``defined``, or why something is missing.
    """

    effect: float | None
    standard_error: float | None
    interval: Interval | None
    cases: int
    undefined: Undefined


@dataclass(frozen=True, slots=True)
class _Shared:
    """Answers to a question about a case that at least two readers answered.

    Attributes
    ----------
    values : ndarray
        Grouped by case and question.
    case, reader, question : ndarray of int
    group : ndarray of int
        Which case and question, from 0.
    size : ndarray
        How many answered in each group.
    """

    values: Floats
    case: Places
    reader: Places
    question: Places
    group: Places
    size: Floats

    @classmethod
    def of(
        cls, values: ArrayLike, case: ArrayLike, reader: ArrayLike, question: ArrayLike
    ) -> _Shared:
        met = figures("answers", values, marks=True)
        places = [
            _places(codes, what, met.shape)
            for codes, what in ((case, "case"), (reader, "reader"), (question, "question"))
        ]
        wrong = ~np.isnan(met) & ~((met >= 0) & (met <= 1))
        if wrong.any():
            raise SamplingError(f"An answer counts for 0 to 1, not for {met[wrong][0]}.")
        given = ~np.isnan(met)
        met, places = met[given], [codes[given] for codes in places]
        answered = np.stack(places, axis=1)
        if len(np.unique(answered, axis=0)) < len(answered):
            raise SamplingError("A reader has answered a question about a case more than once.")
        _, group = np.unique(answered[:, [0, 2]], axis=0, return_inverse=True)
        shared = np.bincount(group, minlength=1)[group] > 1
        _, group = np.unique(group[shared], return_inverse=True)
        cases, readers, questions = (codes[shared] for codes in places)
        size = np.bincount(group).astype(np.float64)
        return cls(met[shared], cases, readers, questions, group.astype(np.intp), size)


def reader_effects(
    values: ArrayLike,
    case: ArrayLike,
    reader: ArrayLike,
    question: ArrayLike,
    *,
    readers: int,
    confidence: float = 0.95,
) -> list[Effect]:
    """Measure how much more each reader finds met than others do in the same files.

    Only answers about which somebody else also answered the same question count: her answer
    less the mean of the others'. The error is that between cases, so that many questions about
    one file do not count as many files.

    Parameters
    ----------
    values : array_like of float, shape (answers,)
        What each answer counts for, 0 to 1; nan where there is none.
    case, reader, question : array_like of int, shape (answers,)
        From 0.
    readers : int
        How many there are.
    confidence : float in (0, 1)

    Returns
    -------
    list of Effect, length `readers`
        Above 0: more lenient than the others; below 0: stricter.

    Raises
    ------
    SamplingError
        If an answer lies outside 0 and 1, or a reader answered a question twice.

    References
    ----------
    With two readers and one question it is the paired t test (Student 1908, *Biometrika* 6,
    1-25). The ratio of sums over cases: Cochran (1977), *Sampling Techniques*, 3rd ed.,
    section 6.3.
    """
    count("number of readers", readers)
    tail_of(confidence)
    shared = _Shared.of(values, case, reader, question)
    coded(shared.reader, readers, "reader")
    means = np.bincount(shared.group, weights=shared.values) / shared.size
    many = shared.size[shared.group]
    apart = many / (many - 1) * (shared.values - means[shared.group])
    return [
        _effect(apart[hers], shared.case[hers], confidence)
        for hers in (shared.reader == one for one in range(readers))
    ]


def question_effects(
    values: ArrayLike,
    case: ArrayLike,
    reader: ArrayLike,
    question: ArrayLike,
    *,
    questions: int,
    confidence: float = 0.95,
) -> list[Effect]:
    """Measure how much more readers differ about each question than about the others.

    For a question and a case it is the mean difference between two of its readers, without
    sign; the effect is that less the same over all the other questions.

    Parameters
    ----------
    values, case, reader, question, confidence
        As for `reader_effects`.
    questions : int
        How many there are.

    Returns
    -------
    list of Effect, length `questions`
        Above 0: a question that is read differently, to be written more clearly or trained.

    References
    ----------
    Gini (1912), *Variabilità e mutabilità*: the mean difference.
    """
    count("number of questions", questions)
    tail_of(confidence)
    shared = _Shared.of(values, case, reader, question)
    coded(shared.question, questions, "question")
    order = np.lexsort((shared.values, shared.group))
    ends = np.cumsum(shared.size)
    rank = np.arange(len(order)) - np.repeat(ends - shared.size, shared.size.astype(np.intp))
    many = shared.size[shared.group[order]]
    parts = shared.values[order] * (2 * rank - many + 1) / (many * (many - 1) / 2)
    summed = np.bincount(shared.group[order], weights=parts, minlength=len(shared.size))
    differ = np.asarray(summed, dtype=np.float64)
    first = np.searchsorted(shared.group[order], np.arange(len(shared.size)))
    asked, read = shared.question[order][first], shared.case[order][first]
    return [_against(differ, asked == one, read, confidence) for one in range(questions)]


def _places(codes: ArrayLike, what: str, shape: tuple[int, ...]) -> Places:
    found = coded_as_given(codes, what)
    places = coded(found, int(found.max(initial=0)) + 1 if found.dtype.kind in "iu" else 1, what)
    if places.shape != shape:
        raise SamplingError(f"{places.shape} {what}s do not fit {shape} answers.")
    return places


def _effect(apart: Floats, case: Places, confidence: float) -> Effect:
    if not len(apart):
        return Effect(None, None, None, 0, Undefined.no_case_read_twice)
    scores, cases = _by_case(apart - apart.mean(), case)
    return _settled(float(apart.mean()), scores / len(apart), cases, confidence)


def _against(differ: Floats, mine: NDArray[np.bool_], case: Places, confidence: float) -> Effect:
    if not mine.any() or mine.all():
        return Effect(None, None, None, 0, Undefined.no_case_read_twice)
    here, there = differ[mine].mean(), differ[~mine].mean()
    parts = np.where(mine, (differ - here) / mine.sum(), (there - differ) / (~mine).sum())
    scores, _ = _by_case(parts, case)
    _, cases = _by_case(parts[mine], case[mine])
    return _settled(float(here - there), scores, cases, confidence)


def _by_case(parts: Floats, case: Places) -> tuple[Floats, int]:
    """Add up what belongs to one case, and count the cases."""
    _, place = np.unique(case, return_inverse=True)
    scores = np.asarray(np.bincount(place, weights=parts), dtype=np.float64)
    return scores, len(scores)


def _settled(effect: float, scores: Floats, cases: int, confidence: float) -> Effect:
    tail, n = tail_of(confidence), len(scores)
    if cases < 2:  # noqa: PLR2004 - one shows no spread
        return Effect(effect, None, None, cases, Undefined.one_case)
    error = float(np.sqrt(n / (n - 1) * (scores**2).sum()))
    if error <= n * np.finfo(float).eps:
        return Effect(effect, None, None, cases, Undefined.no_variation)
    reach = error * float(t_quantile(1 - tail, n - 1))
    interval = Interval(effect - reach, effect + reach, confidence, Method.student)
    return Effect(effect, error, interval, cases, Undefined.defined)
