import re

_IDENTITY_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"\s?[-+–]?\s?(?:\d{4}|[A-Z]\w{3})(?!\d)"
)


def holds_identity_number(text: str) -> bool:
    """Tell whether a text holds something shaped like a Swedish personal identity number.

    Coordination numbers (day + 60) and numbers whose last four begin with a letter are found
    too. The check digit is not tried: a mistyped number points out a person just as well.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return _IDENTITY_NUMBER.search(text) is not None
