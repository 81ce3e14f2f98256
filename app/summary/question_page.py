"""One question laid out for its page: by unit, by stratum, with guidance and law."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rounds.models import Round
from app.summary.figures import Group, Line, Share
from app.summary.service import Report
from app.summary.shown import Row, bar, cells, form_of_report, stack
from app.summary.wording import METHODS, agreed, section_label
from app.web.language import language, said
from review_forms import Question, legal_basis_on


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """Everything the page of a question shows."""

    question: Question
    text: str
    section: str
    guidance: str
    laws: Sequence[str]
    whole: Row
    cells: Row
    method: str
    agreed: str
    units: Sequence[Row]
    strata: Sequence[Row]
    stacked_units: Sequence[Row]
    stacked_strata: Sequence[Row]


@dataclass(frozen=True, slots=True)
class QuestionOfRound:
    """What others have something to show beside: a question as it was asked in a round."""

    round_: Round
    question_id: str


def question_shown(report: Report, line: Line) -> QuestionShown:
    """Lay out one question."""
    form = form_of_report(report)
    question = form.question(line.id)
    section = next(each.id for each in form.sections if question in each.questions)
    figures = report.figures
    return QuestionShown(
        question=question,
        text=question.text.in_language(language()),
        section=section_label(form, section),
        guidance=question.guidance.in_language(language()),
        laws=[basis.text for basis in legal_basis_on(form, question, report.annex.period_to)],
        whole=bar("", line.whole),
        cells=cells(line.whole),
        method=said(METHODS[line.whole.method]) if line.whole.method else "",
        agreed=agreed(line.reliability),
        units=_bars(figures.units, line.units),
        strata=_bars(figures.strata, line.strata),
        stacked_units=_stacks(figures.units, line.units),
        stacked_strata=_stacks(figures.strata, line.strata),
    )


def _bars(groups: Sequence[Group], shares: Sequence[Share]) -> list[Row]:
    return [
        {**cells(share), **bar(group.name, share)}
        for group, share in zip(groups, shares, strict=True)
    ]


def _stacks(groups: Sequence[Group], shares: Sequence[Share]) -> list[Row]:
    return [stack(group.name, share) for group, share in zip(groups, shares, strict=True)]
