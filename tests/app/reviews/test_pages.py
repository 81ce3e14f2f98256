import json
import re

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.audit.models import AuditEntry
from app.reviews.models import Answer, Review, ReviewReturn, ReviewState
from app.rounds.models import Round, RoundState
from tests.app.reviews.saves import op, post, save
from tests.cast import KIM, MONA, NOON, RUT, SAM
from tests.conftest import HTMX
from tests.make import a_review

FIRST = "inquiry_on_file"


def form_of(page, question):
    """Read the hidden fields of a question's own form, as a browser without script sends them."""
    html = page.text.split(f'answers/{question}" data-version')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))


def stored(database):
    with database.reading() as session:
        return session.exec(select(Answer)).one_or_none()


def events(database):
    with database.reading() as session:
        return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


def test_without_script_an_answer_is_saved_by_its_own_form(browser, database, review):
    browser.sign_in(RUT)
    page = browser.get(f"/reviews/{review}")

    sent = form_of(page, FIRST) | {"value": "yes", "comment": "Rad ett\r\nrad två"}
    answer = browser.post(f"/reviews/{review}/answers/{FIRST}", data=sent)

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/reviews/{review}#q-{FIRST}",
    )
    assert (stored(database).value, stored(database).comment) == ("yes", "Rad ett\nrad två")


def test_without_script_sending_the_form_twice_saves_once(browser, database, review):
    browser.sign_in(RUT)
    sent = form_of(browser.get(f"/reviews/{review}"), FIRST) | {"value": "yes"}

    answers = [browser.post(f"/reviews/{review}/answers/{FIRST}", data=sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert stored(database).version == 1


def test_without_script_an_answer_can_be_cleared(browser, database, review):
    save(database, review, value="yes")
    browser.sign_in(RUT)
    sent = form_of(browser.get(f"/reviews/{review}"), FIRST) | {"value": "yes", "clear": "1"}

    browser.post(f"/reviews/{review}/answers/{FIRST}", data=sent)

    assert (stored(database).value, stored(database).version) == ("", 2)


def test_without_script_a_refused_answer_is_shown_again_as_it_was_typed(browser, review):
    browser.sign_in(RUT)
    sent = form_of(browser.get(f"/reviews/{review}"), "visits") | {"value": "i våras"}

    answer = browser.post(f"/reviews/{review}/answers/visits", data=sent)

    assert answer.status_code == 422
    assert 'value="i våras"' in answer.text
    assert "Skriv datumet som år-månad-dag" in answer.text
    assert "EJ SPARAT" in answer.text


def test_without_script_a_conflict_shows_both_texts_and_lets_her_choose(browser, database, review):
    browser.sign_in(RUT)
    sent = form_of(browser.get(f"/reviews/{review}"), FIRST) | {"value": "yes", "comment": "Min"}
    save(database, review, value="no", comment="Den andra fliken")

    clash = browser.post(f"/reviews/{review}/answers/{FIRST}", data=sent)
    mine = form_of(clash, FIRST) | {"value": "yes", "comment": "Min"}
    chosen = browser.post(f"/reviews/{review}/answers/{FIRST}", data=mine)

    assert clash.status_code == 409
    assert "Den andra fliken" in clash.text
    assert ">\nMin</textarea>" in clash.text
    assert chosen.status_code == 303
    assert (stored(database).comment, stored(database).version) == ("Min", 2)


def test_the_script_is_told_version_and_time(browser, review):
    browser.sign_in(RUT)

    answer = post(browser, review, value="yes")

    told = answer.json()
    assert (answer.status_code, told["saved"], told["version"]) == (200, True, 1)
    assert re.fullmatch(r"\d\d:\d\d:\d\d", told["at"])
    assert told["progress"] == "1 av 35"


def test_htmx_is_given_the_state_of_the_answer(browser, review):
    browser.sign_in(RUT)
    sent = {"value": "yes", "version": 0, "op_id": op()}

    answer = browser.post(f"/reviews/{review}/answers/{FIRST}", data=sent, headers=HTMX)

    assert 'data-state="saved" data-version="1"' in answer.text


def test_an_answer_brings_its_follow_up_question(browser, review):
    browser.sign_in(RUT)
    before = browser.get(f"/reviews/{review}")

    told = post(browser, review, "care_plan_exists", value="yes").json()
    after = browser.get(f"/reviews/{review}")

    assert 'id="q-care_plan_contents"' not in before.text
    assert 'id="q-care_plan_contents"' in told["parts"]["q-care_plan_contents"]
    assert told["order"].index("q-care_plan_exists") < told["order"].index("q-care_plan_contents")
    assert 'id="q-care_plan_contents"' in after.text


def test_a_save_sent_again_tells_of_its_follow_up_again(browser, review):
    browser.sign_in(RUT)
    sent = {"value": "yes", "op_id": op()}
    first = post(browser, review, "care_plan_exists", **sent).json()

    again = post(browser, review, "care_plan_exists", **sent).json()

    assert again["order"] == first["order"]
    assert again["parts"].keys() == first["parts"].keys()


def test_who_comes_late_is_told_what_stands(browser, database, review):
    save(database, review, value="no", comment="Först")
    browser.sign_in(RUT)

    late = post(browser, review, value="yes")

    assert late.status_code == 409
    assert late.json()["current"]["value"] == "no"
    assert late.json()["current"]["comment"] == "Först"
    assert late.json()["current"]["version"] == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"value": "yes", "version": -1}, 422),
        ({"value": "yes", "op_id": "twice"}, 422),
        ({"value": {"not": "text"}}, 422),
        ({"comment": "noll \x00 byte"}, 422),
        ({"comment": "å" * 40_000}, 413),
        ({"comment": "å" * 2001}, 422),
        ({"comment": "Barnet 18900201-3283"}, 422),
    ],
)
def test_what_no_page_sends_is_refused(browser, database, review, sent, status):
    browser.sign_in(RUT)

    assert post(browser, review, **sent).status_code == status
    assert stored(database) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"version":0}', json.dumps({"comment": "\ud800"}).encode()]
)
def test_junk_is_refused(browser, review, body):
    browser.sign_in(RUT)
    headers = {"Content-Type": "application/json"}

    answer = browser.post(f"/reviews/{review}/answers/{FIRST}", content=body, headers=headers)

    assert answer.status_code == 422


def test_who_is_signed_out_is_told_so_and_nothing_is_saved(browser, database, review):
    answer = browser.post(
        f"/reviews/{review}/answers/{FIRST}",
        json={"value": "yes", "version": 0, "op_id": op()},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 401
    assert stored(database) is None


@pytest.mark.parametrize("path", ["", "/print"])
def test_somebody_elses_review_does_not_exist(browser, review, path):
    browser.sign_in(SAM)

    foreign = browser.get(f"/reviews/{review}{path}")
    missing = browser.get(f"/reviews/aaaaaaaaaaaaaaaa{path}")

    assert foreign.status_code == missing.status_code == 404
    assert post(browser, review, value="yes").status_code == 404


@pytest.mark.parametrize("actor", [MONA, KIM], ids=["manager", "quality"])
def test_nobody_else_fills_in_reviews(browser, review, actor):
    browser.sign_in(actor)

    assert browser.get(f"/reviews/{review}").status_code == 403


def test_a_view_is_logged_before_it_is_shown(browser, database, review):
    browser.sign_in(RUT)

    browser.get(f"/reviews/{review}")

    assert events(database) == ["ReviewViewed"]
    with database.reading() as session:
        assert session.get_one(Review, review).opened_at is not None


def test_what_cannot_be_logged_is_not_shown(browser, database, review):
    with database.writing() as session:
        session.execute(text("DROP TABLE audit_payload"))
    browser.sign_in(RUT)

    answer = browser.get(f"/reviews/{review}")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "south-01" not in answer.text


def test_what_cannot_be_stored_is_not_called_saved(browser, database, review):
    with database.writing() as session:
        session.execute(text("DROP TABLE answer_version"))
    browser.sign_in(RUT)

    answer = post(browser, review, value="yes")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert stored(database) is None


def test_the_page_asks_the_database_as_often_however_much_is_answered(
    browser, database, count_queries, review
):
    browser.sign_in(RUT)
    counted = []
    for question in ["", "visits", "considerations", "follow_up_on"]:
        if question:
            save(database, review, question, "2026-02-01")
        with count_queries(browser.app.state.database) as queries:
            browser.get(f"/reviews/{review}")
        counted.append(len(queries))

    assert len(set(counted[1:])) == 1
    assert counted[0] == counted[1]


@pytest.mark.usefixtures("review")
def test_the_list_asks_the_database_as_often_however_long_it_is(browser, database, count_queries):
    browser.sign_in(RUT)
    with count_queries(browser.app.state.database) as one:
        browser.get("/reviews")
    with database.writing() as session:
        for name in ("Vår 2026", "Höst 2025"):
            a_review(session, name=name)

    with count_queries(browser.app.state.database) as three:
        browser.get("/reviews")

    assert len(one) == len(three)


def test_nothing_to_review_is_said_plainly(browser):
    browser.sign_in(SAM)

    assert "Inget att granska just nu" in browser.get("/reviews").text


@pytest.mark.usefixtures("review")
def test_what_was_returned_comes_first_with_its_comment(browser, database):
    with database.writing() as session:
        returned = a_review(session, name="Vår 2027", state=ReviewState.returned)
        session.add(ReviewReturn(review_id=returned.id, comment="Se över G1.", at=NOON, by=KIM.id))
    browser.sign_in(RUT)

    page = browser.get("/reviews").text

    assert "Se över G1." in page
    assert page.index("Vår 2027") < page.index("Höst 2026")


def test_what_is_handed_in_is_shown_without_fields(browser, database, review):
    save(database, review, value="yes", comment="Finns.")
    with database.writing() as session:
        session.get_one(Review, review).state = ReviewState.submitted
    browser.sign_in(RUT)

    page = browser.get(f"/reviews/{review}").text

    assert "Inlämnad" in page
    assert "Finns." in page
    assert "<textarea" not in page


def test_a_closed_round_is_only_read(browser, database, review):
    with database.writing() as session:
        session.exec(select(Round)).one().state = RoundState.closed
    browser.sign_in(RUT)

    assert "<textarea" not in browser.get(f"/reviews/{review}").text
    assert post(browser, review, value="yes").status_code == 409


def test_the_law_is_that_of_what_is_reviewed(browser, database, review):
    with database.writing() as session:
        older = a_review(
            session,
            name="Höst 2024",
            period_from=NOON.date().replace(year=2024, month=1),
            period_to=NOON.date().replace(year=2024, month=10),
        ).id
    browser.sign_in(RUT)

    assert "SoL (2025:400) 22 kap. 13 §" in browser.get(f"/reviews/{review}").text
    assert "SoL (2001:453) 6 kap. 8 §" in browser.get(f"/reviews/{older}").text


def test_the_paper_form_has_the_follow_ups_and_when_to_answer_them(browser, review):
    browser.sign_in(RUT)

    paper = browser.get(f"/reviews/{review}/print").text

    assert "(om D1 är ja eller delvis)" in paper
    assert "D2" in paper
    assert "K1" not in paper


def test_everything_is_said_in_swedish(browser, review):
    browser.sign_in(RUT)

    page = browser.get(f"/reviews/{review}").text

    assert not re.search(r"\b(Save|Saved|Comment|Next|Reason|Placement|Choose)\b", page)
