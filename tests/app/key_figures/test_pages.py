import re

import pytest
from sqlmodel import select

from app.key_figures.models import Area, KeyFigureValue, MonthlyFactor, Source
from app.key_figures.months import FactorPlan, define_factor, enter_months
from app.key_figures.service import set_values
from tests.app.key_figures.test_months import month
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT
from tests.forms import fill_in

FILE = "Nyckeltal;Kommun;2023;2024\nN33001;Vår kommun;10;11\n"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\xa0", " ")


def a_factor(session, months=14):
    plan = FactorPlan(
        name="Besök i tid", counted="besök i tid", of="besök", target=0.9, active=True
    )
    factor = define_factor(session, KIM, plan, now=NOON)
    enter_months(session, KIM, factor.id, [month(each) for each in range(months)], now=NOON)
    session.commit()
    return factor


@pytest.fixture
def kim(browser):
    browser.sign_in(KIM)
    return browser


@pytest.mark.parametrize(
    ("actor", "status"),
    [(MONA, 200), (MAX, 200), (KIM, 200), (AUDREY, 200), (RUT, 403), (ADA, 403)],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_see_key_figures(browser, session, actor, status):
    factor = a_factor(session)
    browser.sign_in(actor)

    for address in ("", "/N33001", "/monthly", f"/monthly/{factor.id}", "/groups"):
        assert browser.get(f"/key-figures{address}").status_code == status


def test_only_quality_is_offered_to_change_them(browser, session):
    factor = a_factor(session)
    browser.sign_in(MONA)

    pages = [
        browser.get(f"/key-figures{address}").text
        for address in ("", "/N33001", "/monthly", f"/monthly/{factor.id}", "/groups")
    ]

    assert not any('method="post" action="/key-figures' in page for page in pages)
    assert browser.post("/key-figures/N33001", data={"year": "2024"}).status_code == 403


def test_a_name_that_nobody_has_read_is_asked_for_and_never_guessed(kim):
    page = text_of(kim.get("/key-figures/N33001"))

    assert "Stickprov gissar inte vad ett nyckeltal mäter" in page


def test_a_year_is_typed_in_and_shown_with_its_source(kim, session):
    sent = {"year": "2024", "own": "1 234,5", "country": "1300", "source": "kolada"}

    answer = fill_in(kim, "/key-figures/N33001", **sent)
    page = text_of(kim.get("/key-figures/N33001"))

    assert answer.status_code == 303
    assert "Källa: Kolada (N33001)" in page
    assert "1 234,5" in page
    assert "saknas" in page
    values = session.exec(select(KeyFigureValue)).all()
    assert {(value.area, value.value) for value in values} == {("own", 1234.5), ("country", 1300)}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"year": "24", "source": "kolada"}, "för litet"),
        ({"year": "2024", "own": "1.234", "source": "kolada"}, "Skriv ett tal, som 1234,5."),
        ({"year": "2024", "own": "1", "source": "scb"}, "Välj ett av alternativen."),
    ],
)
def test_what_cannot_be_a_year_comes_back_as_it_was_typed(kim, session, sent, words):
    answer = kim.post("/key-figures/N33001", data=sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{sent["year"]}"' in answer.text
    assert session.exec(select(KeyFigureValue)).all() == []


def test_a_file_is_taken_in_and_the_page_says_what_came_of_it(kim, session):
    answer = kim.post(
        "/key-figures/import",
        data={"own": "Vår kommun"},
        files={"file": ("kolada.csv", FILE.encode())},
    )
    page = text_of(kim.get(answer.headers["location"]))

    assert "2 nya värden, 0 ändrade, 0 saknas nu" in page
    assert len(session.exec(select(KeyFigureValue)).all()) == 2


def test_every_refused_row_is_listed_with_its_reason_and_may_be_left_out(kim, session):
    content = (FILE + "N33001;Granhult;1;2\nN99999;Riket;1;2\n").encode()

    def send(**more):
        return kim.post(
            "/key-figures/import",
            data={"own": "Vår kommun", **more},
            files={"file": ("kolada.csv", content)},
        )

    refused = send()
    page = text_of(refused)

    assert refused.status_code == 422
    assert "2 rader kan inte tas in" in page
    assert "3 N33001 | Granhult | 1 | 2 ”Granhult” är varken" in page
    assert "N99999 följs inte här." in page
    assert session.exec(select(KeyFigureValue)).all() == []
    session.rollback()
    assert send(without_refused="true").status_code == 303


@pytest.mark.parametrize("files", [{}, {"file": ("x.csv", b"")}, {"file": ("x.pdf", b"%PDF-1.7")}])
def test_what_is_no_table_is_refused_in_words(kim, files):
    answer = kim.post("/key-figures/import", data={"own": "Vår kommun"}, files=files)

    assert answer.status_code == 422
    assert "Ingenting togs in" in answer.text


def test_the_group_of_a_year_is_written_down(kim):
    members = "Kungsör\nBurlöv, Säffle"
    fill_in(kim, "/key-figures/groups", year="2024", name="Liknande IFO", municipalities=members)

    page = text_of(kim.get("/key-figures/groups"))
    assert "2024 · Liknande IFO" in page
    assert "Kungsör Burlöv Säffle" in page
    assert kim.post("/key-figures/groups", data={"year": "2024"}).status_code == 422


def test_a_factor_is_followed_from_the_page(kim, session):
    plan = {"name": "Planer", "counted": "planer", "of": "placeringar", "target": "92,5",
            "better": "more", "active": "true"}  # fmt: skip

    made = kim.post("/key-figures/monthly", data=plan)
    address = made.headers["location"]
    entered = fill_in(kim, address, f"{address}/months", month="2026-03", met="8", counted="10")
    page = text_of(kim.get(address))

    assert (made.status_code, entered.status_code) == (303, 303)
    assert "mars 26 8 10 80 %" in page
    assert "För få månader för att läsa ut något ännu" in page
    assert kim.post("/key-figures/monthly", data=plan).status_code == 422
    assert session.exec(select(MonthlyFactor)).one().target == 0.925


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"month": "2026-03", "met": "11", "counted": "10"}, "fler uppfyllda än räknade"),
        ({"month": "2096-03", "met": "1", "counted": "10"}, "Månaden är inte slut"),
        ({"month": "mars", "met": "1", "counted": "10"}, "Skriv månaden som 2026-03."),
    ],
)
def test_a_month_that_cannot_be_comes_back(kim, session, sent, words):
    factor = a_factor(session, months=0)

    address = f"/key-figures/monthly/{factor.id}"
    answer = fill_in(kim, address, f"{address}/months", **sent)

    assert answer.status_code == 422
    assert words in answer.text


def test_months_come_in_from_a_file(kim, session):
    factor = a_factor(session, months=0)
    content = "Månad;Uppfyllda;Av\n2026-01;1;2\n2026-02;3;2\n".encode()
    address = f"/key-figures/monthly/{factor.id}"

    refused = kim.post(f"{address}/import", files={"file": ("m.csv", content)})
    taken = kim.post(
        f"{address}/import", data={"without_refused": "true"}, files={"file": ("m.csv", content)}
    )

    assert refused.status_code == 422
    assert "3 2026-02 | 3 | 2" in text_of(refused)
    assert taken.status_code == 303


def test_a_factor_that_is_not_there_is_not_found(kim):
    assert kim.get("/key-figures/monthly/nothing").status_code == 404
    assert kim.get("/key-figures/N99999").status_code == 404


def test_the_pages_ask_the_database_as_often_however_much_is_kept(kim, session, count_queries):
    counts = []
    for years, name in ((1, "a"), (12, "b")):
        plan = FactorPlan(name=name, counted="x", of="y", active=True)
        factor = define_factor(session, KIM, plan, now=NOON)
        enter_months(session, KIM, factor.id, [month(each) for each in range(years)], now=NOON)
        for year in range(years):
            set_values(
                session, KIM, "N33001", 2010 + year, {Area.own: 1.0}, Source.kolada, now=NOON
            )
        session.commit()
        with count_queries(kim.app.state.database) as seen:
            kim.get("/key-figures")
            kim.get("/key-figures/monthly")
        counts.append(len(seen))

    assert counts[0] == counts[1]
