from datetime import date, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.actions import history
from app.actions.doing import Evidence, abandon_action, finish_action, reopen_action, start_action
from app.actions.economy import Cut, cuts_of, economy_on, end_of
from app.actions.meetings import meetings_of, set_meetings
from app.actions.meetings_page import meetings_shown
from app.actions.models import Action, ActionChange
from app.actions.service import change_action
from app.clock import now as clock
from app.web.language import ZONE
from tests.app.actions.plans import a_plan, an_action, told
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT

SAVING = {"kind": "economy", "money_planned": 1_234_567.0}
DAY = NOON.date()
MIDNIGHT = end_of(DAY)


def one_day(session, day, units=None):
    (cut,) = cuts_of(session, units, [day])
    return cut.economy


def sums(economy):
    return (economy.money_planned, economy.money_realised)


def counts(economy):
    return (economy.planned, economy.ongoing, economy.done)


@pytest.mark.both
def test_each_meeting_is_told_how_it_stood_when_its_day_ended(session):
    action = an_action(session, **SAVING)
    second = an_action(session, **SAVING)
    days = [DAY + timedelta(days=n) for n in range(5)]
    moments = [NOON + timedelta(days=n) for n in range(5)]
    start_action(session, RUT, action.id, version=1, now=moments[1])
    shown = Evidence(text="Avtalet är tecknat.", money_realised=500_000.25)
    finish_action(session, RUT, action.id, shown, version=2, now=moments[2])
    abandon_action(session, MONA, second.id, "Hinns inte.", version=1, now=moments[3])
    reopen_action(session, MONA, action.id, version=3, now=moments[4])
    session.flush()

    cuts = cuts_of(session, None, [DAY - timedelta(days=1), *days])

    assert [counts(cut.economy) for cut in cuts] == [
        (0, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1), (0, 0, 1), (0, 1, 0),
    ]  # fmt: skip
    assert [sums(cut.economy) for cut in cuts] == [
        (0, 0),
        (2_469_134, 0),
        (2_469_134, 0),
        (2_469_134, 500_000.25),
        (1_234_567, 500_000.25),
        (1_234_567, 500_000.25),
    ]
    assert [cut.planned_since for cut in cuts] == [None, 2_469_134, 0, 0, -1_234_567, 0]
    assert [cut.realised_since for cut in cuts] == [None, 0, 0, 500_000.25, 0, 0]


@pytest.mark.both
def test_a_later_change_of_sum_kind_or_unit_alters_no_earlier_meeting(session):
    action = an_action(session, scope="unit", unit_id="north", **SAVING)
    before = one_day(session, DAY, frozenset({"north"}))
    later = a_plan(scope="unit", unit_id="south", kind="measure", money_planned=None)

    change_action(session, MONA, action.id, later, version=1, now=MIDNIGHT)
    session.flush()

    assert sums(before) == (1_234_567, 0)
    assert one_day(session, DAY, frozenset({"north"})) == before
    assert counts(one_day(session, DAY, frozenset({"south"}))) == (0, 0, 0)
    assert counts(one_day(session, DAY + timedelta(days=1))) == (0, 0, 0)


def test_the_day_of_a_meeting_ends_at_midnight_in_sweden(session):
    for moment in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT):
        action = an_action(session, **SAVING)
        start_action(session, RUT, action.id, version=1, now=moment)
    session.flush()

    assert MIDNIGHT.astimezone(ZONE).hour == 0
    assert counts(one_day(session, DAY)) == (1, 1, 0)


def test_what_was_done_in_an_earlier_year_is_not_told_again(session):
    action = an_action(session, **SAVING)
    finish_action(session, RUT, action.id, Evidence(text="Klart."), version=1, now=NOON)
    session.flush()

    assert counts(one_day(session, date(2026, 12, 31))) == (0, 0, 1)
    assert counts(one_day(session, date(2027, 1, 1))) == (0, 0, 0)


KEPT = {
    "state": st.sampled_from(["planned", "ongoing", "done", "abandoned"]),
    "kind": st.sampled_from(["economy", "measure"]),
    "unit_id": st.sampled_from([None, "north"]),
    "money_planned": st.none() | st.integers(0, 10**14).map(lambda ore: ore / 100),
    "money_realised": st.none() | st.integers(0, 10**14).map(lambda ore: ore / 100),
    "done_at": st.none() | st.just(NOON) | st.just(NOON.astimezone(ZONE)),
    "due_on": st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    "title": st.text(st.characters(exclude_categories=("Cs",))),
}
CHANGES = st.fixed_dictionaries({}, optional=KEPT)


class Rows(list):
    """Stands for the database: keeps what the history writes."""

    def add(self, row):
        if isinstance(row, ActionChange):
            self.append(row)


@given(st.lists(CHANGES, max_size=8))
def test_whatever_happens_later_each_day_is_told_as_it_was_told_that_evening(days):
    action = Action(number="ÅTG-2026-001", title="a", created_at=NOON, created_by="mona", **SAVING)
    rows, evenings = Rows(), []
    for place, values in enumerate(days):
        at = NOON + timedelta(days=place)
        history.write(rows, KIM, action, values, now=at)
        evenings.append((at.date(), economy_on(at.date(), [action], {})))

    newest_first = {action.id: rows[::-1]}
    assert [economy_on(day, [action], newest_first) for day, _ in evenings] == [
        evening for _, evening in evenings
    ]


def test_the_first_meeting_is_held_against_none():
    first = economy_on(DAY, [], {})

    assert (Cut(first, None).planned_since, Cut(first, first).realised_since) == (None, 0)


def days_of(text, **more):
    return {"year": str(clock().year), "days": text, **more}


def read_form(browser, year=""):
    text = browser.get(f"/actions/meetings{year}").text
    return text.split('name="as_read" value="')[1].split('"')[0]


@pytest.mark.both
def test_the_days_of_a_year_are_written_down_and_told_of(browser, session):
    today = clock().astimezone(ZONE).date()
    early, late = date(today.year, 1, 1), date(today.year, 12, 31)
    action = an_action(session, **SAVING)
    action.created_at = datetime(today.year - 1, 12, 1, 12, tzinfo=ZONE)
    session.commit()
    browser.sign_in(MAX)
    empty = browser.get("/actions/meetings")
    data = days_of(f"{late}\n{early}, {early}", as_read=read_form(browser))
    saved = browser.post("/actions/meetings", data=data)
    page = browser.get("/actions/meetings")
    csv = browser.get("/actions/meetings.csv")
    xlsx = browser.get("/actions/meetings.xlsx")

    assert f"Inget sammanträde {today.year} än" in empty.text
    assert saved.status_code == 303
    assert meetings_of(session, today.year) == (early, late)
    assert "Läget just nu" in page.text
    assert "Nästa sammanträde" in page.text
    told_now = [f"Läget just nu {today}", "1234567,0", "0,0" if early < today else "", "0,0"]
    held = [[str(early), "1234567,0", "", "0,0"]] if early < today else []
    rows = [row.split(";")[:4] for row in csv.text.splitlines()[1:]]
    assert rows == [*held, told_now]
    assert xlsx.content[:2] == b"PK"
    assert browser.get("/actions/meetings.exe").status_code == 404
    assert told(session, "BoardMeetingsSet") == [
        {"year": today.year, "days": [str(early), str(late)]}
    ]


def test_the_same_days_again_are_no_change(session):
    for _ in range(2):
        set_meetings(session, MONA, 2026, [DAY], now=NOON)

    assert len(told(session, "BoardMeetingsSet")) == 1


def test_a_day_that_cannot_be_read_or_is_of_another_year_is_refused_in_its_form(browser, session):
    browser.sign_in(KIM)
    year = clock().year

    for wrong in ("24 mars", f"{year + 1}-03-24", "0026-03-24", "850709-9805"):
        answer = browser.post("/actions/meetings", data=days_of(wrong))

        assert (answer.status_code, wrong) == (422, wrong)
        assert wrong in answer.text
    assert browser.post("/actions/meetings", data={"year": "20266", "days": ""}).status_code == 422
    assert meetings_of(session, year) == ()


@pytest.mark.both
def test_nobody_writes_over_days_that_she_has_not_seen(browser, session):
    browser.sign_in(KIM)
    year = clock().year
    read = read_form(browser)
    first = browser.post("/actions/meetings", data=days_of(f"{year}-03-24", as_read=read))

    late = browser.post("/actions/meetings", data=days_of(f"{year}-04-28", as_read=read))
    now_read = late.text.split('name="as_read" value="')[1].split('"')[0]
    again = browser.post("/actions/meetings", data=days_of(f"{year}-04-28", as_read=now_read))

    assert (first.status_code, late.status_code, again.status_code) == (303, 409, 303)
    assert f"{year}-03-24" in late.text
    assert f"{year}-04-28" in unescape(late.text)
    assert meetings_of(session, year) == (date(year, 4, 28),)


def test_who_reads_the_plan_reads_it_and_managers_and_quality_staff_keep_the_days(browser):
    browser.sign_in(AUDREY)
    assert "Spara dagarna" not in browser.get("/actions/meetings").text
    assert browser.post("/actions/meetings", data=days_of("")).status_code == 403
    for other in (RUT, ADA):
        browser.sign_in(other)
        assert browser.get("/actions/meetings").status_code == 403


def test_a_sum_is_kept_with_all_its_digits(session):
    action = an_action(session, **SAVING)

    change_action(session, MONA, action.id, a_plan(kind="economy"), version=1, now=NOON)
    session.flush()

    rows = session.exec(select(ActionChange).where(ActionChange.field == "money_planned"))
    assert [row.before for row in rows] == ["1234567"]


def test_the_day_of_a_meeting_is_how_it_stands_now_until_it_is_over(session):
    days = [DAY - timedelta(days=7), DAY, DAY + timedelta(days=7)]
    set_meetings(session, MONA, DAY.year, days, now=NOON)
    session.flush()

    shown = meetings_shown(session, MONA, DAY.year, DAY)
    day_after = meetings_shown(session, MONA, DAY.year, days[1] + timedelta(days=1))
    next_year = meetings_shown(session, MONA, DAY.year + 1, DAY)

    assert [cut.economy.on for cut in shown.held] == days[:1]
    assert (shown.now.economy.on, shown.next, shown.coming) == (DAY, DAY, tuple(days[1:]))
    assert [cut.economy.on for cut in day_after.held] == days[:2]
    assert day_after.next == days[2]
    assert (next_year.days, next_year.now, next_year.next) == ((), None, DAY)
