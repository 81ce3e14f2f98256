"""The report for the board: two pages to read, room for conclusions, and how it was done."""

from collections.abc import Sequence
from pathlib import Path

from docx.document import Document as WordDocument

from app.errors import N_
from app.summary.codebook import standing_of
from app.summary.figures import Line, Share
from app.summary.method import write_method
from app.summary.service import Report
from app.summary.shown import form_of_report
from app.summary.word_parts import (
    Lines,
    Picture,
    heading,
    new_document,
    paragraph,
    placeholder,
    table,
)
from app.summary.word_styles import number_pages
from app.summary.wording import (
    GRADES,
    agreed,
    counted,
    in_full,
    in_short,
    in_two_lines,
    mean_in_full,
    question_label,
    section_label,
    sentence,
    worst_first,
)
from app.web.drawing import pngs, share_bar
from app.web.language import day, language, number, said
from review_forms import Grade

WORST = 5
FEW = N_("too few")
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
CONCLUSIONS = (
    N_("Conclusions, to be written: what works well, and how sure that is."),
    N_("Conclusions, to be written: what has to be put right, by whom and by when."),
    N_("Conclusions, to be written: what has changed since the last round."),
)


def write_docx(report: Report, to: Path, *, organisation: str) -> None:
    """Write the report as a Word file."""
    title = said(N_("Review of case files: %(round)s"), {"round": report.round_.name})
    document = new_document(title, LOCALES[language()], organisation)
    number_pages(document, title)
    document.add_heading(title, level=0)
    _facts(document, report, organisation)
    _conclusions(document)
    _results(document, report)
    heading(document, said(N_("Annex 1. Every question, worst first")), 1, on_new_page=True)
    _questions(document, report, worst_first(report.figures.questions), said(N_("Every question")))
    heading(document, said(N_("Annex 2. How it was done")), 1, on_new_page=True)
    write_method(document, report)
    document.save(str(to))


def _facts(document: WordDocument, report: Report, organisation: str) -> None:
    whole, annex = report.figures.whole, report.annex
    form = form_of_report(report)
    period = {"from": day(annex.period_from), "to": day(annex.period_to)}
    rows = [
        (said(N_("Organisation")), organisation),
        (said(N_("Checklist")), f"{form.title.in_language(language())}, {annex.form_version}"),
        (said(N_("Period reviewed")), said(N_("%(from)s – %(to)s"), period)),
        (said(N_("Cases in the frame")), number(whole.frame)),
        (said(N_("Drawn by lot")), number(whole.sample)),
        (said(N_("Reviewed")), number(whole.read)),
        (said(N_("Replaced in the sample")), number(whole.replaced)),
        (said(N_("Files not found")), "–" if whole.missing is None else number(whole.missing)),
        (said(N_("Standing")), standing_of(report)),
    ]
    if not annex.verifiable:
        rows.append((said(N_("The draw")), said(N_("Not independently verifiable"))))
    table(
        document,
        said(N_("The round in brief")),
        (said(N_("Fact")), said(N_("Value"))),
        rows,
        (5, 11.5),
    )


def _conclusions(document: WordDocument) -> None:
    document.add_heading(said(N_("Conclusions")), level=1)
    for text in CONCLUSIONS:
        placeholder(document, said(text))


def _results(document: WordDocument, report: Report) -> None:
    figures = report.figures
    form = form_of_report(report)
    document.add_heading(said(N_("Results")), level=1)
    paragraph(
        document,
        said(
            N_(
                "Yes counts as met; partly does not. Shares are weighted, so that they hold for "
                "all cases in the frame. The light band is the 95% interval: of a hundred such "
                "bands about 95 hold the true share."
            ),
            {},
        ),
    )
    rated = [line for line in worst_first(figures.questions) if line.whole.share is not None]
    document.add_heading(said(N_("Lowest shares")), level=2)
    _questions(document, report, rated[:WORST], said(N_("The questions with the lowest shares")))
    document.add_heading(said(N_("By section")), level=2)
    lines = (*figures.sections, figures.overall)
    names = [section_label(form, line.id) for line in figures.sections]
    _drawn(
        document,
        said(N_("Met in the average file, by section")),
        said(N_("Section")),
        [
            (name, mean_in_full(line.whole), line)
            for name, line in zip([*names, said(N_("The whole form"))], lines, strict=True)
        ],
    )
    document.add_heading(said(N_("Files as a whole")), level=2)
    _drawn(
        document,
        said(N_("Share of the files with each grade")),
        said(N_("Grade")),
        [(said(GRADES[Grade(line.id)]), in_full(line.whole), line) for line in figures.grades],
    )
    _by_unit(document, report, names)


def _by_unit(document: WordDocument, report: Report, names: Sequence[str]) -> None:
    figures = report.figures
    if not figures.units:
        return
    document.add_heading(said(N_("By unit")), level=2)
    lines = (*figures.sections, figures.overall)
    width = 11.5 / len(figures.units)
    table(
        document,
        said(N_("Met in the average file, by section and unit")),
        (said(N_("Section")), *(unit.name for unit in figures.units)),
        [
            (name, *(said(FEW) if share.hidden else _narrow(share) for share in line.units))
            for name, line in zip([*names, said(N_("The whole form"))], lines, strict=True)
        ],
        (5, *(width for _ in figures.units)),
    )


def _questions(document: WordDocument, report: Report, lines: Sequence[Line], caption: str) -> None:
    form = form_of_report(report)
    drawings = pngs([_bar(line.whole) for line in lines])
    table(
        document,
        caption,
        (said(N_("Question")), said(N_("Result")), "0–100 %"),
        [
            (
                Lines(question_label(form, line.id), sentence(line.whole)),
                in_full(line.whole) + _reliability(line),
                Picture(png, f"{counted(line.whole)}, {in_short(line.whole)}"),
            )
            for line, png in zip(lines, drawings, strict=True)
        ],
        (8, 4.6, 4),
    )


def _reliability(line: Line) -> str:
    text = agreed(line.reliability)
    return "" if text == "–" else "\n" + said(N_("Two reviewers: %(text)s"), {"text": text})


def _drawn(
    document: WordDocument, caption: str, head: str, rows: Sequence[tuple[str, str, Line]]
) -> None:
    drawings = pngs([_bar(line.whole) for _, _, line in rows])
    table(
        document,
        caption,
        (head, said(N_("Result")), "0–100 %"),
        [
            (name, text, Picture(png, text))
            for (name, text, _), png in zip(rows, drawings, strict=True)
        ],
        (5.8, 6.8, 4),
    )


def _narrow(share: Share) -> str | Lines:
    first, second = in_two_lines(share)
    return Lines(first, second) if second else first


def _bar(share: Share) -> str:
    """Draw a share, or an empty scale where nothing may be shown."""
    if share.hidden:
        return share_bar(None, None, None)
    return share_bar(share.share, share.low, share.high)
