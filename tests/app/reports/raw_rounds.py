"""What a round's figures should be, from what was found about each case, by other code."""

from collections import Counter, defaultdict
from functools import partial
from math import ceil, floor

from tests.app.reports.raw_answers import ASSESSED, is_judged, rows_of
from tests.app.reports.raw_figures import share_figures

UNREAD = "unread"
INDICES = {
    "process": {"plans", "visits", "considerations", "follow_up"},
    "child_voice": {"child_voice"},
    "legal_security": {"rule_of_law"},
}


def everywhere(case):
    return bool(case)


def groups_in(cases):
    """Give the whole, each unit and each stratum, with what tells their cases."""
    names = sorted({case["stratum"] for case in cases}, key=str.casefold)
    return {
        ("whole",): everywhere,
        **{("units", n): partial(lies_in, "unit", u) for n, u in enumerate(("north", "south"))},
        **{("strata", n): partial(lies_in, "stratum", name) for n, name in enumerate(names)},
    }


def lies_in(kind, name, case):
    return case[kind] == name


def of_files(cases, score):
    """Count by stratum; a score is None outside, and UNREAD where an answer is missing."""
    return {
        (*where, name): value
        for where, inside in groups_in(cases).items()
        for name, value in of_group(cases, inside, score).items()
    }


def of_group(cases, inside, score):
    """Give all that is told of how one group of cases came out."""
    some = {case["stratum"] for case in cases if inside(case)}
    strata = [
        counted([case for case in cases if case["stratum"] == name], inside, score)
        for name in sorted(some)
    ]
    return share_figures(strata, sum(inside(case) for case in cases))


def counted(cases, inside, score):
    """Give N, n, m and the sums of what is met and of its square, for one stratum."""
    read = [(case, score(case["found"])) for case in cases if "found" in case]
    opened = [(case, met) for case, met in read if met != UNREAD]
    assessed = [met for case, met in opened if inside(case) and met is not None]
    return len(cases), len(opened), len(assessed), sum(assessed), sum(m * m for m in assessed)


def met_of(question):
    def score(found):
        outcome = found.get(question)
        return (
            UNREAD
            if outcome == "unanswered"
            else (None if outcome not in ASSESSED else float(outcome == "yes"))
        )

    return score


def mean_of(questions):
    def score(found):
        outcomes = [found.get(question) for question in questions]
        assessed = [each for each in outcomes if each in ASSESSED]
        if assessed:
            return sum(each == "yes" for each in assessed) / len(assessed)
        return UNREAD if "unanswered" in outcomes else None

    return score


def grade_of(grade, questions):
    critical = {each["id"] for each in questions if each.get("critical") == "true"}
    judged = [each["id"] for each in questions]

    def score(found):
        outcomes = {id_: found.get(id_) for id_ in judged}
        no = {id_ for id_, outcome in outcomes.items() if outcome == "no"}
        partly = "partly" in outcomes.values()
        worst = "serious" if no & critical else "deficient" if no else "remarks"
        return float((worst if no or partly else "sound") == grade)

    return score


def answers_of(cases, question):
    """Count the answers to a question, in the whole and each group."""
    told = {}
    for where, inside in groups_in(cases).items():
        found = [case["found"] for case in cases if "found" in case and inside(case)]
        counts = Counter(
            "not_asked" if each.get(question) is None else each[question] for each in found
        )
        for name in ("partly", "no", "not_applicable", "unanswered", "not_asked"):
            told[*where, name] = counts[name]
        told[*where, "no_file"] = 0
    return told


def agreement_on(cases, questions):
    pairs = [
        tuple(reading.get(question) for reading in case["readings"])
        for case in cases
        if len(case.get("readings", ())) == 2
        for question in questions
    ]
    counted = {*ASSESSED, "not_applicable"}
    both = [pair for pair in pairs if set(pair) <= counted]
    told = {"cases": len(both)}
    if both:
        told["agreed"] = sum(first == second for first, second in both) / len(both)
    return told


def means_of(judged):
    """Give the questions of each section and index."""
    members = defaultdict(list)
    for question in judged:
        members["sections", question["section"]].append(question["id"])
        for name, tags in INDICES.items():
            if tags & set(question.get("tags", ())):
                members["indices", name].append(question["id"])
    return dict(members)


def figures_of(cases, questions):
    judged = [each for each in questions if is_judged(each)]
    told = {}
    for question in judged:
        id_ = question["id"]
        both = of_files(cases, met_of(id_)) | answers_of(cases, id_)
        both |= {("reliability", name): value for name, value in agreement_on(cases, [id_]).items()}
        told |= {("questions", id_, *where): value for where, value in both.items()}
    means = means_of(judged)
    means["overall",] = [each["id"] for each in judged]
    for name, ids in means.items():
        told |= {(*name, *where): value for where, value in of_files(cases, mean_of(ids)).items()}
    for grade in ("sound", "remarks", "deficient", "serious"):
        shares = of_files(cases, grade_of(grade, judged))
        told |= {("grades", grade, *where): value for where, value in shares.items()}
    told |= {
        ("agreement", name): value
        for name, value in agreement_on(cases, [each["id"] for each in judged]).items()
    }
    told["read_twice",] = sum(len(case.get("readings", ())) == 2 for case in cases)
    for name, inside in (
        (("whole",), everywhere),
        *((("units", u), lambda case, u=u: case["unit"] == u) for u in ("north", "south")),
        *(
            (("strata", s), lambda case, s=s: case["stratum"] == s)
            for s in {case["stratum"] for case in cases}
        ),
    ):
        ours = [case for case in cases if inside(case)]
        drawn, read = sum(c["drawn"] for c in ours), sum("found" in c for c in ours)
        counts = {"frame": len(ours), "sample": drawn, "read": read, "replaced": 0}
        counts |= {"waiting": drawn - read, "missing": 0}
        told |= {(*name, each): count for each, count in counts.items()}
    return told


def annex_of(session, round_):
    one = {"id": round_.id}
    count = lambda sql: rows_of(session, sql, **one)[0][0]  # noqa: E731 (short, and used at once)
    seats = "SELECT count(*) FROM assignment WHERE round_id = :id AND reviewer_id IS NOT NULL"
    told = {
        ("rolls",): count(
            "SELECT count(*) FROM dice_roll d JOIN attempt a ON a.id = d.attempt_id "
            "WHERE a.round_id = :id"
        ),
        ("reviewers",): count(
            "SELECT count(DISTINCT reviewer_id) FROM review WHERE round_id = :id"
        ),
        ("seats",): count(seats),
        ("own_unit_seats",): count(f"{seats} AND own_unit"),
        ("own_case_seats",): count(
            "SELECT count(*) FROM assignment a JOIN frame_case c ON c.id = a.frame_case_id "
            "JOIN person p ON p.id = a.reviewer_id "
            "WHERE a.round_id = :id AND lower(p.caseworker) = lower(c.caseworker)"
        ),
    }
    for reason, number in rows_of(
        session,
        "SELECT e.reason, count(*) FROM excluded_case e JOIN attempt a ON a.id = e.attempt_id "
        "WHERE a.round_id = :id GROUP BY e.reason",
        **one,
    ):
        told["excluded", reason] = number
    return told


def expected_faults(cases, questions, reported):
    """How many cases of the frame have a fault by the sample: the five most likely unreported.

    ``reported`` tells of a question how many cases somebody has reported.
    """
    rows = []
    for question in filter(is_judged, questions):
        told = of_files(cases, fault_of(question["id"]))
        share, low, high = (told.get(("whole", name)) for name in ("share", "low", "high"))
        if not share or low is None:
            continue
        found = int(told["whole", "yes"])
        low, high = max(found, floor(low * len(cases))), max(found, ceil(high * len(cases)))
        row = {"cases": max(found, round(share * len(cases))), "low": low, "high": high}
        row["reported"] = reported(question["id"])
        rows.append((-max(0, low - row["reported"]), -row["cases"], question["id"], row))
    return [(row[2], row[3]) for row in sorted(rows, key=lambda row: row[:3])[:5]]


def fault_of(question):
    def score(found):
        return UNREAD if found.get(question) == "unanswered" else float(found.get(question) == "no")

    return score
