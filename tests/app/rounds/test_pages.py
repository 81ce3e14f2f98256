import json
import re
import subprocess
import sys

import pytest
from lxml import html
from sqlmodel import select

from app.audit.models import AuditEntry
from app.rounds.drawing import draw_sample, roll_dice
from app.rounds.freezing import freeze_frame
from app.rounds.models import Attempt, DiceRoll, FrameCase, Round, RoundState
from tests.app.rounds.test_draw import PI, E
from tests.app.rounds.test_freeze import ENTROPY
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT
from tests.conftest import HTMX
from tests.make import a_planned_round, a_register, a_register_case

PLAN = {
    "name": "Hösten 2026",
    "review_form": "placed_child_full/2026-1",
    "period_from": "2026-05-01",
    "period_to": "2026-10-31",
    "due_on": "2026-12-18",
    "open_in_period": "on",
    "strata_fields": "placement_form",
    "size_by": "number",
    "sample_size": "10",
    "at_least": "2",
    "double_percent": "10",
    "hours_per_case": "1,5",
    "people_to_roll": "2",
}
PAPERS = ("transcript.json", "frame.txt", "excluded.txt")
GROUPS = [PI[start : start + 5] for start in range(0, 20, 5)]


@pytest.fixture
def database(browser):
    return browser.app.state.database


def a_round(database, state="planned", **more):
    """Make a round that has come as far as a state, and give its id."""
    with database.writing() as session:
        export = a_register(session, {"HVB": 12, "Familjehem": 20}, counted=33)
        session.add(a_register_case(export, "S-1", protected=True))
        round_ = a_planned_round(session, **more)
        if state in {"frozen", "drawn"}:
            freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)
        if state == "drawn":
            roll_dice(session, MONA, round_.id, PI, now=NOON)
            roll_dice(session, KIM, round_.id, E, now=NOON)
            draw_sample(session, MONA, round_.id, now=NOON)
        return round_.id


def text(answer, where="//main"):
    """Read a part of a page as a person would: its words with single spaces."""
    return " ".join(" ".join(html.fromstring(answer.text).xpath(where)[0].itertext()).split())


def at(id_):
    return f"descendant-or-self::*[@id='{id_}']"


def state_of(database, round_id):
    with database.reading() as session:
        return session.get(Round, round_id).state


def test_the_list_shows_where_each_round_stands(browser, database):
    a_round(database, "drawn")
    browser.sign_in(AUDREY)

    shown = text(browser.get("/rounds"))

    assert "2026-2 Urvalet draget" in shown
    assert "10 dragna ärenden" in shown
    assert "5 av 7" in shown
    assert "Ny omgång" not in shown


def test_an_empty_list_says_what_to_do(browser):
    browser.sign_in(MONA)

    assert "Inga omgångar än" in text(browser.get("/rounds"))


def test_a_round_is_planned_without_script(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12, "Familjehem": 20})
    browser.sign_in(MONA)

    answer = browser.post("/rounds", data=PLAN)

    assert answer.status_code == 303
    assert "Hösten 2026" in text(browser.get(answer.headers["location"]), "//h1")


def test_a_plan_that_is_wrong_comes_back_as_it_was_typed(browser, database):
    a_round(database)
    browser.sign_in(MONA)

    answer = browser.post("/rounds", data=PLAN | {"name": "2026-2", "sample_size": "7"})

    typed = html.fromstring(answer.text).forms[-1].fields
    assert answer.status_code == 422
    assert (typed["name"], typed["sample_size"]) == ("2026-2", "7")
    assert "redan en omgång med det här namnet" in text(answer, at("error-summary"))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without script", "with htmx"])
def test_the_figures_follow_the_plan(browser, database, headers):
    with database.writing() as session:
        export = a_register(session, {"HVB": 12, "Familjehem": 20})
        session.add(a_register_case(export, "S-1", protected=True))
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN, headers=headers)

    shown = text(answer, at("preview"))
    whole_page = "<html" in answer.text
    assert answer.status_code == 200
    assert whole_page is (headers == {})
    assert "ärenden i populationen 32 ärenden att dra 10 timmars granskning 17" in shown
    assert "±26 procentenheter" in shown
    assert "Skyddade personuppgifter 1" in shown
    assert "Familjehem 20 6" in shown


def test_the_figures_say_why_there_is_no_sample(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12})
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN | {"sample_size": "13"}, headers=HTMX)

    assert "Du vill ha 13 ärenden, men det finns 12." in text(answer, at("preview"))


def test_few_cases_are_better_reviewed_all(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 30})
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN, headers=HTMX)

    assert "Granska alla" in text(answer, at("preview"))


def test_a_frozen_plan_cannot_be_opened(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(MONA)

    assert browser.get(f"/rounds/{round_id}/plan").status_code == 409
    assert browser.post(f"/rounds/{round_id}/plan", data=PLAN).status_code == 409
    assert browser.post(f"/rounds/{round_id}/delete").status_code == 409


def test_from_plan_to_draw_without_script(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12, "Familjehem": 20}, counted=None)
    browser.sign_in(MONA)
    url = browser.post("/rounds", data=PLAN).headers["location"]

    assert browser.post(f"{url}/freeze").status_code == 409
    assert browser.post(f"{url}/count", data={"counted": "32"}).status_code == 403
    browser.sign_in(KIM)
    assert browser.post(f"{url}/count", data={"counted": "32"}).status_code == 303
    browser.sign_in(MONA)
    assert browser.post(f"{url}/freeze").status_code == 303
    assert browser.post(f"{url}/draw").status_code == 409
    assert browser.post(f"{url}/dice", data={"digits": GROUPS}).status_code == 303
    assert browser.post(f"{url}/dice", data={"digits": GROUPS}).status_code == 409
    browser.sign_in(KIM)
    assert browser.post(f"{url}/dice", data={"digits": GROUPS}).status_code == 303
    assert browser.post(f"{url}/draw").status_code == 403
    browser.sign_in(MONA)
    assert browser.post(f"{url}/draw").status_code == 303

    assert state_of(database, url.rpartition("/")[2]) == RoundState.drawn
    assert browser.post(f"{url}/draw").status_code == 409
    assert browser.post(f"{url}/abort", data={"reason": "Fel"}).status_code == 409


def test_a_count_that_differs_is_explained(browser, database):
    round_id = a_round(database)
    browser.sign_in(KIM)
    browser.post(f"/rounds/{round_id}/count", data={"counted": "40"})

    shown = text(browser.get(f"/rounds/{round_id}"), at("count"))

    assert "Antalet stämmer inte" in shown
    assert "räknade till 40 placeringar" in shown


def test_the_sum_is_shown_before_the_dice(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(KIM)

    shown = browser.get(f"/rounds/{round_id}")

    with database.reading() as session:
        attempt = session.exec(select(Attempt)).one()
    assert text(shown, at("commit-sum")) == attempt.commit_sha256
    assert ENTROPY.hex() not in shown.text


def test_nobody_sees_the_digits_of_another(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(MONA)
    browser.post(f"/rounds/{round_id}/dice", data={"digits": GROUPS})

    browser.sign_in(KIM)
    pages = [browser.get(f"/rounds/{round_id}{part}").text for part in ("", "/dice")]

    assert [group for group in GROUPS for page in pages if group in page] == []


def test_wrong_digits_come_back_unseen(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(MONA)

    answer = browser.post(f"/rounds/{round_id}/dice", data={"digits": [*GROUPS[:3], "987"]})

    assert answer.status_code == 422
    assert "Skriv tjugo siffror" in text(answer)
    assert "987" not in text(answer, "//form[contains(@class, 'card')]")
    with database.reading() as session:
        assert session.exec(select(DiceRoll)).all() == []


def test_an_aborted_draw_is_shown_with_its_reason(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(MONA)

    assert browser.post(f"/rounds/{round_id}/abort", data={"reason": " "}).status_code == 422
    browser.post(f"/rounds/{round_id}/abort", data={"reason": "Fel enhet valdes"})

    shown = text(browser.get(f"/rounds/{round_id}"))
    assert "1 dragning är avbruten" in shown
    assert "Fel enhet valdes" in shown


def test_the_spares_have_no_names(browser, database):
    round_id = a_round(database, "drawn")
    browser.sign_in(MONA)

    shown = text(browser.get(f"/rounds/{round_id}"))

    with database.reading() as session:
        drawn = set(session.exec(select(FrameCase.case_number).where(FrameCase.drawn)))
        spares = set(session.exec(select(FrameCase.case_number).where(~FrameCase.drawn)))
    assert [number for number in drawn if number not in shown] == []
    assert [number for number in spares if number in shown] == []


def test_a_look_at_the_sample_is_logged(browser, database):
    round_id = a_round(database, "drawn")
    browser.sign_in(AUDREY)

    browser.get(f"/rounds/{round_id}")

    with database.reading() as session:
        last = session.exec(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (last.event, last.actor_id, last.object_id) == ("SampleViewed", "audrey", round_id)


def test_a_manager_of_one_unit_sees_her_own_cases_only(browser, database):
    with database.writing() as session:
        export = a_register(session, {"HVB": 4})
        for number in range(4):
            session.add(a_register_case(export, f"SYD-{number}", unit="south"))
        export.counted_in_source = 8
        session.add(export)
        round_ = a_planned_round(session, census=True, people_to_roll=0)
        freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)
        draw_sample(session, MONA, round_.id, now=NOON)
    browser.sign_in(MAX)

    shown = text(browser.get(f"/rounds/{round_.id}"))

    assert "HVB-001" in shown
    assert "SYD-" not in shown
    assert browser.get(f"/rounds/{round_.id}/files/frame.txt").status_code == 403


def test_the_draw_is_checked_step_by_step(browser, database):
    round_id = a_round(database, "drawn")
    browser.sign_in(AUDREY)

    answer = browser.get(f"/rounds/{round_id}/verify")

    assert "Dragningen stämmer" in text(answer)
    assert len(html.fromstring(answer.text).xpath("//li[@class='holds']")) == 10
    with database.reading() as session:
        seed = session.exec(select(Attempt.seed)).one()
    assert [secret for secret in (seed, PI, E, ENTROPY.hex()) if secret in answer.text] == [PI, E][
        :0
    ]


def test_a_sample_that_was_changed_afterwards_shows(browser, database):
    round_id = a_round(database, "drawn")
    with database.writing() as session:
        first = session.exec(
            select(FrameCase).where(FrameCase.stratum == "HVB", FrameCase.place == 1)
        ).one()
        last = session.exec(
            select(FrameCase).where(FrameCase.stratum == "HVB", FrameCase.place == 12)
        ).one()
        first.place, last.place = last.place, first.place
        session.add_all([first, last])
    browser.sign_in(AUDREY)

    answer = browser.get(f"/rounds/{round_id}/verify")

    assert "Dragningen stämmer inte" in text(answer)
    assert text(answer, "//li[@class='fails']").startswith("De dragna ärendena och reserverna")


def test_the_papers_convince_a_program_that_is_not_ours(browser, database, tmp_path):
    round_id = a_round(database, "drawn")
    browser.sign_in(AUDREY)
    for name in (*PAPERS, "verify_draw.py"):
        answer = browser.get(f"/rounds/{round_id}/files/{name}")
        assert answer.status_code == 200
        (tmp_path / name).write_bytes(answer.content)
    with database.reading() as session:
        published = session.exec(select(Attempt.commit_sha256)).one()

    run = subprocess.run(
        [
            sys.executable,
            "verify_draw.py",
            "transcript.json",
            "frame.txt",
            "excluded.txt",
            published,
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert run.returncode == 0
    assert (tmp_path / "excluded.txt").read_text() == "HVB\tS-1\tskyddade personuppgifter\n"


def test_the_receipt_names_no_case_and_no_seed(browser, database):
    round_id = a_round(database, "drawn")
    browser.sign_in(AUDREY)

    receipt = browser.get(f"/rounds/{round_id}/files/receipt.json")

    told = json.loads(receipt.content)
    with database.reading() as session:
        seed = session.exec(select(Attempt.seed)).one()
    assert (told["holds"], told["independently_verifiable"]) == (True, True)
    assert re.findall(r"HVB-\d|Familjehem-\d|S-1", receipt.text) == []
    assert seed not in receipt.text


def test_before_the_draw_there_is_nothing_to_check(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(AUDREY)

    assert browser.get(f"/rounds/{round_id}/verify").status_code == 409
    assert browser.get(f"/rounds/{round_id}/files/receipt.json").status_code == 409
    assert browser.get(f"/rounds/{round_id}/files/transcript.json").status_code == 404
    assert browser.get(f"/rounds/{round_id}/files/commitment.json").status_code == 200


def test_a_round_without_dice_says_so_everywhere(browser, database):
    round_id = a_round(database, "frozen", people_to_roll=0)
    browser.sign_in(MONA)
    before = [browser.get(url).text for url in ("/rounds", f"/rounds/{round_id}")]
    before.append(browser.get(f"/rounds/{round_id}/draw").text)
    browser.post(f"/rounds/{round_id}/draw")

    after = [browser.get(f"/rounds/{round_id}{part}").text for part in ("", "/verify")]
    receipt = json.loads(browser.get(f"/rounds/{round_id}/files/receipt.json").content)

    assert ["Ej oberoende verifierbar" in page for page in before + after] == [True] * 5
    assert receipt["independently_verifiable"] is False


@pytest.mark.parametrize(
    ("actor", "status"), [(RUT, 403), (ADA, 403), (MAX, 404), (KIM, 200), (AUDREY, 200)]
)
def test_who_may_see_a_round_of_the_south(browser, database, actor, status):
    round_id = a_round(database, unit_ids=["south"])
    browser.sign_in(actor)

    assert browser.get(f"/rounds/{round_id}").status_code == status


@pytest.mark.parametrize("part", ["", "/plan", "/dice", "/draw", "/verify", "/files/frame.txt"])
def test_a_foreign_round_and_none_at_all_look_the_same(browser, database, part):
    round_id = a_round(database, unit_ids=["south"])
    browser.sign_in(MAX)

    foreign = browser.get(f"/rounds/{round_id}{part}")
    missing = browser.get(f"/rounds/nosuchround{part}")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert text(foreign) == text(missing)


def test_the_list_asks_as_much_for_one_round_as_for_three(browser, database, count_queries):
    browser.sign_in(MONA)
    with database.writing() as session:
        a_planned_round(session, name="En")
    with count_queries(database) as one:
        browser.get("/rounds")
    with database.writing() as session:
        a_planned_round(session, name="Två")
        a_planned_round(session, name="Tre")

    with count_queries(database) as three:
        browser.get("/rounds")

    assert len(three) == len(one)


def test_a_drawn_round_asks_as_much_for_many_cases_as_for_few(browser, database, count_queries):
    few = a_round(database, "drawn", name="Få")
    with database.writing() as session:
        many = a_planned_round(session, name="Många", sample_size=30, people_to_roll=0)
        freeze_frame(session, MONA, many.id, entropy=ENTROPY, now=NOON)
        draw_sample(session, MONA, many.id, now=NOON)
    browser.sign_in(MONA)
    browser.get(f"/rounds/{few}")

    with count_queries(database) as asked_for_few:
        browser.get(f"/rounds/{few}")
    with count_queries(database) as asked_for_many:
        browser.get(f"/rounds/{many.id}")

    assert len(asked_for_many) == len(asked_for_few)
