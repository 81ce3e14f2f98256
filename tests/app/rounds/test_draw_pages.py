import json
import re
import subprocess
import sys

import pytest
from lxml import html
from sqlmodel import select

from app.audit.models import AuditEntry
from app.rounds.drawing import draw_sample
from app.rounds.freezing import freeze_frame
from app.rounds.models import Attempt, DiceRoll, FrameCase, Round, RoundState
from tests.app.rounds.browsing import GROUPS, PLAN, a_round, at, text
from tests.app.rounds.test_draw import PI, E
from tests.app.rounds.test_freeze import ENTROPY
from tests.cast import AUDREY, KIM, MAX, MONA, NOON
from tests.make import a_planned_round, a_register, a_register_case

PAPERS = ("transcript.json", "frame.txt", "excluded.txt")


@pytest.fixture
def database(browser):
    return browser.app.state.database


def state_of(database, round_id):
    with database.reading() as session:
        return session.get(Round, round_id).state


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
