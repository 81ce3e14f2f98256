"""The gate: an action is closed when somebody else has seen whether it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.actions import history
from app.actions.access import demand, lock_action
from app.actions.by_round import SeenChange, seen_change
from app.actions.events import EffectVerified
from app.actions.models import (
    Action,
    ActionChange,
    ActionState,
    Effect,
    EffectBy,
    ReReview,
    ReReviewAnswer,
)
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.web.language import day, said
from review_forms import Met, load, outcome


@dataclass(frozen=True, slots=True)
class ByReReview:
    """The corrected files were read again."""


@dataclass(frozen=True, slots=True)
class ByNextRound:
    """A question came out otherwise in a later round, or did not."""

    later_round_id: str
    smallest: int


@dataclass(frozen=True, slots=True)
class ByOther:
    """Something else shows it, and is stated."""

    effect: Effect
    reason: str


How = ByReReview | ByNextRound | ByOther


class NotDone(DomainError):
    """Whether something helped can be seen when it has been done, and is decided once."""

    message = N_("%(number)s does not wait for its effect to be verified.")


class OwnWork(DomainError):
    """Whoever has done the work is not the one to say that it helped."""

    status = 403
    message = N_(
        "You answer for %(number)s, or have done it yourself. Somebody else has to verify the "
        "effect."
    )


class NotReadAgain(DomainError):
    """What nobody has read shows nothing."""

    message = N_(
        "The corrected file has not been read again yet. Ask for a re-review, or wait until it is "
        "handed in."
    )


class NoReason(DomainError):
    """A verdict that rests on nothing stated cannot be checked by anybody."""

    status = 422
    message = N_("Say what shows the effect, so that somebody else could check it.")


def may_verify(session: Session, actor: Actor, action: Action) -> bool:
    """Tell whether somebody may say if an action helped: by her role, and not her own work."""
    if not actor.may_in(Permission.verify_effect, action.unit_id):
        return False
    if actor.id in {action.done_by, action.owner_id}:
        return False
    return not _was_hers(session, actor, action)


def _was_hers(session: Session, actor: Actor, action: Action) -> bool:
    """Tell whether she has said that it was done, or answered for it until after it was.

    Otherwise one could hand over one's own work the moment it is done, and then find it good.
    """
    rows = session.exec(
        select(ActionChange).where(
            ActionChange.action_id == action.id,
            col(ActionChange.field).in_(["done_by", "owner_id"]),
        )
    )
    return any(
        actor.id == (row.after if row.field == "done_by" else row.before)
        and (row.field == "done_by" or (action.done_at is not None and row.at >= action.done_at))
        for row in rows
    )


def verify_effect(
    session: Session, actor: Actor, action_id: str, how: How, *, version: int, now: datetime
) -> Action:
    """Say whether an action helped, and by what that is seen. With that it is closed."""
    action = lock_action(session, actor, action_id, version)
    demand(actor.may_in(Permission.verify_effect, action.unit_id))
    if not may_verify(session, actor, action):
        raise OwnWork(number=action.number)
    if action.state != ActionState.done:
        raise NotDone(number=action.number)
    values = _seen(session, action, how)
    values |= {"state": ActionState.verified, "verified_at": now, "verified_by": actor.id}
    history.write(session, actor, action, values, now=now)
    record(
        session,
        EffectVerified(
            at=now,
            actor_id=actor.id,
            action_id=action.id,
            by=values["effect_by"],
            effect=values["effect"],
        ),
    )
    return action


def _seen(session: Session, action: Action, how: How) -> dict[str, Any]:
    match how:
        case ByReReview():
            effect, note = _by_re_review(session, action)
            return {"effect_by": EffectBy.re_review, "effect": effect, "effect_note": note}
        case ByNextRound():
            change: SeenChange = seen_change(
                session, action, how.later_round_id, smallest=how.smallest
            )
            return {
                "effect_by": EffectBy.next_round,
                "effect": change.effect,
                "effect_note": change.sentence,
                "later_round_id": how.later_round_id,
            }
        case ByOther():
            if not how.reason.strip():
                raise NoReason
            return {
                "effect_by": EffectBy.other,
                "effect": how.effect,
                "effect_note": how.reason.strip(),
            }


def readings(session: Session, action: Action) -> Sequence[ReReview]:
    """List the requests to read a file of an action again that stand, the newest first."""
    return session.exec(
        select(ReReview)
        .where(ReReview.action_id == action.id, col(ReReview.withdrawn_at).is_(None))
        .order_by(col(ReReview.asked_at).desc(), col(ReReview.id))
    ).all()


def found_again(session: Session, re_review: ReReview) -> dict[str, Met | None]:
    """Say how each question came out when the file was read again."""
    form = load(re_review.form_name, re_review.form_version)
    rows = session.exec(select(ReReviewAnswer).where(ReReviewAnswer.re_review_id == re_review.id))
    return {row.question_id: outcome(form.question(row.question_id), row.value) for row in rows}


def _newest(session: Session, action: Action) -> dict[tuple[str, str], ReReview]:
    """Give the newest reading of each question of each file, since the action was last done.

    Asking again for only what was found good takes nothing away of what was not.
    """
    newest: dict[tuple[str, str], ReReview] = {}
    for one in readings(session, action):
        if action.done_at is None or one.asked_at >= action.done_at:
            for name in one.question_ids:
                newest.setdefault((one.frame_case_id, name), one)
    return newest


def _by_re_review(session: Session, action: Action) -> tuple[Effect, str]:
    newest = _newest(session, action)
    done = [one.done_at for one in newest.values() if one.done_at is not None]
    if not newest or len(done) < len(newest):
        raise NotReadAgain
    told = {one.id: found_again(session, one) for one in newest.values()}
    found = [told[one.id].get(name) for (_, name), one in newest.items()]
    met, not_met = found.count(Met.yes), found.count(Met.no) + found.count(Met.partly)
    effect = Effect.not_helped if not_met else Effect.cannot_tell
    if met == len(found):
        effect = Effect.helped
    details = {"met": met, "all": len(found), "on": day(max(done).date(), "short")}
    return effect, said(
        N_("Re-review %(on)s: %(met)s of %(all)s questions are met in the corrected file."), details
    )
