"""How the plan speaks to a person: history in words, and what may be done next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.actions.access import may_carry_out, may_change
from app.actions.effect import may_verify
from app.actions.models import OPEN, Action, ActionState
from app.actions.opened import KEYED, ActionOpened, Step
from app.actions.queries import TO_DO, is_overdue
from app.actions.words import EFFECTS, FIELDS, KINDS, RECURRENCES, SCOPES, STATES, WAYS
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_
from app.web.language import day, gettext, moment, number, said

_WORDS = {
    "state": STATES,
    "kind": KINDS,
    "scope": SCOPES,
    "recurrence": RECURRENCES,
    "effect_by": WAYS,
    "effect": EFFECTS,
}
# These say again, with a key or a moment, what the line of the state says.
_NOT_TOLD = frozenset({"done_at", "done_by", "verified_at", "verified_by", "form_name"})
# The number of a case and the words of a recommendation stand on the page itself.
_ONLY_THAT = frozenset({"frame_case_id", "recommendation_id", "question_id"})


@dataclass(frozen=True, slots=True)
class May:
    """What the person may do with an action as it stands."""

    change: bool
    start: bool
    finish: bool
    reopen: bool
    abandon: bool
    hand_over: bool
    verify: bool
    see_effect: bool
    ask: bool
    count: bool


def may_do(session: Session, actor: Actor, action: Action) -> May:
    plans, does = may_change(actor, action), may_carry_out(actor, action)
    open_, done = action.state in OPEN, action.state == ActionState.done
    return May(
        change=plans and open_,
        start=does and action.state == ActionState.planned,
        finish=does and action.state in TO_DO,
        reopen=done and (plans or actor.may_in(Permission.verify_effect, action.unit_id)),
        abandon=plans and open_,
        hand_over=plans and open_,
        verify=done and may_verify(session, actor, action),
        see_effect=done and actor.may_in(Permission.verify_effect, action.unit_id),
        ask=done and actor.may_in(Permission.ask_for_re_review, action.unit_id),
        count=does and open_ and action.kind == "training",
    )


def told(shown: ActionOpened) -> list[tuple[str, str]]:
    """Write the history, the newest first, ending with the plan itself."""
    lines = [(f"{moment(at)} · {by}", text) for at, by, text in _lines(shown)]
    planned = f"{moment(shown.action.created_at)} · {shown.name(shown.action.created_by)}"
    return [*lines, (planned, gettext(N_("Planned")))]


def _lines(shown: ActionOpened) -> Iterable[tuple[datetime, str, str]]:
    gathered: dict[tuple[datetime, str], list[str]] = {}
    for step in shown.steps:
        if step.field not in _NOT_TOLD:
            gathered.setdefault((step.at, step.by), []).append(_in_words(shown, step).rstrip("."))
    return [(at, by, ". ".join(texts) + ".") for (at, by), texts in gathered.items()]


def _in_words(shown: ActionOpened, step: Step) -> str:
    field = gettext(FIELDS.get(step.field, step.field))
    if step.field in _ONLY_THAT:
        return said(N_("%(field)s changed"), {"field": field})
    before, after = (_value(shown, step.field, value) for value in (step.before, step.after))
    if not before:
        return f"{field}: {after}"
    return said(
        N_("%(field)s: %(after)s (before: %(before)s)"),
        {"field": field, "before": before, "after": after or "–"},
    )


def _value(shown: ActionOpened, field: str, value: str) -> str:
    if field in _WORDS:
        return gettext(_WORDS[field].get(value, value))
    if field in {"due_on", "held_on"} and value:
        return day(date.fromisoformat(value))
    if field in {"money_planned", "money_realised"} and value:
        return number(float(value))
    if field.endswith(KEYED):
        return shown.name(value)
    return value


def as_typed(action: Action) -> dict[str, Any]:
    """Give an action as the form of its plan would have been filled in."""
    names = (
        "title", "why", "how", "kind", "scope", "unit_id", "frame_case_id", "routine_id",
        "recommendation_id", "due_on", "recurrence", "owner_id", "owner_role", "effect_by",
        "question_id", "baseline_round_id", "version",
    )  # fmt: skip
    typed: dict[str, Any] = {name: getattr(action, name) or "" for name in names}
    money = action.money_planned
    return typed | {"money_planned": "" if money is None else f"{money:.2f}".replace(".", ",")}


def days_late(action: Action, today: date) -> int:
    late = is_overdue(action, today) and action.due_on
    return (today - late).days if late else 0
