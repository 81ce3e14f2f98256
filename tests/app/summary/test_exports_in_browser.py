"""The page of a large file in a real browser: from order to gone."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.summary.exporting import jobs
from app.summary.exporting.job import State
from app.summary.exporting.workroom import LOCK
from app.summary.progress import Progress
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.app.summary.test_export_job import put
from tests.barriers import barriers
from tests.cast import KIM

STEPS = [Progress(90, 0.25), Progress(270, 0.75)]


class Paced:
    """The process that makes a file, held back at each step until the test lets it go on."""

    def __init__(self):
        self.may_go = threading.Semaphore(0)
        self._real = jobs.child_for

    @contextmanager
    def child_for(self, *asked):
        with self._real(*asked) as child:
            yield Followed(self, child)


class Followed:
    def __init__(self, paced, child):
        self.paced, self.child, self.killed = paced, child, threading.Event()

    def kill(self):
        self.killed.set()
        self.child.kill()

    def answers(self):
        for step in STEPS:
            yield step
            while not self.paced.may_go.acquire(timeout=0.05):
                if self.killed.is_set():
                    return
        yield from self.child.answers()


@pytest.fixture
def paced(monkeypatch):
    made = Paced()
    monkeypatch.setattr(jobs, "child_for", made.child_for)
    monkeypatch.setitem(jobs.Exports.__init__.__kwdefaults__, "large", 0)
    return made


@pytest.fixture
def round_(session):
    made = a_reviewed_round(session)
    read_all(session, made)
    session.commit()
    return made


def order(page, url, round_):
    page.goto(f"{url}/rounds/{round_.id}/export/answers.zip")
    page.locator("main form button").click()
    page.wait_for_url("**/exports/*")


LISTEN = """() => {
  window.heard = [];
  const region = document.getElementById("announced");
  new MutationObserver(() => window.heard.push(region.textContent))
    .observe(region, {childList: true, characterData: true, subtree: true});
}"""


def seen(page):
    """Let axe look at a standing, and see that it fits in the window."""
    assert barriers(page) == []
    assert too_wide(page) == []


def too_wide(page):
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return ["wider than the window"] if wide else []


@pytest.mark.parametrize("how", [{"width": 390, "color_scheme": "dark"}, {"width": 1280}])
def test_a_file_is_ordered_followed_fetched_once_and_gone(paced, windows, round_, settings, how):
    size = {"viewport": {"width": how.pop("width"), "height": 900}}
    page = windows.open(KIM, **size, **how)

    order(page, windows.live.url, round_)
    job, bar = page.url, page.locator("progress")
    expect(bar).to_have_attribute("value", "25")
    seen(page)
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Avbryt").focus()
    paced.may_go.release()
    expect(bar).to_have_attribute("value", "75")
    expect(page.get_by_role("button", name="Avbryt")).to_be_focused()
    assert page.evaluate("heard") == []
    paced.may_go.release()
    expect(page.get_by_text("Filen är klar", exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Hämta filen")).to_be_focused()
    assert page.evaluate("heard") == ["Filen är klar."]
    seen(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta filen").click()
    assert Path(fetched.value.path()).stat().st_size > 1000
    page.goto(job)
    expect(page.get_by_text("Du har hämtat filen")).to_be_visible()
    seen(page)
    assert left_in(settings) == [LOCK]


@pytest.mark.parametrize("how", [{"width": 390, "color_scheme": "dark"}, {"width": 1280}])
def test_everybody_can_use_the_page_of_every_standing(windows, tmp_path, how):
    size = {"viewport": {"width": how.pop("width"), "height": 900}}
    page = windows.open(KIM, **size, **how)
    page.goto(windows.live.url)
    wrong = {}

    for state in State:
        job = put(windows.live.app.state.exports, tmp_path, state)
        page.goto(f"{windows.live.url}/exports/{job.id}")
        wrong[state] = barriers(page) + too_wide(page)
    page.goto(f"{windows.live.url}/exports")

    assert {state: each for state, each in wrong.items() if each} == {}
    seen(page)


@pytest.mark.usefixtures("paced")
def test_a_page_that_is_open_over_a_restart_says_that_the_file_is_gone(windows, round_):
    page = windows.open(KIM)
    order(page, windows.live.url, round_)
    expect(page.locator("progress")).to_have_attribute("value", "25")

    windows.live.stop()
    windows.live.start()

    expect(page.get_by_text("har servern startats om")).to_be_visible()
    assert page.locator("[hx-trigger^=every]").count() == 0


def left_in(settings):
    return [path.name for path in settings.data_dir.glob("exports-*/*")]
