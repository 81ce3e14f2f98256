"""Every standing of a large file: how it comes about, and what its page says of it."""

import os
import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html
from sqlmodel import select

from app.audit.models import AuditEntry
from app.clock import now as clock
from app.organisation.models import Role, RoleGrant
from app.summary.exporting.in_child import child_for
from app.summary.exporting.job import OPEN, WORKING, Job, State
from app.summary.exporting.jobs import REMEMBERED, Exports
from app.summary.exporting.work import Work
from app.summary.progress import Progress
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.app.summary.test_large_exports import an_order
from tests.cast import KIM, SAM
from tests.conftest import HTMX

SECONDS = 40


@pytest.fixture
def round_(session):
    made = a_reviewed_round(session)
    read_all(session, made)
    session.commit()
    return made


@pytest.fixture
def exports(browser):
    browser.app.state.exports.large = 0
    browser.sign_in(KIM)
    return browser.app.state.exports


@pytest.fixture
def held_back(exports):
    """Let both turns be taken until the test lets them go."""
    may_go = threading.Event()
    for _ in range(2):
        exports._turns.submit(may_go.wait, SECONDS)
    yield may_go
    may_go.set()


def ordered(browser, exports, round_, suffix="zip"):
    answer = browser.post(f"/rounds/{round_.id}/export/answers.{suffix}")
    assert answer.status_code == 303, answer.text
    return exports.find(KIM, answer.headers["location"].removeprefix("/exports/"))


def wait_until(job, *states):
    until = time.monotonic() + SECONDS
    while job.state not in states and time.monotonic() < until:
        time.sleep(0.02)
    assert job.state in states


def put(exports, folder, state, actor=KIM, **more):
    """Put a file there as if it had come so far."""
    job = Job(f"job{state}", actor, Work(an_order(), "r" * 16), "Höst 2026", folder, state, **more)
    job.held_until = job.ended_at = clock()
    job.made = type("Made", (), {"path": folder})
    exports._jobs[job.id] = job
    return job


def seen(answer):
    return html.fromstring(f"<div>{answer.text}</div>")


def words_of(page, key):
    return " ".join(page.get_element_by_id(key).text_content().split())


def ways_on(page):
    """Give the addresses that the buttons of a file lead to."""
    job = page.get_element_by_id("job")
    return {*job.xpath(".//a[contains(@class, 'button')]/@href"), *job.xpath(".//form/@action")}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("state", State)
def test_every_standing_has_a_page_and_a_way_on(browser, exports, tmp_path, state, language):
    put(exports, tmp_path, state)
    browser.post("/language", data={"language": language, "next": "/"})

    answer = browser.get(f"/exports/job{state}")
    listed = seen(browser.get("/exports")).get_element_by_id("jobs")

    page = seen(answer)
    here, again = f"/exports/job{state}", "/rounds/rrrrrrrrrrrrrrrr/export/answers.zip?dialect=rfc"
    assert page.findtext(".//h1") == {"sv": "Alla svar", "en": "Every answer"}[language]
    assert words_of(page, "job-title")
    assert words_of(page, "announced") == ""
    assert "%(" not in answer.text
    assert listed.xpath(".//tbody//a/@href") == [here]
    assert ways_on(page) == {
        State.waiting: {here, f"{here}/cancel"},
        State.running: {here, f"{here}/cancel"},
        State.ready: {f"{here}/file", f"{here}/cancel"},
        State.sending: {here},
    }.get(state, {again, "/exports"})
    assert bool(page.xpath("//*[@hx-trigger='every 1s']")) is (state in WORKING)


def test_while_nothing_changes_only_the_bar_comes_anew(browser, exports, tmp_path):
    job = put(exports, tmp_path, State.running, progress=Progress(1200, 0.4))

    same = seen(browser.get(f"/exports/{job.id}?seen=running", headers=HTMX))
    job.state = State.ready
    changed = seen(browser.get(f"/exports/{job.id}?seen=running", headers=HTMX))

    assert same.xpath("./*/@id") == ["progress"]
    assert same.xpath("//progress/@value") == ["40"]
    assert set(changed.xpath("./*/@id")) == {"job", "announced"}
    assert words_of(changed, "announced") == "Filen är klar."


def test_a_page_that_stood_open_over_a_restart_stops_asking(browser, exports):
    answer = browser.get("/exports/nothing?seen=running", headers=HTMX)
    page = browser.get(answer.headers["hx-redirect"])

    assert page.status_code == 404
    assert "har servern startats om" in page.text
    assert "/exports" in seen(page).xpath("//main//a/@href")
    assert exports.of(KIM) == []


def test_files_are_made_in_the_order_they_were_asked_for(browser, exports, held_back, round_):
    first = ordered(browser, exports, round_)
    again = ordered(browser, exports, round_)
    second = ordered(browser, exports, round_, "xlsx")

    assert first is again
    assert (first.state, second.state) == (State.waiting, State.waiting)
    assert "1 fil är före den i kön" in browser.get(f"/exports/{second.id}").text
    browser.post(f"/exports/{second.id}/cancel")
    held_back.set()
    wait_until(first, State.ready)
    assert second.state is State.cancelled
    assert ordered(browser, exports, round_) is not first


def test_a_process_that_is_killed_is_told_apart_from_a_fault(browser, exports, round_, caplog):
    job = ordered(browser, exports, round_)
    until = time.monotonic() + SECONDS
    while job.child is None and time.monotonic() < until:
        time.sleep(0.01)

    os.kill(job.child._process.pid, signal.SIGKILL)

    wait_until(job, State.killed)
    assert "Servern avbröt arbetet" in browser.get(f"/exports/{job.id}").text
    assert f"export {job.id}: killed" in caplog.text
    assert not job.folder.exists()


def test_a_process_that_is_stopped_before_it_was_asked_leaves_nothing(settings, tmp_path):
    with child_for(settings, KIM.id, Work(an_order(), "r" * 16), tmp_path) as child:
        process = child._process

    assert process.returncode == -signal.SIGKILL
    assert process.stdin.closed
    assert process.stdout.closed


def test_a_fault_has_a_number_that_stands_in_the_log(browser, exports, held_back, round_, caplog):
    job = ordered(browser, exports, round_)
    job.folder.rmdir()
    held_back.set()

    wait_until(job, State.failed)

    assert f"administratören: {job.id}." in browser.get(f"/exports/{job.id}").text
    assert f"export {job.id}: failed" in caplog.text


def test_a_full_disk_is_said_on_the_page(browser, exports, held_back, round_):
    job = ordered(browser, exports, round_)
    (job.folder / "svar.zip").symlink_to("/dev/full")
    held_back.set()

    wait_until(job, State.full)

    assert "Filen får inte plats på servern" in browser.get(f"/exports/{job.id}").text


def test_what_is_not_fetched_in_time_is_deleted(browser, exports, round_):
    exports.held = timedelta(0)
    job = ordered(browser, exports, round_)

    wait_until(job, State.expired)

    assert not job.folder.exists()
    answer = browser.get(f"/exports/{job.id}/file")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/exports/{job.id}")
    assert "inte inom en timme" in browser.get(f"/exports/{job.id}").text


def test_a_file_is_not_given_to_whom_it_would_not_be_made_for_today(
    browser, exports, session, round_
):
    job = ordered(browser, exports, round_)
    wait_until(job, State.ready)
    session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)).one().unit_id = "north"
    session.commit()

    answer = browser.get(f"/exports/{job.id}/file")

    assert answer.status_code == 303
    assert "Din roll har ändrats" in browser.get(f"/exports/{job.id}").text
    assert not job.folder.exists()
    assert not session.exec(select(AuditEntry).where(AuditEntry.event == "SummaryExported")).all()


def test_who_loses_the_role_while_it_waits_has_no_file(
    browser, exports, held_back, session, round_
):
    job = ordered(browser, exports, round_)
    session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)).one().role = Role.manager
    session.commit()
    held_back.set()

    wait_until(job, State.withdrawn)

    assert browser.get(f"/exports/{job.id}").status_code == 403
    assert browser.get(f"/exports/{job.id}/file").status_code == 403


def test_a_file_that_somebody_took_off_the_disk_is_not_promised(browser, exports, tmp_path):
    job = put(exports, tmp_path / "away", State.ready)

    answer = browser.get(f"/exports/{job.id}/file")

    assert answer.headers["location"] == f"/exports/{job.id}"
    assert "Filen gick inte att göra" in browser.get(f"/exports/{job.id}").text


def test_a_download_that_is_cut_short_can_be_begun_again(settings, tmp_path):
    exports = Exports(settings)
    job = put(exports, tmp_path / "file", State.ready)

    assert exports.take(job)
    assert not exports.take(job)
    exports.sent(job, whole=False)
    assert exports.take(job)
    exports.sent(job, whole=True)
    exports.sent(job, whole=False)

    assert job.state is State.fetched
    exports.close()


def test_only_the_latest_are_remembered_and_none_that_is_open(settings, tmp_path):
    exports = Exports(settings)
    exports._turns.shutdown()
    for place in range(REMEMBERED + 5):
        over = put(exports, tmp_path, State.fetched)
        exports._jobs[f"{place}"] = replace(over, id=f"{place}")
    del exports._jobs[over.id]
    held = put(exports, tmp_path / "held", State.ready)
    other = put(exports, tmp_path / "sams", State.failed, actor=SAM)

    exports._forget(exports.of(KIM))

    assert len(exports.of(KIM)) == REMEMBERED - 1
    assert held in exports.of(KIM)
    assert exports.of(SAM) == [other]
    assert OPEN >= WORKING
