"""Deviations laid out for their pages: words, tabs, history and forms."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations import words as said_as
from app.deviations.access import may_handle
from app.deviations.content import people_who_handle
from app.deviations.forms import typed_of
from app.deviations.gathering import question_label
from app.deviations.models import Deviation, DeviationChange, Duty
from app.deviations.opened import Opened
from app.deviations.queries import Wanted, choices_for, overdue
from app.errors import N_
from app.organisation.models import Unit
from app.routines.queries import routine_names
from app.settings import Settings
from app.web.forms import Submitted
from app.web.language import ZONE, day, gettext, said
from review_forms import load

# A longer text is folded, and whole inside.
ONE_LINE = 80


def options(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Give what a list offers, in words."""
    return [(str(code), gettext(label)) for code, label in labels.items()]


def words() -> dict[str, dict[str, str]]:
    """Give the words for every code that a page can meet."""
    return {
        name: dict(options(labels))
        for name, labels in (
            ("state", said_as.STATES),
            ("kind", said_as.KINDS),
            ("severity", said_as.SEVERITIES),
            ("cause", said_as.CAUSES),
            ("duty", said_as.DUTIES),
            ("law", said_as.DUTY_LAWS),
            ("deficiency", said_as.DEFICIENCY_STATES),
        )
    } | {
        "tone": {str(code): tone for code, tone in said_as.STATE_TONES.items()},
        "severity_tone": {str(code): tone for code, tone in said_as.SEVERITY_TONES.items()},
    }


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """List the pages about deviations that are open to somebody."""
    places = (
        ("/deviations", N_("All deviations"), Permission.read_deviations),
        ("/deviations/figures", N_("Figures"), Permission.read_deviations),
        ("/deviations/objections", N_("Objections"), Permission.read_deviations),
        ("/alarms", N_("Protection alarms"), Permission.raise_alarm),
    )
    return [
        {"href": href, "label": gettext(label), "current": href == current}
        for href, label, permission in places
        if actor.may(permission)
    ]


def address_of(wanted: Wanted, **more: Any) -> str:
    """Write the filters as the end of an address, without those that narrow nothing down."""
    values = {each.name: getattr(wanted, each.name) for each in fields(wanted)} | more
    if values["page"] == 1:
        del values["page"]
    return urlencode({name: str(value) for name, value in values.items() if value})


def page_address(wanted: Wanted, number: int) -> str:
    """Give the address of another page of the same list."""
    return f"?{address_of(wanted, page=number)}"


def all_units(session: Session) -> list[tuple[str, str]]:
    rows = session.exec(select(Unit.id, Unit.name).where(col(Unit.active)).order_by(col(Unit.name)))
    return list(rows)


def deviation_page(
    request: Request,
    session: Session,
    actor: Actor,
    opened: Opened,
    now: datetime,
    form: Submitted[Any] | None = None,
) -> dict[str, Any]:
    """Gather what the page of a deviation shows; ``form`` is one that was sent and is wrong."""
    deviation = opened.deviation
    today = now.astimezone(ZONE).date()
    handles = may_handle(actor, deviation)
    wrong = {name: said(text) for name, text in form.wrong.items()} if form else {}
    return {
        "opened": opened,
        "deviation": deviation,
        "words": words(),
        "question": _question(opened),
        "history": [_change(opened, change, by) for change, by in opened.changes],
        "labels": {str(one.deficiency.id): _label(one.deficiency) for one in opened.linked},
        "overdue": overdue(deviation, today),
        "today": today,
        "handles": handles,
        "typed": _typed(deviation, form),
        "wrong": wrong,
        "duty_options": _duty_options(request, opened, today),
        **(_form_choices(session, actor) if handles else {}),
    }


def _typed(deviation: Deviation, form: Submitted[Any] | None) -> dict[str, Any]:
    """Fill in the form: as it was sent, if it was; a box that was not ticked is not sent."""
    kept = typed_of(deviation)
    if form is None or "title" not in form.typed:
        return kept | {"note": form.typed.get("note", "")} if form else kept
    return kept | {"rule_of_law": False} | form.typed


def _form_choices(session: Session, actor: Actor) -> dict[str, Any]:
    return {
        "units": choices_for(session, actor, Permission.handle_deviation).units,
        "owners": [(person.id, _person(person)) for person in people_who_handle(session)],
        "routines": routine_names(session),
        "kinds": options(said_as.KINDS),
        "severities": options(said_as.SEVERITIES),
        "causes": options(said_as.CAUSES),
    }


def _person(person: Any) -> str:
    return f"{person.name} ({person.title})" if person.title else str(person.name)


def _question(opened: Opened) -> str:
    deviation = opened.deviation
    if not deviation.question_id:
        return ""
    return question_label(load(deviation.form_name, deviation.form_version), deviation.question_id)


def _label(deficiency: Any) -> str:
    form = load(deficiency.form_name, deficiency.form_version)
    return question_label(form, deficiency.question_id)


def _duty_options(request: Request, opened: Opened, today: date) -> list[dict[str, Any]]:
    """Offer the duties there are not yet, each with its own last day."""
    settings: Settings = request.app.state.settings
    days = {
        Duty.lex_sarah: settings.lex_sarah_days,
        Duty.lex_sarah_ivo: settings.lex_sarah_ivo_days,
        Duty.provider_ivo: settings.provider_ivo_days,
    }
    there = {duty.duty for duty in opened.duties}
    return [
        {
            "duty": str(duty),
            "label": gettext(label),
            "law": gettext(said_as.DUTY_LAWS[duty]),
            "due_on": (today + timedelta(days=days[duty])).isoformat(),
        }
        for duty, label in said_as.DUTIES.items()
        if duty not in there
    ]


def change_shown(change: DeviationChange, by: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Say what was changed, by whom and when, with words for codes and names for keys."""
    return {
        "at": change.at,
        "by": by,
        "field": _field(change.field),
        "before": _value(change.field, change.before, names),
        "after": _value(change.field, change.after, names),
        "long": max(len(change.before), len(change.after)) > ONE_LINE,
    }


def _change(opened: Opened, change: DeviationChange, by: str) -> dict[str, Any]:
    return change_shown(change, by, opened.names)


def _field(name: str) -> str:
    if name in said_as.FIELDS:
        return gettext(said_as.FIELDS[name])
    duty = Duty(name.removesuffix("_done"))
    if name.endswith("_done"):
        return said(N_("%(duty)s: done"), {"duty": gettext(said_as.DUTIES[duty])})
    return said(N_("%(duty)s: last day"), {"duty": gettext(said_as.DUTIES[duty])})


def _value(name: str, value: str, names: Mapping[str, str]) -> str:
    coded: dict[str, Mapping[Any, str]] = {
        "kind": said_as.KINDS,
        "severity": said_as.SEVERITIES,
        "cause": said_as.CAUSES,
        "state": said_as.STATES,
    }
    if name in coded and value:
        return gettext(coded[name][value])
    if name == "rule_of_law":
        return gettext(N_("Yes")) if value else gettext(N_("No"))
    if name in {"owner_id", "unit_id", "routine_id"}:
        return names.get(value, value)
    if value and (name in {"due_on", "happened_on"} or name.removesuffix("_done") in set(Duty)):
        return day(date.fromisoformat(value))
    return value
