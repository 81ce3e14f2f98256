"""What a report says beyond single questions: indices, and questions that ought to be rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import N_
from app.summary.findings import judged
from app.summary.indices import indices_of
from app.summary.service import Report
from app.summary.shown import Row, form_of_report, heat, mean_bar
from app.summary.unclear import Fault, unclear_questions
from app.summary.wording import agreed, index_label, question_label
from app.web.language import percent, said

FAULTS = {
    Fault.read_differently: N_("Two reviewers often judge the same file differently."),
    Fault.seldom_applies: N_("Often answered with not applicable."),
}


@dataclass(frozen=True, slots=True)
class IndicesShown:
    """The indices of a round, by unit, and what each is made of."""

    bars: Sequence[Row]
    by_unit: Sequence[Row]
    members: Sequence[tuple[str, Sequence[str]]]


def indices_shown(report: Report) -> IndicesShown:
    """Lay out the indices. A summary from before there were any has none."""
    form = form_of_report(report)
    questions = indices_of(judged(form))
    lines = [(index_label(line.id), line) for line in report.figures.indices]
    return IndicesShown(
        bars=[mean_bar(name, line.whole) for name, line in lines],
        by_unit=heat(lines, lambda line: line.units),
        members=[
            (name, [question_label(form, each) for each in questions.get(line.id, ())])
            for name, line in lines
        ],
    )


def unclear_shown(report: Report) -> list[Row]:
    """Lay out the questions to rewrite, and what speaks for it."""
    form = form_of_report(report)
    return [
        {
            "label": question_label(form, each.line.id),
            "agreed": agreed(each.line.reliability),
            "not_applicable": percent(each.not_applicable),
            "why": " ".join(said(FAULTS[fault]) for fault in each.faults),
        }
        for each in unclear_questions(report.figures)
    ]
