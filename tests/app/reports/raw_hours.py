"""The hours of a round from the raw rows, by other code: see the page of the method."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from statistics import quantiles

from tests.app.reports.raw_answers import rows_of

LONGEST = 20.0


def hours_of(session, round_):
    """Sum minutes between saved answers, none as more than twenty, and take their quartiles."""
    moments = defaultdict(list)
    for review, opened, saved in rows_of(
        session,
        "SELECT r.id, r.opened_at, v.at FROM review r JOIN answer_version v ON v.review_id = r.id "
        "WHERE r.round_id = :id AND v.by = r.reviewer_id ORDER BY v.at",
        id=round_.id,
    ):
        moments[review] = (moments[review] or ([_moment(opened)] if opened else [])) + [
            _moment(saved)
        ]
    minutes = [
        sum(min((after - before).total_seconds() / 60, LONGEST) for before, after in pairwise(each))
        for each in moments.values()
    ]
    done, per_case = rows_of(
        session,
        "SELECT (SELECT count(*) FROM review WHERE round_id = r.id AND state IN "
        "('submitted', 'approved')), r.hours_per_case FROM round r WHERE r.id = :id",
        id=round_.id,
    )[0]
    lower, middle, upper = quantiles(minutes, n=4, method="inclusive")
    told = {("readings",): done, ("planned",): done * per_case}
    told |= {("time", "hours"): sum(minutes) / 60, ("time", "median"): middle}
    return told | {("time", "lower"): lower, ("time", "upper"): upper}


def _moment(value):
    return datetime.fromisoformat(value) if isinstance(value, str) else value
