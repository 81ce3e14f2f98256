"""Single answers for programs: a page at a time, logged each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi.responses import Response

from app.api.tables import CursorUnknown, Parameters, Reader, opened, page_of
from app.audit.log import Event, append
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.rounds.access import get_round
from app.rounds.models import Round
from app.summary.answers_export import answers_sheet, cases_sheet, sample_ids
from app.summary.sheets import Sheet
from review_forms import load


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersRead(Event):
    """A program read single answers or files in somebody's name, small groups and all."""

    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    token_id: str
    table: str


def answers_page(reader: Reader, actor: Actor, round_id: str, asked: Parameters) -> Response:
    """Answer with the answers of as many whole cases as there is room for; one at least."""
    round_ = get_round(reader.session, actor, round_id, Permission.export_answers)
    questions = len(load(round_.form_name, round_.form_version).questions)
    return _page(reader, actor, round_, asked, (answers_sheet, max(asked.limit // questions, 1)))


def files_page(reader: Reader, actor: Actor, round_id: str, asked: Parameters) -> Response:
    """Answer with some cases of the sample, the replaced and the waiting ones too."""
    round_ = get_round(reader.session, actor, round_id, Permission.export_answers)
    return _page(reader, actor, round_, asked, (cases_sheet, asked.limit))


def _page(
    reader: Reader,
    actor: Actor,
    round_: Round,
    asked: Parameters,
    made: tuple[Callable[..., Sheet], int],
) -> Response:
    sheet_of, most = made
    units = actor.units_for(Permission.export_answers)
    cases = sample_ids(reader.session, round_, units)
    first = _after(cases, asked.cursor)
    some = cases[first : first + most]
    sheet = sheet_of(reader.session, round_, units=units, cases=some)
    rows = [(*block.head, *tail) for block in sheet.blocks for tail in block.tails]
    read = AnswersRead(
        at=reader.now,
        actor_id=actor.id,
        round_id=round_.id,
        token_id=reader.request.state.token_id,
        table=sheet.file,
    )
    reader.database.group.run(lambda connection: append(connection, read))
    more = first + most < len(cases)
    return page_of(reader, sheet, rows, some[-1] if more else "", asked)


def _after(cases: Sequence[str], cursor: str) -> int:
    if not cursor:
        return 0
    last = opened(cursor)
    if last not in cases:
        raise CursorUnknown
    return cases.index(last) + 1
