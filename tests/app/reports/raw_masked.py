"""What a round's figures should be where small groups are left out, by other code.

Which groups are left out is read from the report itself, and held against exact algebra in
fractions; what is left of the figures is made from the raw rows.
"""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from tests.app.reports.raw_answers import ASSESSED, is_judged
from tests.app.reports.raw_rounds import (
    answers_of,
    grade_of,
    groups_in,
    mean_of,
    means_of,
    met_of,
    of_group,
)

GRADES = ("sound", "remarks", "deficient", "serious")
COUNTS = ("yes", "partly", "no", "not_applicable", "unanswered", "not_asked", "no_file")


def share_at(line, where):
    """Find the share of the whole, or of the unit or stratum at a place."""
    return line.whole if where == ("whole",) else getattr(line, where[0])[where[1]]


def masked_of(figures, cases, questions):
    """Make what should be told of each line and group, hidden ones with their frame alone."""
    judged = [each for each in questions if is_judged(each)]
    lines = {line.id: line for line in figures.questions}
    told = {}
    for id_, line in lines.items():
        told |= in_line(("questions", id_), line, cases, lambda _, id_=id_: met_of(id_))
        told |= counts_in(id_, line, cases)
    for (kind, name), ids in means_of(judged).items():
        line = next(each for each in getattr(figures, kind) if each.id == name)
        chosen = of_all_groups(cases, figures) if kind == "indices" else told_in
        told |= in_line(
            (kind, name),
            line,
            cases,
            lambda where, ids=ids, chosen=chosen: mean_of(chosen(lines, ids, where)),
        )
    every = [each["id"] for each in judged]
    told |= in_line(
        ("overall",), figures.overall, cases, lambda where: mean_of(told_in(lines, every, where))
    )
    for grade, line in zip(GRADES, figures.grades, strict=True):
        score = grade_of(grade, judged)
        told |= in_line(("grades", grade), line, cases, lambda _, score=score: score)
    return told


def told_in(lines, ids, where):
    """Keep the questions that are told of the whole, and of this group."""
    return [
        id_ for id_ in ids if not lines[id_].whole.hidden and not share_at(lines[id_], where).hidden
    ]


def of_all_groups(cases, figures):
    """Keep, for groups, the questions told of all groups whose files are told of."""
    files = figures.grades[0]

    def chosen(lines, ids, where):
        if where == ("whole",):
            return told_in(lines, ids, where)
        alike = [
            other
            for other in groups_in(cases)
            if other[0] == where[0] and not share_at(files, other).hidden
        ]
        return [
            id_
            for id_ in told_in(lines, ids, where)
            if not any(share_at(lines[id_], other).hidden for other in alike)
        ]

    return chosen


def in_line(path, line, cases, score_of):
    """Give the figures of a line: limits in whole per cent where a group of it is left out."""
    groups = groups_in(cases)
    blurred = any(share_at(line, where).hidden for where in groups if where != ("whole",))
    told = {}
    for where, inside in groups.items():
        shown = share_at(line, where)
        row = of_group(cases, inside, score_of(where))
        if shown.hidden:
            row = {"frame": row["frame"]}
        elif shown.yes is None and where == ("whole",):
            row = {name: n for name, n in row.items() if name not in {"yes", "unweighted"}}
        if blurred:
            row |= {name: round(row[name], 2) for name in ("low", "high") if name in row}
        told |= {(*path, *where, name): value for name, value in row.items()}
    return told


def counts_in(question, line, cases):
    """Give the answers to a question, where they may be told."""
    return {
        ("questions", question, *where): n
        for where, n in answers_of(cases, question).items()
        if not share_at(line, where[:-1]).hidden and share_at(line, where[:-1]).yes is not None
    }


def gone_from(line):
    """Say which groups of a line are left out, as arrays of flags."""
    return SimpleNamespace(
        units=np.array([share.hidden for share in line.units]),
        strata=np.array([share.hidden for share in line.strata]),
        whole=line.whole.hidden,
        counts=line.whole.yes is None,
    )


def files_behind(cases, question):
    """Count the files assessed on a question by unit and stratum, with the weight of a stratum."""
    names = sorted({case["stratum"] for case in cases}, key=str.casefold)
    units = ("north", "south")
    base = np.zeros((len(units), len(names)), dtype=int)
    for case in cases:
        if case.get("found", {}).get(question) in ASSESSED:
            base[units.index(case["unit"]), names.index(case["stratum"])] += 1
    weights = []
    for name in names:
        here = [case for case in cases if case["stratum"] == name]
        weights.append(Fraction(len(here), max(sum("found" in case for case in here), 1)))
    return base, weights
