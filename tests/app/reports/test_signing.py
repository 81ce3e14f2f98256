import io
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.audit.log import canonical
from app.audit.models import AuditEntry
from app.errors import NotFound
from app.organisation.models import Person, Unit
from app.reports.formats import Format, written
from app.reports.frozen import FrozenCopyDamaged, frozen_content, frozen_document
from app.reports.models import Decision, Report, ReportKind, ReportState
from app.reports.service import NotForPart, ReportOrder
from app.reports.signing import (
    CutOffAhead,
    NothingSigned,
    NotTheNewest,
    RedWithoutDecision,
    RoundStillOpen,
    begin_edition,
    sign_report,
)
from app.reports.writing import AreaText, RedChoice, decide_red, write_words
from app.reviews.models import Answer
from app.rounds.models import FrameCase, Round
from app.summary.models import Summary
from tests.app.reports.reported import (
    ACT,
    RULES,
    SIGNED,
    a_closed_round,
    a_draft,
    areas,
    content,
    write_everything,
)
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM, MAX, MONA, NOON


@pytest.fixture
def signed(session):
    a_closed_round(session)
    session.get_one(Person, MONA.id).title = "Avdelningschef"
    report = a_draft(session)
    write_everything(session, report)
    sign_report(session, MONA, report.id, rules=RULES, now=SIGNED)
    session.flush()
    return report


def sign(session, report, now=SIGNED, actor=MONA):
    return sign_report(session, actor, report.id, rules=RULES, now=now)


def files_of(report, to):
    return {
        as_: written(frozen_content(report), frozen_document(report), as_, to) for as_ in Format
    }


@pytest.mark.both
def test_signing_freezes_everything_with_the_name_of_who_answers(session, signed):
    said = frozen_content(signed)

    assert signed.state == ReportState.signed
    assert (said.signature.name, said.signature.title) == ("Mona Ek", "Avdelningschef")
    assert signed.sha256 == sha256(signed.content.encode()).hexdigest()
    assert signed.content == canonical(json.loads(signed.content))
    assert "Mona Ek" in [getattr(block, "name", "") for block in frozen_document(signed).blocks]
    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "ReportSigned")).one()
    assert (entry.actor_id, entry.object_id) == (MONA.id, signed.id)


@pytest.mark.both
def test_a_red_question_without_a_decision_stands_in_the_way(session):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)
    one = content(session, report).red[0].id
    session.execute(sa.text("DELETE FROM red_decision WHERE red_id = :id"), {"id": one})

    with pytest.raises(RedWithoutDecision, match="1 red questions lack a decision and 0"):
        sign(session, report)


@pytest.mark.parametrize("left_out", ["seen", "why", "doing"])
def test_a_red_area_without_words_stands_in_the_way(session, left_out):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)
    area = next(area for area in areas(session, report) if area.red)
    words = {"seen": "A.", "why": "B.", "doing": "C."} | {left_out: ""}
    write_words(
        session, KIM, report.id, area.id, AreaText(**words), version=area.words.version, now=NOON
    )

    with pytest.raises(RedWithoutDecision, match="0 red questions lack a decision and 1"):
        sign(session, report)


def test_an_area_that_is_not_red_may_be_left_without_words(session):
    a_closed_round(session)
    report = a_draft(session)
    for area in areas(session, report):
        if area.red:
            ids = [red.id for red in area.red]
            text = AreaText("A.", "B.", "C.")
            write_words(session, KIM, report.id, area.id, text, version=0, now=NOON)
            decide_red(session, KIM, report.id, ids, ACT, now=NOON)

    assert sign(session, report).state == ReportState.signed


def test_nothing_is_signed_before_the_period_is_over(session):
    report = a_draft(session)

    with pytest.raises(CutOffAhead, match="The period ends on 31"):
        sign(session, report, now=datetime(2026, 8, 31, 21, 59, tzinfo=UTC))

    assert sign(session, report, now=datetime(2026, 8, 31, 22, 1, tzinfo=UTC)).signed_at


def test_the_figures_of_an_open_round_are_not_signed(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    report = a_draft(session, ReportOrder(ReportKind.round, 2026, round_id=round_.id))
    write_everything(session, report)

    with pytest.raises(RoundStillOpen):
        sign(session, report, now=NOON)


def test_a_draft_of_the_whole_is_not_signed_by_who_answers_for_a_part(session):
    report = a_draft(session)

    with pytest.raises(NotFound):
        sign(session, report, actor=MAX)


@pytest.mark.both
def test_whatever_changes_afterwards_the_report_stays_byte_for_byte(session, signed, tmp_path):
    before, files = signed.content, files_of(signed, tmp_path)

    for answer in session.exec(select(Answer)).all():
        answer.value = "no" if answer.value == "yes" else "yes"
    for case in session.exec(select(FrameCase)).all():
        case.stratum, case.replaced = "Annat", True
    session.get_one(Unit, "north").name = "Omdöpt"
    session.get_one(Person, MONA.id).name = "Någon Annan"
    round_ = session.exec(select(Round)).one()
    round_.name, round_.period_to, round_.closed_at = "Omdöpt", date(2027, 1, 1), None
    session.exec(select(Summary)).one().figures = {}
    session.execute(sa.text("DELETE FROM red_decision"))
    session.execute(sa.text("DELETE FROM area_words"))
    session.flush()
    session.expire_all()
    after = session.get_one(Report, signed.id)

    assert after.content == before
    assert files_of(after, tmp_path) == files


@pytest.mark.both
@pytest.mark.usefixtures("signed")
def test_the_database_itself_refuses_to_change_a_signed_report(session):
    session.commit()

    with pytest.raises(sa.exc.DatabaseError, match="signed report never changes"):
        session.execute(sa.text("UPDATE report SET content = 'x'"))


def test_a_frozen_copy_that_is_not_what_was_signed_is_not_shown(signed):
    damaged = Report(**signed.model_dump() | {"content": signed.content.replace("0.8", "0.9")})

    with pytest.raises(FrozenCopyDamaged):
        frozen_document(damaged)


@pytest.mark.both
def test_a_new_edition_says_what_changed_and_why_and_the_old_one_stays(session, signed):
    before = signed.content
    new = begin_edition(
        session, KIM, signed.id, what="Ett beslut.", why="Nämnden bad om det.", now=NOON
    )
    session.flush()
    red = content(session, new).red[0].id
    decide_red(session, KIM, new.id, [red], RedChoice(Decision.accept, "Få fall."), now=NOON)
    sign(session, new, now=NOON)
    session.flush()

    said = frozen_content(new)
    texts = " ".join(getattr(block, "text", "") for block in frozen_document(new).blocks)
    assert (new.edition, new.supersedes, signed.content) == (2, signed.id, before)
    assert said.decided(red).decision == "accept"
    assert said.words_of("actions").seen == frozen_content(signed).words_of("actions").seen
    assert "Ett beslut." in texts
    assert "Nämnden bad om det." in texts


def test_only_the_newest_signed_edition_is_followed_by_another(session, signed):
    draft = begin_edition(session, KIM, signed.id, what="A.", why="B.", now=NOON)
    session.flush()

    with pytest.raises(NotTheNewest):
        begin_edition(session, KIM, signed.id, what="A.", why="B.", now=NOON)
    with pytest.raises(NothingSigned):
        begin_edition(session, KIM, draft.id, what="A.", why="B.", now=NOON)
    with pytest.raises(NotForPart):
        begin_edition(session, MAX, signed.id, what="A.", why="B.", now=NOON)


def test_what_happens_after_the_cut_off_day_is_not_in_the_report(session):
    late = a_reviewed_round(session)
    read_all(session, late)
    report = a_draft(session)
    before = content(session, report)
    late.state, late.closed_at = "closed", SIGNED - timedelta(days=1)
    session.flush()

    assert content(session, report).rounds == before.rounds == ()


def test_the_workbook_holds_the_figures_of_the_report(signed, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(files_of(signed, tmp_path)[Format.xlsx]))

    heads, *rows = book["Röda frågor"].iter_rows(values_only=True)
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    said = frozen_content(signed)
    assert set(told) == {red.id for red in said.red}
    for red in said.red:
        assert told[red.id]["Andel, vägd"] == pytest.approx(red.line.whole.share, abs=1e-14)
        assert told[red.id]["Mål"] == red.target
    assert {"Rapport", "Sammanställning", "Strata", "Enheter", "Kodbok", "Om uttaget"} <= set(
        book.sheetnames
    )
