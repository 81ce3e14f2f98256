"""The files that are handed out: fit to be read aloud, kept for long, and worked on in Word."""

import io
import zipfile
from itertools import pairwise

import docx as word
import pikepdf
import pytest
from docx.oxml.ns import qn

from app.reports.blocks import Document, Heading, Paragraph, Table
from app.reports.document import document_of
from app.reports.frozen import frozen_document
from app.reports.letters import printable
from app.reports.pdf import write_pdf
from app.reports.signing import sign_report
from app.reports.word import write_docx
from tests.app.reports.pdf_rules import faults, headings_of, scopes_of, tags_of
from tests.app.reports.reported import (
    RULES,
    SIGNED,
    a_closed_round,
    a_draft,
    content,
    write_everything,
)
from tests.cast import MONA

ODD = "Åtgärd → klar ≥ 80 % ✓ 🙂 مرحبا \u202f\u00ad\tslut"


@pytest.fixture
def document(session):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)
    return frozen_document(sign_report(session, MONA, report.id, rules=RULES, now=SIGNED))


@pytest.fixture
def pdf(document, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(write_pdf(document))
    return path


@pytest.fixture
def docx(document):
    return word.Document(io.BytesIO(write_docx(document)))


def test_the_pdf_follows_the_rules_of_ua_and_the_archive(pdf):
    assert faults(pdf) == []


def test_the_rules_can_tell_a_pdf_that_breaks_them(pdf, tmp_path):
    with pikepdf.open(pdf) as broken:
        del broken.Root.Lang
        del broken.Root.ViewerPreferences
        broken.pages[0].contents_add(b"0 0 10 10 re f", prepend=True)
        broken.save(tmp_path / "broken.pdf")

    assert faults(tmp_path / "broken.pdf") == [
        "no language",
        "shows the file name instead of the title",
        "page 1: something is drawn outside the structure",
    ]


def test_the_pdf_has_every_heading_and_table_of_the_document(document, pdf):
    tags = tags_of(pdf)

    headings = [block for block in document.blocks if isinstance(block, Heading)]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(headings_of(pdf)) in {len(headings), len(headings) + 1}
    assert tags.count("/Table") == len(tables) + 1
    assert tags.count("/TR") >= sum(len(table.rows) + 1 for table in tables)


def test_every_row_of_a_table_says_what_it_is_about(document, pdf):
    scopes = scopes_of(pdf)

    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert scopes.count("/Row") == sum(len(table.rows) for table in tables) > 0
    assert scopes.count("/Column") >= sum(len(table.columns) for table in tables)


def test_the_board_gets_two_pages_before_the_analysis(pdf):
    with pikepdf.open(pdf) as made:
        titles = {str(item.title): item.destination for item in made.open_outline().root}
        analysis = titles["Analys"][0]
        assert [page.objgen for page in (p.obj for p in made.pages)].index(analysis.objgen) <= 2


def test_any_sign_can_be_written_about(tmp_path):
    words = Document(
        title=ODD,
        eyebrow="",
        lead="",
        organisation="Provkommun",
        language="sv",
        day="2026-09-10",
        footer="",
        draft="Utkast",
        blocks=(Heading(1, ODD), Paragraph(ODD)),
    )

    (tmp_path / "odd.pdf").write_bytes(write_pdf(words))

    assert printable("Åtgärd → klar ≥ 80 %") == "Åtgärd -> klar >= 80 %"
    assert [fault for fault in faults(tmp_path / "odd.pdf") if "read as text" in fault] == []
    text = zipfile.ZipFile(io.BytesIO(write_docx(words))).read("word/document.xml").decode()
    assert "🙂" in text


def test_the_word_file_is_made_of_styles_headings_and_repeated_table_headings(document, docx):
    texts = [paragraph.text for paragraph in docx.paragraphs]
    levels = [
        int(paragraph.style.name[-1])
        for paragraph in docx.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]

    assert docx.core_properties.title == document.title
    assert docx.core_properties.language == "sv-SE"
    assert all(text.strip() for text in texts), "an empty paragraph stands for a distance"
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in docx.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"
    wanted = [block for block in document.blocks if isinstance(block, Table)]
    assert len(docx.tables) == len(wanted) + 1


def test_every_picture_in_word_says_what_it_shows(docx):
    pictures = list(docx.element.body.iter(qn("wp:docPr")))

    assert pictures
    assert all(picture.get("descr", "").strip() for picture in pictures)


def test_word_numbers_its_pages_and_names_the_report(document, docx):
    footer = docx.sections[0].footer._element

    fields = [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert document.footer in docx.sections[0].footer.paragraphs[0].text


def test_a_draft_says_so_on_every_page(session):

    a_closed_round(session)
    draft = document_of(content(session, a_draft(session)))

    made = word.Document(io.BytesIO(write_docx(draft)))
    assert made.sections[0].header.paragraphs[0].text == "Utkast"
    assert draft.draft == "Utkast"


def test_the_same_document_gives_the_same_bytes(document):
    assert write_pdf(document) == write_pdf(document)
    assert write_docx(document) == write_docx(document)
