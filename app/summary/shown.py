"""A report laid out for a page: rows of charts and cells of tables, all in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.summary.figures import Figures, Line, Share
from app.summary.service import Report
from app.summary.wording import (
    GRADES,
    agreed,
    basis,
    bounds,
    counted,
    files_behind,
    in_full,
    in_short,
    mean_in_full,
    question_label,
    section_label,
    sentence,
    worst_first,
)
from app.web.language import number, percent, said
from review_forms import Grade, ReviewForm, load

FEW = 12
EXTREMES = 6
KINDS = ("yes", "partly", "no", "not_applicable")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the summary page shows, ready made."""

    worst: Sequence[Row]
    best: Sequence[Row]
    table: Sequence[Row]
    sections: Sequence[Row]
    overall: Row
    grades: Sequence[Row]
    units: Sequence[str]
    strata: Sequence[str]
    sections_by_unit: Sequence[Row]
    sections_by_stratum: Sequence[Row]
    questions_by_unit: Sequence[Row]
    questions_by_stratum: Sequence[Row]
    grades_by_unit: Sequence[Row]


def shown(report: Report) -> Shown:
    """Lay out a report."""
    form = form_of_report(report)
    figures = report.figures
    ranked = worst_first(figures.questions)
    rated = [line for line in ranked if line.whole.share is not None]
    few = len(rated) <= FEW

    def label(line: Line) -> str:
        return question_label(form, line.id)

    def link(line: Line) -> str:
        return f"/rounds/{report.round_.id}/summary/{line.id}{'' if report.masked else '?all=1'}"

    def dots(lines: Sequence[Line]) -> list[Row]:
        return [{**bar(label(line), line.whole), "href": link(line)} for line in lines]

    def linked(groups: Callable[[Line], Sequence[Share]]) -> list[Row]:
        rows = heat([(label(line), line) for line in figures.questions], groups)
        pairs = zip(rows, figures.questions, strict=True)
        return [{**row, "href": link(line)} for row, line in pairs]

    sections = [(section_label(form, line.id), line) for line in figures.sections]
    return Shown(
        worst=dots(ranked if few else rated[:EXTREMES]),
        best=[] if few else dots(rated[: -EXTREMES - 1 : -1]),
        table=[
            {
                **cells(line.whole),
                "label": label(line),
                "href": link(line),
                "agreed": agreed(line.reliability),
            }
            for line in ranked
        ],
        sections=[mean_bar(name, line.whole) for name, line in sections],
        overall=mean_bar("", figures.overall.whole),
        grades=[bar(said(GRADES[Grade(line.id)]), line.whole) for line in figures.grades],
        units=[group.name for group in figures.units],
        strata=[group.name for group in figures.strata],
        sections_by_unit=heat(sections, lambda line: line.units),
        sections_by_stratum=heat(sections, lambda line: line.strata),
        questions_by_unit=linked(lambda line: line.units),
        questions_by_stratum=linked(lambda line: line.strata),
        grades_by_unit=_grades_by_unit(figures),
    )


def form_of_report(report: Report) -> ReviewForm:
    return load(report.annex.form_name, report.annex.form_version)


def bar(label: str, share: Share) -> Row:
    """Make a row of a chart of shares."""
    return {
        "label": label,
        "share": share.share,
        "low": share.low,
        "high": share.high,
        "text": in_short(share),
        "note": basis(share),
        "full": in_full(share),
        "bounds": bounds(share),
        "sentence": sentence(share),
        "hidden": share.hidden,
    }


def cells(share: Share) -> Row:
    """Make the cells of a table that says everything about a share."""
    return {
        "counted": counted(share),
        "share": percent(share.share),
        "bounds": bounds(share),
        "unweighted": percent(share.unweighted),
        "partly": _count(share.partly),
        "no": _count(share.no),
        "no_file": _count(share.no_file),
        "not_applicable": _count(share.not_applicable),
        "not_asked": _count(share.not_asked),
        "unanswered": _count(share.unanswered),
        "frame": number(share.frame),
        "hidden": share.hidden,
    }


def stack(label: str, share: Share) -> Row:
    """Make a row of counted answers."""
    counts = {kind: int(getattr(share, kind) or 0) for kind in KINDS}
    note = "" if share.hidden else counted(share)
    return {"label": label, "counts": counts, "text": in_short(share), "note": note}


def mean_bar(label: str, share: Share) -> Row:
    return {**bar(label, share), "note": files_behind(share), "full": mean_in_full(share)}


def _count(value: float | None) -> str:
    return "–" if value is None else number(value)


def heat(lines: Sequence[tuple[str, Line]], groups: Callable[[Line], Sequence[Share]]) -> list[Row]:
    return [
        {
            "label": label,
            "cells": [
                {"share": share.share, "text": _in_cell(share), "note": _base(share)}
                for share in groups(line)
            ],
        }
        for label, line in lines
    ]


def _in_cell(share: Share) -> str:
    return "–" if share.share is None else percent(share.share)


def _base(share: Share) -> str:
    return "" if not share.assessed else f"n {number(share.assessed)}"


def _grades_by_unit(figures: Figures) -> list[Row]:
    return [
        {
            "label": group.name,
            "cells": [counted(line.units[place]) for line in figures.grades],
            "hidden": figures.grades[0].units[place].hidden,
        }
        for place, group in enumerate(figures.units)
    ]
