"""What a report can be written as. Light to import: the command line's help needs it."""

from enum import StrEnum, auto


class Format(StrEnum):
    """What a report can be written as."""

    xlsx = auto()
    csv = auto()
    parquet = auto()
    docx = auto()

    @property
    def suffix(self) -> str:
        return {"csv": "zip", "parquet": "parquet.zip"}.get(self.value, self.value)


class Dialect(StrEnum):
    """How CSV is written: for Swedish Excel, or as RFC 4180 and most programs want it."""

    excel_sv = "excel-sv"
    rfc = "rfc"

    @property
    def delimiter(self) -> str:
        return ";" if self is Dialect.excel_sv else ","

    @property
    def decimal(self) -> str:
        return "," if self is Dialect.excel_sv else "."
