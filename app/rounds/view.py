"""What the page of a round shows, at each stop of its way."""

from itertools import zip_longest
from typing import Any

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_
from app.organisation.models import Person, Unit
from app.rounds import queries, shown
from app.rounds.access import is_drawn
from app.rounds.drawing import AlreadyDrawn, FrameNotFrozen
from app.rounds.models import Attempt, Round, RoundState
from app.rounds.plan import PopulationPlan
from app.rounds.preview import Preview, choices_of, preview, preview_plan
from app.web.forms import Submitted, understand
from app.web.language import number, said

BLANK_ROWS = 3
NO_FIGURES: dict[str, Any] = {"preview": None, "outlook": None}


def plan_view(
    session: Session, actor: Actor, plan: Submitted[Any], round_: Round | None
) -> dict[str, Any]:
    """Gather what the page of a plan shows: the form as typed, its choices and its figures."""
    register = queries.candidates(session)
    choices = choices_of(register, actor)
    figures = understand(PopulationPlan, plan.typed)
    return {
        "round": round_,
        "address": f"/rounds/{round_.id}" if round_ else "/rounds",
        "typed": plan.typed,
        "wrong": {name: said(text) for name, text in plan.wrong.items()},
        "choices": choices,
        "forms": shown.forms_to_choose(),
        "fields": shown.field_choices(choices.attributes),
        "single_cases": _single_cases(plan.typed),
        "register_is_empty": not register,
        **NO_FIGURES,
        **(
            preview_shown(preview_plan(register, actor, figures.meaning)) if figures.meaning else {}
        ),
    }


def _single_cases(typed: dict[str, Any]) -> list[tuple[str, str]]:
    """Put each case that is left out beside its reason, and some blank rows after them."""
    numbers, reasons = typed.get("excluded_numbers", ()), typed.get("excluded_reasons", ())
    filled = [pair for pair in zip_longest(numbers, reasons, fillvalue="") if any(pair)]
    return filled + [("", "")] * BLANK_ROWS


def round_view(session: Session, actor: Actor, round_: Round) -> dict[str, Any]:
    """Gather what a round's page shows to this person."""
    attempts = queries.attempts_of(session, round_.id)
    standing = next((each for each in attempts if each.aborted_at is None), None)
    rolls = queries.rolls_of(session, standing, round_.people_to_roll) if standing else []
    dice_in = len(rolls) >= round_.people_to_roll
    units = actor.units_for(Permission.plan_round)
    return {
        "round": round_,
        "state": shown.STATES[round_.state],
        "stops": shown.stops(round_, dice_in=dice_in, open_to=_open_to(actor, round_)),
        "form_title": shown.title_of_form(round_),
        "attempt": standing,
        "aborted": shown.aborted(attempts),
        "rolls": rolls,
        "dice_in": dice_in,
        "names": _names(session, attempts),
        "answers_for_all": actor.may(Permission.plan_round)
        and (units is None or bool(round_.unit_ids and set(round_.unit_ids) <= units)),
        "whole_organisation": actor.units_for(Permission.verify_draw) is None,
        **_at_its_stop(session, actor, round_, standing),
    }


def _open_to(actor: Actor, round_: Round) -> set[int]:
    """Name the later stops that a person may go to."""
    units = actor.units_for(Permission.assign_reviewers)
    shares_out = actor.may(Permission.assign_reviewers) and (
        units is None or bool(round_.unit_ids and set(round_.unit_ids) <= units)
    )
    may = {
        shown.ASSIGN: shares_out,
        shown.REVIEW: actor.may(Permission.follow_round),
        shown.SUMMARY: actor.may(Permission.read_summary),
    }
    return {stop for stop, allowed in may.items() if allowed}


def _at_its_stop(
    session: Session, actor: Actor, round_: Round, attempt: Attempt | None
) -> dict[str, Any]:
    if round_.state == RoundState.planned or attempt is None:
        return {
            "count": queries.count_check(session),
            **_plan_facts(session, round_),
            **preview_shown(preview(queries.candidates(session), round_)),
        }
    left_out = queries.excluded_words(session, attempt.id)
    committed = {
        "commitment": attempt.commitment,
        "left_out": shown.reasons_by_name(left_out),
        **_plan_facts(session, round_),
    }
    if not is_drawn(round_):
        return committed
    strata = queries.drawn_strata(session, actor, attempt)
    rows = [_bar(each.stratum, each.population, each.drawn) for each in strata]
    return committed | {"strata": strata, "strata_rows": rows}


def preview_shown(seen: Preview) -> dict[str, Any]:
    """Give a preview in the form the pages show it."""
    outlook = seen.outlook
    return {
        "preview": seen,
        "outlook": outlook,
        "margin_points": shown.margin_points(outlook) if outlook else None,
        "chance_percent": shown.chance_percent(outlook) if outlook else None,
        "left_out": shown.reasons_by_name(
            {str(reason): count for reason, count in seen.population.reasons.items()}
        ),
        "strata_rows": [_bar(stratum, cases, size or 0) for stratum, cases, size in seen.strata],
        "strata_options": [
            (stratum, f"{stratum} ({number(cases)})") for stratum, cases, _ in seen.strata
        ],
        "unmatched": ", ".join(seen.population.unmatched),
    }


def _bar(stratum: str, population: int, sample: int) -> dict[str, Any]:
    words = {"value": number(sample), "max": number(population)}
    text = said(N_("%(value)s of %(max)s"), words)
    return {"label": stratum, "population": population, "sample": sample, "text": text}


def _plan_facts(session: Session, round_: Round) -> dict[str, Any]:
    names = session.exec(
        select(Unit.name).where(col(Unit.id).in_(round_.unit_ids)).order_by(Unit.name)
    )
    return {
        "unit_names": list(names),
        "field_labels": [shown.field_label(field) for field in round_.strata_fields],
    }


def draw_view(session: Session, actor: Actor, round_: Round) -> dict[str, Any]:
    """Gather what the pages of dice and draw show: the commitment, and who has rolled."""
    if round_.state == RoundState.planned:
        raise FrameNotFrozen(round=round_.name)
    attempt = queries.standing_attempt(session, round_.id)
    if round_.state != RoundState.frozen or attempt is None:
        raise AlreadyDrawn(round=round_.name)
    rolls = queries.rolls_of(session, attempt, round_.people_to_roll)
    return {
        "round": round_,
        "attempt": attempt,
        "commitment": attempt.commitment,
        "rolls": rolls,
        "dice_in": len(rolls) >= round_.people_to_roll,
        "has_rolled": actor.id in {roll.person_id for roll in rolls},
    }


def _names(session: Session, attempts: list[Attempt]) -> dict[str, str]:
    ids = {each.frozen_by for each in attempts} | {each.aborted_by or "" for each in attempts}
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())
