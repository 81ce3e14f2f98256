"""The desk where files are ordered: a small one comes at once, a large one is made in turn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.auth.actor import Actor
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_, DomainError, NotFound
from app.settings import Settings
from app.summary.export import Order
from app.summary.exporting.jobs import Exports
from app.summary.exporting.work import Work, make, rounds_of, rows_of
from app.summary.formats import Dialect, Format
from app.summary.handing_out import give
from app.web.render import go_to, page

FORMATS = {format_.suffix: format_ for format_ in Format}


class DiskFull(DomainError):
    """A file that is cut short would be read as all there is."""

    status = 507
    message = N_("There is no room for the file on the server. Tell the administrator.")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a request for a file is served."""

    request: Request
    session: Session
    database: Database
    dialect: Dialect
    now: datetime

    @property
    def exports(self) -> Exports:
        exports: Exports = self.request.app.state.exports
        return exports

    def summary(self, actor: Actor, suffix: str, round_id: str | None) -> Response:
        """Hand out the figures."""
        return self._at_once(actor, self._work(actor, suffix, round_id, answers=False))

    def answers(self, actor: Actor, suffix: str, round_id: str | None) -> Response:
        """Hand out every answer, or say that they are many and offer to get them ready."""
        work = self._work(actor, suffix, round_id, answers=True)
        rows = rows_of(self.session, actor, work)
        if rows <= self.exports.large:
            return self._at_once(actor, work)
        return page(self.request, "summary/export_large.html", rows=rows, order=work.order)

    def order_answers(self, actor: Actor, suffix: str, round_id: str | None) -> Response:
        """Begin to get every answer ready."""
        work = self._work(actor, suffix, round_id, answers=True)
        rounds = rounds_of(self.session, actor, work)
        if not rounds:
            raise NotFound
        about = "" if round_id is None else rounds[0].name
        job = self.exports.order(actor, work, about)
        return go_to(self.request, f"/exports/{job.id}")

    def _work(self, actor: Actor, suffix: str, round_id: str | None, *, answers: bool) -> Work:
        whole = answers or round_id is None
        if suffix not in FORMATS or (whole and FORMATS[suffix] is Format.docx):
            raise NotFound
        settings: Settings = self.request.app.state.settings
        order = Order(
            format=FORMATS[suffix],
            by=actor.name,
            at=self.now,
            organisation=settings.organisation,
            smallest=settings.smallest_cell,
            answers=answers,
            dialect=self.dialect,
        )
        return Work(order, round_id)

    def _at_once(self, actor: Actor, work: Work) -> Response:
        try:
            with self.exports.folder() as folder:
                made = make(self.session, actor, work, folder)
                return give(self.database, actor, work.order, made, now=self.now)
        except OSError as error:
            raise DiskFull from error


def _desk(
    request: Request,
    session: Reading,
    database: TheDatabase,
    now: Now,
    dialect: Annotated[Dialect, Query()] = Dialect.excel_sv,
) -> Desk:
    return Desk(request, session, database, dialect, now)


TheDesk = Annotated[Desk, Depends(_desk)]
