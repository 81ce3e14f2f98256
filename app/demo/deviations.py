"""What the invented municipality did about what its reviews found: some of it in time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.deviations.content import NAMES, Content
from app.deviations.deciding import find_not_warranted, make_deviation, refer_to_deviation
from app.deviations.duties import Done, finish_duty, set_duty
from app.deviations.models import (
    Cause,
    Deficiency,
    DeficiencyState,
    Deviation,
    DeviationState,
    Duty,
    Severity,
)
from app.deviations.objections import decide_objection, object_to_deficiency
from app.deviations.service import change_deviation, close_deviation, open_deviation
from app.organisation.models import Unit
from app.reviews.models import Review
from app.rounds.models import Round
from app.routines.models import Routine

NOT_WARRANTED = (
    "Bristen är rättad under granskningen och kan inte upprepas: placeringen är avslutad.",
    "Åtgärden fanns men låg i ett annat ärende. Handläggaren har fört över den.",
)
KNOWN_ALREADY = "Ingår redan i enhetens förbättringsarbete efter förra omgången."
CLOSING_NOTES = (
    "Rättat i de granskade akterna. Påminnelse lagd i verksamhetssystemet.",
    "Rutinen genomgången på enhetsmötet. Stickprov i tre akter visar att den följs.",
    "Förste socialsekreterare kontrollerar varje månad. Inga nya fall sedan dess.",
)
MEASURES = ("Berörda handläggare är informerade.", "Saknade handlingar är beställda.", "")
CAUSES = (
    Cause.routine_not_followed,
    Cause.routine_not_followed,
    Cause.routine_outdated,
    Cause.workload,
    Cause.workload,
    Cause.vacancy,
    Cause.case_system,
    Cause.routine_missing,
)
OF_ROUTINE = {Cause.routine_not_followed, Cause.routine_outdated}
ONE_IN = 8
OBJECTION_DAYS = 14
MANAGER_OF = {"Enhet Barn 1": "tobias", "Familjehemsenheten": "leila"}


def decide_critical(session: Session, kim: Actor, review: Review, *, now: datetime) -> None:
    """Answer for every critical deficiency of a review, so that it can be approved."""
    rows = session.exec(
        select(Deficiency)
        .where(
            Deficiency.frame_case_id == review.frame_case_id,
            Deficiency.state == DeficiencyState.waiting,
            col(Deficiency.critical),
            col(Deficiency.stands),
        )
        .order_by(col(Deficiency.question_id))
    ).all()
    for row in rows:
        chance = Random(f"{row.frame_case_id} {row.question_id}")  # noqa: S311 (invented)
        if not chance.randrange(ONE_IN):
            why = chance.choice(NOT_WARRANTED)
            find_not_warranted(session, kim, [row.id], why, now=now)
        elif (known := _same_fault(session, row)) is not None:
            refer_to_deviation(session, kim, [row.id], known.id, now=now)
        else:
            make_deviation(session, kim, [row.id], now=now)


def _same_fault(session: Session, row: Deficiency) -> Deviation | None:
    return session.exec(
        select(Deviation)
        .where(
            Deviation.round_id == row.round_id,
            Deviation.question_id == row.question_id,
            Deviation.unit_id == row.unit_id,
            Deviation.state == DeviationState.draft,
        )
        .limit(1)
    ).first()


def gather_the_rest(session: Session, kim: Actor, round_: Round, *, now: datetime) -> None:
    """Make one deviation of each common fault that is not critical, and none of the rare ones."""
    rows = session.exec(
        select(Deficiency).where(
            Deficiency.round_id == round_.id,
            Deficiency.state == DeficiencyState.waiting,
            col(Deficiency.stands),
        )
    ).all()
    themes: dict[str, list[str]] = {}
    for row in rows:
        themes.setdefault(row.question_id, []).append(row.id)
    for keys in sorted(themes.values(), key=lambda keys: (-len(keys), min(keys))):
        if len(keys) > ONE_IN:
            make_deviation(session, kim, keys, now=now)
        else:
            find_not_warranted(session, kim, keys, KNOWN_ALREADY, now=now)


def handle_deviations(
    session: Session,
    cast: Mapping[str, Actor],
    round_: Round,
    *,
    share_closed: float,
    closed_on: date,
) -> None:
    """Give the deviations of a closed round an owner and a day, and close a share of them."""
    chance = Random(f"{round_.name} deviations")  # noqa: S311 (invented)
    units = dict(session.exec(select(Unit.id, Unit.name)).all())
    routines = session.exec(
        select(Routine).where(col(Routine.active)).order_by(col(Routine.key))
    ).all()
    drafts = session.exec(
        select(Deviation)
        .where(Deviation.round_id == round_.id, Deviation.state == DeviationState.draft)
        .order_by(col(Deviation.number))
    ).all()
    _object(session, cast, round_, closed_on)
    for deviation in drafts:
        owner = cast[MANAGER_OF.get(units.get(deviation.unit_id or "", ""), "mona")]
        started = _moment(closed_on, chance.randint(2, 9))
        due_on = closed_on + timedelta(days=chance.choice((45, 60, 90, 120, 200, 260)))
        content = _handled(deviation, owner, due_on, routines, chance)
        change_deviation(
            session, cast["kim"], deviation.id, content, version=deviation.version, now=started
        )
        open_deviation(session, cast["kim"], deviation.id, version=deviation.version, now=started)
        if chance.random() < share_closed:
            ended = _moment(closed_on, chance.randint(20, 130))
            note = chance.choice(CLOSING_NOTES)
            close_deviation(
                session, owner, deviation.id, note, version=deviation.version, now=ended
            )
    if drafts and share_closed < 0.5:  # noqa: PLR2004 (the later of the two rounds)
        _lex_sarah(session, cast["mona"], drafts, closed_on)


def _handled(
    deviation: Deviation,
    owner: Actor,
    due_on: date,
    routines: Sequence[Routine],
    chance: Random,
) -> Content:
    cause = chance.choice(CAUSES)
    fitting = [one for one in routines if deviation.question_id in one.question_ids]
    routine = next(iter(fitting), None) or chance.choice(routines)
    values = {name: getattr(deviation, name) for name in NAMES} | {
        "owner_id": owner.id,
        "owner_role": "Enhetschef" if owner.grants and _of_unit(owner) else "Avdelningschef",
        "due_on": due_on,
        "cause": cause,
        "routine_id": routine.id if cause in OF_ROUTINE else None,
        "immediate_measure": chance.choice(MEASURES),
        "outside_number": "" if chance.randrange(3) else deviation.number.replace("AVV", "DF"),
    }
    return Content(**values)


def _of_unit(owner: Actor) -> bool:
    return any(unit is not None for _, unit in owner.grants)


def _object(session: Session, cast: Mapping[str, Actor], round_: Round, closed_on: date) -> None:
    """Let one manager object: she was right about a deficiency in one round, not in the other."""
    tobias, sofia = cast["tobias"], cast["sofia"]
    latest = _moment(closed_on, 0) - timedelta(days=OBJECTION_DAYS - 1)
    row = session.exec(
        select(Deficiency)
        .where(
            Deficiency.round_id == round_.id,
            Deficiency.unit_id == next(iter(unit for _, unit in tobias.grants)),
            Deficiency.state == DeficiencyState.deviation,
            col(Deficiency.decided_at) >= latest,
        )
        .order_by(col(Deficiency.decided_at), col(Deficiency.question_id))
        .limit(1)
    ).first()
    if row is None or row.decided_at is None:
        return
    upheld = round_.form_name.endswith("_full")
    words = (
        "Handlingen ligger under utredningen och inte under planer. Den är daterad i tid."
        if upheld
        else "Handläggaren har berättat att det gjordes, men det är inte antecknat."
    )
    at = row.decided_at + timedelta(days=1)
    object_to_deficiency(session, tobias, row.id, words, days=OBJECTION_DAYS, now=at)
    reason = (
        "Akten läst på nytt av en tredje person: handlingen finns och är i tid."
        if upheld
        else "Det som inte är antecknat kan inte räknas. Bristen står kvar."
    )
    decide_objection(session, sofia, row.id, reason, upheld=upheld, now=at + timedelta(days=3))


def _lex_sarah(session: Session, mona: Actor, drafts: Sequence[Deviation], closed_on: date) -> None:
    """Let the gravest deviation be assessed according to lex Sarah, and found not to go further."""
    gravest = next(one for one in drafts if one.severity == Severity.serious)
    decided = _moment(closed_on, 5)
    last_day = closed_on + timedelta(days=19)
    set_duty(session, mona, gravest.id, Duty.lex_sarah, last_day, now=decided)
    done = Done(
        done_on=closed_on + timedelta(days=16),
        diary_number="SN 2026/0214",
        note="Bedömd som missförhållande men inte allvarligt. Ingen anmälan till IVO.",
    )
    finish_duty(session, mona, gravest.id, Duty.lex_sarah, done, now=decided + timedelta(days=12))


def _moment(day: date, later: int) -> datetime:
    on = day + timedelta(days=later)
    return datetime(on.year, on.month, on.day, 10, 15, tzinfo=UTC)
