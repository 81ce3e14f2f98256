"""The refused rows as a file, for whoever can correct them in the case system."""

import csv
from collections.abc import Iterable
from io import StringIO

from app.errors import N_
from app.register.reading import Refusal
from app.web.language import gettext, said

HEADINGS = (N_("Row"), N_("Column"), N_("What stands there"), N_("What is wrong"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refusal_list(refusals: Iterable[Refusal]) -> bytes:
    """Write the refusals as a Swedish spreadsheet program opens them."""
    stream = StringIO(newline="")
    table = csv.writer(stream, delimiter=";")
    table.writerow([gettext(heading) for heading in HEADINGS])
    for refusal in refusals:
        table.writerow(
            [
                refusal.row,
                _harmless(refusal.column or ""),
                _harmless(refusal.value),
                said(refusal.message.text, refusal.message.params),
            ]
        )
    return stream.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Keep what came out of a file from being run as a formula in the next program."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
