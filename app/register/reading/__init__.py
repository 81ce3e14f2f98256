"""Reading a register file: pure, from bytes to cases and refusals."""

from app.register.reading.header import header_of, propose_columns
from app.register.reading.in_child import read_in_child, read_table_in_child
from app.register.reading.parsed import (
    REQUIRED,
    ColumnMap,
    Field,
    Notice,
    ParsedRegister,
    PreviewRow,
    ReadOptions,
    Refusal,
    RegisterRow,
)
from app.register.reading.read import read_register
from app.register.reading.reasons import Message, Reason
from app.register.reading.sniff import DELIMITERS, ENCODINGS
from app.register.reading.table import ReadTable, read_table
from app.register.reading.unreadable import RegisterUnreadable

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "REQUIRED",
    "ColumnMap",
    "Field",
    "Message",
    "Notice",
    "ParsedRegister",
    "PreviewRow",
    "ReadOptions",
    "ReadTable",
    "Reason",
    "Refusal",
    "RegisterRow",
    "RegisterUnreadable",
    "header_of",
    "propose_columns",
    "read_in_child",
    "read_register",
    "read_table",
    "read_table_in_child",
]
