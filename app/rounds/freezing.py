"""Count, freeze and commit: what a draw stands on before anybody has rolled a die."""

import secrets
from datetime import datetime

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from app.audit.log import head, record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.db import new_id
from app.errors import N_, DomainError
from app.register.models import RegisterImport
from app.rounds.access import FrameIsFrozen, demand_all_units, lock_round
from app.rounds.events import CountConfirmed, FrameFrozen
from app.rounds.models import Attempt, ExcludedCase, FrameCase, Round, RoundState
from app.rounds.plan import rules_of, wanted_of
from app.rounds.population import Eligible, Population, population_of
from app.rounds.queries import candidates, count_check
from app.rounds.sizes import sizes_of
from sampling import Commitment, Excluded, Frame

ENTROPY_BYTES = 32
DIGITS = 20
NOBODY_ROLLS = "ingen person: ej oberoende verifierbar"


class NothingToCount(DomainError):
    """Without an import there is nothing that a count could agree with."""

    message = N_("Bring the register in first.")


class CountedByImporter(DomainError):
    """Whoever brings the register in could have left cases out; somebody else has to count."""

    status = 403
    message = N_("You brought the register in yourself. Ask somebody else to count.")


def confirm_count(
    session: Session, actor: Actor, round_id: str, counted: int, *, now: datetime
) -> RegisterImport:
    """Keep what a second person counted in the case system, whether it agrees or not."""
    round_ = lock_round(session, actor, round_id, Permission.confirm_count)
    if round_.state != RoundState.planned:
        raise FrameIsFrozen(round=round_.name)
    check = count_check(session)
    if check is None:
        raise NothingToCount
    if check.imported_by == actor.id:
        raise CountedByImporter
    latest = session.get_one(RegisterImport, check.import_id)
    latest.counted_in_source, latest.counted_by = counted, actor.id
    session.add(latest)
    record(
        session,
        CountConfirmed(
            at=now,
            actor_id=actor.id,
            round_id=round_id,
            import_id=latest.id,
            counted=counted,
            imported=check.imported,
            refused=check.refused,
        ),
    )
    return latest


class CountMissing(DomainError):
    """A case that was never exported can never be drawn; only a count in the source shows it."""

    message = N_(
        "Somebody other than the person who brought the register in has to count the placements "
        "in the case system first."
    )


class CountDiffers(DomainError):
    """Cases that are missing without a reason could be the very ones to look at."""

    message = N_(
        "%(counted)s placements were counted in the case system, and the register has "
        "%(imported)s and %(refused)s refused rows. Find the difference and bring the register "
        "in anew, or count again."
    )


def freeze_frame(
    session: Session, actor: Actor, round_id: str, *, entropy: bytes, now: datetime
) -> Round:
    """Fix which cases can be drawn and how many, and commit to it before the chance."""
    round_ = lock_round(session, actor, round_id, Permission.freeze_frame)
    demand_all_units(actor, Permission.freeze_frame, round_.unit_ids)
    if round_.state != RoundState.planned:
        raise FrameIsFrozen(round=round_.name)
    import_id = _counted_import(session)
    population = population_of(candidates(session), rules_of(round_))
    commitment = _commit(session, round_, population, entropy)
    attempt = Attempt(
        round_id=round_id,
        number=commitment.attempt,
        import_id=import_id,
        frozen_at=now,
        frozen_by=actor.id,
        commitment=commitment.as_dict(),
        commit_sha256=commitment.digest(),
        server_entropy=entropy,
    )
    session.add(attempt)
    session.flush()
    _keep(session, attempt, population)
    round_.state = RoundState.frozen
    session.add(round_)
    record(session, _told(round_, attempt, commitment, actor))
    return round_


def new_entropy() -> bytes:
    """Make the server's share of the chance, which nobody sees before the dice are in."""
    return secrets.token_bytes(ENTROPY_BYTES)


def public_source(people_to_roll: int) -> str:
    """Say where the chance comes from, in the words of the commitment."""
    if not people_to_roll:
        return NOBODY_ROLLS
    people = "person" if people_to_roll == 1 else "personer"
    return f"{people_to_roll} {people} x {DIGITS} tiosidiga tärningar"


def _counted_import(session: Session) -> str:
    check = count_check(session)
    if check is None:
        raise NothingToCount
    if check.counted is None:
        raise CountMissing
    if not check.agrees:
        raise CountDiffers(counted=check.counted, imported=check.imported, refused=check.refused)
    return check.import_id


def _commit(session: Session, round_: Round, population: Population, entropy: bytes) -> Commitment:
    frame = Frame.of((each.stratum, each.case.case_number) for each in population.eligible)
    left_out = ((each.stratum, each.case_number, each.words) for each in population.left_out)
    earlier = select(func.count()).where(col(Attempt.round_id) == round_.id)
    return Commitment.to(
        frame,
        Excluded.of(left_out),
        sizes_of(population.strata, wanted_of(round_)),
        round=round_.name,
        attempt=session.exec(earlier).one() + 1,
        public_source=public_source(round_.people_to_roll),
        server_entropy=entropy,
        log_head=head(session),
    )


def _keep(session: Session, attempt: Attempt, population: Population) -> None:
    session.execute(insert(FrameCase), [_frame_row(attempt, each) for each in population.eligible])
    excluded = [
        {
            "id": new_id(),
            "attempt_id": attempt.id,
            "case_number": each.case_number,
            "stratum": each.stratum,
            "reason": each.words,
        }
        for each in population.left_out
    ]
    if excluded:
        session.execute(insert(ExcludedCase), excluded)


def _frame_row(attempt: Attempt, each: Eligible) -> dict[str, object]:
    case = each.case
    return {
        "id": new_id(),
        "attempt_id": attempt.id,
        "round_id": attempt.round_id,
        "case_number": case.case_number,
        "stratum": each.stratum,
        "unit_id": case.unit_id,
        "caseworker": case.caseworker,
        "placement_form": case.placement_form,
        "legal_basis": case.legal_basis,
        "age": case.age,
        "sex": case.sex,
        "started_on": case.started_on,
        "ended_on": case.ended_on,
        "provider": case.provider,
        "contract_form": case.contract_form,
        "attributes": dict(case.attributes),
        "drawn": False,
        "replaced": False,
    }


def _told(round_: Round, attempt: Attempt, commitment: Commitment, actor: Actor) -> FrameFrozen:
    return FrameFrozen(
        at=attempt.frozen_at,
        actor_id=actor.id,
        round_id=round_.id,
        attempt=attempt.number,
        commit_sha256=attempt.commit_sha256,
        frame_sha256=commitment.frame_sha256,
        frame_rows=commitment.frame_rows,
        excluded_rows=commitment.excluded_rows,
        sizes=dict(commitment.sizes),
        people_to_roll=round_.people_to_roll,
    )
