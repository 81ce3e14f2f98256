"""The key figures of Kolada that are followed here, and how Kolada is to be named as a source.

Only their codes are given here. What each measures is written in by whoever has read it in Kolada:
a name that somebody remembers may be wrong, and a wrong name would go to the board.
"""

import re

from app.errors import N_
from app.web.language import said

FOLLOWED = ("N33001", "N33007", "N33813", "N33008", "N33812", "N33010", "N33011")
CODE = re.compile(r"\b([NU]\d{5})\b", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1990, 2100


def source_line(code: str) -> str:
    """Name the source as Kolada asks for it."""
    return said(N_("Source: Kolada (%(code)s)"), {"code": code})
