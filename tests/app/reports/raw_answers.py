"""What was found about each case, from the raw rows and the checklist's YAML by other code.

Nothing of ``review_forms``, ``sampling`` or ``app.summary`` takes part: conditions, time limits
and outcomes are written out here once more, from what the checklist says.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
import yaml
from sqlmodel import Session

FORMS = Path(__file__).parents[3] / "review_forms" / "definitions"
ASSESSED = ("yes", "partly", "no")


def checklist(name: str, version: str) -> list[dict[str, Any]]:
    """Give the questions of a checklist in order, each with its section."""
    form = yaml.load((FORMS / name / f"{version}.yaml").read_text(), yaml.BaseLoader)
    return [
        {**question, "section": section["id"]}
        for section in form["sections"]
        for question in section["questions"]
    ]


def later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def whole_months(first: date, last: date) -> int:
    months = 0
    while later(first, months + 1) <= last:
        months += 1
    return months


def days_in(text: str | None) -> list[date]:
    return [] if text in {None, "not_found"} else [date.fromisoformat(d) for d in text.split(",")]


def facts_of(case: Any, round_: Any) -> dict[str, str]:
    day = date.fromisoformat
    last = round_.period_to
    ended = case.ended_on is not None and case.ended_on <= last
    last = case.ended_on if ended else last
    facts = {
        "placement_form": case.placement_form,
        "legal_basis": case.legal_basis,
        "age": case.age,
        "contract_form": case.contract_form,
        "started_on": case.started_on,
        "ended_on": case.ended_on,
        "ended": "yes" if ended else "no",
        "period_from": round_.period_from,
        "reviewed_to": last,
        "months_placed": whole_months(day(str(case.started_on)), day(str(last))),
    }
    return {f"case.{name}": str(said) for name, said in facts.items() if said not in {None, ""}}


def holds(condition: dict[str, Any], values: dict[str, str]) -> bool:
    value = values.get(condition["question"])
    if value is None:
        return condition["question"].startswith("case.")
    wanted = condition.get("answer", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    match condition["operator"]:
        case "answered":
            return True
        case "equals" | "any_of":
            return bool(set(value.split(",")) & set(wanted))
        case "not_equals" | "none_of":
            return not set(value.split(",")) & set(wanted)
    if value == "not_found":
        return False
    return (
        float(value) >= float(wanted[0])
        if condition["operator"] == "at_least"
        else float(value) <= float(wanted[0])
    )


def asked(question: dict[str, Any], values: dict[str, str]) -> bool:
    held = [holds(condition, values) for condition in question.get("enable_when", ())]
    return not held or (any if question.get("enable_behavior") == "any" else all)(held)


def kept(rule: dict[str, str], values: dict[str, str]) -> str | None:
    """Reckon whether a time limit was kept."""
    end = date.fromisoformat(values["case.reviewed_to"])
    start = next(iter(days_in(values.get(rule["start"]))), None)
    match rule["rule"]:
        case "within_days" | "within_months":
            return _within(rule, values, start, end)
        case "recurring":
            return _recurring(rule, values, start, end)
        case "recent":
            return _recent(rule, values, start, end)
    return _as_planned(rule, values, start, end)


def _within(rule: Any, values: Any, start: date | None, end: date) -> str | None:
    if start is None:
        return "no" if values.get(rule["done"]) == "not_found" else None
    if rule["done"] not in values and not rule["done"].startswith("case."):
        return None
    limit = start + timedelta(days=int(rule["days"])) if "days" in rule else None
    limit = limit or later(start, int(rule["months"]))
    done = days_in(values.get(rule["done"]))
    if (done[0] if done else end) > limit:
        return "no"
    return "yes" if done else "not_applicable"


def _recurring(rule: Any, values: Any, start: date | None, end: date) -> str | None:
    if rule["dates"] not in values:
        return None
    begins = date.fromisoformat(values["case.period_from"])
    days = [d for d in days_in(values[rule["dates"]]) if d <= end and (not start or d > start)]
    months, first = int(rule["months"]), int(rule.get("first_months", rule["months"]))
    earlier = [d for d in days if d < begins]
    if earlier:
        marks, allowed = [earlier[-1]], months
    elif start and later(start, first) >= begins:
        marks, allowed = [start], first
    else:
        marks, allowed = [later(begins, -months)], months
    for day in [*[d for d in days if d > marks[0]], end]:
        if day > later(marks[-1], allowed):
            return "no"
        marks, allowed = [*marks, day], months
    return "yes" if days else "not_applicable"


def _recent(rule: Any, values: Any, start: date | None, end: date) -> str | None:
    if rule["done"] not in values:
        return None
    days = [d for d in days_in(values[rule["done"]]) if d <= end]
    since = days[-1] if days else start
    if since is None or end > later(since, int(rule["months"])):
        return "no"
    return "yes" if days else "not_applicable"


def _as_planned(rule: Any, values: Any, start: date | None, end: date) -> str | None:
    planned = values.get(rule["planned"], "not_found")
    if planned == "not_found" or rule["dates"] not in values:
        return None
    ago = later(end, -12)
    since = max(start or ago, ago)
    due = int(float(planned) * whole_months(since, end) / 12)
    if not due:
        return "not_applicable"
    done = [d for d in days_in(values[rule["dates"]]) if since <= d <= end and d > ago]
    return "yes" if len(done) >= due else "no"


def means(question: dict[str, Any], value: str) -> str | None:
    """Tell what an answer says about whether something is met."""
    if "computed" in question:
        return value
    answer = question["answer"]
    match answer["kind"]:
        case "met":
            turned = answer.get("good_direction", "yes") == "no"
            return {"yes": "no", "no": "yes"}.get(value, value) if turned else value
        case "scale":
            return "yes" if int(value) >= int(answer.get("met_from", 2)) else "no"
        case "choice":
            met = {o.get("met") for o in answer["options"] if o["code"] in value.split(",")}
            return next(
                (worst for worst in (*ASSESSED[::-1], "not_applicable") if worst in met), None
            )
    if answer.get("counts") == "true":
        return "no" if value == "not_found" else "yes"
    return None


def is_judged(question: dict[str, Any]) -> bool:
    answer = question.get("answer", {"kind": "scale"})
    return (
        answer["kind"] == "scale"
        or (answer["kind"] == "met" and answer.get("good_direction") != "neither")
        or answer.get("counts") == "true"
        or any("met" in option for option in answer.get("options", ()) if isinstance(option, dict))
    )


def found(questions: list[dict[str, Any]], facts: Any, given: Any, *, gone: bool = False) -> Any:
    """Go through a checklist with the answers about one file."""
    values, outcome = dict(facts), {}
    for question in questions:
        id_ = question["id"]
        if not asked(question, values):
            continue
        rule = question.get("computed")
        value = kept(rule, values) if rule else given.get(id_)
        if value is not None:
            values[id_] = value
        if value is None:
            outcome[id_] = None if question.get("optional") == "true" else "unanswered"
        else:
            outcome[id_] = means(question, value)
    if gone:
        return dict.fromkeys(outcome, "no")
    return outcome


def rows_of(session: Session, sql: str, **what: Any) -> Any:
    return session.execute(sa.text(sql), what).all()


def cases_of(session: Session, round_: Any) -> list[dict[str, Any]]:
    """Read every case of the frame, with what each reader found and what counts in the end."""
    questions = checklist(round_.form_name, round_.form_version)
    given: Any = defaultdict(lambda: defaultdict(dict))
    for case, review, question, value in rows_of(
        session,
        "SELECT r.frame_case_id, r.id, a.question_id, a.value FROM review r "
        "JOIN answer a ON a.review_id = r.id WHERE r.round_id = :id ORDER BY r.seat",
        id=round_.id,
    ):
        given[case][review][question] = value
    settled: Any = defaultdict(dict)
    for case, question, value in rows_of(
        session, "SELECT frame_case_id, question_id, value FROM settled_answer"
    ):
        settled[case][question] = value
    told = []
    for case in rows_of(session, "SELECT * FROM frame_case WHERE round_id = :id", id=round_.id):
        row = {"unit": case.unit_id, "stratum": case.stratum, "drawn": bool(case.drawn)}
        row["number"] = case.case_number
        facts = facts_of(_dated(case), round_)
        read = list(given[case.id].values()) if case.drawn else []
        if read:
            both = dict(set.intersection(*(set(each.items()) for each in read)))
            row["found"] = found(questions, facts, both | settled[case.id])
            row["readings"] = [found(questions, facts, each) for each in read]
        told.append(row)
    return told


def _dated(row: Any) -> SimpleNamespace:
    """Read the days of a row: the databases give them each in its own way."""
    days = {"started_on", "ended_on"}
    return SimpleNamespace(
        **{
            name: date.fromisoformat(value) if name in days and isinstance(value, str) else value
            for name, value in row._mapping.items()
        }
    )
