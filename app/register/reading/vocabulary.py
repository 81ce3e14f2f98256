"""The words of case systems, each to the one spelling that is counted."""

import re
from collections.abc import Mapping

from app.register.reading.cells import squeezed
from app.register.reading.parsed import Sex
from app.register.reading.reasons import Reason, Unfit

_SEXES: Mapping[str, Sex | None] = {
    **dict.fromkeys(("f", "flicka", "k", "kvinna", "tjej", "girl", "female", "woman"), "F"),
    **dict.fromkeys(("p", "pojke", "m", "man", "kille", "boy", "male"), "P"),
    **dict.fromkeys(("okand", "okant", "uppgiftsaknas", "unknown"), None),
}  # fmt: skip
_PROTECTED = frozenset(
    ("ja", "j", "yes", "y", "true", "sant", "1", "x", "sekretess", "sekretessmarkering",
     "sekretessmarkerad", "skyddad", "skyddadidentitet", "skyddadfolkbokforing",
     "skyddadepersonuppgifter", "kvarskrivning", "protected")
)  # fmt: skip
_UNPROTECTED = frozenset(("nej", "n", "no", "false", "falskt", "0", "ingen", "inga", "none"))
_PLACEMENT_FORMS: Mapping[str, str] = {
    squeezed(spelling): form
    for form, spellings in {
        "Familjehem": ("Familjehem", "Familjehemsplacering", "Familjehemsvård", "Foster home"),
        "Jourhem": ("Jourhem", "Jourhemsplacering", "Jourfamiljehem", "Jourfamilj"),
        "Nätverkshem": ("Nätverkshem", "Nätverksplacering", "Nätverksfamiljehem", "Släktinghem"),
        "Konsulentstött familjehem": (
            "Konsulentstött familjehem", "Konsulentstödda familjehem",
            "Förstärkt familjehem, konsulentstött", "Konsulentstött fam.hem",
        ),
        "HVB": ("HVB", "HVB-hem", "HVB-placering", "Hem för vård eller boende"),
        "Stödboende": ("Stödboende", "Stödboendeplacering"),
        "SiS-institution": (
            "SiS-institution", "SiS", "SiS-hem", "SiS-placering", "SiS ungdomshem",
            "Särskilt ungdomshem", "Statens institutionsstyrelse",
        ),
    }.items()
    for spelling in spellings
}  # fmt: skip

_SOL = re.compile(r"\bSoL\b|socialtjänstlag", re.IGNORECASE)
_LVU = re.compile(r"\bLVU\b|\b1990:52\b|vård av unga", re.IGNORECASE)
_LAW_NUMBER = re.compile(r"\(?\b\d+:\d+\)?")
_SECTION = re.compile(r"\b(\d{1,2})(?:\s?([a-z])(?=\s*§))?\b(?!\s*(?:kap|st|p)\b)", re.IGNORECASE)


def sex(text: str) -> Sex | None:
    """Read girl and boy as the codes F and P."""
    word = squeezed(text)
    if word not in _SEXES:
        raise Unfit(Reason.unknown_sex)
    return _SEXES[word]


def protection(text: str) -> bool:
    """Read whether the person behind the case has protected personal data."""
    word = squeezed(text)
    if word in _PROTECTED:
        return True
    if word in _UNPROTECTED:
        return False
    raise Unfit(Reason.unknown_protection)


def placement_form(text: str) -> str:
    """Write a known form of placement in its one spelling; leave others as they are."""
    return _PLACEMENT_FORMS.get(squeezed(text), text)


def legal_basis(text: str) -> str:
    """Write SoL and the sections of LVU in one way; leave other laws as they are.

    Voluntary care is one ground whatever section is quoted; under LVU the section is the ground.
    """
    if _LVU.search(text):
        sections = _sections(_LAW_NUMBER.sub("", text))
        if not sections:
            return "LVU"
        return f"LVU {' och '.join(sections)} {'§' if len(sections) == 1 else '§§'}"
    return "SoL" if _SOL.search(text) else text


def _sections(text: str) -> list[str]:
    found = {number + letter.lower() for number, letter in _SECTION.findall(text)}
    return sorted(found, key=lambda section: (int(re.sub(r"\D", "", section)), section))
