from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlmodel import select

from app.actions.meetings import set_meetings
from app.audit.models import AuditEntry
from app.organisation.models import Person
from app.reminders.calendar import MOST, Occasion, as_ical, occasions_of
from app.reminders.models import ReminderChoice
from app.reminders.service import make_feed, revoke_feed
from tests.app.reminders.due import TODAY, a_deviation, an_action
from tests.cast import KIM, MAX, MONA, NOON, RUT
from tests.make import a_review

LETTERS = st.characters(exclude_categories=("Cs", "Cc"))


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


@pytest.fixture
def feed(browser):
    """Make a calendar for somebody, and give its address."""

    def making(actor):
        with browser.app.state.database.writing() as session:
            return f"/calendar/{make_feed(session, actor, now=NOON)}.ics"

    return making


@given(
    st.lists(st.tuples(st.text(LETTERS, min_size=1), st.dates(date(2000, 1, 1)), st.text(LETTERS)))
)
def test_whatever_a_thing_is_called_the_calendar_can_be_read(written):
    occasions = [
        Occasion(f"action-{place}", on, title, "/actions/a", note)
        for place, (title, on, note) in enumerate(written)
        if on < date.max
    ]

    read = events(as_ical(occasions, "https://stickprov.example", "stickprov.example", TODAY))

    assert [str(event["summary"]) for event in read] == [each.title for each in occasions]
    assert [event["dtstart"].dt for event in read] == [each.on for each in occasions]
    assert len({str(event["uid"]) for event in read}) == len(occasions)


def test_a_day_is_a_whole_day_with_an_alarm_before_it_and_on_it():
    content = as_ical(
        [Occasion("action-a", TODAY, "Åtgärd 2026-001", "/actions/a")],
        "https://s.example",
        "s.example",
        TODAY,
    )

    (event,) = events(content)
    assert (event["dtstart"].dt, event["dtend"].dt) == (TODAY, TODAY + timedelta(days=1))
    assert str(event["uid"]) == "action-a@s.example"
    assert str(event["url"]) == "https://s.example/actions/a"
    midnight = datetime.combine(TODAY, datetime.min.time(), UTC)
    alarms = [midnight + alarm["trigger"].dt for alarm in event.walk("VALARM")]
    assert [f"{at:%d %H}" for at in alarms] == ["20 09", "23 09"]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_calendar_holds_what_is_hers_and_no_case_number(browser, session, feed):
    review = a_review(session, due_on=TODAY + timedelta(days=10))
    an_action(session, days=5, title="Åter till south-01", scope="case")
    a_deviation(session, days=4, owner=MONA)
    session.commit()

    answer = browser.get(feed(RUT))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(event["summary"]) for event in events(answer.content)] == [
        "Åtgärd 2026-001",
        "Dina granskningar i Höst 2026",
    ]
    assert "south-01" not in answer.text
    assert review.frame_case_id not in answer.text


def test_a_manager_has_her_rounds_the_cut_off_days_and_what_is_late_in_her_unit(session):
    round_id = a_review(session).round_id
    an_action(session, days=-1)

    titles = {each.title: each for each in occasions_of(session, "max", TODAY)}

    assert "Försenat: Åtgärd 2026-001" in titles
    assert titles["Sista dag för omgången Höst 2026"].href == f"/rounds/{round_id}"
    assert titles["Brytdag för tertial 1 (T1)"].on == date(2027, 4, 30)
    assert titles["Brytdag för verksamhetsberättelsen"].on == date(2026, 12, 31)


def test_those_who_keep_the_days_of_the_board_have_its_coming_meetings(session):
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30)]
    set_meetings(session, MONA, TODAY.year, days, now=NOON)
    session.flush()

    def meetings(person):
        return [
            (each.on, each.href)
            for each in occasions_of(session, person, TODAY)
            if each.title.startswith("Nämnden sammanträder")
        ]

    where = f"/actions/meetings?year={TODAY.year}"
    assert meetings("kim") == [(TODAY, where), (TODAY + timedelta(days=30), where)]
    assert meetings("rut") == meetings("audrey") == []


def test_a_round_of_other_units_is_not_in_her_calendar(session):
    a_review(session, unit_ids=["south"])

    titles = [each.title for each in occasions_of(session, "max", TODAY)]

    assert "Sista dag för omgången Höst 2026" not in titles
    assert "Sista dag för omgången Höst 2026" in [
        each.title for each in occasions_of(session, "mona", TODAY)
    ]


def test_a_calendar_stays_small(session):
    for number in range(MOST + 20):
        an_action(session, days=number % 300, number=f"2026-{number:04}")
    an_action(session, days=900, number="2026-9999")

    found = occasions_of(session, "rut", TODAY)

    assert len(found) == MOST
    assert "2026-9999" not in " ".join(each.title for each in found)


def test_what_has_not_changed_is_not_sent_again(browser, session, feed):
    an_action(session, days=5)
    session.commit()
    address = feed(RUT)
    first = browser.get(address)

    again = browser.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_wrong_revoked_and_deactivated_lead_nowhere(browser, feed):
    revoked, gone, standing = feed(KIM), feed(MAX), feed(RUT)
    with browser.app.state.database.writing() as writing:
        revoke_feed(writing, KIM, now=NOON)
        writing.get_one(Person, "max").active = False

    pages = [browser.get(path) for path in ("/calendar/wrong.ics", revoked, gone)]

    assert [page.status_code for page in pages] == [404] * 3
    # The page knows its own address, to come back to when a language is chosen.
    assert len({page.text.replace(str(page.url.path), "") for page in pages}) == 1
    assert browser.get(standing).status_code == 200


def test_the_address_is_kept_as_a_hash_and_a_new_one_stops_the_old(browser, session, feed):
    old = feed(RUT)
    new = feed(RUT)

    assert browser.get(old).status_code == 404
    assert browser.get(new).status_code == 200
    choice = session.get_one(ReminderChoice, "rut")
    assert len(choice.feed_hash) == 64
    assert choice.feed_hash not in new
    assert choice.feed_read_at is not None
    entries = session.exec(select(AuditEntry.event)).all()
    assert entries == ["CalendarFeedMade", "CalendarFeedMade"]
