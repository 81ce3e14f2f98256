"""The register of routines: the list with ages, and the page of one."""

from datetime import date
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field, field_validator
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, DomainError
from app.routines import service
from app.routines.models import Routine
from app.routines.queries import get_routine, routine_names, routines_of
from app.routines.service import RoutineWords
from app.web.as_read import OVERTAKEN, ReadForm, overtaken
from app.web.beside import beside
from app.web.forms import Form, Submitted, form_of
from app.web.language import ZONE, day, language, said
from app.web.render import go_to, page
from app.web.routing import pages
from review_forms import all_forms

router = pages("/routines")
MayRead = Annotated[Actor, may(Permission.read_routines)]
MayKeep = Annotated[Actor, may(Permission.keep_routines)]
REFUSED = 422


class RoutineForm(ReadForm):
    name: str = Field(min_length=1, max_length=200)
    owner_role: str = Field("", max_length=200)
    decided_on: date | None = None
    revised_on: date | None = None
    revise_by: date | None = None
    link: str = Field("", max_length=500)
    question_ids: list[str] = Field(default_factory=list)

    @field_validator("link")
    @classmethod
    def _leads_somewhere(cls, link: str) -> str:
        if link and not link.startswith(("https://", "http://")):
            raise ValueError(N_("Write an address that begins with https://."))
        return link

    @property
    def words(self) -> RoutineWords:
        return RoutineWords(**self.model_dump(exclude={"as_read"}))


class ReplacementForm(Form):
    replaced_by: str = ""


Written = Annotated[Submitted[RoutineForm], form_of(RoutineForm)]


@router.get("")
def list_routines(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    listed = routines_of(session, actor, now.astimezone(ZONE).date())
    in_use = [one for one in listed if one.routine.active]
    return page(
        request,
        "routines/routines.html",
        in_use=in_use,
        gone=[one for one in listed if not one.routine.active],
        overdue=sum(one.overdue for one in in_use),
        revised=sum(one.revised_lately for one in in_use),
        undated=sum(one.years is None for one in in_use),
        beside=beside(request, "routines/routines.html", session, actor, listed),
    )


@router.get("/new")
def before_adding(request: Request, actor: MayKeep) -> Response:
    del actor
    return _form_page(request, Submitted())


@router.post("")
def add_routine(request: Request, session: Tx, actor: MayKeep, form: Written, now: Now) -> Response:
    if form.meaning is None:
        return _form_page(request, form)
    try:
        routine = service.add_routine(session, actor, form.meaning.words, now=now)
    except DomainError as refusal:
        return _form_page(request, _refused(form, refusal))
    return go_to(request, f"/routines/{routine.id}", notice=N_("The routine is in the register."))


@router.get("/{routine_id}")
def read_routine(
    request: Request, routine_id: str, session: Reading, actor: MayRead, now: Now
) -> Response:
    return _routine_page(request, session, actor, routine_id, now)


@router.post("/{routine_id}")
def change_routine(
    request: Request, routine_id: str, session: Tx, actor: MayKeep, form: Written, now: Now
) -> Response:
    if form.meaning is None:
        return _routine_page(request, session, actor, routine_id, now, form)
    standing = service.routine_in_use(session, actor, routine_id)
    if again := overtaken(form, standing.as_read):
        return _routine_page(request, session, actor, routine_id, now, again, status=OVERTAKEN)
    try:
        service.change_routine(session, actor, routine_id, form.meaning.words, now=now)
    except DomainError as refusal:
        again = _refused(form, refusal)
        return _routine_page(request, session, actor, routine_id, now, again)
    return go_to(request, f"/routines/{routine_id}", notice=N_("The routine is saved."))


@router.post("/{routine_id}/retire")
def retire_routine(
    request: Request,
    routine_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[ReplacementForm], form_of(ReplacementForm)],
    now: Now,
) -> Response:
    by = form.meaning.replaced_by if form.meaning else ""
    if by:
        service.replace_routine(session, actor, routine_id, by, now=now)
    else:
        service.retire_routine(session, actor, routine_id, now=now)
    return go_to(request, f"/routines/{routine_id}", notice=N_("The routine is no longer in use."))


def _refused(form: Submitted[Any], refusal: DomainError) -> Submitted[Any]:
    """Show a refusal beside what was typed; what is no fault of the form is told as it is."""
    if refusal.status != REFUSED:
        raise refusal
    field = "name" if isinstance(refusal, service.NameTaken) else "revise_by"
    return Submitted(form.typed, None, {field: refusal.message})


def _form_page(request: Request, form: Submitted[Any]) -> Response:
    return page(
        request,
        "routines/new_routine.html",
        status=REFUSED if form.wrong else 200,
        typed=form.typed,
        wrong={name: said(text) for name, text in form.wrong.items()},
        questions=_questions(),
    )


def _routine_page(
    request: Request,
    session: Session,
    actor: Actor,
    routine_id: str,
    now: Now,
    form: Submitted[Any] | None = None,
    *,
    status: int = REFUSED,
) -> Response:
    shown = get_routine(session, actor, routine_id, now.astimezone(ZONE).date())
    labels = dict(_questions())
    typed = (
        form.typed
        if form
        else {
            name: getattr(shown.routine, name)
            for name in RoutineForm.model_fields
            if getattr(shown.routine, name) is not None
        }
    )
    return page(
        request,
        "routines/routine.html",
        status=status if form else 200,
        shown=shown,
        stands=_stands(shown.routine, labels) if form and status == OVERTAKEN else (),
        questions=[labels.get(name, name) for name in shown.routine.question_ids],
        offered=_questions(),
        others=[pair for pair in routine_names(session) if pair[0] != routine_id],
        typed=typed,
        wrong={name: said(text) for name, text in form.wrong.items()} if form else {},
        beside=beside(request, "routines/routine.html", session, actor, shown),
    )


def _stands(routine: Routine, labels: dict[str, str]) -> list[tuple[str, str]]:
    """List what stands about a routine, by the labels of its form."""
    return [
        (said(N_("What it is called")), routine.name),
        (said(N_("Role responsible")), routine.owner_role),
        (said(N_("Decided on")), day(routine.decided_on)),
        (said(N_("Revised on")), day(routine.revised_on)),
        (said(N_("To be revised by")), day(routine.revise_by)),
        (said(N_("Where it lies")), routine.link),
        (said(N_("Questions")), "\n".join(labels.get(id_, id_) for id_ in routine.question_ids)),
    ]


def _questions() -> list[tuple[str, str]]:
    """List the questions of all checklists once each, by number, to tie a routine to."""
    found = {
        question.id: f"{question.number} {question.text.in_language(language())}"[:110]
        for form in all_forms()
        for question in form.questions
    }
    return sorted(found.items(), key=lambda pair: pair[1])
