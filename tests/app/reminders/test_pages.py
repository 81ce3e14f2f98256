import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.actions.meetings import set_meetings
from app.audit.models import AuditEntry
from app.clock import now
from app.organisation.models import Person
from app.reminders.models import OutboxMail, ReminderChoice
from app.reminders.outbox import today_of
from app.reviews.models import ReviewState
from tests.app.reminders.due import TODAY, a_deviation, a_duty, a_routine, addresses, an_action
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT, SAM
from tests.conftest import HTMX
from tests.make import a_review


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\xa0", " ")


@pytest.fixture
def days():
    """How many days it is from the day of the tests to the day it is."""
    return (today_of(now()) - TODAY).days


def test_what_is_hers_stands_on_the_page_late_things_first(browser, session, days):
    an_action(session, days=days + 3, number="2026-002", title="Utbildning i BBIC")
    an_action(session, days=days - 5, number="2026-001", title="Ny rutin för samtal")
    session.commit()
    browser.sign_in(RUT)

    page = text_of(browser.get("/todo"))

    assert page.index("Ny rutin för samtal") < page.index("Utbildning i BBIC")
    assert "5 dagar för sent" in page
    assert "om 3 dagar" in page


def test_the_next_meetings_of_the_board_lead_to_what_it_is_told(browser, session):
    today = today_of(now())
    for year in (today.year, today.year + 1):
        near = [today + timedelta(days=n) for n in (10, 200)]
        set_meetings(session, MONA, year, [day for day in near if day.year == year], now=NOON)
    session.commit()
    browser.sign_in(KIM)

    page = browser.get("/todo").text

    when = today + timedelta(days=10)
    assert page.count("Nämnden sammanträder") == 1
    assert f'<a href="/actions/meetings?year={when.year}">Nämnden sammanträder' in page


@pytest.mark.parametrize(
    ("actor", "seen"), [(RUT, True), (MAX, True), (MONA, False), (SAM, False), (AUDREY, False)]
)
def test_what_is_late_is_seen_by_its_owner_and_the_role(browser, session, days, actor, seen):
    an_action(session, days=days - 1)
    session.commit()
    browser.sign_in(actor)

    page = text_of(browser.get("/todo"))

    assert ("Ny checklista för uppföljning" in page) is seen
    assert ("Ansvarig: Rut Lind" in page) is (actor is MAX)


def test_every_kind_of_thing_has_its_words(browser, session, days):
    deviation = a_deviation(session, days=days + 2, owner=KIM)
    a_duty(session, deviation, days=days + 1)
    a_routine(session, days=days + 20)
    session.commit()
    browser.sign_in(KIM)

    page = text_of(browser.get("/todo"))

    assert "Anmälningsskyldighet 2026-007" in page
    assert "Avvikelse 2026-007" in page
    assert "Se över ”Placering i familjehem”" in page


def test_quality_sees_what_waits_to_be_approved(browser, session):
    a_review(session, state=ReviewState.submitted)
    session.commit()
    browser.sign_in(KIM)

    page = text_of(browser.get("/todo"))

    assert "1 granskning att läsa och godkänna" in page


def test_a_person_with_nothing_to_do_is_told_so(browser):
    browser.sign_in(ADA)

    assert "Ingenting att göra just nu" in browser.get("/todo").text


def test_the_menu_fetches_the_number_of_what_cannot_wait(browser, session, days):
    an_action(session, days=days - 1)
    an_action(session, days=days + 40, number="2026-002")
    session.commit()
    browser.sign_in(RUT)

    assert 'hx-get="/todo/count"' in browser.get("/account").text
    number = browser.get("/todo/count", headers=HTMX)
    without = browser.get("/todo/count")

    assert text_of(number).split() == ["1", "som", "inte", "kan", "vänta"]
    assert without.headers["location"] == "/todo"


def test_the_page_asks_the_database_as_often_however_much_there_is(
    browser, session, days, count_queries
):
    counts = []
    browser.sign_in(MAX)
    for number in (1, 20):
        for each in range(number):
            an_action(session, days=days - 1, number=f"2026-{number}{each:03}")
            a_deviation(session, days=days + 1, number=f"2026-{number}{each:03}")
        session.commit()
        with count_queries(browser.app.state.database) as seen:
            browser.get("/todo")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_person_sets_her_address_and_says_no_to_mail(browser, session):
    browser.sign_in(RUT)

    browser.post("/account/reminders", data={"email": "rut@kommunen.example", "by_mail": "true"})
    browser.post("/account/reminders", data={"email": "rut@kommunen.example"})

    assert session.get_one(Person, "rut").email == "rut@kommunen.example"
    assert session.get_one(ReminderChoice, "rut").by_mail is False
    entries = session.exec(select(AuditEntry).where(AuditEntry.event == "RemindersChosen")).all()
    assert [entry.actor_id for entry in entries] == ["rut", "rut"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "rut", "by_mail": "true"}, "som namn@kommunen.se"),
        ({"by_mail": "true"}, "Skriv din e-postadress, eller välj bort"),
        ({"email": "a@b.se>\nBcc: c@d.se", "by_mail": "true"}, "som namn@kommunen.se"),
    ],
)
def test_a_wrong_address_is_told_and_not_kept(browser, session, sent, words):
    browser.sign_in(RUT)

    answer = browser.post("/account/reminders", data=sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert session.get_one(Person, "rut").email is None


def test_the_calendars_address_is_shown_once(browser):
    browser.sign_in(RUT)

    made = browser.post("/account/reminders/feed")
    again = browser.get("/account/reminders")

    (address,) = re.findall(r"http://testserver(/calendar/[\w-]{43}\.ics)", made.text)
    assert made.headers["cache-control"] == "no-store"
    assert "/calendar/" not in again.text
    assert browser.get(address).status_code == 200

    revoked = browser.post("/account/reminders/feed/revoke")

    assert revoked.status_code == 303
    assert browser.get(address).status_code == 404


def test_a_person_sees_the_mail_she_would_get(browser, session, days):
    an_action(session, days=days + 3)
    session.commit()
    browser.sign_in(RUT)

    page = browser.get("/account/reminders").text

    assert "Stickprov: 1 sak att göra" in page
    assert "Åtgärd 2026-001" in page


def test_the_administrator_sees_how_mail_goes_but_not_what_it_says(browser, session):
    addresses(session, RUT)
    session.add(
        OutboxMail(
            person_id="rut",
            day=TODAY,
            address="rut@kommunen.example",
            subject="Stickprov: 1 sak att göra",
            text="Åtgärd 2026-001",
            state="failed",
            tries=1,
            error="550 no such user",
            try_at=NOON,
            made_at=NOON,
        )
    )
    session.commit()
    browser.sign_in(ADA)

    page = text_of(browser.get("/outbox"))

    assert "550 no such user" in page
    assert "Ingen e-postserver är angiven" in page
    assert "6 personer utan adress" in page.replace(
        "personer utan adress 6", "6 personer utan adress"
    )
    assert "2026-001" not in page


@pytest.mark.parametrize("actor", [RUT, MONA, KIM, AUDREY])
def test_nobody_else_sees_the_outbox(browser, actor):
    browser.sign_in(actor)

    assert browser.get("/outbox").status_code == 403
