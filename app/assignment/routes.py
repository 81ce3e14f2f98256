from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.assignment import service
from app.assignment.access import round_to_assign, round_to_change
from app.assignment.conflicts import LABELS
from app.assignment.forms import (
    ChoiceOfReviewers,
    DeclaredConflict,
    Proposal,
    SeatsByHand,
    WithdrawnConflict,
)
from app.assignment.queries import conflicts_in, seating_of
from app.assignment.refusals import changed_seats
from app.assignment.seating import Seating
from app.assignment.seats_shown import cases_shown
from app.assignment.showing import (
    capacity_of,
    conflicts_shown,
    hours_typed,
    number_twice,
    obstacles_shown,
    reviewers_shown,
)
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.rounds.models import RoundState
from app.web.forms import Submitted, form_of
from app.web.render import blocks, go_to, page
from app.web.routing import pages

router = pages("/rounds/{round_id}/assignment")
MayAssign = Annotated[Actor, may(Permission.assign_reviewers)]
PAGE = "assignment/assignment.html"


@router.get("")
def assignment(
    request: Request, round_id: str, session: Reading, actor: MayAssign, view: str = "cases"
) -> Response:
    round_ = round_to_assign(session, actor, round_id)
    return page(request, PAGE, **_shown(session, seating_of(session, round_), view=view))


@router.post("/capacity")
def capacity(
    request: Request,
    round_id: str,
    session: Reading,
    actor: MayAssign,
    choice: Annotated[Submitted[ChoiceOfReviewers], form_of(ChoiceOfReviewers)],
) -> Response:
    round_ = round_to_assign(session, actor, round_id)
    seating = seating_of(session, round_)
    shown = _shown(session, seating) | {"choice": choice}
    if choice.meaning is not None:
        meant, cases = choice.meaning, len(seating.cases)
        twice = len(seating.twice) if seating.published else number_twice(cases, meant.double_share)
        hours_per_case = round_.hours_per_case if seating.published else meant.hours_per_case
        shown["capacity"] = capacity_of(cases, twice, meant.chosen.values(), hours_per_case)
    return blocks(request, PAGE, "capacity", otherwise=_home(round_id), **shown)


@router.post("/reviewers")
def choose_reviewers(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAssign,
    choice: Annotated[Submitted[ChoiceOfReviewers], form_of(ChoiceOfReviewers)],
    now: Now,
) -> Response:
    round_ = round_to_change(session, actor, round_id)
    if choice.meaning is None:
        shown = _shown(session, seating_of(session, round_)) | {"choice": choice}
        return page(request, PAGE, status=422, **shown)
    meant = choice.meaning
    wanted = service.ReviewersChoice(meant.chosen, meant.double_share, meant.hours_per_case)
    service.choose_reviewers(session, actor, round_id, wanted, now=now)
    return go_to(request, _home(round_id), notice=N_("Saved who takes part."))


@router.post("/propose")
def assign_reviewers(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAssign,
    proposal: Annotated[Submitted[Proposal], form_of(Proposal)],
    now: Now,
) -> Response:
    keep = proposal.meaning is not None and proposal.meaning.keep
    seating = seating_of(session, round_to_change(session, actor, round_id))
    against = seating.in_the_way(seating.pinned if keep else [])
    if against and not seating.published:
        shown = _shown(session, seating) | {"obstacles": obstacles_shown(seating, against)}
        return page(request, PAGE, status=409, **shown)
    service.assign_reviewers(session, actor, round_id, keep=keep, now=now)
    return go_to(
        request, _home(round_id, "#seats"), notice=N_("Every case has a proposed reviewer.")
    )


@router.post("/seats")
def adjust_assignment(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAssign,
    seats: Annotated[Submitted[SeatsByHand], form_of(SeatsByHand)],
    now: Now,
) -> Response:
    by_hand = seats.meaning or SeatsByHand()
    seating = seating_of(session, round_to_change(session, actor, round_id))
    changed = changed_seats(seating, by_hand.wishes)
    if seating.with_wishes(changed).breaches(changed):
        shown = _shown(session, seating) | {"cases": cases_shown(seating, changed), "refused": True}
        return page(request, PAGE, status=422, **shown)
    if seating.published:
        service.reassign(session, actor, round_id, changed, now=now)
    else:
        service.adjust_assignment(session, actor, round_id, changed, pinned=by_hand.pins, now=now)
    return go_to(request, _home(round_id, "#seats"), notice=N_("Saved your changes."))


@router.post("/conflicts")
def declare_conflict(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAssign,
    declared: Annotated[Submitted[DeclaredConflict], form_of(DeclaredConflict)],
    now: Now,
) -> Response:
    if declared.meaning is None:
        round_ = round_to_change(session, actor, round_id)
        shown = _shown(session, seating_of(session, round_)) | {"declared": declared}
        return page(request, PAGE, status=422, **shown)
    meant = declared.meaning
    service.declare_conflict(
        session, actor, round_id, meant.case, meant.person, meant.reason, now=now
    )
    return go_to(request, _home(round_id, "#conflicts"), notice=N_("The conflict is declared."))


@router.post("/conflicts/withdraw")
def withdraw_conflict(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAssign,
    withdrawn: Annotated[Submitted[WithdrawnConflict], form_of(WithdrawnConflict)],
    now: Now,
) -> Response:
    meant = withdrawn.meaning or WithdrawnConflict(case="", person="")
    service.withdraw_conflict(session, actor, round_id, meant.case, meant.person, now=now)
    return go_to(request, _home(round_id, "#conflicts"), notice=N_("The conflict is taken back."))


@router.post("/publish")
def publish_assignment(
    request: Request, round_id: str, session: Tx, actor: MayAssign, now: Now
) -> Response:
    service.publish_assignment(session, actor, round_id, now=now)
    return go_to(
        request,
        _home(round_id),
        notice=N_("The assignment is published. The reviewers can begin."),
    )


@router.post("/fill")
def fill_seats(
    request: Request, round_id: str, session: Tx, actor: MayAssign, now: Now
) -> Response:
    seating = seating_of(session, round_to_change(session, actor, round_id))
    if seating.published and seating.in_the_way(seating.seats):
        return page(request, PAGE, status=409, **_shown(session, seating))
    service.fill_seats(session, actor, round_id, now=now)
    return go_to(request, _home(round_id, "#seats"), notice=N_("Every case has a reviewer again."))


def _home(round_id: str, place: str = "") -> str:
    return f"/rounds/{round_id}/assignment{place}"


def _shown(session: Session, seating: Seating, *, view: str = "cases") -> dict[str, Any]:
    """Gather what the page shows, before anything in it has been refused."""
    round_ = seating.round_
    by_reviewer = view == "reviewers"
    fixed = seating.seats if seating.published else seating.pinned
    against = seating.in_the_way(fixed) if seating.empty else []
    return {
        "round": round_,
        "published": seating.published,
        "closed": round_.state == RoundState.closed,
        "drafted": bool(seating.seats),
        "empty": [seating.cases[case_id].case_number for case_id, _ in seating.empty],
        "capacity": capacity_of(
            len(seating.cases), len(seating.twice), seating.hours.values(), round_.hours_per_case
        ),
        "obstacles": obstacles_shown(seating, against),
        "reviewers": reviewers_shown(seating),
        "double_percent": hours_typed(round_.double_share * 100),
        "hours_per_case": hours_typed(round_.hours_per_case),
        "cases": [] if by_reviewer else cases_shown(seating),
        "by_reviewer": by_reviewer,
        "pinned": len(seating.pinned),
        "own_unit": sum(seat.own_unit for seat in seating.seats),
        "breaches": len(seating.breaches()),
        "conflicts": conflicts_shown(seating, conflicts_in(session, round_.id)),
        "case_options": [(case.id, case.case_number) for case in seating.cases.values()],
        "person_options": [(id_, seating.people[id_].name) for id_ in seating.reviewers],
        "reasons": list(LABELS.items()),
        "choice": Submitted(),
        "declared": Submitted(),
        "refused": False,
    }
