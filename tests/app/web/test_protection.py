"""What every answer carries, and what no other site can make us do."""

import re

import pytest

from app.db import Database
from app.main import create_app
from app.web.own_path import own_path
from tests.app.auth.door import PASSWORD, has_password
from tests.app.rights import kept
from tests.cast import ADA, RUT
from tests.conftest import Browser

WRITING = [
    (row["method"], re.sub(r"{[^}]+}", "nothing", row["path"]))
    for row in kept()
    if row["method"] != "GET"
]
GETS = {re.sub(r"{[^}]+}", "nothing", row["path"]) for row in kept() if row["method"] == "GET"}

FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a sister site": {"Sec-Fetch-Site": "same-site"},
    "an old browser on another site": {"Origin": "https://evil.example"},
    "a page in a frame without origin": {"Origin": "null"},
    "our name on another port": {"Origin": "http://testserver:8080"},
    "another site that claims our origin": {
        "Sec-Fetch-Site": "cross-site",
        "Origin": "http://testserver",
    },
    "no word of where it comes from": {},
    "typed into the address bar": {"Sec-Fetch-Site": "none"},
}
SIGNS = {
    "Content-Security-Policy": re.compile(r"default-src 'none'.*frame-ancestors 'none'"),
    "X-Content-Type-Options": re.compile("^nosniff$"),
    "Referrer-Policy": re.compile("^no-referrer$"),
    "Cross-Origin-Opener-Policy": re.compile("^same-origin$"),
    "Permissions-Policy": re.compile("camera=()"),
    "Cache-Control": re.compile("^no-store$"),
    "Vary": re.compile("Sec-Fetch-Site, Origin"),
}
ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "mailto:a@evil.example",
    " //evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/\x00/evil.example",
    "/\x0b/evil.example",
    "/\x7f/evil.example",
    "/\u200b/evil.example",
    "/\u2028/evil.example",
    "/\u202e/evil.example",
    "/\xa0/evil.example",
    "/page\r\nSet-Cookie: s=1",
    "evil.example",
    "evil.example/",
    "@evil.example",
    ".evil.example",
    "",
    ".",
    "..//evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "http://testserver@evil.example/",
    "http://testserver/",
]


@pytest.fixture(scope="module")
def open_browser(empty_sqlite, tmp_path_factory):
    """Give one running program for all questions that change nothing."""
    import shutil  # noqa: PLC0415

    from app.settings import Mode, Settings  # noqa: PLC0415

    home = tmp_path_factory.mktemp("protection")
    shutil.copy(empty_sqlite, home / "stickprov.db")
    settings = Settings(mode=Mode.test, data_dir=home, public_url="http://testserver")
    with Browser(
        create_app(settings),
        base_url="http://testserver",
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as browser:
        browser.sign_in(ADA)
        yield browser


@pytest.mark.parametrize("where", FOREIGN)
def test_no_other_site_can_make_us_write(open_browser, count_queries, where):
    database: Database = open_browser.app.state.database

    with count_queries(database) as asked:
        statuses = {
            open_browser.request(method, path, headers=FOREIGN[where]).status_code
            for method, path in WRITING
        }

    assert statuses == {403}
    assert asked == []


def test_our_own_old_browser_may_write(open_browser):
    answer = open_browser.post(
        "/language", data={"language": "sv"}, headers={"Origin": "http://testserver"}
    )

    assert answer.status_code == 303


@pytest.mark.parametrize(("method", "path"), [row for row in WRITING if row[1] not in GETS])
def test_what_writes_cannot_be_reached_by_a_link(open_browser, count_queries, method, path):
    with count_queries(open_browser.app.state.database) as asked:
        answer = open_browser.get(path)

    assert method == "POST"
    assert answer.status_code in {403, 404, 405}
    assert not any(text.startswith(("INSERT", "UPDATE", "DELETE")) for text in asked)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/help", 200),
        ("GET", "/people", 200),
        ("GET", "/", 303),
        ("GET", "/nothing", 404),
        ("GET", "/people/nothing", 404),
        ("GET", "/register", 403),
        ("PUT", "/people", 405),
        ("TRACE", "/people", 405),
        ("GET", "/log?since=x", 422),
        ("POST", "/people", 403),
        ("GET", "/healthz/live", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/boom", 500),
    ],
)
def test_every_answer_is_protected(open_browser, method, path, status):
    _explode(open_browser)
    headers = {} if method in {"GET", "POST"} else {"Sec-Fetch-Site": "same-origin"}

    answer = open_browser.request(method, path, headers=headers)

    assert answer.status_code == status
    missing = [
        name for name, sign in SIGNS.items() if not sign.search(answer.headers.get(name, ""))
    ]
    assert missing == []
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers


def test_a_fault_tells_a_number_and_nothing_of_its_insides(open_browser):
    _explode(open_browser)

    answer = open_browser.get("/boom")

    assert answer.status_code == 500
    assert "secret insides" not in answer.text
    assert "Traceback" not in answer.text
    assert re.search(r"felnumret: [a-z2-7]{8}", answer.text)


def test_a_body_that_is_too_large_is_refused(open_browser):
    answer = open_browser.post(
        "/sign-in",
        content=b"x" * (33 * 1024 * 1024),
        headers={
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )

    assert answer.status_code == 413
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_static_files_may_be_kept_and_nothing_else(open_browser):
    page = open_browser.get("/help").text
    style = re.search(r'href="(/static/base\.css[^"]*)"', page)[1]

    assert "immutable" in open_browser.get(style).headers["Cache-Control"]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_elsewhere(wanted):
    assert own_path(wanted, otherwise="/home") == "/home"


@pytest.mark.parametrize(
    "wanted", ["/", "/rounds", "/log?person=ada&since=2026-01-01", "/reviews/abc#q-b1", "/a/å"]
)
def test_own_pages_are_come_back_to(wanted):
    assert own_path(wanted, otherwise="/home") == wanted


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_page_leads_elsewhere(open_browser, wanted):
    """Through every page that takes ``next``: whatever is asked for, one stays here."""
    same_origin = {"Sec-Fetch-Site": "same-origin"}

    answers = [
        open_browser.get("/sign-in", params={"next": wanted}),
        open_browser.post(
            "/language", data={"language": "sv", "next": wanted}, headers=same_origin
        ),
        open_browser.post(
            "/color-scheme", data={"color_scheme": "auto", "next": wanted}, headers=same_origin
        ),
    ]

    assert {answer.headers.get("location") for answer in answers} == {"/"}


def test_signing_in_leads_nowhere_else(browser):
    with browser.app.state.database.writing() as session:
        has_password(session, RUT)

    answer = browser.post(
        "/sign-in", data={"username": "rut", "password": PASSWORD, "next": "//evil.example"}
    )

    assert answer.headers["location"] == "/"


def _explode(browser):
    """Add a page that fails, to see how failing looks."""

    def boom():
        raise RuntimeError("secret insides")

    if not any(getattr(route, "path", "") == "/boom" for route in browser.app.routes):
        browser.app.add_api_route("/boom", boom)
