"""From what was found about each case to the figures of a round. Touches no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.summary.estimates import Frame, estimate, mean_shares, shares_of_answers
from app.summary.figures import Figures, Group, Line, Reliability, Share
from app.summary.findings import Findings, Found, sections_of
from app.summary.indices import indices_of
from review_forms import Grade
from sampling.agreement import gwet_ac, percent_agreement

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Ratings:
    """What two reviewers of the same files came to on one question; None: not asked."""

    question: str
    categories: Sequence[str]
    pairs: Sequence[tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Material:
    """All that the figures of a round are made from."""

    findings: Findings
    frame: Frame
    units: Sequence[Group]
    strata: Sequence[Group]
    whole: Group
    ratings: Sequence[Ratings] = ()
    read_twice: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Which answers may enter the figures of sections: by question and case."""

    whole: Flags
    units: Flags
    strata: Flags


def roll_up(material: Material) -> Figures:
    """Make all figures, leaving nothing out."""
    findings, frame = material.findings, material.frame
    shares = shares_of_answers(frame, by_answer(findings, frame), without_file(findings, frame))
    agreements = {ratings.question: reliability(ratings) for ratings in material.ratings}
    everything = np.ones(findings.found.shape, dtype=bool)
    told = Told(everything, everything, everything)
    return Figures(
        whole=material.whole,
        units=tuple(material.units),
        strata=tuple(material.strata),
        questions=tuple(
            _line(question.id, row, material, agreements.get(question.id))
            for question, row in zip(findings.questions, shares, strict=True)
        ),
        sections=section_lines(material, told),
        indices=index_lines(material, told),
        overall=overall_line(material, told),
        grades=grade_lines(material),
        read_twice=material.read_twice,
        agreement=pooled(material.ratings),
    )


def by_answer(findings: Findings, frame: Frame) -> Counts:
    """Count the answers, shape (questions, units, strata, kinds of ``Found``).

    One pass of whole numbers per question: the order of the cases cannot change a figure.
    """
    units, strata = frame.cases.shape
    kinds = len(Found)
    place = (findings.unit * strata + findings.stratum) * kinds
    counts = np.empty((len(findings.found), units * strata * kinds), dtype=np.int64)
    for question, row in enumerate(findings.found):
        counts[question] = np.bincount(place + row, minlength=counts.shape[1])
    return counts.reshape(-1, units, strata, kinds)


def without_file(findings: Findings, frame: Frame) -> Counts:
    """Count the answers that are *no* because there was no file to read."""
    absent = findings.missing
    only = replace(
        findings,
        found=findings.found[:, absent],
        unit=findings.unit[absent],
        stratum=findings.stratum[absent],
    )
    return by_answer(only, frame)[..., Found.no]


def section_lines(material: Material, told: Told) -> tuple[Line, ...]:
    """Give each section the mean, over files, of the share of its questions that were met."""
    return _mean_lines(material, sections_of(material.findings.questions), told)


def index_lines(material: Material, told: Told) -> tuple[Line, ...]:
    """Give the same for questions that belong together across sections."""
    return _mean_lines(material, indices_of(material.findings.questions), told)


def _mean_lines(
    material: Material, members: Mapping[str, Sequence[str]], told: Told
) -> tuple[Line, ...]:
    questions = material.findings.questions
    return tuple(
        _mean_line(name, material, np.array([q.id in ids for q in questions]), told)
        for name, ids in members.items()
    )


def overall_line(material: Material, told: Told) -> Line:
    """Give the same for the whole form."""
    rows = np.ones(len(material.findings.questions), dtype=bool)
    return _mean_line(OVERALL, material, rows, told)


def _mean_line(name: str, material: Material, rows: Flags, told: Told) -> Line:
    units = len(material.units)
    parts = [_means(material, rows, seen) for seen in (told.whole, told.units, told.strata)]
    return Line(name, parts[0][0], tuple(parts[1][1 : units + 1]), tuple(parts[2][units + 1 :]))


def _means(material: Material, rows: Flags, told: Flags) -> list[Share]:
    findings = material.findings
    found = np.where(told[rows], findings.found[rows], np.int8(Found.not_asked))
    score, assessed, opened = scores(found)
    sums = [_summed(material, each) for each in (score, score**2, assessed, opened)]
    table = estimate(material.frame, sums[0], np.rint(sums[2]), np.rint(sums[3]), sums[1])
    return mean_shares(material.frame, table)[0]


def scores(found: NDArray[np.int8]) -> tuple[NDArray[np.float64], Flags, Flags]:
    """Give each file the share of some questions that it meets.

    Parameters
    ----------
    found : ndarray of int8, shape (questions, cases)

    Returns
    -------
    score : ndarray, shape (cases,)
    assessed : ndarray of bool
        Whether any of the questions was assessed on the file.
    opened : ndarray of bool
        False for a file that was asked questions here, none of which has an answer: it is
        missing. A file that was asked none lies outside.
    """
    yes, partly, no = ((found == kind).sum(axis=0) for kind in (Found.yes, Found.partly, Found.no))
    assessed = yes + partly + no
    score = np.divide(yes, assessed, out=np.zeros(len(yes)), where=assessed > 0)
    silent = (assessed == 0) & (found == Found.unanswered).any(axis=0)
    return score, assessed > 0, ~silent


def _summed(material: Material, weights: NDArray[np.generic]) -> NDArray[np.float64]:
    """Sum over the cases of each unit and stratum, shape (1, units, strata)."""
    units, strata = material.frame.cases.shape
    place = material.findings.unit * strata + material.findings.stratum
    sums = np.bincount(place, weights=weights, minlength=units * strata)
    return np.asarray(sums.reshape(1, units, strata), dtype=np.float64)


def grades_of(findings: Findings) -> NDArray[np.int64]:
    """Grade each file by the worst single outcome, as ``review_forms.rate`` does.

    Returns
    -------
    ndarray of int, shape (cases,)
        The place among the members of ``Grade``.
    """
    critical = np.array([question.critical for question in findings.questions], dtype=bool)
    no = findings.found == Found.no
    return np.select(
        [
            no[critical].any(axis=0),
            no.any(axis=0),
            (findings.found == Found.partly).any(axis=0),
        ],
        [PLACE[Grade.serious], PLACE[Grade.deficient], PLACE[Grade.remarks]],
        PLACE[Grade.sound],
    )


PLACE = {grade: place for place, grade in enumerate(Grade)}


def grade_lines(material: Material) -> tuple[Line, ...]:
    """Say how large a share of the files has each grade."""
    findings = material.findings
    eligible = findings.eligible
    grades = grades_of(findings)
    hits = np.concatenate([_summed(material, eligible & (grades == PLACE[g])) for g in Grade])
    counted = _summed(material, eligible)
    opened = _summed(material, np.ones(len(grades)))
    table = estimate(material.frame, hits, counted, opened)
    rows = mean_shares(material.frame, table)
    return tuple(_line(grade.value, row, material) for grade, row in zip(Grade, rows, strict=True))


def _line(
    name: str, shares: Sequence[Share], material: Material, agreed: Reliability | None = None
) -> Line:
    units = len(material.units)
    return Line(name, shares[0], tuple(shares[1 : units + 1]), tuple(shares[units + 1 :]), agreed)


def reliability(ratings: Ratings) -> Reliability:
    """Say how far two reviewers agreed on a question."""
    both = [pair for pair in ratings.pairs if None not in pair]
    if not both:
        return Reliability(cases=0)
    percent = percent_agreement(both, ratings.categories)
    beyond = gwet_ac(both, ratings.categories)
    return Reliability(
        cases=len(both),
        agreed=percent.value,
        ac1=beyond.value,
        low=beyond.interval.low if beyond.interval else None,
        high=beyond.interval.high if beyond.interval else None,
    )


def pooled(all_ratings: Sequence[Ratings]) -> Reliability | None:
    """Say how far two reviewers agreed over all questions; without an interval of its own.

    Answers about one file hang together, so they are no sample of independent ones.
    """
    both = [pair for ratings in all_ratings for pair in ratings.pairs if None not in pair]
    if not both:
        return None
    alike = sum(first == second for first, second in both)
    return Reliability(cases=len(both), agreed=alike / len(both))
