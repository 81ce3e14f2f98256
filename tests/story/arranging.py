"""What another story tells on the pages, done here by the same services: rounds that are read."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from app.assignment.choosing import ReviewersChoice, choose_reviewers
from app.assignment.service import assign_reviewers, publish_assignment
from app.consensus.queries import facts_of_cases
from app.deviations.deciding import make_deviation, refer_to_deviation
from app.deviations.models import Deficiency, DeficiencyState, Deviation
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.register.reading import ColumnMap, propose_columns, read_register
from app.register.service import RegisterExport, import_register
from app.reviews.assuring import approve_review
from app.reviews.judging import Sent
from app.reviews.models import Review, ReviewState
from app.reviews.saving import Save, Saved, save_answer
from app.reviews.submitting import submit_review
from app.reviews.viewing import note_view
from app.rounds.drawing import draw_sample, roll_dice
from app.rounds.freezing import confirm_count, freeze_frame
from app.rounds.models import FrameCase, Round
from app.rounds.plan import RoundPlan
from app.rounds.service import plan_round
from app.summary.service import close_round
from review_forms import asked, load
from tests.cast import KIM, MONA, RUT, SAM, people
from tests.story.register import HEADINGS, Register
from tests.story.reviewing import QUESTION

SIV = SAM.__class__(
    id="siv",
    name="Siv Holm",
    grants=frozenset({(Role.reviewer, "south")}),
    unit_id="south",
    caseworker="hl203",
)
REVIEWERS = (RUT, SAM, SIV)
SAMPLE = 18
SMALLEST = 5
DICE = ("83017466259013477258", "15926535897932384626")
MEETS = Callable[[int], bool]


@dataclass(frozen=True)
class Held:
    """A round: what it is called, the half-year it looks at, and when it was drawn."""

    name: str
    period: tuple[date, date]
    at: datetime


def move_in(session: Session) -> None:
    """Let the cast work here, and one reviewer more; all but Max have an address for mail."""
    cast = people()
    for kind in (Unit, Person, RoleGrant):
        session.add_all(row for row in cast if isinstance(row, kind))
        session.flush()
    session.add(
        Person(
            id=SIV.id,
            username=SIV.id,
            name=SIV.name,
            unit_id=SIV.unit_id,
            caseworker=SIV.caseworker,
            created_at=datetime.fromisoformat("2025-12-01T08:00+00:00"),
        )
    )
    session.flush()
    session.add(RoleGrant(person_id=SIV.id, role=Role.reviewer, unit_id="south"))
    session.get_one(Person, MONA.id).email = "mona.ek@kommunen.se"


def draw(session: Session, held: Held) -> str:
    """Bring in a register, draw a sample of it and share it out; give the id of the round."""
    now = held.at
    register = Register()
    register.rows[30]["Utförare"] = "Björkgården AB"
    content = register.export()
    columns = ColumnMap(propose_columns(HEADINGS).fields, {})
    parsed = read_register(content, "uttag.csv", columns)
    file = RegisterExport("uttag.csv", sha256(content).hexdigest(), parsed)
    import_register(session, MONA, file, now=now)
    plan = RoundPlan(
        name=held.name,
        review_form="placed_child_short/2026-1",
        period_from=held.period[0],
        period_to=held.period[1],
        due_on=now.date() + timedelta(days=21),
        open_in_period=True,
        strata_fields=("placement_form",),
        sample_size=SAMPLE,
        at_least=3,
        hours_per_case=0.5,
    )
    round_ = plan_round(session, MONA, plan, now=now)
    session.flush()
    confirm_count(session, KIM, round_.id, parsed.rows_read, now=now)
    freeze_frame(session, MONA, round_.id, entropy=b"\x07" * 32, now=now)
    for person, digits in zip((MONA, KIM), DICE, strict=True):
        roll_dice(session, person, round_.id, digits, now=now)
    draw_sample(session, MONA, round_.id, now=now)
    hours = {person.id: 40.0 for person in REVIEWERS}
    choice = ReviewersChoice(hours=hours, double_share=0, hours_per_case=0.5)
    choose_reviewers(session, MONA, round_.id, choice, now=now)
    assign_reviewers(session, MONA, round_.id, now=now)
    publish_assignment(session, MONA, round_.id, now=now)
    return round_.id


def work_of(session: Session, round_id: str) -> Sequence[tuple[Review, FrameCase]]:
    """List the reviews of a round, each with its case."""
    rows = session.exec(
        select(Review, FrameCase)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .where(Review.round_id == round_id)
        .order_by(col(FrameCase.case_number))
    )
    return [(review, case) for review, case in rows]


def read(session: Session, round_id: str, meets: MEETS, *, now: datetime) -> None:
    """Read every file that nobody has read; ``meets`` says which of them hold a care plan."""
    round_ = session.get_one(Round, round_id)
    facts = facts_of_cases(session, round_)
    form = load(round_.form_name, round_.form_version)
    left = [row for row in work_of(session, round_id) if row[0].state == ReviewState.open]
    for place, (review, case) in enumerate(left):
        found = _file(case, round_, has_plan=meets(place))
        answers: dict[str, str] = {}
        note_view(session.connection(), review.reviewer_id, review.id, now=now)
        while following := [
            q for q in asked(form, {**facts[case.id], **answers}) if q.id not in answers
        ]:
            question = following[0].id
            given = found.get(question, Sent(("yes",)))
            save = Save(
                review_id=review.id,
                question_id=question,
                sent=given,
                version=0,
                op_id=uuid.uuid4().hex,
            )
            saved = save_answer(session.connection(), review.reviewer_id, save, now=now)
            assert isinstance(saved, Saved), (question, saved)
            answers[question] = ",".join(given.value or ())
        session.refresh(review)
        reviewer = next(one for one in REVIEWERS if one.id == review.reviewer_id)
        submit_review(session, reviewer, review.id, seen=len(answers), now=now)


def _file(case: FrameCase, round_: Round, *, has_plan: bool) -> dict[str, Sent]:
    """Say what the file of a case tells: all is well, but for the care plan of some."""
    assert case.started_on is not None
    start = case.started_on.isoformat()
    considered, *rest = (
        (round_.period_from + timedelta(days=late)).isoformat() for late in (-150, 20, 80, 140)
    )
    visits = tuple(rest)
    return {
        "provider_checked_on": Sent((start,)),
        "home_register_check_on": Sent((start,)),
        "permit_checked_on": Sent((start,)),
        QUESTION: Sent(("yes",)) if has_plan else Sent(("no",), reason="not_documented"),
        "planned_visits_per_year": Sent(("3",)),
        "visits": Sent(visits),
        "child_talks": Sent(visits),
        "considerations": Sent((considered, rest[0], rest[2])),
    }


def judge(session: Session, round_id: str, *, but: str = "", now: datetime) -> None:
    """Gather what is critical in one deviation, and approve; ``but`` one review is left to read."""
    rows = session.exec(
        select(Deficiency).where(
            Deficiency.round_id == round_id,
            Deficiency.review_id != but,
            Deficiency.state == DeficiencyState.waiting,
            col(Deficiency.critical),
        )
    ).all()
    gathered = session.exec(
        select(Deviation).where(Deviation.round_id != round_id).order_by(col(Deviation.number))
    ).first()
    keys = [row.id for row in rows]
    if keys and gathered is None:
        make_deviation(session, KIM, keys, now=now)
    elif keys and gathered is not None:
        refer_to_deviation(session, KIM, keys, gathered.id, now=now)
    for review, _ in work_of(session, round_id):
        if review.state == ReviewState.submitted and review.id != but:
            approve_review(session, KIM, round_id, review.id, now=now)


def hold(session: Session, held: Held, meets: MEETS) -> str:
    """Hold a whole round, from the export to the frozen figures."""
    round_id = draw(session, held)
    session.flush()
    read(session, round_id, meets, now=held.at + timedelta(days=10))
    session.flush()
    judge(session, round_id, now=held.at + timedelta(days=12))
    session.flush()
    close_round(session, KIM, round_id, smallest=SMALLEST, now=held.at + timedelta(days=14))
    return round_id
