"""Every way in, tried by everybody, against the table that says who may."""

import re
from html import unescape

import pytest

from app.errors import Forbidden
from app.web.language import said
from tests.app.rights import as_programmed, kept
from tests.cast import ADA, AUDREY, KIM, MONA, RUT

PEOPLE = {
    "anonymous": None,
    "reviewer": RUT,
    "manager": MONA,
    "quality": KIM,
    "admin": ADA,
    "auditor": AUDREY,
}
ROUTES = [row for row in kept() if row["path"] != "/static" and not row["token"]]


def named(rows):
    return {(row["method"], row["path"]): row for row in rows}


def test_every_route_is_in_the_table_and_nothing_else():
    programmed, agreed = named(as_programmed()), named(kept())

    assert sorted(set(programmed) - set(agreed)) == [], "not in the table: who may?"
    assert sorted(set(agreed) - set(programmed)) == [], "no longer there: take it out"
    assert [key for key in agreed if agreed[key] != programmed[key]] == [], "rights differ"


def test_the_table_is_not_empty():
    assert len(ROUTES) >= 100


@pytest.mark.parametrize("who", PEOPLE)
def test_the_door_opens_to_those_of_the_table_and_to_nobody_else(browser, who):
    wrong, inside = [], False
    for route in ROUTES:
        if PEOPLE[who] is not None and not inside:
            browser.sign_in(PEOPLE[who])
        path = re.sub(r"{[^}]+}", "nothing", route["path"])
        answer = browser.request(route["method"], path)
        inside = route["method"] == "GET"  # what is sent may have signed her out
        if turned_away(answer) is not (route[who] == "no"):
            wrong.append((route["method"], route["path"], route[who], answer.status_code))

    assert wrong == []


def turned_away(answer):
    """Tell whether the guard said no, whatever the page behind it would have said."""
    if answer.status_code == Forbidden.status:
        return said(Forbidden.message) in unescape(answer.text)
    return answer.headers.get("location", "").startswith(("/sign-in?next=", "/confirm?next="))


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "anonymous"])
def test_no_right_reaches_further_than_its_row_in_the_table_of_roles(who):
    """The lines of the table of roles that are worth saying twice."""
    mine = {(row["method"], row["path"]) for row in ROUTES if row[who] == "yes"}
    never = {
        "reviewer": {("GET", "/log"), ("POST", "/people"), ("GET", "/rounds")},
        "manager": {("GET", "/log"), ("POST", "/people"), ("GET", "/log/readings")},
        "quality": {("GET", "/log"), ("POST", "/people"), ("POST", "/rounds")},
        "admin": {
            ("GET", "/reviews/{review_id}"),
            ("GET", "/register"),
            ("GET", "/rounds"),
            ("GET", "/rounds/{round_id}/reviews/{review_id}"),
            ("GET", "/rounds/{round_id}/summary"),
            ("GET", "/log/readings"),
        },
        "auditor": {("POST", "/people"), ("POST", "/rounds"), ("GET", "/reviews/{review_id}")},
    }

    assert never[who] & mine == set()


def test_the_auditor_changes_nothing():
    own = ("/account", "/confirm", "/sign-", "/language", "/color-scheme", "/invite", "/log/check")
    changes = [
        row["path"]
        for row in ROUTES
        if row["method"] != "GET" and row["auditor"] == "yes" and not row["path"].startswith(own)
    ]

    assert changes == []


@pytest.mark.parametrize(
    "path",
    [
        "/rounds/{round_id}/draw",
        "/rounds/{round_id}/dice",
        "/people/{person_id}/roles",
        "/people/{person_id}/link",
    ],
)
def test_what_cannot_be_undone_asks_for_a_proof(path):
    assert {row["proof"] for row in ROUTES if row["path"] == path} == {"yes"}
