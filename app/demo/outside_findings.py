"""What auditors and IVO asked the invented municipality, and what it answered."""

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from app.auth.actor import Actor
from app.demo.mending_words import ASKED, AUDIT, IVO, IVO_ASKED, REPLIED
from app.demo.plan import at
from app.external_findings.models import Recommendation
from app.external_findings.queries import measuring_questions
from app.external_findings.service import (
    RecommendationDetails,
    add_recommendation,
    mark_replied,
    register_finding,
)


def register_findings(session: Session, cast: Mapping[str, Actor]) -> list[Recommendation]:
    """Register an audit that is answered, and a letter from IVO that is not yet."""
    mona = cast["mona"]
    known = {name for name, _ in measuring_questions("sv")}
    came = at(AUDIT.received_on)
    audit = register_finding(session, mona, replace(AUDIT, owner_id=mona.id), now=came)
    session.flush()
    asked = []
    for text, answer, question in ASKED:
        details = RecommendationDetails(
            text=text, answer=answer, question_id=question if question in known else ""
        )
        asked.append(add_recommendation(session, mona, audit.id, details, now=came))
        session.flush()
    mark_replied(session, mona, audit.id, REPLIED, now=at(REPLIED))
    came = at(IVO.received_on)
    ivo = register_finding(session, mona, replace(IVO, owner_id=mona.id), now=came)
    session.flush()
    for text in IVO_ASKED:
        details = RecommendationDetails(text=text)
        add_recommendation(session, mona, ivo.id, details, now=came)
        session.flush()
    return asked
