from collections.abc import Iterator
from dataclasses import dataclass, field

from app.register.reading.parsed import Notice
from app.register.reading.reasons import Reason


@dataclass(slots=True)
class Counted:
    """What is said once for a column, with the first row where it was seen."""

    first: int
    count: int = 0


@dataclass(slots=True)
class Notices:
    """What a person should know of a file, each thing once."""

    said: list[Notice] = field(default_factory=list)
    counted: dict[tuple[Reason, str], Counted] = field(default_factory=dict)

    def say(self, reason: Reason, column: str | None = None, **params: str | int) -> None:
        self.said.append(Notice(reason, column, params))

    def count(self, reason: Reason, column: str, row: int) -> None:
        self.counted.setdefault((reason, column), Counted(row)).count += 1

    def __iter__(self) -> Iterator[Notice]:
        yield from self.said
        for (reason, column), seen in self.counted.items():
            yield Notice(reason, column, {"row": seen.first, "count": seen.count})
