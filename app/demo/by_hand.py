"""What people of the invented municipality reported by hand, its routines, and one alarm."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.deviations.alarms import end_alarm, note_call, raise_alarm, take_over_alarm
from app.deviations.content import Content
from app.deviations.models import AlarmContact, DeviationKind, Severity
from app.deviations.phone_list import keep_contact
from app.deviations.service import report_deviation
from app.reviews.models import Review
from app.rounds.models import Round
from app.routines.service import RoutineWords, add_routine, change_routine, replace_routine

PHONES = (
    ("Jourhavande förste socialsekreterare", "0000-123 10", "Vardagar 8–17"),
    ("Socialjouren", "0000-123 11", "Kvällar, nätter och helger"),
    ("Avdelningschef barn och unga", "0000-123 12", "När ingen annan svarar"),
)
ROUTINES = (
    RoutineWords(
        name="Rutin för kontroll av familjehem och jourhem",
        owner_role="Enhetschef, Familjehemsenheten",
        decided_on=date(2019, 5, 14),
        revised_on=date(2022, 3, 1),
        revise_by=date(2024, 3, 1),
        link="https://process.example.se/rutiner/familjehem",
        question_ids=["provider_checked_in_time", "home_register_check_in_time"],
    ),
    RoutineWords(
        name="Rutin för övervägande och omprövning",
        owner_role="Avdelningschef",
        decided_on=date(2018, 9, 3),
        revised_on=date(2026, 6, 8),
        revise_by=date(2028, 6, 8),
        link="https://process.example.se/rutiner/overvagande",
        question_ids=["considerations_every_6_months", "considered_by_committee", "child_heard"],
    ),
    RoutineWords(
        name="Rutin för vårdplan och genomförandeplan",
        owner_role="Enhetschef",
        decided_on=date(2021, 1, 20),
        revise_by=date(2025, 1, 20),
        question_ids=["care_plan_exists", "implementation_plan_exists"],
    ),
    RoutineWords(
        name="Rutin för besök och barnsamtal",
        owner_role="Enhetschef",
        decided_on=date(2025, 2, 11),
        revise_by=date(2027, 2, 11),
        question_ids=["visits", "visits_as_planned", "child_talks"],
    ),
    RoutineWords(
        name="Rutin för uppföljning av HVB och konsulentstödda hem",
        owner_role="Kvalitetsutvecklare",
        decided_on=date(2020, 11, 5),
        revise_by=date(2023, 11, 5),
    ),
    RoutineWords(
        name="Checklista inför placering (äldre)",
        owner_role="Enhetschef",
        decided_on=date(2014, 4, 2),
    ),
)
BY_HAND = (
    ("rut", "Enhet Barn 1", date(2026, 2, 3), DeviationKind.follow_up, Severity.moderate,
     "Besök enligt plan blev inte av",
     "Två besök i ett familjehem ställdes in när handläggaren var sjuk. Ingen tog över."),
    ("samir", "Enhet Barn 2", date(2026, 3, 17), DeviationKind.documentation, Severity.minor,
     "Journalanteckningar skrivna i efterhand",
     "Anteckningar från tre samtal fördes in sex veckor senare."),
    ("leila", "Familjehemsenheten", date(2026, 6, 22), DeviationKind.provider_check,
     Severity.serious, "Placering i jourhem före registerkontroll",
     "Placeringen gjordes en fredag kväll. Kontrollen begärdes först på måndagen."),
    ("anna", "Enhet Unga", date(2026, 8, 12), DeviationKind.contract, Severity.moderate,
     "HVB utan den nattbemanning som avtalet säger",
     "Vid oanmält besök fanns en i personalen på natten i stället för två."),
    ("petter", "Familjehemsenheten", date(2026, 9, 30), DeviationKind.plan, Severity.moderate,
     "Genomförandeplan saknades efter tre månader",
     "Planen var påbörjad men inte beslutad när hemmet frågade efter den."),
    ("yasmin", "Ensamkommande och stödboende", date(2026, 10, 21), DeviationKind.child_heard,
     Severity.moderate, "Samtal utan tolk",
     "Tolk uteblev och samtalet hölls ändå. Det behöver göras om."),
)  # fmt: skip


def keep_house(session: Session, cast: Mapping[str, Actor], *, now: datetime) -> None:
    """Write the phone list and the routines, one of which another has replaced."""
    for role, phone, hours in PHONES:
        keep_contact(
            session, cast["kim"], AlarmContact(role=role, phone=phone, hours=hours), now=now
        )
    added = [add_routine(session, cast["kim"], words, now=now) for words in ROUTINES]
    replace_routine(session, cast["kim"], added[-1].id, added[0].id, now=now)
    change_routine(session, cast["kim"], added[1].id, ROUTINES[1], now=now)


def report_by_hand(session: Session, cast: Mapping[str, Actor], units: Mapping[str, str]) -> None:
    """Let people report what they have seen in their work."""
    for who, unit, day, kind, severity, title, words in BY_HAND:
        content = Content(
            title=title,
            description=words,
            kind=kind,
            severity=severity,
            unit_id=units[unit],
            happened_on=day - timedelta(days=2),
        )
        now = datetime(day.year, day.month, day.day, 13, 20, tzinfo=UTC)
        report_deviation(session, cast[who], content, now=now)


def raise_one_alarm(session: Session, cast: Mapping[str, Actor], round_: Round) -> None:
    """Let a reviewer raise an alarm that a manager took over within the hour."""
    rut, mona = cast["rut"], cast["mona"]
    review = session.exec(
        select(Review)
        .where(
            Review.round_id == round_.id,
            Review.reviewer_id == rut.id,
            col(Review.opened_at).is_not(None),
        )
        .order_by(col(Review.opened_at))
        .limit(1)
    ).one()
    at = datetime(2026, 10, 22, 9, 40, tzinfo=UTC)
    alarm = raise_alarm(session, rut, review.frame_case_id, now=at)
    session.flush()
    called = [role for role, _, _ in PHONES]
    minute = timedelta(minutes=1)
    note_call(session, rut, alarm.id, called[0], answered=False, now=at + minute)
    note_call(session, rut, alarm.id, called[2], answered=True, now=at + 4 * minute)
    take_over_alarm(session, mona, alarm.id, now=at + 21 * minute)
    words = "Skyddsbedömning gjord samma dag. Ansvarig enhet har tagit över."
    end_alarm(session, mona, alarm.id, words, now=at + timedelta(hours=5))
