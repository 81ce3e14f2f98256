from datetime import datetime
from pathlib import PureWindowsPath
from typing import Annotated

from fastapi import Depends, File, Query, Request, UploadFile
from fastapi.responses import Response
from sqlmodel import Session, col

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_, DomainError
from app.identity_numbers import find_identity_number
from app.organisation.models import Unit
from app.register import draft_routes, queries, service
from app.register.draft_routes import MayImport, TheDrafts
from app.register.forms import HowToRead
from app.register.models import RegisterCase
from app.register.opening import SentFile, open_export
from app.register.queries import RegisterFilter, RegisterPage
from app.register.reading import RegisterUnreadable
from app.register.shown import ENCODING_NAMES, SEXES, ages, bars, delimiter_names
from app.web.forms import IDENTITY, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/register")
router.include_router(draft_routes.router)

MayRead = Annotated[Actor, may(Permission.read_register)]
WHOLE_REGISTER = RegisterFilter()


class NoFileChosen(RegisterUnreadable):
    """A form that is sent without a file is a slip, not an empty export."""

    message = N_("Choose a file first.")


class IdentityNumberSearched(DomainError):
    """The register knows cases by number only, and an address that is asked for is remembered."""

    status = 422
    message = IDENTITY


def _wanted(
    search: Annotated[str, Query(max_length=120)] = "",
    unit_id: Annotated[str, Query(max_length=40)] = "",
    placement_form: Annotated[str, Query(max_length=2_000)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> RegisterFilter:
    if find_identity_number(search) is not None:
        raise IdentityNumberSearched
    return RegisterFilter(search.strip(), unit_id, placement_form, number)


@router.get("")
def show_register(
    request: Request,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
    wanted: Annotated[RegisterFilter, Depends(_wanted)],
) -> Response:
    found = queries.cases_seen_by(session, actor, wanted)
    _log_view(database, actor, wanted, found, now)
    return _register_page(request, session, actor, wanted, found)


def _log_view(
    database: Database, actor: Actor, wanted: RegisterFilter, found: RegisterPage, now: datetime
) -> None:
    if not found.cases:
        return
    viewed = service.RegisterViewed(
        at=now,
        actor_id=actor.id,
        unit_id=wanted.unit_id,
        placement_form=wanted.placement_form,
        searched=bool(wanted.search),
        page=found.page,
        cases=len(found.cases),
    )
    database.group.run(lambda connection: append(connection, viewed))


def _register_page(
    request: Request,
    session: Session,
    actor: Actor,
    wanted: RegisterFilter,
    found: RegisterPage,
    *,
    error: RegisterUnreadable | None = None,
) -> Response:
    by_form = queries.counts_by(session, actor, col(RegisterCase.placement_form))
    by_unit = queries.counts_by(session, actor, col(Unit.id), col(Unit.name))
    by_age = queries.counts_by(session, actor, col(RegisterCase.age), col(RegisterCase.sex))
    return page(
        request,
        "register/register.html",
        status=error.status if error else 200,
        path="/register",
        error=error,
        imports=queries.imports(session),
        found=found,
        wanted=wanted,
        total=sum(by_form.values()),
        forms=sorted((form, form) for (form,) in by_form),
        units=sorted(by_unit, key=lambda unit: str(unit[1])),
        by_form=bars({(form, form): count for (form,), count in by_form.items()}, "placement_form"),
        by_unit=bars(by_unit, "unit_id"),
        ages=ages(by_age),
        own_units=actor.units_for(Permission.read_register) is not None,
        may_import=actor.may(Permission.import_register),
        whole_organisation=actor.units_for(Permission.import_register) is None,
        encodings=ENCODING_NAMES,
        delimiters=delimiter_names(),
        sexes=SEXES,
    )


class HeadingsNotSaid(RegisterUnreadable):
    """Where a file begins is found, or said by a person; half a word on it would be a guess."""

    message = N_("The row with the headings is a whole number, or left empty to be found.")


@router.post("/drafts")
def upload_export(
    request: Request,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    how: Annotated[Submitted[HowToRead], form_of(HowToRead)],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    service.demand_whole_organisation(actor)
    if file is None or not file.filename:
        return _refuse(request, session, actor, NoFileChosen())
    if how.meaning is None:
        return _refuse(request, session, actor, HeadingsNotSaid())
    # Some browsers send a whole path; only the name is of use.
    name = PureWindowsPath(file.filename).name or "register"
    sent = SentFile(name, file.file.read(), how.meaning.options())
    opened = open_export(session, sent)
    if isinstance(opened, RegisterUnreadable):
        return _refuse(request, session, actor, opened)
    draft = drafts.hold(actor.id, sent, opened, now=now)
    return go_to(request, f"/register/drafts/{draft.id}")


def _refuse(
    request: Request, session: Session, actor: Actor, reason: RegisterUnreadable
) -> Response:
    """Show the register again with the reason; none of its cases, so that nothing is viewed."""
    none = RegisterPage([], 0, 1)
    return _register_page(request, session, actor, WHOLE_REGISTER, none, error=reason)
