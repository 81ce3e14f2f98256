from html import unescape

import pytest
from sqlmodel import select

from app.auth.choosing import LINK_LASTS, issue_link
from app.auth.models import OneTimeLink
from app.clock import now
from tests.app.auth.door import PASSWORD
from tests.cast import ADA, MONA, RUT


@pytest.fixture
def link(browser):
    def made(person):
        with browser.app.state.database.writing() as session:
            token = issue_link(session, ADA, person.id, lasts=LINK_LASTS, now=now())
        return f"/invite/{token}"

    return made


def test_a_link_leads_to_a_password_and_the_door(browser, link):
    address = link(RUT)

    page = unescape(browser.get(address).text)
    chosen = browser.post(address, data={"chosen": PASSWORD})
    signed_in = browser.post("/sign-in", data={"username": "rut", "password": PASSWORD})

    assert "Hej Rut Lind!" in page
    assert chosen.headers["location"] == "/sign-in"
    assert signed_in.status_code == 303


def test_looking_at_a_link_does_not_use_it_up(browser, link):
    address = link(RUT)

    assert [browser.get(address).status_code for _ in range(3)] == [200, 200, 200]


def test_a_link_works_once(browser, link):
    address = link(RUT)
    browser.post(address, data={"chosen": PASSWORD})

    assert browser.get(address).status_code == 404
    assert browser.post(address, data={"chosen": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    ("person", "chosen", "status"),
    [(RUT, "ärtsoppa pil", 422), (MONA, "ärtsoppa pil", 303), (MONA, "Mona Ek Mona Ek", 422)],
)
def test_who_will_have_a_code_as_well_may_choose_a_shorter_one(
    browser, link, person, chosen, status
):
    answer = browser.post(link(person), data={"chosen": chosen})

    assert answer.status_code == status
    assert chosen not in answer.text


def test_a_refused_password_leaves_the_link_as_it_was(browser, link):
    address = link(RUT)

    browser.post(address, data={"chosen": "kort"})

    with browser.app.state.database.reading() as session:
        links = session.exec(select(OneTimeLink.used_at)).all()
    assert links == [None]


def test_a_made_up_link_says_what_to_do(browser):
    answer = browser.get("/invite/made-up")

    assert answer.status_code == 404
    assert "Be systemförvaltaren om en ny." in answer.text
