"""The one place where small groups are left out. Pages, files and charts all come through here.

A group is too small when fewer files than ``smallest`` lie behind its figure. A group that is
large enough is told of in full, whatever was found. Nothing may follow from a figure of a
section that the figures of its questions do not tell: a group's section is left out when one of
its questions is, and the figure of the whole form is made again from what is told of the group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.summary.estimates import Counts, Flags
from app.summary.figures import Figures, Group, Line, Reliability, Share
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

    def means(lines: Sequence[Line], members: Mapping[str, Sequence[str]]) -> tuple[Line, ...]:
        return tuple(
            _cover_means(
                line,
                _cells(material, rows, told),
                weight,
                smallest,
                [gone for gone, of in zip(left_out, rows, strict=True) if of and not gone.whole],
            )
            for line in lines
            for rows in [_rows(material, members[line.id])]
        )

    every = np.ones(len(left_out), dtype=bool)
    files = withheld(_files(material, material.findings.eligible), weight, smallest)
    return replace(
        figures,
        questions=tuple(
            _cover(replace(line, reliability=_reliable(line.reliability, smallest)), gone)
            for line, gone in zip(figures.questions, left_out, strict=True)
        ),
        sections=means(section_lines(material, told), sections_of(material.findings.questions)),
        indices=means(index_lines(material, told), indices_of(material.findings.questions)),
        overall=_cover_means(
            overall_line(material, told), _cells(material, every, told), weight, smallest, []
        ),
        grades=tuple(_cover(line, files) for line in figures.grades),
        whole=replace(figures.whole, missing=None) if files.whole else figures.whole,
        units=_without_missing(figures.units, files.units),
        strata=_without_missing(figures.strata, files.strata),
        agreement=_pooled(figures, smallest),
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
    return _cover(
        line,
        Withheld(
            units=np.any([gone[0].units, gone[1].units, empty_units, *units], axis=0),
            strata=np.any([gone[0].strata, gone[2].strata, empty_strata, *strata], axis=0),
            whole=gone[0].whole,
            counts=gone[0].counts,
        ),
    )


def _cover(line: Line, gone: Withheld) -> Line:
    """Take away what is left out, and say that it is."""
    whole = line.whole
    if gone.counts:
        whole = Share(
            frame=whole.frame,
            assessed=whole.assessed,
            share=whole.share,
            low=whole.low,
            high=whole.high,
            method=whole.method,
            unknown=whole.unknown,
            hidden=False,
        )
    covered = replace(
        line,
        whole=_hidden(whole) if gone.whole else whole,
        units=_covered(line.units, gone.units),
        strata=_covered(line.strata, gone.strata),
    )
    return _blurred(covered) if gone.units.any() or gone.strata.any() else covered


def _blurred(line: Line) -> Line:
    """Give limits to the whole per cent, as pages show them: one could reckon back from more."""

    def blurred(share: Share) -> Share:
        if share.low is None or share.high is None:
            return share
        return replace(share, low=round(share.low, 2), high=round(share.high, 2))

    return replace(
        line,
        whole=blurred(line.whole),
        units=tuple(blurred(share) for share in line.units),
        strata=tuple(blurred(share) for share in line.strata),
    )


def _covered(shares: tuple[Share, ...], gone: Flags) -> tuple[Share, ...]:
    return tuple(
        _hidden(share) if hide else share for share, hide in zip(shares, gone, strict=True)
    )


def _without_missing(groups: tuple[Group, ...], gone: Flags) -> tuple[Group, ...]:
    return tuple(
        replace(group, missing=None) if hide else group
        for group, hide in zip(groups, gone, strict=True)
    )


def _hidden(share: Share) -> Share:
    return Share(frame=share.frame, hidden=True)


def _reliable(said: Reliability | None, smallest: int) -> Reliability | None:
    few = said is not None and 0 < (said.cases or 0) < smallest
    return Reliability(cases=None, hidden=True) if few else said


def _pooled(figures: Figures, smallest: int) -> Reliability | None:
    few = 0 < figures.read_twice < smallest
    return Reliability(cases=None, hidden=True) if few else figures.agreement
