"""What a new edition says about the figures of the one before it."""

import io
from dataclasses import replace

import docx
import openpyxl
import pytest

from app.deviations.models import Deviation
from app.reports.document import document_of
from app.reports.editions import changed_figures
from app.reports.formats import Format, written
from app.reports.frozen import frozen_content, frozen_document
from app.reports.signing import begin_edition, sign_report
from app.summary.figures import Share
from tests.app.reports.followed import moment
from tests.app.reports.reported import RULES, SIGNED, a_closed_round, a_draft, write_everything
from tests.app.reports.test_every_figure import told_in
from tests.cast import KIM, MONA, NOON

OPENED = "Avvikelser: Öppnade avvikelser"


@pytest.fixture
def first(session):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)
    sign_report(session, MONA, report.id, rules=RULES, now=SIGNED)
    session.flush()
    return report


def second_of(session, first):
    new = begin_edition(session, KIM, first.id, what="En sen avvikelse.", why="Glömd.", now=NOON)
    session.flush()
    sign_report(session, MONA, new.id, rules=RULES, now=NOON)
    session.flush()
    return new


def forget_one(session):
    """Register a deviation afterwards that belonged to the period."""
    session.add(
        Deviation(
            number="2026-900",
            title="Något gick fel",
            state="open",
            reported_at=moment(6, 1),
            opened_at=moment(6, 1),
            reported_by=KIM.id,
        )
    )
    session.flush()


def words_of(document):
    return " ".join(getattr(block, "text", "") for block in document.blocks)


@pytest.mark.both
def test_a_new_edition_names_each_figure_that_changed_as_it_was_and_as_it_is(session, first):
    forget_one(session)

    said = frozen_content(second_of(session, first))

    changed = {of: (before, now) for of, before, now in said.changed_figures}
    assert changed[OPENED] == ("0", "1")
    assert changed["Avvikelser: Öppna den sista dagen"] == ("0", "1")
    assert all("Höst 2026" not in of for of in changed)


def test_a_new_edition_with_other_words_alone_says_that_no_figure_changed(session, first):
    new = second_of(session, first)

    assert frozen_content(new).changed_figures == ()
    assert "Ingen siffra har ändrats, bara ord eller beslut." in words_of(frozen_document(new))


def test_what_changed_stands_in_every_document(session, first, tmp_path):
    forget_one(session)
    new = second_of(session, first)
    content, document = frozen_content(new), frozen_document(new)

    files = {as_: written(content, document, as_, tmp_path) for as_ in Format}

    number = len(content.changed_figures)
    assert f"{number} siffror har ändrats; de står i bilaga 3" in words_of(document)
    word = docx.Document(io.BytesIO(files[Format.docx]))
    rows = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert [OPENED, "0", "1"] in rows
    book = openpyxl.load_workbook(io.BytesIO(files[Format.xlsx]))
    assert (OPENED, "0", "1") in list(book["Ändrade siffror"].iter_rows(values_only=True))


def test_a_share_that_changed_is_told_with_its_interval_and_a_gone_one_as_gone(first):
    before = frozen_content(first)
    (part,) = before.rounds
    line, *others = part.figures.questions
    share = Share(frame=76, assessed=20, yes=10, share=0.5, low=0.3, high=0.7)
    figures = replace(part.figures, questions=(replace(line, whole=share), *others[1:]))
    after = replace(before, rounds=(replace(part, figures=figures),))

    changed = changed_figures(before, after)

    assert [now for *_, now in changed] == [
        "10 av 20: 50 % (30–70 %); n 20 av N 76",
        "finns inte med",
    ]


def test_a_unit_with_another_name_has_not_changed_its_figures(first):
    before = frozen_content(first)
    (part,) = before.rounds
    north, *rest = part.figures.units
    figures = replace(part.figures, units=(replace(north, name="Omdöpt"), *rest))

    assert changed_figures(before, replace(before, rounds=(replace(part, figures=figures),))) == ()


def test_the_workbook_holds_every_figure_of_the_report(session, first, tmp_path):
    forget_one(session)
    content = frozen_content(second_of(session, first))

    book = written(content, document_of(content), Format.xlsx, tmp_path)

    cells = {
        round(cell, 9)
        for sheet in openpyxl.load_workbook(io.BytesIO(book))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, int | float)
    }
    told = told_in(content)
    assert len(told) > 500
    assert sorted(str(path) for path, value in told.items() if round(value, 9) not in cells) == []
