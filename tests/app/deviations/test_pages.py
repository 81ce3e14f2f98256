"""The pages about deviations: what each shows, to whom, and what they refuse."""

import json
import re
from datetime import date
from html import unescape

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.clock import now as clock
from app.deviations.deciding import make_deviation
from app.deviations.models import AlarmContact, Deviation, Objection, ProtectionAlarm
from app.deviations.service import change_deviation, report_deviation
from app.organisation.models import Person
from tests.app.deviations.failing import (
    LATER,
    a_failing_review,
    deficiencies,
    opened,
    submitted,
    words,
)
from tests.app.reviews_assure.handed_in import a_round_to_assure
from tests.cast import AUDREY, KIM, MAX, MONA, NOON, RUT
from tests.conftest import HTMX
from tests.forms import forms_of


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text))).replace("\xa0", " ")


@pytest.fixture
def failing(session):
    round_, review = a_failing_review(session)
    session.commit()
    return round_, review


def test_the_page_of_a_review_says_what_waits_and_leads_there(browser, failing):
    round_, review = failing
    browser.sign_in(KIM)

    page = browser.get(f"/rounds/{round_.id}/reviews/{review.id}")

    assert "2 kritiska brister måste avgöras innan granskningen kan godkännas" in text_of(page)
    assert f'href="/rounds/{round_.id}/reviews/{review.id}/deficiencies"' in page.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_approving_too_early_says_what_to_do(browser, failing, headers):
    round_, review = failing
    browser.sign_in(KIM)

    refused = browser.post(f"/rounds/{round_.id}/reviews/{review.id}/approve", headers=headers)

    assert refused.status_code == 409
    assert "Kritiska brister som väntar på ställningstagande: 2" in text_of(refused)


def test_the_refusal_leads_to_the_page_where_it_is_done(browser, failing):
    round_, review = failing
    browser.sign_in(KIM)

    refused = browser.post(f"/rounds/{round_.id}/reviews/{review.id}/approve")

    assert f'href="/rounds/{round_.id}/reviews/{review.id}/deficiencies"' in refused.text


def test_all_that_waits_can_become_deviations_in_one_step(browser, session, failing):
    round_, review = failing
    browser.sign_in(KIM)
    home = f"/rounds/{round_.id}/reviews/{review.id}"

    done = browser.post(f"{home}/deficiencies")
    approved = browser.post(f"{home}/approve")

    assert (done.status_code, approved.status_code) == (303, 303)
    assert len(session.exec(select(Deviation)).all()) == 2


def test_a_deficiency_without_a_reason_is_not_waved_away(browser, session, failing):
    round_, review = failing
    row = deficiencies(session)["south-01", "child_talks"]
    session.commit()
    browser.sign_in(KIM)
    address = f"/rounds/{round_.id}/reviews/{review.id}/deficiencies/{row.id}"

    refused = browser.post(address, data={"decision": "not_warranted", "why": ""})
    taken = browser.post(address, data={"decision": "not_warranted", "why": "Placeringen är slut."})

    assert refused.status_code == 422
    assert "Skriv varför ingen avvikelse behövs" in text_of(refused)
    assert taken.status_code == 303
    session.refresh(row)
    assert (row.state, row.why) == ("not_warranted", "Placeringen är slut.")


def test_a_round_is_gathered_by_theme(browser, session):
    round_, reviews = a_round_to_assure(session, {"north": 2, "south": 2})
    for review in reviews.values():
        submitted(session, review)
    session.commit()
    browser.sign_in(KIM)
    address = f"/rounds/{round_.id}/deficiencies"

    page = text_of(browser.get(address))
    chosen = ["care_plan_exists north", "care_plan_exists south"]
    made = browser.post(address, data={"chosen": chosen, "decision": "new"})
    rest = browser.post(
        address,
        data={"chosen": ["child_talks north"], "decision": "not_warranted", "why": "Känt redan."},
    )

    assert "4 av 4 väntar" in page
    assert (made.status_code, rest.status_code) == (303, 303)
    assert len(session.exec(select(Deviation)).all()) == 1
    states = sorted(row.state for row in deficiencies(session).values())
    assert states == ["deviation"] * 4 + ["not_warranted"] * 2 + ["waiting"] * 2


def test_nothing_chosen_is_said_beside_the_choice(browser, failing):
    round_, _ = failing
    browser.sign_in(KIM)

    refused = browser.post(f"/rounds/{round_.id}/deficiencies", data={"decision": "new"})

    assert refused.status_code == 422
    assert "Välj minst en rad" in text_of(refused)


def test_a_manager_sees_the_deviations_of_her_unit_and_no_other(browser, session):
    report_deviation(session, RUT, words(title="I norr"), now=NOON)
    report_deviation(session, RUT, words(title="I söder", unit_id="south"), now=NOON)
    session.commit()
    browser.sign_in(MAX)

    page = text_of(browser.get("/deviations"))

    assert "I norr" in page
    assert "I söder" not in page


def test_what_somebody_who_has_left_answers_for_is_flagged_on_every_page(browser, session):
    deviation = report_deviation(session, RUT, words(title="I norr"), now=NOON)
    opened(session, deviation, owner_id=MAX.id)
    session.commit()
    browser.sign_in(KIM)
    pages = ("/deviations", f"/deviations/{deviation.id}")
    before = [text_of(browser.get(page)) for page in pages]
    session.get_one(Person, MAX.id).active = False
    session.commit()

    after = [text_of(browser.get(page)) for page in pages]

    assert ["Ingen ansvarar" in text for text in (*before, *after)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {"Plan", "Besök"}),
        ("?kind=plan", {"Plan"}),
        ("?severity=serious", {"Besök"}),
        ("?state=closed", set()),
        ("?rule_of_law=1", {"Besök"}),
        ("?unit=north", {"Plan", "Besök"}),
        ("?overdue=1", set()),
        ("?cause=workload", {"Plan"}),
        ("?kind=nonsense", {"Plan", "Besök"}),
    ],
)
def test_the_list_is_narrowed_down_by_its_address(browser, session, query, seen):
    report_deviation(session, RUT, words(title="Plan", kind="plan", cause="workload"), now=NOON)
    more = {"kind": "follow_up", "severity": "serious", "rule_of_law": True}
    report_deviation(session, RUT, words(title="Besök", **more), now=NOON)
    session.commit()
    browser.sign_in(KIM)

    page = browser.get(f"/deviations{query}").text

    found = set(re.findall(r"2026-00\d (\w+)</a>", page))
    assert found == seen


def test_a_report_needs_words_and_holds_no_identity_number(browser, session):
    browser.sign_in(RUT)

    empty = browser.post("/deviations/report", data={"title": "", "description": ""})
    told = browser.post(
        "/deviations/report",
        data={"title": "Fel", "description": "Gäller 19121212-1212."},
    )
    sent = browser.post(
        "/deviations/report",
        data={"title": "Sent besök", "description": "Sju månader utan besök.", "kind": "follow_up"},
    )

    assert (empty.status_code, told.status_code) == (422, 422)
    assert "personnummer" in text_of(told)
    assert sent.headers["location"] == "/deviations/report"
    number = session.exec(select(Deviation.number)).one()
    assert f"{number} Sent besök" in text_of(browser.get("/deviations/report"))


def test_two_who_write_at_once_see_what_the_other_wrote(browser, session):
    deviation = opened(session, report_deviation(session, RUT, words(), now=NOON))
    session.commit()
    browser.sign_in(KIM)
    typed = {
        "version": deviation.version - 1,
        "title": "Min rubrik",
        "owner_id": "max",
        "due_on": "2026-12-24",
    }

    refused = browser.post(f"/deviations/{deviation.id}", data=typed)

    assert refused.status_code == 409
    assert "Utkast → Hanteras (Kim Öst" in text_of(refused)
    assert 'value="Min rubrik"' in refused.text


def test_the_steps_of_a_deviation_are_taken_on_its_page(browser, session):
    deviation = report_deviation(session, RUT, words(), now=NOON)
    session.commit()
    browser.sign_in(KIM)
    home = f"/deviations/{deviation.id}"
    due = {"title": "Plan saknas", "owner_id": "max", "due_on": "2026-12-24", "unit_id": "north"}

    too_early = browser.post(f"{home}/open", data={"version": 1})
    browser.post(home, data={**due, "version": 1})
    browser.post(f"{home}/open", data={"version": 2})
    no_note = browser.post(f"{home}/close", data={"version": 3, "note": ""})
    closed = browser.post(f"{home}/close", data={"version": 3, "note": "Planen är skriven."})

    assert (too_early.status_code, no_note.status_code, closed.status_code) == (422, 422, 303)
    page = text_of(browser.get(home))
    assert "Planen är skriven." in page
    assert "Hanterad och avslutad" in page


def test_case_numbers_are_seen_by_those_who_may_read_the_cases_and_that_is_logged(browser, session):
    _, _ = a_failing_review(session)
    deviation = make_deviation(
        session, KIM, [row.id for row in deficiencies(session).values()], now=LATER
    )
    deviation.owner_id = MAX.id
    session.add(deviation)
    session.commit()

    browser.sign_in(MAX)
    hers = browser.get(f"/deviations/{deviation.id}")
    browser.sign_in(KIM)
    all_of_it = browser.get(f"/deviations/{deviation.id}")

    assert "south-01" not in hers.text
    assert "south-01" in all_of_it.text
    views = session.exec(select(AuditEntry).where(AuditEntry.event == "DeviationViewed")).all()
    assert [entry.actor_id for entry in views] == [KIM.id]


def test_an_objection_is_made_and_decided_on_the_page_of_the_deficiency(browser, session):
    a_failing_review(session, "north")
    row = deficiencies(session)["north-01", "child_talks"]
    make_deviation(session, KIM, [row.id], now=clock())
    session.commit()
    home = f"/deficiencies/{row.id}"

    browser.sign_in(MAX)
    page = browser.get(home)
    sent = browser.post(f"{home}/objection", data={"text": "Samtalet är antecknat i planen."})
    browser.sign_in(KIM)
    decided = browser.post(
        f"{home}/objection/decision", data={"upheld": "true", "reason": "Det stämmer."}
    )

    assert "Är det här fel?" in text_of(page)
    assert (sent.status_code, decided.status_code) == (303, 303)
    assert session.exec(select(Objection)).one().upheld
    assert "1 av 1 avgjorda" in text_of(browser.get("/deviations/objections"))


@pytest.mark.usefixtures("failing")
def test_the_phone_list_comes_before_anything_else(browser, session):
    session.add(AlarmContact(role="Socialjouren", phone="0000-123 11"))
    session.commit()
    browser.sign_in(RUT)

    before = browser.get("/cases/south-01/alarm")
    raised = browser.post("/cases/south-01/alarm")

    assert 'href="tel:0000-12311"' in before.text
    alarm = session.exec(select(ProtectionAlarm)).one()
    session.commit()
    assert raised.headers["location"] == f"/alarms/{alarm.id}"
    browser.sign_in(MONA)
    assert "1 skyddslarm väntar" in text_of(browser.get("/alarms/open"))
    assert "south-01" not in browser.get("/alarms/open").text
    assert browser.post(f"/alarms/{alarm.id}/take-over").status_code == 303
    assert "skyddslarm väntar" not in text_of(browser.get("/alarms/open"))


def test_a_deviation_is_taken_out_as_a_file_of_its_own(browser, session):
    deviation = report_deviation(
        session, RUT, words(title="=1+1", description="Å, ä och ö; med semikolon."), now=NOON
    )
    session.commit()
    browser.sign_in(KIM)

    as_json = browser.get(f"/deviations/{deviation.id}/file.json")
    as_csv = browser.get(f"/deviations/{deviation.id}/file.csv")
    whole = browser.get("/deviations/export.xlsx")

    record = json.loads(as_json.content)
    assert (record["format"], record["nummer"], record["enhet"]) == (
        "stickprov-avvikelse-1",
        "AVV-2026-001",
        "Enhet Norr",
    )
    assert "'=1+1" in as_csv.content.decode("utf-8-sig")
    assert whole.content[:2] == b"PK"
    assert browser.get(f"/deviations/{deviation.id}/file.exe").status_code == 404
    exported = session.exec(select(AuditEntry).where(AuditEntry.event == "DeviationsExported"))
    assert len(exported.all()) == 3


@pytest.mark.parametrize(
    "address", ["/deviations", "/deviations/figures", "/deviations/objections"]
)
def test_a_page_asks_the_database_as_often_however_much_there_is(
    browser, session, count_queries, address
):
    browser.sign_in(AUDREY)
    asked = []
    for _ in range(2):
        for _ in range(4):
            report_deviation(session, RUT, words(), now=NOON)
        session.commit()
        browser.get(address)
        with count_queries(browser.app.state.database) as queries:
            assert browser.get(address).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert asked[0] < 25


@pytest.mark.parametrize("step", ["close", "withdraw"])
def test_a_note_that_is_refused_stays_on_the_page_and_the_view_is_logged(browser, session, step):
    a_failing_review(session)
    rows = [row.id for row in deficiencies(session).values()]
    deviation = opened(session, make_deviation(session, KIM, rows, now=LATER))
    session.commit()
    browser.sign_in(KIM)
    note = {"version": deviation.version, "note": "Rutinen är ändrad. 18900101-2385"}

    refused = browser.post(f"/deviations/{deviation.id}/{step}", data=note)

    assert refused.status_code == 422
    assert "Rutinen är ändrad." in refused.text
    events = select(AuditEntry.event).order_by(col(AuditEntry.seq))
    assert session.exec(events).all()[-1] == "DeviationViewed"


def test_what_came_of_a_duty_stays_on_the_page_when_it_is_refused(browser, session):
    deviation = report_deviation(session, KIM, words(), now=NOON)
    session.commit()
    browser.sign_in(KIM)
    where = f"/deviations/{deviation.id}/duties"
    browser.post(where, data={"duty": "lex_sarah", "due_on": "2026-12-01"})

    refused = browser.post(
        f"{where}/lex_sarah/done",
        data={"done_on": "2026-11-20", "note": "Utredd. 18900101-2385"},
    )

    assert refused.status_code == 422
    assert "Utredd." in refused.text
    assert "personnummer" in refused.text


@pytest.mark.both
@pytest.mark.parametrize("where", ["/alarms/a%00b", "/reports/a%00b", "/external-findings/a%00b"])
def test_an_address_that_no_key_can_be_is_not_found(browser, where):
    browser.sign_in(KIM)

    assert browser.get(where).status_code == 404


def test_the_history_shows_days_as_elsewhere_and_every_word(browser, session):
    deviation = report_deviation(session, KIM, words(description="Kort"), now=NOON)
    long = "En lång beskrivning av det som hände. " * 12 + "SLUTORD"
    content = words(description=long, due_on=date(2026, 12, 24))
    change_deviation(session, KIM, deviation.id, content, version=1, now=NOON)
    session.commit()
    browser.sign_in(KIM)

    page = browser.get(f"/deviations/{deviation.id}").text

    history = page.partition('id="history"')[2]
    assert "24 december 2026" in history
    assert "2026-12-24" not in history
    assert "SLUTORD" in history
    assert history.count("Visa före och efter") == 1


def test_what_is_sent_twice_changes_the_phone_list_once(browser, session):
    browser.sign_in(MONA)
    home = "/alarms/contacts"
    for role in ("Jouren", "Enhetschefen", "Chefen", "Chefen"):
        browser.post(home, data={"role": role, "phone": "0000-123 11"})
    forms = forms_of(browser.get(home))
    last = session.exec(select(AlarmContact).where(AlarmContact.role == "Chefen")).one().id
    session.commit()

    for _ in range(2):
        browser.post(f"{home}/{last}/before", data=forms[f"{home}/{last}/before"])
    moved = roles_of(session)
    for _ in range(2):
        removed = browser.post(f"{home}/{last}/remove", data=forms[f"{home}/{last}/remove"])

    assert moved == ["Jouren", "Chefen", "Enhetschefen"]
    assert removed.status_code == 303
    assert roles_of(session) == ["Jouren", "Enhetschefen"]


def test_a_line_of_the_phone_list_that_was_changed_meanwhile_is_not_removed(browser, session):
    session.add(AlarmContact(id="jour", role="Jouren", phone="0000-123 11"))
    session.commit()
    browser.sign_in(MONA)
    home = "/alarms/contacts"
    opened = forms_of(browser.get(home))
    browser.post(f"{home}/jour", data=opened[f"{home}/jour"] | {"role": "Nya jouren"})

    refused = browser.post(f"{home}/jour/remove", data=opened[f"{home}/jour/remove"])

    assert refused.status_code == 409
    assert "Läs raden igen" in refused.text
    assert roles_of(session) == ["Nya jouren"]


def roles_of(session):
    session.expire_all()
    roles = session.exec(select(AlarmContact.role).order_by(AlarmContact.place)).all()
    session.commit()
    return list(roles)
