"""A document as plain values: what it says, part by part, before it becomes a page or a file.

The same parts become a page, a Word file and a PDF, so that all three say the same; and they are
what is frozen when a report is signed.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    look: Literal["plain", "lead", "small", "label"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    texts: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that must not be missed."""

    title: str
    text: str
    tone: Literal["info", "warning", "danger"] = "info"
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of two parts: what it is, and what that means."""

    first: str
    second: str = ""
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share on its interval, from 0 to 100 per cent, with what it says in words."""

    share: float | None
    low: float | None
    high: float | None
    text: str
    target: float | None = None
    kind: Literal["bar"] = "bar"


Cell = str | Lines | Bar


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how wide it is beside the others, and whether it holds numbers."""

    head: str
    width: float = 1.0
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row is its heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Stat:
    number: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stats:
    """The few figures to remember."""

    caption: str
    stats: tuple[Stat, ...]
    kind: Literal["stats"] = "stats"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with what it shows in words."""

    caption: str
    svg: str
    text: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who answers for the document; while nobody does, it says so."""

    name: str
    title: str
    text: str
    kind: Literal["signed"] = "signed"


@dataclass(frozen=True, slots=True)
class NewPage:
    kind: Literal["new_page"] = "new_page"


Block = Annotated[
    Heading | Paragraph | Bullets | Notice | Table | Stats | Picture | Signed | NewPage,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: the title page's words, then its parts in order."""

    title: str
    eyebrow: str
    lead: str
    organisation: str
    language: str
    day: str
    """The day it is dated, as ISO writes it: files made again come out the same."""
    footer: str
    draft: str
    """What is said on every page of a draft; empty when it is signed."""
    blocks: tuple[Block, ...]
