"""The first annex: every question, with one sentence on what it means and what it cannot mean."""

from collections.abc import Iterator

from app.errors import N_
from app.reports.blocks import Block, Cell, Column, Heading, Lines, Table
from app.reports.content import Content, KeyFigure, RoundPart
from app.reports.front_tables import bar_of
from app.reports.sentences import cannot_mean, counted_of
from app.summary.figures import Share
from app.summary.wording import (
    GRADES,
    in_full,
    in_short,
    in_two_lines,
    question_label,
    section_label,
    sentence,
)
from app.web.language import number, said
from review_forms import Grade, load

FEW = N_("too few")


def question_pages(content: Content) -> Iterator[Block]:
    """Lay out all figures of the rounds."""
    for part in content.rounds:
        yield from _questions(part, several=len(content.rounds) > 1)
        yield _grades(part)
        yield from _by_unit(part)
    if content.key_figures:
        yield _key_figures(content.key_figures)


def _questions(part: RoundPart, *, several: bool) -> Iterator[Block]:
    form = load(part.annex.form_name, part.annex.form_version)
    order = {
        question.id: (number_, section.id)
        for section in form.sections
        for number_, question in enumerate(section.questions)
    }
    for section in part.figures.sections:
        label = section_label(form, section.id)
        yield Heading(2, f"{part.name}: {label}" if several else label)
        lines = [line for line in part.figures.questions if order[line.id][1] == section.id]
        yield Table(
            said(
                N_("Question by question, section %(section)s, %(round)s"),
                {"section": section.id, "round": part.name},
            ),
            (
                Column(said(N_("Question, and what the figure says")), 8.6),
                Column(said(N_("Result")), 3.6),
                Column(said(N_("0–100 per cent")), 3),
            ),
            tuple(
                (
                    Lines(
                        question_label(form, line.id),
                        f"{sentence(line.whole)} {cannot_mean(line.whole)}",
                    ),
                    Lines(in_short(line.whole), counted_of(line.whole)),
                    bar_of(line.whole),
                )
                for line in lines
            ),
        )


def _grades(part: RoundPart) -> Table:
    return Table(
        said(N_("Files as a whole, %(round)s"), {"round": part.name}),
        (
            Column(said(N_("Grade of the file")), 5),
            Column(said(N_("Share of the files")), 6),
            Column(said(N_("0–100 per cent")), 3),
        ),
        tuple(
            (said(GRADES[Grade(line.id)]), in_full(line.whole), bar_of(line.whole))
            for line in part.figures.grades
        ),
        note=said(
            N_(
                "A file is graded by the worst single answer in it. The grade says nothing about "
                "how the child is."
            )
        ),
    )


def _by_unit(part: RoundPart) -> Iterator[Block]:
    figures = part.figures
    if len(figures.units) < 2:  # noqa: PLR2004 (one unit is the whole)
        return
    form = load(part.annex.form_name, part.annex.form_version)
    yield Heading(2, said(N_("By unit, %(round)s"), {"round": part.name}))
    yield Table(
        said(N_("Met in the average file, by section and unit, %(round)s"), {"round": part.name}),
        (
            Column(said(N_("Section")), 4.4),
            *(Column(unit.name, 2.4) for unit in figures.units),
        ),
        tuple(
            (
                section_label(form, line.id),
                *(_in_little_room(share) for share in line.units),
            )
            for line in figures.sections
        ),
        note=said(
            N_(
                "Small differences between units are often chance. Nothing is shown of groups "
                "with fewer than %(smallest)s assessed files, nor of others that they could be "
                "worked out from."
            ),
            {"smallest": figures.smallest},
        ),
    )


def _in_little_room(share: Share) -> Cell:
    if share.hidden:
        return said(FEW)
    first, second = in_two_lines(share)
    return Lines(first, second) if second else first


def _key_figures(figures: tuple[KeyFigure, ...]) -> Table:
    return Table(
        said(N_("National key figures")),
        (
            Column(said(N_("Key figure")), 7),
            Column(said(N_("Year")), 1.6, number=True),
            Column(said(N_("Value")), 2, number=True),
            Column(said(N_("Measured in")), 3),
            Column(said(N_("Source")), 3),
        ),
        tuple(
            (each.name, str(each.year), number(each.value, 1), each.unit, each.source)
            for each in figures
        ),
        note=said(
            N_(
                "A key figure compares municipalities over years; it tells nothing about the "
                "files that were read."
            )
        ),
    )
