"""A report that leaves small groups out: what it tells is right, and no more follows from it."""

import pytest

from app.reports.gathering import Rules, content_of
from app.summary.service import close_round
from tests.app.reports.raw_answers import cases_of, checklist
from tests.app.reports.raw_masked import files_behind, gone_from, masked_of, share_at
from tests.app.reports.raw_rounds import groups_in
from tests.app.reports.reported import CLOSED, SIGNED, a_draft
from tests.app.reports.test_every_figure import is_told, numbers_in
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.app.summary.test_masked import leaks
from tests.cast import KIM

CELLS = {
    ("north", "Familjehem"): (30, 12),
    ("south", "Familjehem"): (24, 10),
    ("north", "HVB"): (20, 8),
    ("south", "HVB"): (6, 2),
    ("north", "Jourhem"): (4, 4),
    ("south", "SiS"): (9, 6),
}
SMALLEST = 5
LINES = ("questions", "sections", "indices", "overall", "grades")


@pytest.fixture(params=["placed_child_short", "placed_child_full"])
def reported(session, request):
    round_ = a_reviewed_round(session, cells=CELLS, form_name=request.param)
    read_all(session, round_)
    close_round(session, KIM, round_.id, smallest=SMALLEST, now=CLOSED)
    session.flush()
    said = content_of(session, a_draft(session), Rules("Provkommun", SMALLEST, 0.8), now=SIGNED)
    questions = checklist(round_.form_name, round_.form_version)
    return said.rounds[0].figures, cases_of(session, round_), questions


def test_what_is_told_is_right_where_something_is_left_out(reported):
    figures, cases, questions = reported
    told = {
        path: value
        for path, value in numbers_in(figures)
        if path[0] in LINES and "reliability" not in path and is_told(path)
    }

    ours = masked_of(figures, cases, questions)

    assert sorted(map(str, set(told) ^ {path for path in ours if ours[path] is not None})) == []
    wrong = {
        path: (value, ours[path])
        for path, value in told.items()
        if value != pytest.approx(ours[path], abs=1e-9)
    }
    assert wrong == {}
    assert len(told) > 500


def test_no_small_group_is_told_of_or_follows_from_what_is(reported):
    figures, cases, _ = reported
    hidden = 0

    for line in figures.questions:
        base, weights = files_behind(cases, line.id)
        for where, sizes in (("units", base.sum(axis=1)), ("strata", base.sum(axis=0))):
            for place, size in enumerate(sizes):
                assert share_at(line, (where, place)).hidden or not 0 < size < SMALLEST
        assert leaks(base, weights, gone_from(line)) == [], line.id
        hidden += sum(share_at(line, where).hidden for where in groups_in(cases))

    assert hidden > len(figures.questions)
