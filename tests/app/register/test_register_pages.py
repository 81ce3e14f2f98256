import re
from pathlib import Path

import pytest

from tests.app.register.browsing import bring_in, confirm, draft_of, in_register, upload, views
from tests.app.register.register_files import IDENTITY_NUMBER, a_case, cases, csv_file
from tests.cast import AUDREY, KIM, MAX, MONA, RUT

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize(
    ("name", "button", "said"),
    [
        ("register_2026_var.csv", "Ta in 412 placeringar", {}),
        ("register_2026_host.xlsx", "Ta in 430 placeringar", {}),
        ("register_felaktig.csv", "Ta in 50 placeringar", {"without_refused": "on"}),
    ],
)
def test_a_register_goes_from_file_to_page_without_javascript(browser, name, button, said):
    browser.sign_in(MONA)
    draft = draft_of(browser, (FILES / name).read_bytes(), name)
    page = browser.get(draft)
    done = confirm(browser, draft, **said)
    register = browser.get("/register")

    assert button in page.text
    assert (done.status_code, done.headers["location"]) == (303, "/register")
    assert "Registret är inläst" in register.text
    assert name in register.text
    assert str(len(in_register(browser))) in button


def test_before_the_first_import_the_page_says_what_to_do(browser):
    browser.sign_in(MONA)
    manager = browser.get("/register").text
    browser.sign_in(KIM)
    quality = browser.get("/register").text

    assert "Börja med ett uttag ur verksamhetssystemet" in manager
    assert 'type="file"' in manager
    assert "Registret är tomt" in quality
    assert 'type="file"' not in quality
    assert views(browser) == []


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.7 hej", "uttag.pdf", "Den här sortens fil läses inte."),
        (b"", "uttag.csv", "Filen är tom. Gör om uttaget."),
        (b"hej", "uttag.csv", "Ingen rad med rubriker"),
        (csv_file(*cases(2)), f"{IDENTITY_NUMBER}.csv", "Filens namn innehåller ett personnummer."),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_plain_words(browser, content, name, reason):
    browser.sign_in(MONA)

    answer = upload(browser, content, name)

    assert answer.status_code == 422
    assert reason in answer.text
    assert IDENTITY_NUMBER not in answer.text


def test_a_form_without_a_file_asks_for_one(browser):
    browser.sign_in(MONA)

    answer = browser.post("/register/drafts", data={"delimiter": ""})

    assert answer.status_code == 422
    assert "Välj en fil först." in answer.text


def test_only_who_answers_for_all_units_imports(browser):
    answers = {}
    for actor in (MAX, KIM, AUDREY, RUT):
        browser.sign_in(actor)
        answers[actor.id] = upload(browser, csv_file(*cases(2)))

    assert [answer.status_code for answer in answers.values()] == [403] * 4
    assert "En import ersätter registret för alla enheter" in answers["max"].text


def test_a_manager_of_one_unit_sees_its_cases_and_no_others(browser):
    browser.sign_in(MONA)
    bring_in(browser, csv_file(a_case(1, Enhet="Enhet Norr"), a_case(2, Enhet="Enhet Söder")))
    browser.sign_in(MAX)

    pages = [
        browser.get(f"/register{query}").text for query in ("", "?unit_id=south", "?search=00002")
    ]

    assert "BU-2026-00001" in pages[0]
    assert not [page for page in pages if "BU-2026-00002" in page]
    assert "Ta in ett nytt uttag" not in pages[0]
    assert 'value="south"' not in pages[0]


def test_cases_are_found_by_number_unit_and_form(browser):
    browser.sign_in(MONA)
    rows = [a_case(1), a_case(2, Enhet="Enhet Norr"), a_case(3, Placeringsform="HVB")]
    bring_in(browser, csv_file(*rows))

    def found(query):
        return re.findall(r"BU-2026-\d+", browser.get(f"/register?{query}").text)

    assert found("search=bu-2026-00003") == ["BU-2026-00003"]
    assert found("unit_id=north") == ["BU-2026-00002"]
    assert found("placement_form=HVB") == ["BU-2026-00003"]
    assert found("search=%25") == []
    assert "Inget ärende passar" in browser.get("/register?search=xyz").text


def test_many_cases_are_turned_over_page_by_page(browser):
    browser.sign_in(MONA)
    bring_in(browser, csv_file(*cases(60)))

    first, second, beyond = (browser.get(f"/register?page={n}").text for n in (1, 2, 9))

    assert "1–50 av 60" in first
    assert "51–60 av 60" in second
    assert "51–60 av 60" in beyond
    assert "page=2#cases" in first


def test_that_somebody_looked_is_logged_without_what_she_searched_for(browser):
    browser.sign_in(MONA)
    bring_in(browser, csv_file(*cases(3)))

    browser.get("/register?search=BU-2026-00002")

    ((actor, payload),) = views(browser)
    assert actor == "mona"
    assert '"searched":true' in payload
    assert '"cases":1' in payload
    assert "BU-2026" not in payload


def test_an_identity_number_is_not_searched_for(browser):
    browser.sign_in(MONA)

    answer = browser.get("/register", params={"search": IDENTITY_NUMBER})

    assert answer.status_code == 422
    assert IDENTITY_NUMBER not in answer.text


@pytest.mark.parametrize("count", [10, 60])
def test_the_page_asks_the_database_as_often_however_many_cases_there_are(
    browser, count_queries, count
):
    browser.sign_in(MONA)
    bring_in(browser, csv_file(*cases(count)))
    browser.get("/register")

    with count_queries(browser.app.state.database) as seen:
        browser.get("/register")

    asked = [query for query in seen if query.startswith("SELECT") and "audit" not in query]
    assert len(asked) == 7
