"""How a table is answered: as JSON in pages, or as the same rows in CSV."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_, DomainError
from app.settings import Settings
from app.summary.export_csv import lines
from app.summary.formats import Dialect
from app.summary.sheets import Cell, Column, Sheet
from app.web.turns import InTurn

MOST_ROWS = 10_000
CSV = ".csv"


class CursorUnknown(DomainError):
    """A cursor is what the page before gave; anything else would skip or repeat rows silently."""

    status = 422
    message = N_("The cursor is not one of ours, or its place is gone. Begin again without one.")


class Parameters(BaseModel):
    """What may stand after the question mark. Anything else is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(
        1000, ge=1, le=MOST_ROWS, description="Rows on a page. CSV gives as many unless told."
    )
    cursor: str = Field("", max_length=200, description="From `next` of the page before.")


class NoParameters(BaseModel):
    """Nothing may stand after the question mark."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a request for a table is answered with."""

    request: Request
    session: Any
    database: Database
    now: Any

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def smallest(self) -> int:
        return self.settings.smallest_cell


def _reader(
    request: Request, session: Reading, database: TheDatabase, now: Now, _turn: InTurn
) -> Reader:
    return Reader(request, session, database, now)


TheReader = Annotated[Reader, Depends(_reader)]
Paging = Annotated[Parameters, Query()]
NoQuery = Annotated[NoParameters, Query()]


def table(reader: Reader, sheet: Sheet, asked: Parameters) -> Response:
    """Answer with a page of a table whose rows are all at hand."""
    first = _place(asked.cursor)
    rows = [(*block.head, *tail) for block in sheet.blocks for tail in block.tails]
    if first > len(rows):
        raise CursorUnknown
    page = rows[first : first + asked.limit]
    rest = first + len(page)
    return page_of(reader, sheet, page, str(rest) if rest < len(rows) else "", asked)


def page_of(
    reader: Reader,
    sheet: Sheet,
    rows: Sequence[Sequence[Cell]],
    after: str,
    asked: Parameters,
) -> Response:
    """Answer with these rows, and where the next page begins."""
    cursor = sealed(after) if after else ""
    if as_csv(reader.request):
        text = "".join(lines(Sheet(sheet.file, sheet.title, sheet.columns, rows), Dialect.rfc))
        content, media_type = text.encode(), "text/csv; charset=utf-8; header=present"
    else:
        names = [column.name for column in sheet.columns]
        data = [dict(zip(names, row, strict=True)) for row in rows]
        content = _json({"data": data, "next": cursor or None})
        media_type = "application/json"
    answer = tagged(reader.request, content, media_type)
    if cursor:
        query = urlencode({"limit": asked.limit, "cursor": cursor})
        answer.headers["Link"] = f'<{reader.request.url.path}?{query}>; rel="next"'
    return answer


def one(reader: Reader, facts: dict[str, Any]) -> Response:
    """Answer with one object."""
    return tagged(reader.request, _json({"data": facts}), "application/json")


def tagged(request: Request, content: bytes, media_type: str) -> Response:
    """Send what is new to the program, and only say so when nothing is."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    known = {each.strip().removeprefix("W/") for each in _if_none_match(request).split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type=media_type, headers={"ETag": tag})


def as_csv(request: Request) -> bool:
    """Tell whether CSV is asked for: by the address, or else by what the program accepts."""
    accepted = request.headers.get("accept", "")
    return request.url.path.endswith(CSV) or (
        "text/csv" in accepted and "application/json" not in accepted
    )


def sealed(place: str) -> str:
    """Make a cursor of a place; what is in it is nobody's business but ours."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def opened(cursor: str) -> str:
    """Give the place that a cursor stands for."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise CursorUnknown from None


def _place(cursor: str) -> int:
    place = opened(cursor) if cursor else "0"
    if not (place.isascii() and place.isdigit()):
        raise CursorUnknown
    return int(place)


def _if_none_match(request: Request) -> str:
    return request.headers.get("if-none-match", "")


def _json(value: object) -> bytes:
    return dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def described(columns: Sequence[Column]) -> dict[str, Any]:
    """Describe a page of a table for the description of the interface."""
    types = {"text": "string", "integer": "integer", "number": "number", "share": "number"}
    fields = {
        column.name: {
            "type": [types[column.kind], "null"],
            "title": column.title,
            **({"description": column.meaning} if column.meaning else {}),
        }
        for column in columns
    }
    row = {"type": "object", "properties": fields, "required": list(fields)}
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": row},
            "next": {"type": ["string", "null"], "title": "Cursor of the next page"},
        },
        "required": ["data", "next"],
    }
