"""What every column and every code of an export means, and where the file comes from."""

from collections.abc import Iterator, Sequence

from app.errors import N_
from app.summary.annex import Annex
from app.summary.service import Report
from app.summary.sheets import Block, Cell, Column, Kind, Sheet
from app.web.language import day, language, moment, number, said
from review_forms import Question, ReviewForm, load, shown
from review_forms.answer_kinds import NOT_FOUND, codes
from review_forms.answers import NOT_FOUND_WORDS


def codebook_sheet(annexes: Sequence[Annex], sheets: Sequence[Sheet]) -> Sheet:
    """Explain the columns of the other sheets, then the questions and their codes."""
    forms = dict.fromkeys((annex.form_name, annex.form_version) for annex in annexes)
    questions = [row for form in forms for row in _questions(load(*form))]
    columns = (
        Column("tabell", N_("Table"), width=20),
        Column("variabel", N_("Variable"), width=28),
        Column("benamning", N_("Name"), width=60),
        Column("typ", N_("Type"), width=12),
        Column("koder", N_("Codes"), width=60),
        Column("betydelse", N_("Meaning"), width=60),
        Column("mall", N_("Form and version"), width=28),
    )
    return Sheet("kodbok", N_("Code book"), columns, [*_columns(sheets), *questions])


def about_sheet(
    reports: Sequence[Report], made: Sequence[tuple[str, str]], notes: Sequence[tuple[str, str]]
) -> Sheet:
    """Say who took the figures out, when, of what, and what was left out.

    ``notes`` are what came up while the sheets before it were written.
    """
    columns = (Column("uppgift", N_("Fact"), width=34), Column("varde", N_("Value"), width=90))
    about = [fact for report in reports for fact in _about(report)]
    # Made when its turn comes, after the others: only then are the notes there.
    parts = (Block((), part) for part in ([*made], [*about], notes))
    return Sheet("om_uttaget", N_("About this file"), columns, long=parts, size=1)


def _about(report: Report) -> Iterator[tuple[str, str]]:
    masked = (
        said(
            N_("Groups with fewer than %(smallest)s assessed files are left out."),
            {"smallest": report.figures.smallest},
        )
        if report.masked
        else said(N_("Small groups are included. Confidential."))
    )
    yield (said(N_("Round")), report.round_.name)
    yield (said(N_("Standing")), standing_of(report))
    yield (said(N_("Small groups")), masked)
    yield (said(N_("Hash of the figures (SHA-256)")), report.sha256 or "–")
    yield from facts_of(report.annex)


def standing_of(report: Report) -> str:
    if report.preliminary:
        return said(N_("Preliminary: the round is not closed"))
    return said(N_("Final, closed %(at)s"), {"at": moment(report.closed_at)})


def facts_of(annex: Annex) -> list[tuple[str, str]]:
    """List the facts of the draw, for a page, a sheet or an annex."""
    form = load(annex.form_name, annex.form_version)
    period = {"from": day(annex.period_from), "to": day(annex.period_to)}
    aborted = "; ".join(f"{each.number}: {each.reason}" for each in annex.aborted)
    return [
        (said(N_("Checklist")), f"{form.title.in_language(language())}, {annex.form_version}"),
        (said(N_("Period reviewed")), said(N_("%(from)s – %(to)s"), period)),
        (said(N_("Register brought in")), moment(annex.import_at)),
        (said(N_("Hash of the register file (SHA-256)")), annex.import_sha256),
        (said(N_("Frame frozen")), moment(annex.frozen_at)),
        (said(N_("Hash of the commitment (SHA-256)")), annex.commit_sha256),
        (said(N_("Sample drawn")), moment(annex.drawn_at)),
        (said(N_("Hash of the seed (SHA-256)")), annex.seed_sha256),
        (said(N_("People who rolled dice")), number(annex.rolls)),
        (said(N_("Independently verifiable")), said(N_("Yes") if annex.verifiable else N_("No"))),
        (said(N_("Attempt")), number(annex.attempt)),
        (said(N_("Aborted attempts")), aborted or said(N_("None"))),
    ]


def _columns(sheets: Sequence[Sheet]) -> Iterator[tuple[Cell, ...]]:
    for sheet in sheets:
        for column in sheet.columns:
            meaning = said(column.meaning) if column.meaning else ""
            yield (sheet.file, column.name, said(column.title), column.kind.value, "", meaning, "")


def _questions(form: ReviewForm) -> Iterator[tuple[Cell, ...]]:
    for question in form.questions:
        yield (
            "svar",
            question.id,
            f"{question.number} {question.text.in_language(language())}",
            Kind.text.value,
            _codes(question),
            question.guidance.in_language(language()),
            f"{form.name} {form.version}",
        )


def _codes(question: Question) -> str:
    if question.answer is None:
        return ""
    closed = [f"{code} = {shown(question, code, language())}" for code in codes(question.answer)]
    if not closed and question.kind != "text":
        closed = [f"{NOT_FOUND} = {NOT_FOUND_WORDS.in_language(language())}"]
    return "; ".join(closed)
