from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.audit.models import AuditEntry, AuditPayload
from app.organisation.models import Unit
from app.register.models import RegisterCase, RegisterImport
from app.register.opening import SentFile, open_export
from app.register.reading import ColumnMap, Field, read_register
from app.register.reading.unreadable import NumberInFileName
from app.register.service import (
    EMPTY_REGISTER,
    ColumnsMissing,
    NothingToImport,
    NotTheWholeOrganisation,
    RefusedRowsNotAccepted,
    RegisterExport,
    RegisterHasChanged,
    import_register,
    preview,
)
from tests.app.register.register_files import IDENTITY_NUMBER, a_case, cases, csv_file
from tests.cast import MAX, MONA, NOON

FILES = Path(__file__).parent / "files"
MINUTE = timedelta(minutes=1)


def an_export(*rows, **more):
    content = csv_file(*rows)
    parsed = read_register(content, "uttag.csv")
    return RegisterExport("uttag.csv", sha256(content).hexdigest(), parsed, **more)


def in_register(session):
    rows = session.scalars(select(RegisterCase).where(col(RegisterCase.gone).is_(False)))
    return {case.case_number: case for case in rows}


def how_many(session, table=RegisterCase):
    return session.scalar(select(func.count()).select_from(table))


@pytest.mark.both
@pytest.mark.parametrize(
    ("name", "read", "refused"),
    [
        ("register_2026_var.csv", 412, 0),
        ("register_2026_host.xlsx", 430, 0),
        ("register_felaktig.csv", 60, 10),
    ],
)
def test_registers_as_case_systems_give_them_come_in(session, name, read, refused):
    file = SentFile(name, (FILES / name).read_bytes())
    parsed = open_export(session, file)
    export = RegisterExport(name, file.sha256, parsed, compared_with=EMPTY_REGISTER)

    brought_in = import_register(session, MONA, export, now=NOON, without_refused=True)

    assert (brought_in.rows_read, brought_in.rows_refused) == (read, refused)
    assert brought_in.rows_new == len(in_register(session)) == read - refused
    assert brought_in.file_sha256 == sha256(file.content).hexdigest()


@pytest.mark.both
def test_all_that_the_export_says_of_a_case_is_kept(session):
    import_register(session, MONA, an_export(a_case(1, Kön="P")), now=NOON)

    case = in_register(session)["BU-2026-00001"]
    assert session.get(Unit, case.unit_id).name == "Enhet Åsen"
    assert case.model_dump(exclude={"id", "unit_id", "import_id"}) == {
        "case_number": "BU-2026-00001",
        "case_key": "bu-2026-00001",
        "caseworker": "hl724",
        "placement_form": "Familjehem",
        "legal_basis": "LVU 2 §",
        "age": 8,
        "sex": "P",
        "started_on": date(2025, 8, 28),
        "ended_on": None,
        "provider": "Björkgården HVB",
        "contract_form": "Ramavtal",
        "day_rate_ore": 252954,
        "protected": False,
        "attributes": {},
        "gone": False,
    }


@pytest.mark.both
def test_the_next_export_tells_what_is_new_changed_and_gone(session):
    import_register(session, MONA, an_export(*cases(4)), now=NOON)
    before = in_register(session)
    export = an_export(a_case(1), a_case(2, Enhet="Enhet Norr"), a_case(3, Ålder="9"), a_case(5))

    brought_in = import_register(session, MONA, export, now=NOON + MINUTE)
    session.expire_all()

    now = in_register(session)
    counts = (brought_in.rows_new, brought_in.rows_changed, brought_in.rows_gone)
    assert counts == (1, 2, 1)
    assert sorted(now) == ["BU-2026-00001", "BU-2026-00002", "BU-2026-00003", "BU-2026-00005"]
    assert {case.import_id for case in now.values()} == {brought_in.id}
    assert now["BU-2026-00003"].id == before["BU-2026-00003"].id
    assert now["BU-2026-00003"].age == 9
    assert now["BU-2026-00002"].unit_id == "north"


@pytest.mark.both
def test_a_case_that_comes_back_is_new_again_and_the_same_case(session):
    import_register(session, MONA, an_export(*cases(2)), now=NOON)
    first = in_register(session)["BU-2026-00002"].id
    import_register(session, MONA, an_export(a_case(1)), now=NOON + MINUTE)

    back = import_register(session, MONA, an_export(*cases(2)), now=NOON + 2 * MINUTE)
    session.expire_all()

    assert (back.rows_new, back.rows_gone) == (1, 0)
    assert in_register(session)["BU-2026-00002"].id == first
    assert how_many(session) == 2


@pytest.mark.both
def test_the_same_export_once_more_changes_nothing(session):
    import_register(session, MONA, an_export(*cases(3)), now=NOON)

    again = import_register(session, MONA, an_export(*cases(3)), now=NOON + MINUTE)

    assert (again.rows_new, again.rows_changed, again.rows_gone) == (0, 0, 0)
    assert how_many(session) == 3


def test_another_spelling_of_a_number_or_a_unit_is_the_same_case_and_unit(session):
    import_register(
        session, MONA, an_export(a_case(1, Aktnummer="bu-1", Enhet="Norra  Enheten")), now=NOON
    )
    export = an_export(a_case(1, Aktnummer="BU-1", Enhet="norra enheten"))

    (change,) = preview(session, export.parsed).changed
    import_register(session, MONA, export, now=NOON + MINUTE)
    session.expire_all()

    assert change.differences == {"case_number": ("bu-1", "BU-1")}
    assert list(in_register(session)) == ["BU-1"]
    assert how_many(session, Unit) == 3


def test_what_is_said_before_is_what_the_import_does(session):
    import_register(session, MONA, an_export(*cases(3)), now=NOON)
    export = an_export(a_case(1, Lagrum="SoL"), a_case(4, Enhet="Ny enhet"))

    difference = preview(session, export.parsed)
    brought_in = import_register(session, MONA, export, now=NOON + MINUTE)

    assert difference.new == ("BU-2026-00004",)
    assert [case.differences for case in difference.changed] == [
        {"legal_basis": ("LVU 2 §", "SoL")}
    ]
    assert difference.gone == ("BU-2026-00002", "BU-2026-00003")
    assert difference.new_units == ("Ny enhet",)
    assert (brought_in.rows_new, brought_in.rows_changed, brought_in.rows_gone) == (1, 1, 2)


def test_refused_rows_stay_out_only_when_somebody_says_so(session):
    export = an_export(a_case(1), a_case(2, Aktnummer=IDENTITY_NUMBER))

    with pytest.raises(RefusedRowsNotAccepted, match="1 rows are refused"):
        import_register(session, MONA, export, now=NOON)
    assert how_many(session) == how_many(session, RegisterImport) == 0

    brought_in = import_register(session, MONA, export, now=NOON, without_refused=True)
    assert (brought_in.rows_read, brought_in.rows_refused, brought_in.rows_new) == (2, 1, 1)


def test_an_export_without_cases_empties_no_register(session):
    import_register(session, MONA, an_export(*cases(2)), now=NOON)

    with pytest.raises(NothingToImport):
        import_register(session, MONA, an_export(), now=NOON + MINUTE)
    assert len(in_register(session)) == 2


def test_cases_without_a_form_or_a_start_are_not_brought_in(session):
    parsed = read_register(b"Aktnummer;Enhet\nA-1;Norr\nA-2;Norr\n", "uttag.csv")

    with pytest.raises(ColumnsMissing):
        import_register(session, MONA, RegisterExport("u.csv", "0" * 64, parsed), now=NOON)


def test_a_manager_of_one_unit_does_not_replace_the_register_of_all(session):
    with pytest.raises(NotTheWholeOrganisation, match="all units"):
        import_register(session, MAX, an_export(*cases(2)), now=NOON)


def test_an_import_after_somebody_elses_is_not_the_one_that_was_looked_at(session):
    first = import_register(session, MONA, an_export(*cases(2)), now=NOON)

    late = an_export(a_case(1), compared_with=EMPTY_REGISTER)

    with pytest.raises(RegisterHasChanged):
        import_register(session, MONA, late, now=NOON + MINUTE)

    export = an_export(a_case(1), compared_with=first.id)
    assert import_register(session, MONA, export, now=NOON + MINUTE).rows_gone == 1


@pytest.mark.both
def test_of_two_imports_at_the_same_moment_one_comes_in_whole(database):
    together = Barrier(2)

    def bring_in(place):
        export = an_export(*cases(20 + place), compared_with=EMPTY_REGISTER)
        together.wait()
        try:
            with database.writing() as session:
                return import_register(session, MONA, export, now=NOON + place * MINUTE).rows_new
        except RegisterHasChanged:
            return None

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(bring_in, (0, 1)))

    with database.reading() as session:
        assert sorted(outcomes, key=str) == [len(in_register(session)), None]
        assert how_many(session, RegisterImport) == 1


@pytest.mark.both
def test_an_import_that_fails_leaves_the_register_as_it_was(database):
    with database.writing() as session:
        import_register(session, MONA, an_export(*cases(3)), now=NOON)
    sound = an_export(*cases(2), a_case(7))
    rows = (*sound.parsed.rows[:2], replace(sound.parsed.rows[2], age=99))
    unsound = replace(sound, parsed=replace(sound.parsed, rows=rows))

    with pytest.raises(Exception, match="age_of_a_young_person"), database.writing() as session:
        import_register(session, MONA, unsound, now=NOON + MINUTE)

    with database.reading() as session:
        assert len(in_register(session)) == 3
        assert how_many(session, RegisterImport) == 1


def test_the_log_tells_of_the_import_and_names_no_case(session):
    brought_in = import_register(session, MONA, an_export(*cases(2)), now=NOON)

    entry, payload = session.execute(
        select(AuditEntry, AuditPayload).join(
            AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq)
        )
    ).one()
    assert (entry.event, entry.actor_id) == ("RegisterImported", MONA.id)
    assert entry.object_id == brought_in.id
    assert "BU-2026" not in payload.payload
    assert "uttag" not in payload.payload


def test_columns_chosen_by_hand_are_known_the_next_time(session):
    content = "Ref;Var;Hur;När;Ort\nA-1;Norr;HVB;2026-01-01;Umeå\nA-2;Norr;HVB;2026-02-01;Umeå\n"
    file = SentFile("uttag.csv", content.encode())
    unknown = open_export(session, file)
    chosen = ColumnMap(
        {
            Field.case_number: "Ref",
            Field.unit: "Var",
            Field.placement_form: "Hur",
            Field.started_on: "När",
        },
        {"Ort": "Ort"},
    )
    parsed = open_export(session, file, chosen)
    import_register(session, MONA, RegisterExport("u.csv", file.sha256, parsed), now=NOON)

    later = (
        content.replace("A-2", "A-3").replace("Ref;Var", "Var;Ref").replace("A-1;Norr", "Norr;A-1")
    )
    again = open_export(
        session, SentFile("nytt.csv", later.replace("A-3;Norr", "Norr;A-3").encode())
    )

    assert unknown.missing != ()
    assert again.columns == chosen
    assert [row.case_number for row in again.rows] == ["A-1", "A-3"]
    assert again.rows[0].attributes == {"Ort": "Umeå"}


def test_a_file_named_after_a_person_is_not_read(session):
    file = SentFile(f"placering {IDENTITY_NUMBER}.csv", csv_file(*cases(2)))

    assert isinstance(open_export(session, file), NumberInFileName)
