"""One external finding: what it asks for, what is done about it, and the reply."""

from hashlib import sha256
from io import BytesIO
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.actions.action_page import WORDS, today
from app.actions.answering import answers_to
from app.actions.events import ReplyWritten
from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.external_findings.queries import measuring_questions, standing_of
from app.external_findings.service import get_finding, may_keep
from app.external_findings.words import SOURCES, STANDING_TONES, STANDINGS
from app.organisation.models import Person
from app.settings import Settings
from app.summary.wording import in_full
from app.web.language import language
from app.web.render import download, page
from app.web.routing import pages

router = pages("/external-findings/{finding_id}")
MayRead = Annotated[Actor, may(Permission.read_external_findings)]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("")
def show_finding(
    request: Request, finding_id: str, session: Reading, actor: MayRead, now: Now
) -> Response:
    finding = get_finding(session, actor, finding_id)
    settings: Settings = request.app.state.settings
    day = today(now)
    return page(
        request,
        "actions/finding.html",
        finding=finding,
        owner=session.get(Person, finding.owner_id) if finding.owner_id else None,
        answered=answers_to(session, actor, finding, smallest=settings.smallest_cell, today=day),
        standing=standing_of(finding, day),
        standings=STANDINGS,
        tones=STANDING_TONES,
        sources=SOURCES,
        words=WORDS,
        in_full=in_full,
        questions=measuring_questions(language()),
        today=day,
        may_keep=may_keep(actor),
        may_plan=actor.may(Permission.plan_action),
        reads_rounds=actor.may(Permission.read_summary),
    )


@router.get("/reply.docx")
def write_reply(
    request: Request,
    finding_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    # Word's library is large, and wanted by few.
    from app.actions.reply import Reply, reply_document  # noqa: PLC0415

    finding = get_finding(session, actor, finding_id)
    settings: Settings = request.app.state.settings
    day = today(now)
    reply = Reply(
        finding=finding,
        answered=answers_to(session, actor, finding, smallest=settings.smallest_cell, today=day),
        organisation=settings.organisation,
        on=day,
        smallest=settings.smallest_cell,
    )
    file = BytesIO()
    reply_document(reply).save(file)
    event = ReplyWritten(
        at=now,
        actor_id=actor.id,
        finding_id=finding.id,
        sha256=sha256(file.getvalue()).hexdigest(),
    )
    database.group.run(lambda connection: append(connection, event))
    return download(file.getvalue(), "svar.docx", WORD)
