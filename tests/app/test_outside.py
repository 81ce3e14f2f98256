"""What anybody can check from outside, and that it finds what does not hold."""

import json
import subprocess
import sys
from hashlib import sha256

import pyotp
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from typer.testing import CliRunner

from app.audit.log import record
from app.auth.data_key import load_data_key
from app.auth.sign_in import Caller, give_code, sign_in
from app.cli.main import app as commands
from app.db import Database
from app.outside.acceptance import seed_acceptance
from app.outside.checking import check
from app.outside.papers import log_lines, write_papers
from app.outside.routes import routes_of
from app.settings import Mode, Settings
from app.summary.models import Summary
from app.summary.service import RoundClosed
from tests.cast import KIM, NOON

GUARDS = (
    "DROP TRIGGER audit_entry_no_update",
    "DROP TRIGGER audit_entry_no_delete",
)
HASHED = ("seq", "at", "actor_id", "event", "object_id", "commitment", "prev")


def quiet(_part, _done, _of):
    pass


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """Give the settings of a seeded database, and what was told of it."""
    settings = Settings(mode=Mode.test, data_dir=tmp_path_factory.mktemp("seeded"))
    return settings, seed_acceptance(settings, 1)


@pytest.fixture
def acceptance(seeded, tmp_path):
    """Give a copy of the seeded database to do harm to."""
    settings, told = seeded
    (tmp_path / "stickprov.db").write_bytes((settings.data_dir / "stickprov.db").read_bytes())
    database = Database(settings.model_copy(update={"data_dir": tmp_path}))
    yield database, told
    database.close()


def harm(database, *statements):
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def found(database):
    return [fault.text for fault in check(database, quiet).faults]


def close(database, round_id, figures):
    """Freeze figures as if the round had been closed."""
    digest = sha256(json.dumps(figures, separators=(",", ":")).encode()).hexdigest()
    with database.writing() as session:
        person = session.execute(text("SELECT id FROM person LIMIT 1")).scalar_one()
        session.add(
            Summary(
                round_id=round_id, closed_at=NOON, closed_by=person, figures=figures, sha256=digest
            )
        )
        record(session, RoundClosed(at=NOON, actor_id=person, round_id=round_id, sha256=digest))


def test_what_was_built_by_the_services_holds(acceptance):
    database, told = acceptance
    close(database, told["round"]["id"], {"full": 1})

    report = check(database, quiet)

    assert report.faults == ()
    assert (report.draws, report.summaries) == (1, 1)
    assert report.log_entries > 30


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            (*GUARDS, "UPDATE audit_entry SET actor_id = NULL WHERE seq = 5"),
            "Rad 5 i loggen har ändrats sedan den skrevs.",
        ),
        (
            ("UPDATE audit_payload SET payload = '{}' WHERE seq = 7",),
            "Innehållet i rad 7 i loggen är inte det som loggades.",
        ),
        (
            (
                *GUARDS,
                "DELETE FROM audit_payload WHERE seq = 6",
                "DELETE FROM audit_entry WHERE seq = 6",
            ),
            "Rad 6 i loggen saknas.",
        ),
        (
            GUARDS[:1],
            "Spärren audit_entry_no_update, som hindrar att loggen ändras, saknas.",
        ),
        (
            ("UPDATE frame_case SET place = 3 - place WHERE place IN (1, 2)",),
            "Dragning 1 av Acceptans: när den görs om dras andra ärenden.",
        ),
        (
            (
                "UPDATE frame_case SET drawn = 0 WHERE place = 1",
                "UPDATE frame_case SET drawn = 1 WHERE place = 9",
            ),
            "Dragning 1 av Acceptans: andra ärenden är märkta som dragna än de som slumpen drog.",
        ),
        (
            ("UPDATE dice_roll SET digits = '00000000000000000000' WHERE place = 2",),
            "Dragning 1 av Acceptans: startvärdet följer inte av tärningarna och servern.",
        ),
        (
            ("UPDATE frame_case SET case_number = 'BU-2025-9' WHERE case_number = 'BU-2025-1001'",),
            "Dragning 1 av Acceptans: urvalsramen är inte den som låstes.",
        ),
        (
            ("UPDATE attempt SET commit_sha256 = '" + "0" * 64 + "'",),
            "Dragning 1 av Acceptans: åtagandet är inte det som visades.",
        ),
        (
            ("UPDATE summary SET figures = '[]'",),
            "Siffrorna för Acceptans är inte de som låstes när omgången stängdes.",
        ),
    ],
)
def test_what_has_been_tampered_with_is_found(acceptance, statements, said):
    database, told = acceptance
    close(database, told["round"]["id"], {"full": 1})

    harm(database, *statements)

    assert said in found(database)


def test_a_log_whose_end_was_cut_off_does_not_tell_of_the_draw(acceptance):
    database, _ = acceptance
    last = "(SELECT seq FROM audit_entry WHERE event = 'SampleDrawn')"

    harm(
        database,
        *GUARDS,
        f"DELETE FROM audit_payload WHERE seq >= {last}",
        f"DELETE FROM audit_entry WHERE seq >= {last}",
    )

    assert "Dragning 1 av Acceptans är gjord, men det står inte i loggen." in found(database)


def test_an_answer_that_is_not_in_its_history_is_found(acceptance):
    database, told = acceptance
    review = told["reviews"][0]
    values = (
        f"('{review['id']}', 'q', 'yes', '', '', 1, '2026-11-23 12:00:00', "
        f"'{review['reviewer_id']}')"
    )
    columns = "(review_id, question_id, value, reason, comment, version, at, by)"

    harm(database, f"INSERT INTO answer {columns} VALUES {values}")
    without = found(database)
    harm(database, f"INSERT INTO answer_version {columns} VALUES {values}")
    with_history = found(database)
    harm(database, "UPDATE answer SET value = 'no'")

    lacking = "1 svar är inte det som senast sparades i deras historik."
    assert without == found(database) == [lacking]
    assert with_history == []


def test_a_row_that_points_at_nothing_is_found(acceptance, tmp_path):
    database, _ = acceptance
    careless = sqlcipher.connect(str(tmp_path / "stickprov.db"))
    careless.execute("DELETE FROM unit")
    careless.commit()
    careless.close()

    assert "24 rader i tabellen frame_case pekar på något som inte finns." in found(database)


@pytest.mark.both
def test_an_empty_organisation_holds(database):
    assert found(database) == []


def test_checking_ends_with_1_when_something_does_not_hold(acceptance, tmp_path):
    database, _ = acceptance
    at = {"DATA_DIR": str(tmp_path), "STICKPROV_MODE": "test"}

    well = CliRunner().invoke(commands, ["check", "--json"], env=at)
    harm(database, "UPDATE dice_roll SET digits = '00000000000000000000' WHERE place = 2")
    broken = CliRunner().invoke(commands, ["check", "--json"], env=at)

    assert (well.exit_code, json.loads(well.stdout)["ok"]) == (0, True)
    assert (broken.exit_code, json.loads(broken.stdout)["ok"]) == (1, False)
    assert json.loads(broken.stdout)["faults"][0]["part"] == "draw"


def test_the_exported_log_can_be_recomputed_by_other_code(acceptance):
    database, _ = acceptance
    harm(database, "DELETE FROM audit_payload WHERE seq = 3")

    with database.reading() as session:
        lines = [json.loads(line) for line in log_lines(session)]

    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    prev = "0" * 64
    for line in lines:
        told = {name: line[name] for name in HASHED}
        written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert line["prev"] == prev
        assert line["hash"] == sha256(written.encode()).hexdigest()
        if line["seq"] == 3:
            assert line["salt"] is line["payload"] is None
        else:
            salted = bytes.fromhex(line["salt"]) + line["payload"].encode()
            assert line["commitment"] == sha256(salted).hexdigest()
        prev = line["hash"]


def test_the_end_of_the_log_follows_on_what_was_exported_before(acceptance):
    database, _ = acceptance

    with database.reading() as session:
        whole = list(log_lines(session))
        rest = list(log_lines(session, since=10))

    assert rest == whole[10:]


def test_the_papers_of_a_draw_are_enough_to_redo_it(acceptance, tmp_path):
    database, _ = acceptance
    to = tmp_path / "papers"

    with database.writing() as session:
        write_papers(session, "Acceptans", to, now=NOON)

    command = [sys.executable, "verify_draw.py", "transcript.json", "frame.txt", "excluded.txt"]
    redone = subprocess.run(command, cwd=to, capture_output=True, text=True, check=False)
    assert redone.returncode == 0
    with database.reading() as session:
        last = list(log_lines(session))[-1]
    assert json.loads(last)["event"] == "FileDownloaded"


@pytest.mark.usefixtures("acceptance")
def test_papers_are_asked_for_by_the_whole_name(tmp_path):
    at = {"DATA_DIR": str(tmp_path), "STICKPROV_MODE": "test"}
    command = ["export-transcript", "Accept", "--to", str(tmp_path / "papers")]

    refused = CliRunner().invoke(commands, command, env=at)

    assert refused.exit_code == 2
    assert not (tmp_path / "papers").exists()


def test_the_same_number_gives_the_same_organisation(seeded, tmp_path):
    _, told = seeded
    again = seed_acceptance(Settings(mode=Mode.test, data_dir=tmp_path / "again"), 1)
    other = seed_acceptance(Settings(mode=Mode.test, data_dir=tmp_path / "other"), 2)

    assert again == told
    assert {each["id"] for each in other["reviews"]}.isdisjoint(
        each["id"] for each in told["reviews"]
    )


def test_every_role_is_there_and_every_case_is_read_by_two(seeded):
    _, told = seeded
    readers = {}
    for review in told["reviews"]:
        readers.setdefault(review["case_id"], set()).add(review["reviewer_id"])

    assert {each["role"] for each in told["people"]} == {
        "reviewer",
        "manager",
        "quality",
        "admin",
        "auditor",
    }
    assert len(told["units"]) == 2
    assert {len(each) for each in readers.values()} == {2}
    assert len(readers) == 8


@pytest.mark.parametrize("username", ["quality", "rut.norr"])
def test_one_can_sign_in_with_what_was_told(acceptance, seeded, username):
    database, told = acceptance
    person = next(each for each in told["people"] if each["username"] == username)
    key = load_data_key(seeded[0])
    caller = Caller(address="127.0.0.1")

    outcome = sign_in(database, key, username, person["password"], caller, now=NOON)
    if person["totp_secret"]:
        code = pyotp.TOTP(person["totp_secret"]).at(NOON)
        with database.writing() as session:
            outcome = give_code(session, key, outcome.half_way, code, caller, now=NOON)

    assert outcome.session is not None


def test_invented_people_never_come_among_real_ones(tmp_path):
    at = {"DATA_DIR": str(tmp_path / "real"), "STICKPROV_MODE": "production"}

    refused = CliRunner().invoke(commands, ["seed", "--profile", "acceptance"], env=at)

    assert refused.exit_code == 2
    assert not (tmp_path / "real").exists()


def test_every_route_is_listed_with_those_who_may_use_it(browser):
    listed = {(route.method, route.path): route for route in routes_of(browser.app)}

    save = listed["POST", "/reviews/{review_id}/answers/{question_id}"]
    live = listed["GET", "/healthz/live"]

    assert (save.guard, save.roles, save.fresh) == ("fill_review", ("reviewer",), False)
    assert live.guard == "public"
    assert len(listed) > 30
    assert KIM.roles <= set(live.roles)


def test_the_list_of_routes_is_what_the_program_answers_to(browser):
    """An address that is listed is found; one that is not is no page."""
    for route in routes_of(browser.app):
        if route.guard not in {"public", "signed-in"} and route.method == "GET":
            answer = browser.get(route.path.replace("{", "").replace("}", ""))
            if route.token:
                assert answer.status_code == 401, route.path
            else:
                assert answer.headers["location"].startswith("/sign-in"), route.path
