"""Files that take a while: made in turn, followed, stopped, and fetched once."""

import csv
import io
import time
import zipfile

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.auth.actor_of import actor_of
from app.auth.permissions import Permission
from app.clock import now as clock
from app.organisation.models import Role, RoleGrant
from app.summary.export import Order
from app.summary.exporting.jobs import Exports, TooManyOfHers
from app.summary.exporting.work import Work, make
from app.summary.exporting.workroom import LOCK, Workroom, clear_left_behind
from app.summary.formats import Dialect, Format
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import AUDREY, KIM, MAX, MONA, SAM
from tests.conftest import HTMX

SECONDS = 40


@pytest.fixture
def round_(session):
    made = a_reviewed_round(session)
    read_all(session, made)
    session.commit()
    return made


@pytest.fixture
def later(session):
    """A second round, with another checklist."""
    made = a_reviewed_round(
        session,
        {("north", "HVB"): (9, 6)},
        id="s" * 16,
        name="Vår 2027",
        form_name="placed_child_full",
    )
    read_all(session, made)
    session.commit()
    return made


@pytest.fixture
def at_the_desk(browser):
    """Kim, where every file with answers counts as a large one."""
    browser.app.state.exports.large = 0
    browser.sign_in(KIM)
    return browser


def ordered(browser, round_, suffix="zip"):
    answer = browser.post(f"/rounds/{round_.id}/export/answers.{suffix}")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def when_ready(browser, job):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        page = browser.get(job, headers=HTMX)
        if "Filen är klar" in page.text:
            return page
        assert "Filen gick inte att göra" not in page.text
        time.sleep(0.1)
    pytest.fail("The file never got ready.")


def an_order(format_=Format.csv, *, answers=True):
    return Order(
        format=format_,
        by="Kim Öst",
        at=clock(),
        organisation="Kommunen",
        smallest=5,
        answers=answers,
        dialect=Dialect.rfc,
    )


def rows_in(archive, name, delimiter=";"):
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_a_large_file_is_offered_made_and_handed_out_once(at_the_desk, round_, session, settings):
    offered = at_the_desk.get(f"/rounds/{round_.id}/export/answers.zip")
    job = ordered(at_the_desk, round_)
    page = when_ready(at_the_desk, job)
    file = at_the_desk.get(f"{job}/file")
    again = at_the_desk.get(f"{job}/file")
    over = at_the_desk.get(job)

    assert "Det här är en stor fil" in offered.text
    assert f'href="{job}/file"' in page.text
    assert len(rows_in(zipfile.ZipFile(io.BytesIO(file.content)), "svar.csv")) > 100
    assert (again.status_code, again.headers["location"]) == (303, job)
    assert "Du har hämtat filen" in over.text
    assert f'href="{offered.request.url.path}?dialect=excel-sv"' in over.text
    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "SummaryExported")).one()
    assert (entry.actor_id, entry.object_id) == (KIM.id, round_.id)
    assert [path.name for path in settings.data_dir.glob("exports-*/*")] == [LOCK]


def test_the_page_of_a_large_file_works_without_javascript(at_the_desk, round_):
    job = ordered(at_the_desk, round_)

    whole = at_the_desk.get(job)
    part = at_the_desk.get(job, headers=HTMX)

    assert "<progress" in whole.text or "Filen är klar" in whole.text
    assert "<html" in whole.text
    assert '<section id="job"' in part.text
    assert "<html" not in part.text


def test_a_file_that_is_stopped_leaves_nothing(at_the_desk, round_, settings):
    job = ordered(at_the_desk, round_, "xlsx")

    answer = at_the_desk.post(f"{job}/cancel")

    assert answer.headers["location"] == job
    assert "Du har avbrutit beställningen" in at_the_desk.get(job).text
    assert at_the_desk.post(f"{job}/cancel").headers["location"] == job
    until = time.monotonic() + SECONDS
    while list(settings.data_dir.glob("exports-*/*/*")) and time.monotonic() < until:
        time.sleep(0.05)
    assert [path.name for path in settings.data_dir.glob("exports-*/*")] == [LOCK]


def test_somebody_elses_file_does_not_exist(at_the_desk, session, round_):
    job = ordered(at_the_desk, round_)
    session.add(RoleGrant(person_id=SAM.id, role=Role.quality, unit_id=None))
    session.commit()
    at_the_desk.sign_in(SAM)

    assert [at_the_desk.get(job + rest).status_code for rest in ("", "/file")] == [404, 404]
    assert at_the_desk.post(f"{job}/cancel").status_code == 404
    at_the_desk.sign_in(KIM)
    assert at_the_desk.get(job).status_code == 200


def test_nobody_fills_the_queue_alone(settings):
    exports = Exports(settings)
    exports._turns.shutdown()  # nothing is made in this test
    exports._turns = type(
        "Nobody", (), {"submit": lambda *_: None, "shutdown": lambda *_, **__: 0}
    )()
    work = [Work(an_order(), each * 16) for each in "abcd"]

    jobs = [exports.order(KIM, each) for each in work[:3]]
    with pytest.raises(TooManyOfHers):
        exports.order(KIM, work[3])

    assert [exports.before(job) for job in jobs] == [0, 1, 2]
    exports.cancel(jobs[0])
    assert exports.before(exports.order(KIM, work[3])) == 2
    exports.close()
    assert list(settings.data_dir.glob("exports-*")) == []


def test_what_a_dead_process_left_is_cleared_and_what_is_in_use_stays(settings):
    dead = settings.data_dir / "exports-dead"
    (dead / "job").mkdir(parents=True)
    (dead / LOCK).touch()
    (dead / "job" / "svar.zip").write_bytes(b"secret")
    alive = Workroom(settings.data_dir)

    clear_left_behind(settings.data_dir)

    assert list(settings.data_dir.glob("exports-*")) == [alive.home]
    alive.close()


@pytest.mark.both
def test_all_rounds_together_say_on_each_row_which_they_are_of(session, round_, later, tmp_path):
    made = make(session, KIM, Work(an_order(), None), tmp_path)

    archive = zipfile.ZipFile(made.path)
    assert made.rounds == [round_.id, later.id]
    for name in ("sammanstallning.csv", "urval.csv", "svar.csv", "akter.csv"):
        assert {
            (row["omgang_id"], row["omgang"], row["mall"], row["mallversion"])
            for row in rows_in(archive, name, ",")
        } == {
            (round_.id, "Höst 2026", "placed_child_short", "2026-1"),
            (later.id, "Vår 2027", "placed_child_full", "2026-1"),
        }
    forms = {row["mall"] for row in rows_in(archive, "kodbok.csv", ",")} - {""}
    assert forms == {"placed_child_short 2026-1", "placed_child_full 2026-1"}


def test_all_rounds_together_are_masked_like_each_alone(browser, round_, later):
    browser.sign_in(MONA)

    both = zipfile.ZipFile(io.BytesIO(browser.get("/exports/summary.zip").content))
    alone = zipfile.ZipFile(
        io.BytesIO(browser.get(f"/rounds/{round_.id}/export/summary.zip").content)
    )

    mine = [
        {name: value for name, value in row.items() if name in rows_in(alone, "strata.csv")[0]}
        for row in rows_in(both, "strata.csv")
        if row["omgang_id"] == round_.id
    ]
    assert mine == rows_in(alone, "strata.csv")
    assert later.id in {row["omgang_id"] for row in rows_in(both, "strata.csv")}
    assert browser.get("/exports/answers.zip").status_code == 403


@pytest.mark.parametrize("actor", [MONA, MAX, KIM, AUDREY], ids=lambda actor: actor.id)
def test_the_page_offers_what_she_may_take_out(browser, round_, actor):
    browser.sign_in(actor)

    page = browser.get("/exports")

    assert round_.name in page.text
    assert ("/exports/answers.zip" in page.text) is actor.may(Permission.export_answers)


def test_before_the_first_draw_there_is_nothing_to_take_out(browser):
    browser.sign_in(MONA)

    assert "Ingen omgång är dragen än" in browser.get("/exports").text
    assert browser.get("/exports/summary.zip").status_code == 404
    assert browser.get("/exports/summary.docx").status_code == 404


def test_quality_of_one_unit_has_the_answers_of_that_unit_alone(session, round_, tmp_path):
    session.add(RoleGrant(person_id=SAM.id, role=Role.quality, unit_id="north"))
    session.flush()
    sam = actor_of(session, SAM.id)

    made = make(session, sam, Work(an_order(), round_.id), tmp_path)

    archive = zipfile.ZipFile(made.path)
    for name in ("svar.csv", "akter.csv"):
        assert {row["enhet"] for row in rows_in(archive, name, ",")} == {"Enhet Norr"}
    frame = {row["stratum"]: row["ram_n"] for row in rows_in(archive, "svar.csv", ",")}
    assert frame == {"Familjehem": "54", "HVB": "17", "Jourhem": "5"}
