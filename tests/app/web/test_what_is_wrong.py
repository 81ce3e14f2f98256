"""What a page says of a form that is not right, and where it says it."""

import pytest

from tests.app.rounds.browsing import at, text
from tests.cast import KIM

LETTER = {"source": "ivo", "diary_number": "3.5.1-1/2026", "title": "Tillsyn"}
LETTER |= {"received_on": "2026-11-09", "reply_by": "2026-12-18"}


@pytest.fixture
def kim(browser):
    browser.sign_in(KIM)
    return browser


@pytest.mark.parametrize("slip", ["0026-12-18", "2206-12-18", "9999-12-31"])
def test_a_day_in_another_age_is_a_slip_of_the_finger(kim, slip):
    answer = kim.post("/external-findings", data=LETTER | {"reply_by": slip})

    assert answer.status_code == 422
    assert text(answer, at("error-summary")) == "1 sak att rätta Svar senast: Kontrollera årtalet."
    assert f'value="{slip}"' in answer.text


def test_who_writes_too_much_is_told_how_much_there_is_room_for(kim):
    answer = kim.post("/external-findings", data=LETTER | {"title": "å" * 201})

    said = "Det här är för långt: 201 tecken, och det finns plats för 200."
    assert said in text(answer, at("error-summary"))


def test_each_line_of_the_summary_names_its_field(kim):
    answer = kim.post("/deviations/report", data={"title": "", "description": ""})

    summary = text(answer, at("error-summary"))
    assert summary == "2 saker att rätta Rubrik: Fyll i det här. Vad som hände: Fyll i det här."


@pytest.mark.parametrize("path", ["/key-figures/monthly", "/reports"])
def test_the_summary_of_what_is_wrong_is_in_the_language_of_the_page(kim, path):
    answer = kim.post(path, data={})

    assert "Fyll i det här." in text(answer, at("error-summary"))


def test_a_report_that_is_already_begun_is_one_step_away(kim):
    asked = {"kind": "t1", "year": "2026"}
    home = kim.post("/reports", data=asked).headers["location"].removesuffix("/analysis")

    again = kim.post("/reports", data=asked)

    assert again.status_code == 409
    assert f'href="{home}"' in again.text


def test_a_report_that_is_not_begun_shows_where_to_correct_it(kim):
    typed = {"kind": "t2", "year": "2026", "period_from": "0026-05-01"}

    answer = kim.post("/reports", data=typed)

    assert 'href="#period_from"' in answer.text
    assert 'id="period_from" name="period_from" type="date" value="0026-05-01"' in answer.text
    assert '<details class="disclosure" open>' in answer.text
