from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.consensus import service
from app.consensus.comparing import Comparison, cases_read_twice, comparison
from app.consensus.service import Settlement, may_settle
from app.db import Reading, TheDatabase, Tx
from app.errors import N_
from app.organisation.models import Person
from app.reviews.viewing import ReviewViewed
from app.rounds.access import get_round
from app.web.forms import Form, Submitted, form_of
from app.web.language import gettext, language, said
from app.web.render import go_to, page
from app.web.routing import pages
from review_forms import Question, reasons_for, shown

router = pages("/rounds/{round_id}/settle")
MaySettle = Annotated[Actor, may(Permission.settle_case)]


class SettlementForm(Form):
    value: str = Field(min_length=1)
    reason: str = Field(min_length=1, max_length=1000)


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two answered to a question."""

    answer: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A question that two reviewers answered differently, as the page shows it."""

    id: str
    number: str
    text: str
    sides: Sequence[Side]
    choices: Sequence[tuple[str, str]]
    settled: str
    settled_value: str
    reason: str
    by: str
    typed: dict[str, Any]
    wrong: dict[str, str]


@router.get("")
def list_cases(request: Request, round_id: str, session: Reading, actor: MaySettle) -> Response:
    round_ = get_round(session, actor, round_id, Permission.settle_case)
    listed = cases_read_twice(session, actor, round_)
    return page(
        request,
        "consensus/settle.html",
        round=round_,
        to_settle=[one for one in listed if one.open],
        waiting=[one for one in listed if not one.approved],
        done=[one for one in listed if one.approved and not one.open],
        total=len(listed),
    )


@router.get("/{frame_case_id}")
def compare_case(
    request: Request,
    round_id: str,
    frame_case_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MaySettle,
    now: Now,
) -> Response:
    compared = comparison(session, actor, round_id, frame_case_id)

    def note_views(connection: Connection) -> None:
        for review in compared.reviews:
            append(connection, ReviewViewed(at=now, actor_id=actor.id, review_id=review.id))

    database.group.run(note_views)
    return page(request, "consensus/settle_case.html", **_shown(session, actor, compared))


@router.post("/{frame_case_id}/{question_id}")
def settle_case(
    request: Request,
    round_id: str,
    frame_case_id: str,
    question_id: str,
    session: Tx,
    actor: MaySettle,
    form: Annotated[Submitted[SettlementForm], form_of(SettlementForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        compared = comparison(session, actor, round_id, frame_case_id)
        for review in compared.reviews:
            record(session, ReviewViewed(at=now, actor_id=actor.id, review_id=review.id))
        shown_again = _shown(session, actor, compared, refused=(question_id, form))
        return page(request, "consensus/settle_case.html", status=422, **shown_again)
    settlement = Settlement(form.meaning.value, form.meaning.reason)
    compared = service.settle_case(
        session, actor, round_id, frame_case_id, {question_id: settlement}, now=now
    )
    home = f"/rounds/{round_id}/settle"
    if not compared.open:
        return go_to(
            request,
            home,
            notice=N_("Everything about %(case)s is settled."),
            case=compared.case.case_number,
        )
    return go_to(request, f"{home}/{frame_case_id}#q-{compared.open[0].id}")


def _shown(
    session: Session,
    actor: Actor,
    compared: Comparison,
    refused: tuple[str, Submitted[SettlementForm]] | None = None,
) -> dict[str, Any]:
    settlers = {one.by for one in compared.settled.values()}
    names = dict(
        session.exec(select(Person.id, Person.name).where(col(Person.id).in_(settlers))).all()
    )
    return {
        "round": compared.round_,
        "case": compared.case,
        "unit": compared.unit,
        "agreed": compared.agreed,
        "left": len(compared.open),
        "questions": [
            _differing(
                compared,
                question,
                names,
                refused[1] if refused and refused[0] == question.id else Submitted(),
            )
            for question in compared.differing
        ],
        "deadlines": [
            (
                one.question.number,
                one.question.text.in_language(language()),
                [
                    shown(one.question, value, language()) if value else gettext(N_("No answer"))
                    for value in (one.first, one.second)
                ],
            )
            for one in compared.deadlines
        ],
        "may_settle": may_settle(compared, actor),
    }


def _differing(
    compared: Comparison,
    question: Question,
    names: dict[str, str],
    form: Submitted[SettlementForm],
) -> Differing:
    settled = compared.settled.get(question.id)
    values = [reading.get(question.id) for reading in compared.values]
    return Differing(
        id=question.id,
        number=question.number,
        text=question.text.in_language(language()),
        sides=[_side(compared, question, reading) for reading in (0, 1)],
        choices=[(value, _choice(question, value, values)) for value in compared.choices(question)],
        settled=shown(question, settled.value, language()) if settled else "",
        settled_value=settled.value if settled else "",
        reason=settled.reason if settled else "",
        by=names[settled.by] if settled else "",
        typed=form.typed,
        wrong=form.wrong,
    )


def _side(compared: Comparison, question: Question, reading: int) -> Side:
    given = compared.given(reading, question)
    reasons = {
        option.code: option.text.in_language(language())
        for option in reasons_for(compared.form, question)
    }
    return Side(
        answer=shown(question, given.value, language()) if given.value else "",
        reason=reasons.get(given.reason, ""),
        comment=given.comment,
    )


def _choice(question: Question, value: str, values: Sequence[str | None]) -> str:
    text = shown(question, value, language())
    for number, given in enumerate(values, start=1):
        if given == value:
            return said(N_("%(answer)s (reviewer %(number)s)"), {"answer": text, "number": number})
    return text
