from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import Field, field_validator
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.rounds import drawing, freezing
from app.rounds.access import get_round
from app.rounds.view import draw_view, round_view
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/rounds/{round_id}")

GROUPS = 4
Entropy = Annotated[bytes, Depends(freezing.new_entropy)]
MayCount = Annotated[Actor, may(Permission.confirm_count)]
MayFreeze = Annotated[Actor, may(Permission.freeze_frame)]
MayRoll = Annotated[Actor, may(Permission.roll_dice, fresh=True)]
MayDraw = Annotated[Actor, may(Permission.draw_sample, fresh=True)]
MayAbort = Annotated[Actor, may(Permission.abort_draw)]


class Count(Form):
    """How many placements somebody counted in the case system."""

    counted: int = Field(ge=0, le=10_000_000)


class Dice(Form):
    """What one person rolled, in groups of five. Never shown again."""

    secret_fields = frozenset({"digits"})

    digits: tuple[str, ...]

    @field_validator("digits")
    @classmethod
    def _twenty(cls, digits: tuple[str, ...]) -> tuple[str, ...]:
        typed = "".join("".join(digits).split())
        if len(typed) != freezing.DIGITS or not (typed.isascii() and typed.isdigit()):
            raise ValueError(N_("Write twenty digits, one for each die, from 0 to 9."))
        return digits


class Abortion(Form):
    """Why a draw is given up."""

    reason: str = Field(min_length=1, max_length=500)


@router.post("/count")
def confirm_count(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayCount,
    now: Now,
    count: Annotated[Submitted[Count], form_of(Count)],
) -> Response:
    if count.meaning is None:
        return _round_page(request, session, actor, round_id, count)
    freezing.confirm_count(session, actor, round_id, count.meaning.counted, now=now)
    return go_to(request, f"/rounds/{round_id}#count", notice=N_("The count is kept."))


@router.post("/freeze")
def freeze_frame(
    request: Request, round_id: str, session: Tx, actor: MayFreeze, entropy: Entropy, now: Now
) -> Response:
    freezing.freeze_frame(session, actor, round_id, entropy=entropy, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}",
        notice=N_("The frame is frozen. Write down the sum, then roll the dice."),
    )


@router.get("/dice")
def show_dice(request: Request, round_id: str, session: Reading, actor: MayRoll) -> Response:
    return _dice_page(request, session, actor, round_id, Submitted())


@router.post("/dice")
def roll_dice(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayRoll,
    now: Now,
    dice: Annotated[Submitted[Dice], form_of(Dice)],
) -> Response:
    if dice.meaning is None:
        return _dice_page(request, session, actor, round_id, dice, status=422)
    drawing.roll_dice(session, actor, round_id, "".join(dice.meaning.digits), now=now)
    return go_to(
        request, f"/rounds/{round_id}", notice=N_("Your digits are in. Nobody can see them yet.")
    )


@router.get("/draw")
def show_draw(request: Request, round_id: str, session: Reading, actor: MayDraw) -> Response:
    round_ = get_round(session, actor, round_id, Permission.draw_sample)
    return page(request, "rounds/draw.html", **draw_view(session, actor, round_))


@router.post("/draw")
def draw_sample(request: Request, round_id: str, session: Tx, actor: MayDraw, now: Now) -> Response:
    drawing.draw_sample(session, actor, round_id, now=now)
    return go_to(request, f"/rounds/{round_id}", notice=N_("The sample is drawn."))


@router.post("/abort")
def abort_draw(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayAbort,
    now: Now,
    abortion: Annotated[Submitted[Abortion], form_of(Abortion)],
) -> Response:
    if abortion.meaning is None:
        return _round_page(request, session, actor, round_id, abortion)
    drawing.abort_draw(session, actor, round_id, abortion.meaning.reason, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}",
        notice=N_("The draw is aborted. It stays on the record with its reason."),
        kind="info",
    )


def _round_page(
    request: Request,
    session: Session,
    actor: Actor,
    round_id: str,
    sent: Submitted[Count] | Submitted[Abortion],
) -> Response:
    round_ = get_round(session, actor, round_id)
    shown = round_view(session, actor, round_) | {"wrong": sent.wrong, "typed": sent.typed}
    return page(request, "rounds/round.html", status=422, **shown)


def _dice_page(
    request: Request,
    session: Session,
    actor: Actor,
    round_id: str,
    dice: Submitted[Dice],
    status: int = 200,
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.roll_dice)
    return page(
        request,
        "rounds/dice.html",
        status=status,
        wrong=dice.wrong,
        groups=range(1, GROUPS + 1),
        **draw_view(session, actor, round_),
    )
