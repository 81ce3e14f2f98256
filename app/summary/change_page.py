"""The change between two rounds in plain words. An arrow only where chance is not enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import N_
from app.rounds.models import Round
from app.summary.changes import Change, RoundChange
from app.summary.wording import GRADES, TOO_FEW, index_label, question_label, section_label
from app.web.language import number, percent, said
from review_forms import Grade, load
from sampling import ChangeVerdict

Row = dict[str, Any]
SURE = 0.05
WHY_NOT = {
    "changed": N_("Asked in another way, or of other files, than before."),
    "only_earlier": N_("No longer in the form."),
    "only_later": N_("New in the form."),
}
ORDER = {
    ChangeVerdict.worse: 0,
    ChangeVerdict.better: 1,
    ChangeVerdict.cannot_tell: 2,
    ChangeVerdict.unchanged: 3,
}
JUST_ABOVE, JUST_BELOW = N_("just above 0"), N_("just below 0")


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """Everything the page of a change shows, ready made."""

    sure: Sequence[Row]
    questions: Sequence[Row]
    wholes: Sequence[Row]
    grades: Sequence[Row]
    apart: Sequence[Row]
    better: int
    worse: int
    cannot_tell: int
    unread: int
    """Questions of which nothing can be said yet: some stratum has not been read."""


def change_shown(change: RoundChange, later: Round, earlier: Round) -> ChangeShown:
    """Lay out a change."""
    forms = [load(each.form_name, each.form_version) for each in (earlier, later)]
    known = {question.id for question in forms[1].questions}

    def named(each: Change) -> str:
        return question_label(forms[each.id in known], each.id)

    rows = [
        {**_row(named(each), each), "href": f"/rounds/{later.id}/summary/{each.id}"}
        for each in change.questions
        if each.comparable
    ]
    rows.sort(key=lambda row: (row["hidden"], row["order"], -abs(row["difference"] or 0)))
    unread = [row for row in rows if row["difference"] is None and not row["hidden"]]
    rows = [row for row in rows if row not in unread]
    marks = [row["verdict"] for row in rows if not row["hidden"]]
    return ChangeShown(
        sure=[row for row in rows if row["mark"]],
        questions=rows,
        wholes=[]
        if change.overall.difference is None
        else [
            _row(said(N_("The whole form")), change.overall),
            *(_row(index_label(each.id), each) for each in change.indices),
            *(_row(section_label(forms[1], each.id), each) for each in change.sections),
        ],
        grades=[
            _row(said(GRADES[Grade(each.id)]), each)
            for each in change.grades
            if each.difference is not None
        ],
        apart=[
            {"label": named(each), "why": said(WHY_NOT[each.why_not])}
            for each in change.questions
            if not each.comparable
        ],
        better=marks.count(ChangeVerdict.better),
        worse=marks.count(ChangeVerdict.worse),
        cannot_tell=marks.count(ChangeVerdict.cannot_tell),
        unread=len(unread),
    )


def _row(label: str, change: Change) -> Row:
    return {
        "label": label,
        "difference": change.difference,
        "low": change.low,
        "high": change.high,
        "mark": change.verdict.value if change.sure and not change.hidden else "",
        "verdict": change.verdict,
        "order": ORDER[change.verdict],
        "hidden": change.hidden,
        "text": in_short(change),
        "note": from_to(change),
        "sentence": sentence(change),
        "first": percent(change.first),
        "second": percent(change.second),
        "points": _signed(change.difference),
        "limits": _limits(change),
        "p": "–" if change.p is None else number(change.p, 3),
        "adjusted": "–" if change.adjusted_p is None else number(change.adjusted_p, 3),
        "said": said(VERDICTS[change.verdict]) if not change.hidden else said(TOO_FEW),
    }


VERDICTS = {
    ChangeVerdict.better: N_("Better"),
    ChangeVerdict.worse: N_("Worse"),
    ChangeVerdict.cannot_tell: N_("Cannot be told from chance"),
    ChangeVerdict.unchanged: N_("Unchanged"),
}


def in_short(change: Change) -> str:
    """Write a change in little room."""
    if change.hidden or not change.comparable:
        return said(TOO_FEW) if change.hidden else said(WHY_NOT[change.why_not])
    if change.difference is None:
        return "–"
    if not change.sure:
        return said(VERDICTS[change.verdict])
    return said(N_("%(points)s percentage points"), {"points": _signed(change.difference)})


def from_to(change: Change) -> str:
    """Write both shares."""
    if change.first is None or change.second is None:
        return ""
    shares = {"first": percent(change.first), "second": percent(change.second)}
    return said(N_("from %(first)s to %(second)s"), shares)


def sentence(change: Change) -> str:
    """Say in one plain sentence what has changed, and how sure that is."""
    if not change.comparable:
        return said(WHY_NOT[change.why_not])
    if change.hidden:
        return said(N_("Too few files were assessed in one of the rounds to say anything."))
    words = {
        "first": percent(change.first),
        "second": percent(change.second),
        "low": _limit(change.low, change, JUST_ABOVE),
        "high": _limit(change.high, change, JUST_BELOW),
    }
    if change.difference is None or (change.low is None and not change.known):
        return said(UNSURE, words)
    if change.known:
        return said(KNOWN, words)
    if change.sure:
        return said(RISEN if change.difference > 0 else FALLEN, words)
    alone = change.p is not None and change.p <= SURE
    return said(AMONG_MANY if alone else CANNOT_TELL, words)


UNSURE = N_(
    "From %(first)s to %(second)s, but too few files were read to say how sure the difference is."
)
KNOWN = N_("Every file was read both times: the share went from %(first)s to %(second)s.")
RISEN = N_(
    "The share has risen from %(first)s to %(second)s; the difference lies between %(low)s and "
    "%(high)s percentage points, more than chance usually gives."
)
FALLEN = N_(
    "The share has fallen from %(first)s to %(second)s; the difference lies between %(low)s and "
    "%(high)s percentage points, more than chance usually gives."
)
CANNOT_TELL = N_(
    "Cannot be told: %(first)s then and %(second)s now, and the difference lies between %(low)s "
    "and %(high)s percentage points. Chance alone can give that."
)
AMONG_MANY = N_(
    "Cannot be told: %(first)s then and %(second)s now. The difference lies between %(low)s and "
    "%(high)s percentage points, but when so many questions are compared chance gives one like "
    "it now and then."
)


def _signed(difference: float | None) -> str:
    """Write percentage points with their sign."""
    if difference is None:
        return "–"
    whole = round(100 * difference)
    sign = "+" if whole > 0 else "−" if whole < 0 else "±"
    return f"{sign}{number(abs(whole))}"


def _limits(change: Change) -> str:
    if change.low is None:
        return "–"
    limits = {"low": _signed(change.low), "high": _signed(change.high)}
    return said(N_("%(low)s to %(high)s"), limits)


def _limit(limit: float | None, change: Change, near: str) -> str:
    """Write a limit; one that is nought only by rounding says on which side of it it lies."""
    if limit == 0 and change.sure:
        return said(near)
    return _signed(limit)
