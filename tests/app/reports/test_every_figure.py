"""Every figure a report holds, reckoned again by other code; none can be added unseen.

The whole frozen content is walked: each number in it has to be among those that were made here
from the raw rows, or stand in a short list of what is no figure, each with its reason.
"""

from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial

import pytest
from sqlmodel import select

from app.consensus.models import SettledAnswer
from app.reports.gathering import Rules, content_of
from app.reviews.models import Answer, Review
from app.summary.service import close_round
from tests.app.reports.followed import what_follows
from tests.app.reports.raw_answers import cases_of, checklist, rows_of
from tests.app.reports.raw_hours import hours_of
from tests.app.reports.raw_mending import actions_of, deviations_of, key_figures_of, reported_on
from tests.app.reports.raw_rounds import annex_of, expected_faults, figures_of
from tests.app.reports.reported import CLOSED, SIGNED, a_draft, take_time
from tests.app.summary.reviewed import a_review, a_reviewed_round, read_all, sample_of
from tests.cast import AUDREY, KIM, NOON, RUT, SAM

# A stratum read in part, one in which the question may go unasked, and one read in full.
CELLS = {
    ("north", "Familjehem"): (30, 12),
    ("south", "Familjehem"): (24, 10),
    ("north", "HVB"): (20, 8),
    ("south", "HVB"): (16, 8),
    ("north", "Jourhem"): (4, 4),
    ("south", "Jourhem"): (3, 3),
}
FIRST, LAST = date(2026, 1, 1), date(2026, 8, 31)
# With nothing left out every figure can be reckoned; small groups are in test_every_masked_figure.
RULES = Rules("Provkommun", 1, 0.8)
NO_FIGURES = {
    "year": "the year of the report, typed",
    "edition": "the number of the edition",
    "smallest": "a setting",
    "target": "a setting",
    "version": "how many times words were saved",
    "ac1": "in no document; held against irrCAC in tests/sampling",
    "attempt": "the number of the draw, not a count",
    "double_share": "a setting of the round",
}


def numbers_in(value, path=()):
    """Walk everything that is told, and give each number with the way to it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value
    for name, each in parts_of(value):
        yield from numbers_in(each, (*path, name))


def parts_of(value):
    if is_dataclass(value):
        return [(each.name, getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, tuple | list):
        return [
            (getattr(each, "id", None) or getattr(each, "code", None) or place, each)
            for place, each in enumerate(value)
        ]
    return []


def expected_of(session, round_):
    """Make every figure of the report from the raw rows."""
    questions = checklist(round_.form_name, round_.form_version)
    figures = figures_of(cases_of(session, round_), questions)
    told = {("rounds", round_.id, "figures", *where): n for where, n in figures.items()}
    annex = annex_of(session, round_)
    told |= {("rounds", round_.id, "annex", *where): n for where, n in annex.items()}
    hours = hours_of(session, round_)
    told |= {("rounds", round_.id, "hours", *where): n for where, n in hours.items()}
    critical = {each["id"] for each in questions if each.get("critical") == "true"}
    for name in sorted(critical | {each["id"] for each in questions}):
        share, high = (
            figures.get(("questions", name, "whole", part)) for part in ("share", "high")
        )
        aim = 1.0 if name in critical else RULES.target
        below = high is not None and high < aim - 1e-9
        if share is not None and (below or (name in critical and share < aim - 1e-9)):
            red = ("red", f"{round_.form_name}.{name}")
            told[*red, "target"] = aim
            told |= {
                (*red, "line", *where[2:]): n
                for where, n in figures.items()
                if where[:2] == ("questions", name)
            }
    told |= {("deviations", *where): n for where, n in deviations_of(session, FIRST, LAST).items()}
    reported = partial(reported_on, session, round_, last=LAST)
    faults = expected_faults(cases_of(session, round_), questions, reported)
    for place, (_, row) in enumerate(faults):
        told |= {("deviations", "expected", place, name): n for name, n in row.items()}
    told |= {("actions", name): n for name, n in actions_of(session, FIRST, LAST).items()}
    values = enumerate(key_figures_of(session, LAST.year))
    told |= {("key_figures", place, "value"): value for place, value in values}
    told["readings",] = rows_of(
        session,
        "SELECT count(*) FROM audit_entry WHERE event = 'ReviewViewed' "
        "AND at >= '2025-12-31 23:00' AND at < '2026-08-31 22:00'",
    )[0][0]
    people = rows_of(
        session,
        "SELECT g.role, count(DISTINCT g.person_id) FROM role_grant g "
        "JOIN person p ON p.id = g.person_id WHERE p.active GROUP BY g.role ORDER BY g.role",
    )
    return told | {("access", place, 1): number for place, (_, number) in enumerate(people)}


def read_some_twice(session, round_):
    """Let five files be read by a second person, who judges one question otherwise."""
    for case in sample_of(session, round_)[:5]:
        review = session.exec(select(Review).where(Review.frame_case_id == case.id)).one()
        answers = {
            answer.question_id: answer.value
            for answer in session.exec(select(Answer).where(Answer.review_id == review.id))
        }
        other = {**answers, "care_plan_exists": "partly"}
        a_review(session, case, other, reviewer=SAM, seat=2)
        if answers["care_plan_exists"] != "partly":
            session.add(
                SettledAnswer(
                    frame_case_id=case.id,
                    question_id="care_plan_exists",
                    value=answers["care_plan_exists"],
                    reason="Planen är beslutad.",
                    by=KIM.id,
                    at=NOON,
                )
            )
    session.flush()


@pytest.fixture(params=["placed_child_short", "placed_child_full"])
def reported(session, request):
    round_ = a_reviewed_round(session, cells=CELLS, form_name=request.param)
    read_all(session, round_)
    read_some_twice(session, round_)
    take_time(session, round_, RUT, AUDREY)
    close_round(session, KIM, round_.id, smallest=1, now=CLOSED)
    questions = checklist(round_.form_name, round_.form_version)
    (worst, _), *_ = expected_faults(cases_of(session, round_), questions, lambda _: 0)
    what_follows(session, round_, worst)
    report = a_draft(session)
    return session, round_, content_of(session, report, RULES, now=SIGNED)


def told_in(said):
    """Give every number of the report, but for what is no figure."""
    numbers = dict(numbers_in(said))
    return {
        path: value
        for path, value in numbers.items()
        if not {part for part in path if isinstance(part, str)} & set(NO_FIGURES)
        or (path[0] == "red" and path[-1] == "target")
    }


def is_told(path):
    """The limits of agreement on one question are in no document either."""
    return not (path[-2:-1] == ("reliability",) and path[-1] in {"low", "high", "ac1"})


def test_every_figure_is_reckoned_again_and_none_is_left(reported):
    session, round_, said = reported
    told = {path: value for path, value in told_in(said).items() if is_told(path)}

    ours = expected_of(session, round_)

    left = sorted(map(str, set(told) - set(ours)))
    assert left == [], "nobody has reckoned these"
    assert sorted(str(path) for path in set(ours) - set(told) if ours[path]) == []
    wrong = {
        path: (value, ours[path])
        for path, value in told.items()
        if value != pytest.approx(ours[path], abs=1e-9)
    }
    assert wrong == {}
    assert len(told) > 1000
