"""The page of what has changed: plain words, arrows only for what is sure, nobody else's rounds."""

import re

import pytest

from app.rounds.models import Round
from app.summary.change_page import sentence
from app.summary.changes import Change
from app.summary.service import close_round
from sampling import ChangeVerdict
from tests.app.summary.test_change import answered, plan_in_some, two_rounds
from tests.barriers import barriers
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\xa0", " ")


@pytest.fixture
def changed(session):
    """Give two closed rounds between which the plans have become surely better."""
    earlier, later = two_rounds(session)
    answered(session, earlier, plan_in_some("a", 0.2))
    answered(session, later, plan_in_some("b", 0.95))
    for each in (earlier, later):
        close_round(session, KIM, each.id, smallest=5, now=NOON)
        session.flush()
    session.commit()
    return earlier, later


@pytest.mark.parametrize(
    ("actor", "status"),
    [(MONA, 200), (MAX, 200), (KIM, 200), (AUDREY, 200), (RUT, 403), (ADA, 403)],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_see_what_has_changed(browser, changed, actor, status):
    browser.sign_in(actor)

    assert browser.get(f"/rounds/{changed[1].id}/change").status_code == status


def test_a_sure_change_is_said_in_one_plain_sentence(browser, changed):
    browser.sign_in(MONA)

    page = text_of(browser.get(f"/rounds/{changed[1].id}/change"))

    assert "Höst 2026 jämfört med Vår 2026" in page
    assert re.search(
        r"Andelen har ökat från \d+ % till \d+ %; skillnaden är mellan \+\d+ och \+\d+ "
        r"procentenheter, mer än slumpen brukar ge\.",
        page,
    )
    assert "Båda omgångarna är stängda, och jämförelsen är fryst." in page


def test_only_a_sure_change_gets_an_arrow(browser, session):
    earlier, later = two_rounds(session)
    answered(session, earlier, plan_in_some("a", 0.6))
    answered(session, later, plan_in_some("b", 0.6))
    for each in (earlier, later):
        close_round(session, KIM, each.id, smallest=5, now=NOON)
        session.flush()
    session.commit()
    browser.sign_in(MONA)

    page = browser.get(f"/rounds/{later.id}/change")

    assert "change-arrow" not in page.text
    assert "<polygon" not in page.text
    assert "Kan inte avgöras" in page.text


def test_the_first_round_has_nothing_to_be_compared_with(browser, changed):
    browser.sign_in(MONA)

    page = browser.get(f"/rounds/{changed[0].id}/change")

    assert page.status_code == 200
    assert "Det finns ingen tidigare omgång att jämföra med" in page.text
    assert (
        "Vad som har förändrats sedan" not in browser.get(f"/rounds/{changed[0].id}/summary").text
    )


def test_a_round_that_is_not_there_or_not_hers_is_not_found(browser, session, changed):
    browser.sign_in(MAX)
    address = f"/rounds/{changed[1].id}/change"
    assert browser.get(f"{address}?with={changed[0].id}").status_code == 200
    south = session.get_one(Round, changed[0].id)
    south.unit_ids = ["south"]
    session.add(south)
    session.commit()

    assert browser.get(f"{address}?with={changed[0].id}").status_code == 404
    assert browser.get(f"{address}?with=nothing").status_code == 404
    assert "Vår 2026" not in browser.get(address).text


def test_a_question_is_shown_round_by_round(browser, changed):
    browser.sign_in(MONA)

    page = browser.get(f"/rounds/{changed[1].id}/summary/care_plan_exists")

    assert "Andel uppfyllda, omgång för omgång" in page.text
    assert page.text.count("Vår 2026") >= 3


def test_frozen_rounds_are_compared_in_as_many_queries_however_large(
    browser, changed, count_queries
):
    browser.sign_in(MONA)
    database = browser.app.state.database
    browser.get(f"/rounds/{changed[1].id}/change")

    with count_queries(database) as queries:
        browser.get(f"/rounds/{changed[1].id}/change")

    assert len(queries) < 20
    assert not any("FROM answer" in query for query in queries)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            Change(
                "q",
                first=0.62,
                second=0.81,
                difference=0.19,
                low=0.0,
                high=0.35,
                p=0.04,
                adjusted_p=0.04,
                verdict=ChangeVerdict.better,
            ),
            "mellan strax över 0 och +35",
        ),
        (
            Change(
                "q",
                first=0.8,
                second=0.6,
                difference=-0.2,
                low=-0.4,
                high=-0.01,
                p=0.04,
                adjusted_p=0.4,
            ),
            "men när så många frågor jämförs ger slumpen en sådan då och då",
        ),
        (
            Change(
                "q",
                first=0.8,
                second=0.6,
                difference=-0.2,
                low=-0.4,
                high=-0.03,
                p=0.02,
                adjusted_p=0.03,
                verdict=ChangeVerdict.worse,
            ),
            "Andelen har minskat från 80 % till 60 %; skillnaden är mellan −40 och −3",
        ),
        (Change("q", hidden=True), "För få akter bedömdes"),
        (Change("q", comparable=False, why_not="changed"), "Ställd på ett annat sätt"),
    ],
)
def test_what_can_be_said_is_said_and_no_more(change, said):
    assert said in re.sub(r"\s", " ", sentence(change))


@pytest.mark.parametrize("how", [{"width": 390}, {"width": 1280, "color_scheme": "dark"}])
def test_the_pages_can_be_used_by_everybody(windows, changed, how):
    size = {"viewport": {"width": how.pop("width"), "height": 900}}
    page = windows.open(MONA, **size, **how)

    for address in ("change", "summary/care_plan_exists", "summary", "hours"):
        page.goto(f"{windows.live.url}/rounds/{changed[1].id}/{address}")

        assert barriers(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
