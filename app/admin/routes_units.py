from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.admin.forms import UnitForm
from app.admin.queries import all_units, people_in_units
from app.admin.routes_people import MayManage
from app.admin.units import add_unit as service_add_unit
from app.admin.units import change_unit as service_change_unit
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.web.forms import Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/units")
UnitTyped = Annotated[Submitted[UnitForm], form_of(UnitForm)]


@router.get("")
def show_units(request: Request, session: Reading, _actor: MayManage) -> Response:
    return _shown(request, session, Submitted())


@router.post("")
def add_unit(
    request: Request, session: Tx, actor: MayManage, form: UnitTyped, now: Now
) -> Response:
    if form.meaning is None:
        return _shown(request, session, form, status=422)
    service_add_unit(session, actor, form.meaning.name, now=now)
    return go_to(request, "/units", notice=N_("The unit is added."))


@router.post("/{unit_id}")
def change_unit(
    request: Request, unit_id: str, session: Tx, actor: MayManage, form: UnitTyped, now: Now
) -> Response:
    if form.meaning is None:
        return _shown(request, session, form, status=422)
    service_change_unit(
        session, actor, unit_id, form.meaning.name, active=form.meaning.active, now=now
    )
    return go_to(request, "/units", notice=N_("Saved."))


def _shown(
    request: Request, session: Session, form: Submitted[UnitForm], status: int = 200
) -> Response:
    return page(
        request,
        "admin/units.html",
        status=status,
        path="/units",
        form=form,
        units=all_units(session),
        people=people_in_units(session),
    )
