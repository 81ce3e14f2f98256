from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Person, Unit
from app.register.models import RegisterCase
from app.register.queries import last_import
from app.rounds.access import sees
from app.rounds.models import Attempt, DiceRoll, ExcludedCase, FrameCase, Round
from app.rounds.population import Candidate


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round in the list, and how many cases its sample has; none before the draw."""

    round_: Round
    drawn: int


def rounds_seen_by(session: Session, actor: Actor) -> list[ListedRound]:
    """List the rounds that the actor may see, newest first."""
    drawn = (
        select(col(FrameCase.round_id), func.count().label("drawn"))
        .where(col(FrameCase.drawn), ~col(FrameCase.replaced))
        .group_by(col(FrameCase.round_id))
        .subquery()
    )
    rows = session.exec(
        select(Round, func.coalesce(drawn.c.drawn, 0))
        .outerjoin(drawn, drawn.c.round_id == Round.id)
        .order_by(col(Round.period_to).desc(), col(Round.created_at).desc())
    )
    return [ListedRound(round_, count) for round_, count in rows if sees(actor, round_)]


def candidates(session: Session) -> list[Candidate]:
    """Give the register as it stands: every case that was in the last export."""
    rows = session.exec(
        select(RegisterCase, Unit.name)
        .join(Unit, col(Unit.id) == RegisterCase.unit_id)
        .where(~col(RegisterCase.gone))
    )
    return [
        Candidate(
            case_number=case.case_number,
            unit_id=case.unit_id,
            unit=unit,
            placement_form=case.placement_form,
            caseworker=case.caseworker,
            legal_basis=case.legal_basis,
            contract_form=case.contract_form,
            provider=case.provider,
            age=case.age,
            sex=case.sex,
            started_on=case.started_on,
            ended_on=case.ended_on,
            protected=case.protected,
            attributes=case.attributes,
        )
        for case, unit in rows
    ]


@dataclass(frozen=True, slots=True)
class CountCheck:
    """What the last export held, and what somebody else counted in the case system."""

    import_id: str
    imported_by: str
    importer: str
    imported: int
    refused: int
    counted: int | None
    counter: str | None

    @property
    def expected(self) -> int:
        return self.imported + self.refused

    @property
    def agrees(self) -> bool:
        return self.counted == self.expected


def count_check(session: Session) -> CountCheck | None:
    """Compare the register with what was counted in its source; ``None`` before any import."""
    latest = last_import(session)
    if latest is None:
        return None
    imported = session.exec(
        select(func.count()).select_from(RegisterCase).where(~col(RegisterCase.gone))
    ).one()
    names = dict(
        session.exec(
            select(Person.id, Person.name).where(
                col(Person.id).in_({latest.imported_by, latest.counted_by or ""})
            )
        ).all()
    )
    return CountCheck(
        import_id=latest.id,
        imported_by=latest.imported_by,
        importer=names[latest.imported_by],
        imported=imported,
        refused=latest.rows_refused,
        counted=latest.counted_in_source,
        counter=names.get(latest.counted_by or ""),
    )


def attempts_of(session: Session, round_id: str) -> list[Attempt]:
    """List every attempt at drawing a round, the aborted ones among them."""
    return list(
        session.exec(
            select(Attempt).where(Attempt.round_id == round_id).order_by(col(Attempt.number))
        )
    )


def standing_attempt(session: Session, round_id: str) -> Attempt | None:
    """Give the attempt that was not aborted, if there is one."""
    return session.exec(
        select(Attempt).where(Attempt.round_id == round_id, col(Attempt.aborted_at).is_(None))
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Roll:
    """That somebody has rolled; the digits are there only once everybody has."""

    person_id: str
    name: str
    place: int
    digits: str | None


def rolls_of(session: Session, attempt: Attempt, people_to_roll: int) -> list[Roll]:
    """List who has rolled, in order. Nobody sees digits before all of them are in."""
    rows = session.exec(
        select(DiceRoll, Person.name)
        .join(Person, col(Person.id) == DiceRoll.person_id)
        .where(DiceRoll.attempt_id == attempt.id)
        .order_by(col(DiceRoll.place))
    ).all()
    complete = len(rows) >= people_to_roll
    return [
        Roll(roll.person_id, name, roll.place, roll.digits if complete else None)
        for roll, name in rows
    ]


def digits_of(session: Session, attempt: Attempt) -> list[str]:
    """Give the public strings of an attempt in the order they enter the seed."""
    return list(
        session.exec(
            select(DiceRoll.digits)
            .where(DiceRoll.attempt_id == attempt.id)
            .order_by(col(DiceRoll.place))
        )
    )


def frame_of(session: Session, attempt_id: str) -> list[FrameCase]:
    """Give the cases of a frame, by stratum and place in its queue."""
    return list(
        session.exec(
            select(FrameCase)
            .where(FrameCase.attempt_id == attempt_id)
            .order_by(col(FrameCase.stratum), col(FrameCase.place), col(FrameCase.case_number))
        )
    )


def excluded_of(session: Session, attempt_id: str) -> list[ExcludedCase]:
    """Give the cases that a frame leaves out."""
    return list(session.exec(select(ExcludedCase).where(ExcludedCase.attempt_id == attempt_id)))


def excluded_words(session: Session, attempt_id: str) -> Counter[str]:
    """Count the cases that a frame leaves out by the words of their reason."""
    rows = session.exec(
        select(ExcludedCase.reason, func.count())
        .where(ExcludedCase.attempt_id == attempt_id)
        .group_by(col(ExcludedCase.reason))
    )
    return Counter(dict(rows.all()))


def drawn_cases(session: Session, round_id: str) -> list[FrameCase]:
    """Give the sample of a round as it stands: drawn or called in, and not replaced."""
    return list(
        session.exec(
            select(FrameCase)
            .where(FrameCase.round_id == round_id, col(FrameCase.drawn), ~col(FrameCase.replaced))
            .order_by(col(FrameCase.stratum), col(FrameCase.place))
        )
    )


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """What came of a stratum: the drawn cases the actor may see, and how many spares wait."""

    stratum: str
    population: int
    drawn: int
    spares: int
    cases: tuple[tuple[FrameCase, str], ...]


def drawn_strata(session: Session, actor: Actor, attempt: Attempt) -> list[DrawnStratum]:
    """Give the drawn cases by stratum; of the spares nothing but their number."""
    counts = session.exec(
        select(FrameCase.stratum, FrameCase.drawn, FrameCase.replaced, func.count())
        .where(FrameCase.attempt_id == attempt.id)
        .group_by(col(FrameCase.stratum), col(FrameCase.drawn), col(FrameCase.replaced))
    ).all()
    in_sample, spares, whole = Counter[str](), Counter[str](), Counter[str]()
    for stratum, drawn, replaced, count in counts:
        whole[stratum] += count
        in_sample[stratum] += count if drawn and not replaced else 0
        spares[stratum] += 0 if drawn else count
    query = (
        select(FrameCase, Unit.name)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .where(FrameCase.attempt_id == attempt.id, col(FrameCase.drawn))
        .order_by(col(FrameCase.place))
    )
    units = actor.units_for(Permission.read_rounds)
    if units is not None:
        query = query.where(col(FrameCase.unit_id).in_(units))
    shown = session.exec(query).all()
    return [
        DrawnStratum(
            stratum=stratum,
            population=whole[stratum],
            drawn=in_sample[stratum],
            spares=spares[stratum],
            cases=tuple((case, unit) for case, unit in shown if case.stratum == stratum),
        )
        for stratum in sorted(whole)
    ]
