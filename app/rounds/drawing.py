"""Dice, draw, abort, spares: what chance decides, once."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.rounds.access import demand_all_units, lock_round
from app.rounds.events import DiceRolled, DrawAborted, SampleDrawn, SpareCalled
from app.rounds.freezing import DIGITS
from app.rounds.models import Attempt, DiceRoll, FrameCase, Round, RoundState
from app.rounds.queries import digits_of, frame_of, standing_attempt
from sampling import Commitment, Frame, Queue, draw, seed_of


class FrameNotFrozen(DomainError):
    """A sample is drawn from a frozen frame, so that nobody can choose what is in it."""

    message = N_("Freeze the frame of %(round)s before you roll the dice and draw.")


class AlreadyDrawn(DomainError):
    """A round is drawn once. A second draw would be a choice between two samples."""

    message = N_("The sample of %(round)s is already drawn.")


class WrongDigits(DomainError):
    """Each person gives as much chance as was committed to, no more and no less."""

    status = 422
    message = N_("Roll %(wanted)s dice with the digits 0 to 9, and write one digit for each.")


class AlreadyRolled(DomainError):
    """One person with two rolls could fit the second to the first."""

    message = N_("You have rolled already. Each person rolls once; somebody else has to roll now.")


class DiceAllIn(DomainError):
    """The number of rolls was committed to; one more would be a way to steer."""

    message = N_("Everybody who was to roll has rolled. Draw the sample now.")


def roll_dice(
    session: Session, actor: Actor, round_id: str, digits: str, *, now: datetime
) -> DiceRoll:
    """Take what one person rolled, in her own session; nobody else sees it yet."""
    round_, attempt = _committed(session, actor, round_id, Permission.roll_dice)
    typed = "".join(digits.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        raise WrongDigits(wanted=DIGITS)
    rolled = list(session.exec(select(DiceRoll.person_id).where(DiceRoll.attempt_id == attempt.id)))
    if actor.id in rolled:
        raise AlreadyRolled
    if len(rolled) >= round_.people_to_roll:
        raise DiceAllIn
    roll = DiceRoll(
        attempt_id=attempt.id, person_id=actor.id, digits=typed, at=now, place=len(rolled) + 1
    )
    session.add(roll)
    record(
        session,
        DiceRolled(
            at=now,
            actor_id=actor.id,
            round_id=round_id,
            attempt=attempt.number,
            place=roll.place,
        ),
    )
    return roll


class DiceMissing(DomainError):
    """Without the dice of everybody present, the server alone would decide."""

    message = N_("%(rolled)s of %(wanted)s people have rolled. Draw when all of them have.")


class FrameDisagrees(DomainError):
    """A frame that is not the one that was committed to has been changed behind our back."""

    message = N_(
        "The frame in the database is not the one that was frozen. Abort the draw and tell the "
        "administrator."
    )


def draw_sample(session: Session, actor: Actor, round_id: str, *, now: datetime) -> Round:
    """Draw the sample of a round, once, from its frozen frame and the dice."""
    round_, attempt = _committed(session, actor, round_id, Permission.draw_sample)
    demand_all_units(actor, Permission.draw_sample, round_.unit_ids)
    public = digits_of(session, attempt)
    if len(public) < round_.people_to_roll:
        raise DiceMissing(rolled=len(public), wanted=round_.people_to_roll)
    cases = frame_of(session, attempt.id)
    frame, commitment = frame_in(cases), Commitment(**attempt.commitment)
    if frame.digest() != commitment.frame_sha256:
        raise FrameDisagrees
    seed = seed_of(attempt.commit_sha256, public, attempt.server_entropy)
    _keep(session, cases, draw(frame, commitment.sizes, seed))
    attempt.seed, attempt.drawn_at = seed, now
    round_.state = RoundState.drawn
    session.add_all([attempt, round_])
    record(
        session,
        SampleDrawn(
            at=now,
            actor_id=actor.id,
            round_id=round_id,
            attempt=attempt.number,
            commit_sha256=attempt.commit_sha256,
            seed_sha256=sha256(seed.encode()).hexdigest(),
            drawn=sum(commitment.sizes.values()),
        ),
    )
    return round_


def frame_in(cases: list[FrameCase]) -> Frame:
    """Write the frame that was committed to from its rows."""
    return Frame.of((case.stratum, case.case_number) for case in cases)


def _keep(session: Session, cases: list[FrameCase], queues: dict[str, Queue]) -> None:
    ids = {case.case_number: case.id for case in cases}
    rows = [
        {"id": ids[number], "ticket": ticket, "place": place, "drawn": place <= len(queue.selected)}
        for queue in queues.values()
        for place, (number, ticket) in enumerate(
            zip(queue.selected + queue.spares, queue.tickets, strict=True), start=1
        )
    ]
    session.execute(update(FrameCase), rows)
    for case in cases:
        session.expire(case)


class ReasonMissing(DomainError):
    """An attempt that was given up stays on the record, and so does why."""

    status = 422
    message = N_("Say why the draw is aborted. The reason is shown wherever the draw is.")


def abort_draw(
    session: Session, actor: Actor, round_id: str, reason: str, *, now: datetime
) -> Round:
    """Give up an attempt before it is drawn; it keeps its number, and its reason is shown."""
    round_, attempt = _committed(session, actor, round_id, Permission.abort_draw)
    demand_all_units(actor, Permission.abort_draw, round_.unit_ids)
    if not reason.strip():
        raise ReasonMissing
    attempt.aborted_at, attempt.aborted_by, attempt.abort_reason = now, actor.id, reason.strip()
    round_.state = RoundState.planned
    session.add_all([attempt, round_])
    record(
        session,
        DrawAborted(at=now, actor_id=actor.id, round_id=round_id, attempt=attempt.number),
    )
    return round_


def _committed(
    session: Session, actor: Actor, round_id: str, permission: Permission
) -> tuple[Round, Attempt]:
    round_ = lock_round(session, actor, round_id, permission)
    if round_.state == RoundState.planned:
        raise FrameNotFrozen(round=round_.name)
    attempt = standing_attempt(session, round_id)
    if round_.state != RoundState.frozen or attempt is None:
        raise AlreadyDrawn(round=round_.name)
    return round_, attempt


class NoSpareLeft(DomainError):
    """A stratum has no more cases than it has; a case from another would answer for it."""

    message = N_("There is no spare left in the stratum %(stratum)s.")


def call_spare(session: Session, frame_case: FrameCase, *, now: datetime) -> FrameCase:
    """Let the next spare of the stratum take the place of a case that cannot be reviewed.

    The spare is the next by ticket; nobody chooses it.
    """
    session.exec(select(Round.id).where(Round.id == frame_case.round_id).with_for_update()).one()
    spare = session.exec(
        select(FrameCase)
        .where(
            FrameCase.attempt_id == frame_case.attempt_id,
            FrameCase.stratum == frame_case.stratum,
            ~col(FrameCase.drawn),
            col(FrameCase.place).is_not(None),
        )
        .order_by(col(FrameCase.place))
        .limit(1)
    ).one_or_none()
    if spare is None:
        raise NoSpareLeft(stratum=frame_case.stratum)
    spare.drawn, frame_case.replaced = True, True
    session.add_all([spare, frame_case])
    record(
        session,
        SpareCalled(at=now, actor_id=None, frame_case_id=spare.id, replaces=frame_case.id),
    )
    return spare
