"""What somebody does on the pages of the register, and what can be seen afterwards."""

import re

from sqlalchemy import select
from sqlmodel import col

from app.audit.models import AuditEntry, AuditPayload
from app.register.models import RegisterCase


def upload(browser, content, name="uttag.csv", **how):
    return browser.post("/register/drafts", files={"file": (name, content)}, data=how)


def draft_of(browser, content, name="uttag.csv", **how):
    answer = upload(browser, content, name, **how)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def confirm(browser, draft, **said):
    """Press the button of the page as it stands."""
    page = browser.get(draft).text
    seen = re.search(r'name="compared_with" value="(\w+)"', page)
    return browser.post(f"{draft}/import", data={"compared_with": seen[1], **said})


def bring_in(browser, content, **said):
    return confirm(browser, draft_of(browser, content), **said)


def in_register(browser):
    with browser.app.state.database.reading() as session:
        rows = session.scalars(select(RegisterCase).where(col(RegisterCase.gone).is_(False)))
        return {case.case_number: case for case in rows}


def views(browser):
    with browser.app.state.database.reading() as session:
        rows = session.execute(
            select(col(AuditEntry.actor_id), col(AuditPayload.payload))
            .join(AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq))
            .where(col(AuditEntry.event) == "RegisterViewed")
        )
        return [tuple(row) for row in rows]
