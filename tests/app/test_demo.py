"""The demonstration is alive: every page shows something true to life."""

import re
import shutil
from datetime import UTC, datetime

import docx as word
import openpyxl
import pytest
from rich.console import Console
from sqlmodel import col, func, select

from app.audit.log import faults_in_chain
from app.db import Database
from app.demo.build import build, built
from app.demo.examples import EXAMPLES, example_of, write_examples
from app.demo.people import ORGANISATION, PEOPLE
from app.main import create_app
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.register.models import RegisterCase
from app.reports.areas import what_is_missing
from app.reports.gathering import Rules, content_of
from app.reports.models import Report
from app.rounds.models import Round, RoundState
from app.schema import upgrade
from app.settings import Mode, Settings
from tests.app import smuggling
from tests.conftest import Browser

INSIDE = 500
LINK = re.compile(r'href="(/[^"#?]*)"')


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    settings = Settings(
        mode=Mode.demo,
        data_dir=tmp_path_factory.mktemp("demo"),
        public_url="http://testserver",
        organisation=ORGANISATION,
    )
    database = Database(settings)
    upgrade(database.writer)
    database.close()
    build(settings, Console(quiet=True))
    return settings


@pytest.fixture
def register(demo):
    database = Database(demo)
    with database.reading() as session:
        yield session
    database.close()


def test_two_rounds_are_finished_and_one_is_in_progress(demo, register):
    states = register.exec(select(Round.state).order_by(Round.created_at)).all()

    assert built(demo)
    assert states == [RoundState.closed, RoundState.closed, RoundState.reviewing]


def test_the_municipality_is_as_large_as_it_says(register):
    placements = register.exec(
        select(func.count()).select_from(RegisterCase).where(~RegisterCase.gone)
    ).one()

    assert 350 <= placements <= 550
    assert len(register.exec(select(Unit)).all()) == 5
    working = register.exec(select(Person).where(col(Person.active))).all()
    assert len(working) == len(PEOPLE) >= 12
    assert set(register.exec(select(RoleGrant.role)).all()) == set(Role)


def test_its_log_holds_together(register):
    assert list(faults_in_chain(register)) == []


def test_the_board_has_been_told_and_one_draft_waits_for_a_decision(register):
    reports = register.exec(select(Report).order_by(Report.created_at, Report.edition)).all()

    assert [(one.kind, one.edition, one.state) for one in reports] == [
        ("t1", 1, "signed"),
        ("round", 1, "signed"),
        ("t2", 1, "signed"),
        ("t2", 2, "signed"),
        ("round", 1, "draft"),
    ]
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    draft = content_of(register, reports[-1], Rules(ORGANISATION, 5, 0.8), now=now)
    assert what_is_missing(draft)["undecided"] == 1


def test_the_example_documents_hold_the_figures_of_the_demonstration(register, tmp_path):
    """When they do not: ``python -m app.demo.examples`` writes them anew."""
    made = write_examples(example_of(register), tmp_path)

    for path in made:
        kept = EXAMPLES / path.name
        assert kept.stat().st_size > 10_000
        if path.suffix == ".xlsx":
            assert _cells(kept) == _cells(path)
        if path.suffix == ".docx":
            assert _texts(kept) == _texts(path)


def _cells(path):
    return [
        (sheet.title, row)
        for sheet in openpyxl.load_workbook(path, read_only=True)
        for row in sheet.iter_rows(values_only=True)
    ]


def _texts(path):
    document = word.Document(str(path))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


@pytest.mark.timeout(240)
@pytest.mark.parametrize("username", ["mona", "tobias", "kim", "rut", "ada", "rolf"])
def test_every_page_is_there_and_its_forms_take_what_they_ask_for(demo, username, tmp_path):
    """Follow every link from page to page, as each person, and meet no dead end.

    Then send each form with every column of every table beside its own fields: nothing of that
    may be found in the database afterwards.
    """
    shutil.copytree(demo.data_dir, tmp_path / "copy")
    app = create_app(demo.model_copy(update={"data_dir": tmp_path / "copy"}))
    with Browser(
        app, base_url="http://testserver", headers={"Sec-Fetch-Site": "same-origin"}
    ) as browser:
        database: Database = app.state.database
        with database.reading() as session:
            person = session.exec(select(Person).where(Person.username == username)).one()
        entered = browser.post("/sign-in/demo", data={"person_id": person.id})
        assert entered.status_code == 200, entered.text[:300]

        pages, dead = _pages(browser, entered.url.path)
        with database.writing() as session:
            smuggling.hide(session)
        browser.follow_redirects = False
        kinds = smuggling.kinds_of_forms(pages)
        answers = [smuggling.send_too_much(browser, kind) for kind in kinds]
        with database.reading() as session:
            found = smuggling.smuggled(session)

    assert dead == {}
    assert found == set()
    assert [status for status in answers if status >= INSIDE] == []
    assert answers.count(303) >= {"kim": 30, "mona": 25}.get(username, 1)


def _pages(browser, start):
    waiting, seen, dead, pages = [start], set(), {}, []
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        # Pages of one kind differ in their keys and questions; two of each kind tell enough.
        kind = re.sub(r"[a-z2-7]{16}|(?<=/summary/)\w+|(?<==)[^&]+", "*", path)
        if path in seen or path.startswith("/static/") or kinds.get(kind, 0) >= 2:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = browser.get(path)
        if answer.status_code != 200:
            dead[path] = answer.status_code
        elif answer.headers["content-type"].startswith("text/html"):
            pages.append(answer.text)
            waiting += LINK.findall(answer.text)
    return pages, dead
