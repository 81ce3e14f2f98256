"""The one place where small groups are left out. Pages, files and charts all come through here.

A group is too small when fewer files than ``smallest`` lie behind its figure. A group that is
large enough is told of in full, whatever was found. Nothing may follow from a figure of a
section that the figures of its questions do not tell: a group's section is left out when one of
its questions is, and the figure of the whole form is made again from what is told of the group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.summary.covering import cover, pooled_if_told, reliable, without_missing
from app.summary.estimates import Counts, Flags
from app.summary.figures import Figures, Line
from app.summary.findings import Found, sections_of
from app.summary.indices import indices_of
from app.summary.roll_up import (
    Material,
    Told,
    by_answer,
    index_lines,
    overall_line,
    roll_up,
    section_lines,
)
from app.summary.withheld import Withheld, withheld


def masked(material: Material, smallest: int) -> Figures:
    """Make the figures that anybody who may read the summary may see."""
    figures = roll_up(material)
    answers = by_answer(material.findings, material.frame)
    assessed = answers[..., : Found.not_applicable].sum(axis=-1)
    weight = _weights(material)
    left_out = [withheld(base, weight, smallest) for base in assessed]
    told = _told(material, left_out)

    def sections() -> Iterator[Line]:
        members = sections_of(material.findings.questions)
        for line in section_lines(material, told):
            rows = _rows(material, members[line.id])
            of_it = [g for g, of in zip(left_out, rows, strict=True) if of and not g.whole]
            yield _cover_means(line, _cells(material, rows, told), weight, smallest, of_it)

    def indices(common: Told) -> Iterator[Line]:
        members = indices_of(material.findings.questions)
        for line in index_lines(material, common):
            cells = _cells(material, _rows(material, members[line.id]), common)
            yield _cover_means(line, cells, weight, smallest, [])

    every = np.ones(len(left_out), dtype=bool)
    files = withheld(_files(material, material.findings.eligible), weight, smallest)
    return replace(
        figures,
        questions=tuple(
            cover(replace(line, reliability=reliable(line.reliability, smallest)), gone)
            for line, gone in zip(figures.questions, left_out, strict=True)
        ),
        sections=tuple(sections()),
        indices=tuple(indices(_told_of_all(told, left_out, files))),
        overall=_cover_means(
            overall_line(material, told), _cells(material, every, told), weight, smallest, []
        ),
        grades=tuple(cover(line, files) for line in figures.grades),
        whole=replace(figures.whole, missing=None) if files.whole else figures.whole,
        units=without_missing(figures.units, files.units),
        strata=without_missing(figures.strata, files.strata),
        agreement=pooled_if_told(figures, smallest),
        smallest=smallest,
        left_out=tuple(
            line.id for line, gone in zip(figures.questions, left_out, strict=True) if gone.whole
        ),
    )


def of_units(figures: Figures, units: frozenset[str], *, with_strata: bool) -> Figures:
    """Keep the whole and these units, for somebody who answers for them alone."""
    kept = [place for place, group in enumerate(figures.units) if group.id in units]

    def lines(of: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(line(each) for each in of)

    def line(each: Line) -> Line:
        return replace(
            each,
            units=tuple(each.units[place] for place in kept),
            strata=each.strata if with_strata else (),
        )

    return replace(
        figures,
        units=tuple(figures.units[place] for place in kept),
        strata=figures.strata if with_strata else (),
        questions=lines(figures.questions),
        sections=lines(figures.sections),
        indices=lines(figures.indices),
        overall=line(figures.overall),
        grades=lines(figures.grades),
    )


def _weights(material: Material) -> NDArray[np.float64]:
    """Say how many cases of the frame a file of each stratum stands for."""
    findings = material.findings
    read = np.bincount(findings.stratum, minlength=material.frame.cases.shape[1])
    population = material.frame.cases.sum(axis=0)
    return np.asarray(np.divide(population, read, out=np.zeros(len(read)), where=read > 0))


def _told(material: Material, left_out: list[Withheld]) -> Told:
    """Mark the answers that sections may be made of: those of questions and groups told of."""
    findings = material.findings
    shape = findings.found.shape
    whole = np.array([not gone.whole for gone in left_out], dtype=bool).reshape(-1, 1)
    units = np.array([~gone.units for gone in left_out]).reshape(len(left_out), -1)
    strata = np.array([~gone.strata for gone in left_out]).reshape(len(left_out), -1)
    return Told(
        whole=np.broadcast_to(whole, shape),
        units=whole & units[:, findings.unit],
        strata=whole & strata[:, findings.stratum],
    )


def _files(material: Material, chosen: Flags) -> Counts:
    units, strata = material.frame.cases.shape
    place = material.findings.unit * strata + material.findings.stratum
    counts = np.bincount(place[chosen], minlength=units * strata)
    return np.asarray(counts.reshape(units, strata), dtype=np.int64)


def _told_of_all(told: Told, left_out: list[Withheld], files: Withheld) -> Told:
    """Keep, for groups, the questions that are told of all groups that anything is told of.

    So the index of every unit is made of the same questions, and units can be compared.
    """

    def of_all(gone: Sequence[Flags], files_gone: Flags) -> Flags:
        return np.array([not (each & ~files_gone).any() for each in gone], dtype=bool).reshape(
            -1, 1
        )

    units = of_all([each.units for each in left_out], files.units)
    strata = of_all([each.strata for each in left_out], files.strata)
    return Told(told.whole, told.units & units, told.strata & strata)


def _rows(material: Material, members: Sequence[str]) -> Flags:
    questions = material.findings.questions
    return np.array([question.id in members for question in questions], dtype=bool)


def _cells(material: Material, rows: Flags, told: Told) -> tuple[Counts, Counts, Counts]:
    """Count the files behind the mean of some questions: of the whole, of units and of strata."""
    answered: Flags = material.findings.found[rows] < Found.not_applicable
    counts = [
        _files(material, np.asarray((answered & seen[rows]).any(axis=0)))
        for seen in (told.whole, told.units, told.strata)
    ]
    return counts[0], counts[1], counts[2]


def _cover_means(
    line: Line,
    cells: tuple[Counts, Counts, Counts],
    weight: NDArray[np.float64],
    smallest: int,
    questions: list[Withheld],
) -> Line:
    gone = [withheld(base, weight, smallest) for base in cells]
    files = cells[0]
    # A group none of whose questions is told of has nothing left to show.
    empty_units = (files.sum(axis=1) > 0) & (cells[1].sum(axis=1) == 0)
    empty_strata = (files.sum(axis=0) > 0) & (cells[2].sum(axis=0) == 0)
    units = [question.units for question in questions]
    strata = [question.strata for question in questions]
    return cover(
        line,
        Withheld(
            units=np.any([gone[0].units, gone[1].units, empty_units, *units], axis=0),
            strata=np.any([gone[0].strata, gone[2].strata, empty_strata, *strata], axis=0),
            whole=gone[0].whole,
            counts=gone[0].counts,
        ),
    )
