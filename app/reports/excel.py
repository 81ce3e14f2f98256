"""The figures of a report as one Excel file: every round, what is red, and what it all means."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from app.errors import N_
from app.reports.blocks import Document, Table
from app.reports.content import Content, RoundPart
from app.reports.sentences import decided, red_because, verdict
from app.reports.told import changes_told, figures_told
from app.rounds.models import Round
from app.summary.codebook import about_sheet, codebook_sheet
from app.summary.export_xlsx import write_xlsx
from app.summary.service import Report as RoundReport
from app.summary.sheets import Cell, Column, Kind, Sheet, strata_sheet, summary_sheet, units_sheet
from app.summary.wording import question_label
from app.web.language import day, said, speaking
from review_forms import load


def write_workbook(content: Content, document: Document, scratch: Path) -> bytes:
    """Write the figures as a workbook. The same content gives the same bytes."""
    path = scratch / "rapport.xlsx"
    with speaking(document.language):
        sheets = list(_sheets(content, document))
        created = datetime.combine(date.fromisoformat(document.day), datetime.min.time(), UTC)
        write_xlsx(sheets, path, title=document.title, created=created)
    return path.read_bytes()


def _sheets(content: Content, document: Document) -> Iterator[Sheet]:
    yield _front_sheet(content, document)
    if content.red:
        yield _red_sheet(content)
    yield _figures_sheet(content)
    if any(part.change is not None for part in content.rounds):
        yield _changes_sheet(content)
    if content.changed_figures:
        yield _editions_sheet(content)
    for number, part in enumerate(content.rounds, start=1):
        yield from _round_sheets(part, "" if number == 1 else f" {number}")
    if content.rounds:
        round_ = _round_report(content.rounds[0])
        yield codebook_sheet([part.annex for part in content.rounds], [summary_sheet(round_)])
        rounds = [_round_report(part) for part in content.rounds]
        yield about_sheet(rounds, [(said(N_("Board report")), document.title)], [])


def _front_sheet(content: Content, document: Document) -> Sheet:
    """Lay out the tables of mending, which the document has in words."""
    columns = (
        Column("tabell", N_("Table"), width=40),
        Column("uppgift", N_("Fact"), width=50),
        Column("varde", N_("Value"), width=60),
    )
    signature = content.signature
    facts: list[tuple[Cell, ...]] = [
        ("", said(N_("Board report")), document.title),
        ("", said(N_("Organisation")), content.organisation),
        ("", said(N_("Edition")), content.edition),
        ("", said(N_("First day")), day(content.period_from, "short")),
        ("", said(N_("Cut-off day")), day(content.cut_off, "short")),
        ("", said(N_("Signed by")), f"{signature.name}, {signature.title}" if signature else "–"),
    ]
    rounds = {part.name for part in content.rounds}
    for block in document.blocks:
        if isinstance(block, Table) and not any(name in block.caption for name in rounds):
            facts += [
                (block.caption, str(row[0]), "; ".join(map(str, row[1:])))
                for row in block.rows
                if all(isinstance(cell, str) for cell in row)
            ]
    return Sheet("rapport", N_("Board report"), columns, facts)


def _red_sheet(content: Content) -> Sheet:
    parts = {part.id: part for part in content.rounds}
    columns = (
        Column("id", N_("Id"), width=34),
        Column("fraga", N_("Question"), width=60),
        Column("andel", N_("Share, weighted"), Kind.share),
        Column("nedre", N_("Lower 95% limit"), Kind.share),
        Column("ovre", N_("Upper 95% limit"), Kind.share),
        Column("bedomda", N_("Assessed"), Kind.integer),
        Column("ram", N_("In the frame"), Kind.integer),
        Column("mal", N_("Target"), Kind.share),
        Column("varfor", N_("Why it is red"), width=50),
        Column("beslut", N_("Decision"), width=60),
    )
    rows = []
    for red in content.red:
        annex = parts[red.round_id].annex
        share = red.line.whole
        rows.append(
            (
                red.id,
                question_label(load(annex.form_name, annex.form_version), red.line.id),
                share.share,
                share.low,
                share.high,
                share.assessed,
                share.frame,
                red.target,
                red_because(red),
                decided(content.decided(red.id)),
            )
        )
    return Sheet("rott", N_("Red questions"), columns, rows)


def _figures_sheet(content: Content) -> Sheet:
    """Lay out every figure of the report by name, also those that the document has in words."""
    columns = (
        Column("om", N_("About"), width=44),
        Column("uppgift", N_("Figure"), width=60),
        Column("varde", N_("Value"), Kind.number, N_("Shares from 0 to 1"), width=12),
        Column("nedre", N_("Lower 95% limit"), Kind.number, width=12),
        Column("ovre", N_("Upper 95% limit"), Kind.number, width=12),
        Column("skrivet", N_("As the report writes it"), width=60),
    )
    rows = [
        (told.about, told.name, told.value, told.low, told.high, told.text)
        for told in figures_told(content)
    ]
    return Sheet("siffror", N_("Every figure"), columns, rows)


def _changes_sheet(content: Content) -> Sheet:
    columns = (
        Column("omgang", N_("Round"), width=24),
        Column("fore_omgang", N_("Beside"), width=24),
        Column("id", N_("Id"), width=34),
        Column("uppgift", N_("Question, section or index"), width=60),
        Column("fore", N_("Before"), Kind.share),
        Column("nu", N_("Now"), Kind.share),
        Column("skillnad", N_("Difference"), Kind.share),
        Column("nedre", N_("Lower 95% limit"), Kind.share),
        Column("ovre", N_("Upper 95% limit"), Kind.share),
        Column("p", "p", Kind.number),
        Column("p_justerat", N_("p, adjusted"), Kind.number),
        Column("slutsats", N_("What can be said"), width=24),
    )
    rows: list[tuple[Cell, ...]] = []
    for part in content.rounds:
        form = load(part.annex.form_name, part.annex.form_version)
        earlier = part.change.earlier if part.change else ""
        rows += [
            (
                *(part.name, earlier, each.id, name),
                *(each.before, each.after, each.difference, each.low, each.high),
                *(each.p, each.p_adjusted, verdict(each)),
            )
            for _, name, each in changes_told(part, form)
        ]
    return Sheet("forandring", N_("Change"), columns, rows)


def _editions_sheet(content: Content) -> Sheet:
    columns = (
        Column("uppgift", N_("Figure"), width=80),
        Column("fore", N_("Edition before"), width=40),
        Column("nu", N_("This edition"), width=40),
    )
    return Sheet("andrat", N_("Changed figures"), columns, content.changed_figures)


def _round_sheets(part: RoundPart, mark: str) -> Sequence[Sheet]:
    report = _round_report(part)
    sheets = (summary_sheet(report), strata_sheet(report), units_sheet(report))
    return [
        Sheet(sheet.file, said(sheet.title) + mark, sheet.columns, sheet.rows) for sheet in sheets
    ]


def _round_report(part: RoundPart) -> RoundReport:
    """Give the round as the summary's own tables want it, from the frozen copy alone."""
    round_ = Round(
        id=part.id,
        name=part.name,
        period_from=part.period_from,
        period_to=part.period_to,
        due_on=part.period_to,
        form_name=part.annex.form_name,
        form_version=part.annex.form_version,
        created_by="",
        created_at=part.annex.frozen_at,
    )
    return RoundReport(
        round_=round_,
        figures=part.figures,
        annex=part.annex,
        masked=True,
        closed_at=part.closed_at,
        sha256=part.sha256,
    )
