"""Two people with the same form open: the second is told, and loses no word."""

from datetime import date

import pytest

from app.deviations.models import AlarmContact
from app.key_figures.models import Area, Source
from app.key_figures.months import FactorPlan, define_factor, enter_months
from app.key_figures.reading_months import Month
from app.key_figures.service import name_key_figure, set_group, set_values
from app.routines.service import RoutineWords, add_routine
from tests.app.actions.plans import a_finding
from tests.cast import KIM, NOON
from tests.forms import fill_in, forms_of

FACTOR = FactorPlan(name="Planer", counted="planer", of="placeringar", target=0.925)


def a_routine(session):
    routine = add_routine(session, KIM, RoutineWords(name="Besök"), now=NOON)
    return f"/routines/{routine.id}", ""


def a_letter(session):
    finding = a_finding(session, "Se till att barnen hörs.")
    return f"/external-findings/{finding.id}/edit", f"/external-findings/{finding.id}"


def a_line_of_the_phone_list(session):
    session.add(AlarmContact(id="jour", role="Jouren", phone="0123-45 67 89"))
    return "/alarms/contacts", "/alarms/contacts/jour"


def a_named_figure(session):
    name_key_figure(session, KIM, "N33001", "Placerade barn", "antal", date(2026, 9, 1), now=NOON)
    return "/key-figures/N33001", "/key-figures/N33001/name"


def a_year_of_values(session):
    values = {Area.own: 4711.0, Area.similar: None, Area.country: None}
    set_values(session, KIM, "N33001", 2024, values, Source.kolada, now=NOON)
    return "/key-figures/N33001", ""


def a_group(session):
    set_group(session, KIM, 2024, "Liknande IFO", ["Kungsör"], now=NOON)
    return "/key-figures/groups", ""


def a_factor(session):
    factor = define_factor(session, KIM, FACTOR, now=NOON)
    return f"/key-figures/monthly/{factor.id}", ""


def a_month(session):
    factor = define_factor(session, KIM, FACTOR, now=NOON)
    entered = Month(date(2026, 3, 1), 8, 10, "")
    enter_months(session, KIM, factor.id, [entered], now=NOON)
    return f"/key-figures/monthly/{factor.id}", f"/key-figures/monthly/{factor.id}/months"


VALUES = {"year": "2024", "similar": "12"}
GROUP = {"year": "2024", "municipalities": "Burlöv"}
MONTH = {"month": "2026-03", "met": "3", "counted": "9"}
FORMS = [
    (a_routine, {"owner_role": "Kims roll"}, {"owner_role": "Min roll"}),
    (a_letter, {"summary": "Kims ord"}, {"summary": "Mina ord"}),
    (a_line_of_the_phone_list, {"phone": "112 000"}, {"phone": "113 000"}),
    (a_named_figure, {"name": "Kims namn"}, {"name": "Mitt namn"}),
    (a_year_of_values, VALUES | {"own": "4242"}, VALUES | {"own": "4343"}),
    (a_group, GROUP | {"name": "Kims grupp"}, GROUP | {"name": "Min grupp"}),
    (a_factor, {"counted": "Kims antal"}, {"counted": "Mitt antal"}),
    (a_month, MONTH | {"note": "Kims anmärkning"}, MONTH | {"note": "Min anmärkning"}),
]


@pytest.mark.parametrize(("arranged", "theirs", "mine"), FORMS, ids=[f[0].__name__ for f in FORMS])
def test_the_second_of_two_is_told_and_keeps_her_words(browser, session, arranged, theirs, mine):
    page, action = arranged(session)
    session.commit()
    browser.sign_in(KIM)
    opened = forms_of(browser.get(page))[action or page]
    first = browser.post(action or page, data=opened | theirs)

    second = browser.post(action or page, data=opened | mine)

    assert (first.status_code, second.status_code) == (303, 409)
    told = second.text.partition('id="conflict"')[2].partition("</dl>")[0]
    assert shown(theirs) in told.replace("\xa0", "")
    kept = forms_of(second)[action or page]
    assert [kept[name] for name in mine] == [[value] for value in mine.values()]
    assert shown(mine) not in browser.get(page).text.replace("\xa0", "")
    assert browser.post(action or page, data=kept).status_code == 303
    assert shown(mine) in browser.get(page).text.replace("\xa0", "")


def shown(typed):
    return list(typed.values())[-1]


def test_a_letter_with_a_number_that_is_taken_keeps_what_was_written(browser, session):
    finding = a_finding(session, "Se till att barnen hörs.")
    session.commit()
    browser.sign_in(KIM)
    typed = {"source": finding.source, "diary_number": finding.diary_number, "title": "En till",
             "summary": "Mina ord om brevet", "received_on": "2026-10-01"}  # fmt: skip

    answer = fill_in(browser, "/external-findings/new", "/external-findings", **typed)

    assert answer.status_code == 409
    assert "Mina ord om brevet" in answer.text
    assert "Öppna den i stället" in answer.text


def test_a_form_that_was_refused_is_still_the_one_that_was_opened(browser, session):
    page, action = a_letter(session)
    session.commit()
    browser.sign_in(KIM)
    opened = forms_of(browser.get(page))[action]
    browser.post(action, data=opened | {"summary": "Andras ord"})

    refused = browser.post(action, data=opened | {"title": ""})

    kept = forms_of(refused)[action]
    assert refused.status_code == 422
    assert kept["as_read"] == opened["as_read"]
    assert browser.post(action, data=kept | {"title": "Nytt"}).status_code == 409
