from datetime import date

import pytest
from lxml import html

from app.web.periods import periods_to_choose
from tests.cast import KIM

OFFERED = {
    "2026": ("2026-01-01", "2026-12-31"),
    "T1 2026": ("2026-01-01", "2026-04-30"),
    "T2 2026": ("2026-01-01", "2026-08-31"),
    "januari 2026": ("2026-01-01", "2026-01-31"),
    "december 2025": ("2025-12-01", "2025-12-31"),
    "2025": ("2025-01-01", "2025-12-31"),
}


def links(answer, where):
    return html.fromstring(answer.text).xpath(where)


def test_the_terms_the_years_and_two_months_are_offered():
    chosen = (date(2025, 12, 1), date(2025, 12, 31))

    offered = periods_to_choose(date(2026, 1, 30), chosen, "%s--%s")

    assert {one["label"]: tuple(one["href"].split("--")) for one in offered} == OFFERED
    assert [one["label"] for one in offered if one["current"]] == ["december 2025"]


@pytest.mark.parametrize("page", ["/deviations/figures", "/actions/figures"])
def test_a_period_that_is_chosen_is_the_one_shown(browser, page):
    browser.sign_in(KIM)
    offered = links(browser.get(page), "//nav[@aria-label='Period']/a")
    term = next(one for one in offered if one.text_content().startswith("T1"))

    shown = links(browser.get(term.get("href")), "//a[@aria-current='true']")

    assert [one.text_content() for one in shown] == [term.text_content()]
