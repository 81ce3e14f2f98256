"""One question through all rounds, as each was frozen."""

from pydantic import TypeAdapter
from sqlmodel import Session

from app.auth.actor import Actor
from app.errors import N_
from app.summary.change import in_time, rounds_to_compare, why_not_comparable
from app.summary.figures import Figures
from app.summary.queries import frozen_summary
from app.summary.service import Report
from app.summary.shown import Row, bar
from app.web.language import said
from review_forms import load

_FIGURES = TypeAdapter(Figures)
PRELIMINARY = N_("%(round)s, preliminary")


def trend_of(session: Session, actor: Actor, report: Report, question_id: str) -> list[Row]:
    """Give the share of a question in each closed round before this one, and in this one.

    A point is joined to the one before only where the question means the same in both. What was
    too small to be told of in a round stays so here.
    """
    round_ = report.round_
    points: list[Row] = []
    form = None
    for each in sorted(rounds_to_compare(session, actor, round_), key=in_time):
        frozen = frozen_summary(session, each.id)
        figures = _FIGURES.validate_python(frozen.figures["masked"]) if frozen else None
        line = figures.question(question_id) if figures else None
        if line is None:
            continue
        this = load(each.form_name, each.form_version)
        alike = form is None or why_not_comparable(form, this).get(question_id) == ""
        points.append({**bar(each.name, line.whole), "joined": alike})
        form = this
    line = report.figures.question(question_id)
    if line is None:
        return points
    this = load(round_.form_name, round_.form_version)
    name = said(PRELIMINARY, {"round": round_.name}) if report.preliminary else round_.name
    alike = form is None or why_not_comparable(form, this).get(question_id) == ""
    return [*points, {**bar(name, line.whole), "joined": alike}]
