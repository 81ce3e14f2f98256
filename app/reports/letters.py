"""Which signs the letters of a PDF can show. An archive refuses a file with gaps in its text."""

import unicodedata

# What the Inter of our documents holds.
_HELD = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x148),
    (0x14A, 0x17E),
    (0x1E00, 0x1E9B),
    (0x2013, 0x2014),
    (0x2018, 0x201A),
    (0x201C, 0x201E),
    (0x2020, 0x2020),
    (0x2022, 0x2022),
    (0x2026, 0x2026),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2191, 0x2191),
    (0x2193, 0x2193),
    (0x2212, 0x2212),
)
_SIGNS = frozenset(sign for first, last in _HELD for sign in range(first, last + 1))
_INSTEAD = {"→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "<>", "≈": "~", "✓": "x"}
GAP = "?"


def printable(text: str) -> str:
    """Write a text with the signs there are: others as the closest, or as a question mark."""
    if all(ord(sign) in _SIGNS for sign in text):
        return text
    return "".join(sign if ord(sign) in _SIGNS else _closest(sign) for sign in text)


def _closest(sign: str) -> str:
    if sign in _INSTEAD:
        return _INSTEAD[sign]
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in {"Cf", "Mn", "Cc"}:
        return ""
    parts = [each for each in unicodedata.normalize("NFKD", sign) if ord(each) in _SIGNS]
    return "".join(parts) or GAP
