from dataclasses import dataclass
from html import unescape
from itertools import chain

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.admin import log_queries
from app.admin.log_queries import ENTRIES_PER_PAGE, TECHNICAL, EntriesWanted, entries_for
from app.audit.log import Event, record
from app.audit.models import AuditEntry
from app.auth.events import SignedIn, SignedOut
from app.reviews.viewing import ReviewViewed
from tests.cast import ADA, AUDREY, KIM, MONA, NOON, RUT
from tests.make import a_review


@pytest.fixture
def database(browser):
    return browser.app.state.database


def events_shown(session, actor, **wanted):
    page = entries_for(session, actor, EntriesWanted(**wanted))
    return [shown.entry.event for shown in page.entries]


def happened(session, *events):
    for event in events:
        record(session, event)
    session.flush()


def rut_signs_in(**more):
    return SignedIn(at=NOON, actor_id="rut", person_id="rut", by="password", **more)


def viewed(actor, review):
    return ReviewViewed(at=NOON, actor_id=actor.id, review_id=review.id)


def test_the_administrator_reads_what_is_technical_and_nothing_of_cases(session):
    review = a_review(session, reviewer=RUT)
    happened(session, rut_signs_in(), viewed(RUT, review))

    assert "ReviewViewed" not in events_shown(session, ADA)
    assert "SignedIn" in events_shown(session, ADA)
    assert {"ReviewViewed", "SignedIn"} <= set(events_shown(session, AUDREY))


def test_the_administrator_cannot_ask_for_more(session):
    review = a_review(session, reviewer=RUT)
    happened(session, viewed(RUT, review))

    assert events_shown(session, ADA, event="ReviewViewed") == []
    assert events_shown(session, ADA, person_id="rut") == []
    assert "ReviewViewed" not in log_queries.events_seen(session, ADA)


def test_an_event_nobody_has_thought_of_is_not_technical(session):
    @dataclass(frozen=True, slots=True, kw_only=True)
    class SomethingNew(Event):
        pass

    happened(session, SomethingNew(at=NOON, actor_id="rut"))

    assert events_shown(session, ADA) == []
    assert events_shown(session, AUDREY) == ["SomethingNew"]


def test_what_is_technical_is_at_the_door_or_about_accounts():
    assert not any("Review" in name or "Case" in name or "Sample" in name for name in TECHNICAL)


@pytest.mark.both
def test_the_log_is_turned_page_by_page_both_ways(session):
    happened(session, *(rut_signs_in() for _ in range(ENTRIES_PER_PAGE * 2 + 5)))

    first = entries_for(session, AUDREY, EntriesWanted())
    second = entries_for(session, AUDREY, EntriesWanted(older_than=first.entries[-1].entry.seq))
    third = entries_for(session, AUDREY, EntriesWanted(older_than=second.entries[-1].entry.seq))
    back = entries_for(session, AUDREY, EntriesWanted(newer_than=third.entries[0].entry.seq))

    seqs = [[shown.entry.seq for shown in page.entries] for page in (first, second, third)]
    assert [*chain.from_iterable(seqs)] == list(range(ENTRIES_PER_PAGE * 2 + 5, 0, -1))
    assert (first.newer, first.older) == (False, True)
    assert (second.newer, second.older) == (True, True)
    assert (third.newer, third.older) == (True, False)
    assert back.entries == second.entries


def test_the_log_is_narrowed_to_a_person(session):
    happened(session, rut_signs_in(), SignedOut(at=NOON, actor_id="kim", person_id="kim"))

    assert events_shown(session, AUDREY, person_id="kim") == ["SignedOut"]


@pytest.fixture
def audrey(browser):
    browser.sign_in(AUDREY)
    return browser


def test_the_log_says_who_did_what_in_swedish(audrey, database):
    with database.writing() as session:
        review = a_review(session, reviewer=RUT)
        happened(session, viewed(KIM, review))

    page = unescape(audrey.get("/log").text)

    assert "Tittade på en granskning" in page
    assert "Kim Öst" in page


def test_the_log_asks_as_often_however_long_it_is(audrey, database, count_queries):
    with database.writing() as session:
        happened(session, rut_signs_in())
    with count_queries(database) as few:
        audrey.get("/log")
    with database.writing() as session:
        happened(session, *(rut_signs_in() for _ in range(40)))
    with count_queries(database) as many:
        audrey.get("/log")

    assert len(few) == len(many)


@pytest.mark.parametrize("query", ["since=igår", "older_than=x", "until=2026-13-01"])
def test_a_filter_that_cannot_be_read_says_so(audrey, query):
    assert audrey.get(f"/log?{query}").status_code == 422


def test_days_are_days_in_sweden(audrey, database):
    late = NOON.replace(hour=23, minute=30)  # half past midnight the day after, in Sweden
    with database.writing() as session:
        happened(session, SignedIn(at=late, actor_id="rut", person_id="rut", by="password"))

    assert "Rut Lind</td>" not in audrey.get("/log?until=2026-11-23").text
    assert "Rut Lind</td>" in audrey.get("/log?since=2026-11-24&until=2026-11-24").text


def test_a_whole_log_is_said_to_be_whole(audrey, database):
    with database.writing() as session:
        happened(session, rut_signs_in())

    answer = audrey.post("/log/check")

    assert answer.headers["location"] == "/log"
    page = unescape(audrey.get("/log").text)
    assert "Loggen är hel: 1 rader, ingen ändrad och ingen som saknas." in page
    newest = select(AuditEntry.event).order_by(AuditEntry.seq.desc())
    with database.reading() as session:
        assert session.exec(newest).first() == "LogChecked"


def test_a_changed_log_is_found_out(audrey, database):
    with database.writing() as session:
        happened(session, rut_signs_in(), rut_signs_in())
        for (name,) in session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit_entry SET actor_id = 'sam' WHERE seq = 1"))

    audrey.post("/log/check")

    page = unescape(audrey.get("/log").text)
    assert "Loggen hänger inte ihop: 1 fel, det första vid rad 1." in page
    assert "hänger inte ihop" in page


def test_who_has_read_a_case_is_answered_and_the_asking_is_logged(audrey, database):
    with database.writing() as session:
        review = a_review(session, reviewer=RUT)
        happened(session, viewed(RUT, review), viewed(RUT, review), viewed(KIM, review))
        case_id = review.frame_case_id
    case = case_id  # the builder gives a case the same number as its key

    page = unescape(audrey.get("/log/readings", params={"case": case}).text)

    assert "Rut Lind" in page
    assert "Kim Öst" in page
    with database.reading() as session:
        newest = session.exec(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (newest.event, newest.actor_id) == ("ReadingsViewed", "audrey")


def test_a_case_that_is_in_no_round_is_not_found_and_not_logged(audrey, database):
    page = unescape(audrey.get("/log/readings?case=G-0000").text)

    assert "Inget sådant ärende" in page
    with database.reading() as session:
        assert session.exec(select(AuditEntry)).all() == []


@pytest.mark.parametrize("actor", [ADA, MONA, KIM, RUT])
def test_who_has_read_a_case_is_for_the_auditor_alone(browser, actor):
    browser.sign_in(actor)

    assert browser.get("/log/readings?case=x").status_code == 403
