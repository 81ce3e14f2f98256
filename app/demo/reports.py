"""The reports of the demonstration: three signed, one of them in two editions, and a draft."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from app.auth.actor import Actor
from app.demo.people import ORGANISATION
from app.demo.report_texts import MENDING, SECTIONS, Written
from app.demo.reviews import SMALLEST
from app.reports.areas import Area, areas_of
from app.reports.gathering import Rules, content_of
from app.reports.models import Decision, Report, ReportKind
from app.reports.service import ReportOrder, start_report
from app.reports.signing import begin_edition, sign_report
from app.reports.writing import AreaText, RedChoice, decide_red, write_words
from app.rounds.models import Round

RULES = Rules(ORGANISATION, SMALLEST, 0.8)
VISITS = "F"
WATCHED = RedChoice(Decision.watch, "Följs i nästa granskning.", watch_until=date(2026, 12, 18))
ACTED = RedChoice(Decision.act, "Besök bokas ett halvår i taget, och inställda bokas om.")


def tell_the_board(session: Session, cast: Mapping[str, Actor]) -> None:
    """Write the reports of the year as its people would have."""
    kim, mona = cast["kim"], cast["mona"]
    first = date(2025, 9, 1)
    t1 = _written(session, kim, ReportOrder(ReportKind.t1, 2026, period_from=first), _at(5, 8))
    sign_report(session, mona, t1.id, rules=RULES, now=_at(5, 11))
    spring = _round(session, "Våren 2026")
    order = ReportOrder(ReportKind.round, 2026, round_id=spring.id)
    about_spring = _written(session, kim, order, _at(5, 20))
    sign_report(session, kim, about_spring.id, rules=RULES, now=_at(5, 22))
    t2 = _written(session, kim, ReportOrder(ReportKind.t2, 2026), _at(9, 7))
    sign_report(session, mona, t2.id, rules=RULES, now=_at(9, 10))
    _correct(session, cast, t2)
    _begin_autumn(session, kim)


def _correct(session: Session, cast: Mapping[str, Actor], old: Report) -> None:
    """Let the board have asked for a firmer decision about the visits."""
    kim, mona = cast["kim"], cast["mona"]
    now = _at(9, 24)
    new = begin_edition(
        session,
        kim,
        old.id,
        what="Beslutet om besök och samtal är ändrat från bevaka till åtgärda.",
        why="Nämnden ansåg den 22 september att det inte räcker att bevaka frågan.",
        now=now,
    )
    for area in _areas(session, new, now):
        if area.red and area.title.startswith(VISITS):
            ids = [red.id for red in area.red]
            decide_red(session, kim, new.id, ids, ACTED, now=now)
    sign_report(session, mona, new.id, rules=RULES, now=now + timedelta(days=1))


def _begin_autumn(session: Session, kim: Actor) -> None:
    """Leave a draft where one red question has no decision, so that it cannot be signed."""
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    autumn = _round(session, "Hösten 2026")
    order = ReportOrder(ReportKind.round, 2026, round_id=autumn.id)
    report = start_report(session, kim, order, now=now)
    session.flush()
    red = [area for area in _areas(session, report, now) if area.red]
    for number, area in enumerate(red):
        _write(session, kim, report, area, now)
        undecided = area.red[1:] if number == 0 else area.red
        if undecided:
            ids = [each.id for each in undecided]
            decide_red(session, kim, report.id, ids, WATCHED, now=now)


def _written(session: Session, kim: Actor, order: ReportOrder, now: datetime) -> Report:
    report = start_report(session, kim, order, now=now)
    session.flush()
    for area in _areas(session, report, now):
        _write(session, kim, report, area, now)
        if area.red:
            choice = WATCHED if area.title.startswith(VISITS) else _choice(area)
            ids = [red.id for red in area.red]
            decide_red(session, kim, report.id, ids, choice, now=now)
    return report


def _choice(area: Area) -> RedChoice:
    words = _words(area)
    return RedChoice(Decision.act, words.doing.split(". ")[0].rstrip(".") + "." if words else "")


def _write(session: Session, kim: Actor, report: Report, area: Area, now: datetime) -> None:
    words = _words(area)
    if words is None or (area.section is not None and not area.red):
        return
    text = AreaText(words.seen, words.why, words.doing)
    write_words(session, kim, report.id, area.id, text, version=0, now=now)


def _words(area: Area) -> Written | None:
    return MENDING.get(area.id) or SECTIONS.get(area.title[:1])


def _areas(session: Session, report: Report, now: datetime) -> list[Area]:
    return areas_of(content_of(session, report, RULES, now=now))


def _round(session: Session, name: str) -> Round:
    return session.exec(select(Round).where(Round.name == name)).one()


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)
