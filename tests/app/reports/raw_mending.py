"""What follows from findings, counted from the raw rows by other code, as of the last day."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from statistics import median
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from tests.app.reports.raw_answers import rows_of

HOME = ZoneInfo("Europe/Stockholm")


def day(value):
    """Give the Swedish day of a moment, or a day as it is: the databases give them in their way."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(value, str) and len(value) == len("2026-01-01"):
        return read.date()
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(HOME).date()


def as_it_stood(row, changes, last):
    """Undo what was changed in a deviation after the last day."""
    stood = {**row._mapping}
    for change in changes:
        if day(change.at) > last and change.field in {"state", "due_on"}:
            stood[change.field] = change.before
    closings = [change.at for change in changes if change.after == "closed"]
    if stood["state"] == "closed":
        stood["closed_at"] = row.closed_at or next(at for at in closings if day(at) <= last)
    elif row.state != "closed":
        stood["closed_at"] = None
    return SimpleNamespace(**stood)


def deviations_of(session, first, last):
    """Count the register of deviations, newest changes first."""
    changes = defaultdict(list)
    for change in rows_of(session, "SELECT * FROM deviation_change ORDER BY at DESC"):
        changes[change.deviation_id].append(change)
    rows = [
        as_it_stood(row, changes[row.id], last)
        for row in rows_of(session, "SELECT * FROM deviation WHERE state <> 'withdrawn'")
        if day(row.reported_at) <= last
    ]
    opened = [row for row in rows if day(row.reported_at) >= first]
    closed = [row for row in rows if row.closed_at and day(row.closed_at) <= last]
    lately = [row for row in closed if day(row.closed_at) >= first]
    waiting = [row for row in rows if row not in closed]
    handled = [row for row in opened if row in closed]
    told = {
        ("opened",): len(opened),
        ("closed",): len(lately),
        ("handled",): len(handled),
        ("open_at_end",): len(waiting),
        ("overdue",): sum(row.due_on is not None and day(row.due_on) < last for row in waiting),
        ("share_closed",): len(handled) / len(opened),
        ("median_days",): median((day(r.closed_at) - day(r.reported_at)).days for r in lately),
        ("rule_of_law",): sum(bool(row.rule_of_law) for row in opened),
        ("by_hand",): sum(row.round_id is None for row in opened),
    }
    for name, field in (("by_kind", "kind"), ("by_cause", "cause"), ("by_unit", "unit_id")):
        sizes = Counter(getattr(row, field) for row in opened)
        told |= {(name, code, "count"): n for code, n in sizes.items() if code is not None}
    return told | further(session, first, last)


def further(session, first, last):
    """Count duties to report, objections and alarms."""
    duties = [
        row.done_on
        for row in rows_of(
            session,
            "SELECT d.decided_at, d.done_on FROM reporting_duty d JOIN deviation v "
            "ON v.id = d.deviation_id WHERE v.state <> 'withdrawn'",
        )
        if first <= day(row.decided_at) <= last
    ]
    objections = [
        row.upheld
        for row in rows_of(session, "SELECT at, upheld, decided_at FROM objection")
        if first <= day(row.at) <= last and row.decided_at and day(row.decided_at) <= last
    ]
    alarms = rows_of(session, "SELECT raised_at FROM protection_alarm")
    return {
        ("duties",): len(duties),
        ("duties_done",): sum(done is not None and day(done) <= last for done in duties),
        ("objections",): len(objections),
        ("upheld",): sum(map(bool, objections)),
        ("alarms",): sum(first <= day(row.raised_at) <= last for row in alarms),
    }


def reported_on(session, round_, question, last):
    """Count the cases that a deviation about the question had been reported of by the last day."""
    return sum(
        day(row.reported_at) <= last
        for row in rows_of(
            session,
            "SELECT v.reported_at FROM deficiency d JOIN deviation v ON v.id = d.deviation_id "
            "WHERE d.round_id = :id AND d.question_id = :question AND d.state = 'deviation' "
            "AND v.state <> 'withdrawn'",
            id=round_.id,
            question=question,
        )
    )


def actions_of(session, first, last):
    """Count the plan as it stood on the last day: what was changed later is undone."""
    undone = defaultdict(dict)
    for row in rows_of(session, "SELECT * FROM action_change ORDER BY at DESC"):
        if day(row.at) > last:
            undone[row.action_id][row.field] = row.before
    told = Counter(
        dict.fromkeys(("planned", "ongoing", "done", "verified", "overdue"), 0)
        | dict.fromkeys(("helped", "not_helped", "cannot_tell"), 0)
    )
    for row in rows_of(session, "SELECT * FROM action"):
        if day(row.created_at) > last:
            continue
        state = undone[row.id].get("state", row.state)
        due = undone[row.id].get("due_on", row.due_on)
        if state in {"planned", "ongoing", "done"}:
            told[state] += 1
        told["overdue"] += state in {"planned", "ongoing"} and bool(due) and day(due) < last
        if row.verified_at and first <= day(row.verified_at) <= last:
            told["verified"] += 1
            told[row.effect] += 1
    return dict(told)


def key_figures_of(session, year):
    """Give the newest value of the municipality's own, up to a year."""
    newest = {}
    for row in rows_of(
        session,
        "SELECT v.code, v.value FROM key_figure_value v JOIN key_figure k ON k.code = v.code "
        "WHERE v.area = 'own' AND v.year <= :year ORDER BY k.place, v.year",
        year=year,
    ):
        newest[row.code] = row.value
    return list(newest.values())
