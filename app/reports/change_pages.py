"""What has become better or worse since the round before, section by section and question."""

from collections.abc import Iterator

from app.errors import N_
from app.reports.blocks import Block, Column, Heading, Picture, Table
from app.reports.content import Change, Content
from app.reports.sentences import (
    changed,
    verdict,
)
from app.summary.wording import question_label, section_label
from app.web.drawing import MIDDLE, Step, change_plot
from app.web.language import number, percent, said
from review_forms import ReviewForm, load


def change_pages(content: Content) -> Iterator[Block]:
    """Lay out what has become better or worse since the round before, question by question."""
    for part in content.newest:
        if part.change is None or not part.change.questions:
            continue
        form = load(part.annex.form_name, part.annex.form_version)
        names = {"round": part.name, "earlier": part.change.earlier}
        yield Heading(2, said(N_("%(round)s beside %(earlier)s"), names))
        if part.change.sections:
            caption = said(N_("Percentage points by section, %(round)s beside %(earlier)s"), names)
            yield _change_drawing(part.change, form, caption)
        yield Table(
            said(N_("Change by question, %(round)s beside %(earlier)s"), names),
            (
                Column(said(N_("Question")), 6.4),
                Column(said(N_("Before")), 1.5, number=True),
                Column(said(N_("Now")), 1.5, number=True),
                Column(said(N_("What can be said")), 5),
            ),
            tuple(
                (
                    question_label(form, each.id),
                    percent(each.before),
                    percent(each.after),
                    changed(each),
                )
                for each in part.change.questions
            ),
            note=said(
                N_(
                    "Better and worse are said only where chance does not explain the difference, "
                    "with regard to how many questions are compared. %(other)s questions cannot "
                    "be compared: they were asked otherwise, in one round only, or about too few "
                    "files."
                ),
                {"other": number(part.change.not_comparable)},
            ),
        )


def _change_drawing(change: Change, form: ReviewForm, caption: str) -> Picture:
    steps = [
        Step(
            label=section_label(form, each.id),
            difference=each.difference,
            low=each.low,
            high=each.high,
            mark=each.verdict if each.verdict in {"better", "worse"} else "",
            text=verdict(each),
        )
        for each in change.sections
    ]
    told = "; ".join(f"{section_label(form, each.id)}: {changed(each)}" for each in change.sections)
    text = said(
        N_(
            "How many percentage points each section changed, with the interval of the change: "
            "%(sections)s."
        ),
        {"sections": told},
    )
    return Picture(caption, change_plot(steps, title=caption, width=MIDDLE), text)
