"""Indices, held against answers counted one by one; and questions that ought to be rewritten."""

from collections import defaultdict
from dataclasses import replace

import pytest

from app.consensus.queries import facts_of_cases, final_cases
from app.summary.figures import Line, Reliability, Share
from app.summary.findings import judged
from app.summary.indices import INDICES, indices_of
from app.summary.masked import masked
from app.summary.queries import material_of
from app.summary.roll_up import roll_up
from app.summary.unclear import Fault, unclear_questions
from review_forms import called_for, load, outcome, standing
from tests.app.summary.reviewed import a_reviewed_round, read_all, sample_of


def by_hand(session, round_, questions):
    """Give the weighted mean of the share of some questions that each file meets."""
    form = load(round_.form_name, round_.form_version)
    facts = facts_of_cases(session, round_)
    strata = {case.id: case.stratum for case in sample_of(session, round_)}
    scores = defaultdict(list)
    for case in final_cases(session, round_.id):
        values = {**facts[case.frame_case_id], **case.answers}
        called = {question.id for question in called_for(form, values)}
        given = standing(form, values)
        met = [
            str(outcome(form.question(name), given[name]))
            for name in questions
            if name in called and name in given
        ]
        counted = [each for each in met if each in {"yes", "partly", "no"}]
        scores[strata[case.frame_case_id]].append(
            (counted.count("yes") / len(counted), 1) if counted else (0, 0)
        )
    frame = {"Familjehem": 54, "HVB": 17, "Jourhem": 5}
    hits, files = (
        sum(
            frame[name] / len(each) * sum(pair[place] for pair in each)
            for name, each in scores.items()
        )
        for place in (0, 1)
    )
    return hits / files


@pytest.mark.both
def test_an_index_is_the_mean_share_of_its_questions_file_by_file(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    form = load(round_.form_name, round_.form_version)

    figures = roll_up(material_of(session, round_))

    members = indices_of(judged(form))
    assert [line.id for line in figures.indices] == [index.id for index in INDICES]
    for line in figures.indices:
        assert line.whole.share == pytest.approx(by_hand(session, round_, members[line.id]))
        assert line.whole.low < line.whole.share < line.whole.high


def test_the_questions_of_an_index_follow_from_their_tags():
    form = load("placed_child_full", "2026-1")

    members = indices_of(judged(form))

    assert {form.question(name).tags != () for name in members["child_voice"]} == {True}
    assert all("child_voice" in form.question(name).tags for name in members["child_voice"])
    assert "child_talks" in members["child_voice"]
    assert "inquiry_in_4_months" in members["legal_security"]
    assert "visits_as_planned" in members["process"]


def test_the_index_of_a_unit_rests_on_no_answer_that_is_hidden_of_a_unit(session):
    """Turning every hidden answer of units the other way changes nothing that units show."""
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    material = material_of(session, round_)
    figures = masked(material, 9)
    hidden = [
        (row, place)
        for row, line in enumerate(figures.questions)
        for place, share in enumerate(line.units)
        if share.hidden
    ]
    assert hidden
    found = material.findings.found.copy()
    for row, place in hidden:
        answers = found[row, material.findings.unit == place]
        turned = {0: 1, 1: 0, 2: 0}
        found[row, material.findings.unit == place] = [turned.get(int(a), int(a)) for a in answers]

    other = masked(replace(material, findings=replace(material.findings, found=found)), 9)

    units = [line.units for line in figures.indices]
    assert any(not share.hidden for line in units for share in line)
    assert [line.units for line in other.indices] == units


def a_line(name, *, cases=10, agreed=1.0, ac1=1.0, assessed=40, not_applicable=0):
    return Line(
        name,
        Share(frame=80, assessed=assessed, not_applicable=not_applicable),
        (),
        (),
        Reliability(cases, agreed, ac1),
    )


def test_questions_that_reviewers_judge_differently_or_that_seldom_apply_are_to_be_rewritten(
    session,
):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    figures = roll_up(material_of(session, round_))
    lines = (
        a_line("clear"),
        a_line("seldom", assessed=20, not_applicable=20),
        a_line("vague", agreed=0.7, ac1=0.5),
        a_line("vaguer", agreed=0.6, ac1=0.3, assessed=20, not_applicable=20),
        a_line("few", cases=4, agreed=0.25, ac1=0.0),
        replace(a_line("hidden"), whole=Share(80, hidden=True)),
    )

    found = unclear_questions(replace(figures, questions=lines))

    assert [(each.line.id, each.faults) for each in found] == [
        ("vaguer", (Fault.read_differently, Fault.seldom_applies)),
        ("vague", (Fault.read_differently,)),
        ("seldom", (Fault.seldom_applies,)),
    ]
    assert found[0].not_applicable == 0.5
