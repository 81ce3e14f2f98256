from collections.abc import Mapping


class FormError(ValueError):
    """A form, or what is asked of it, does not hold together."""


def N_(message: str) -> str:  # noqa: N802 - the name by which the extractor of translations knows it
    """Mark a message for translation where it is written."""
    return message


REFUSALS: Mapping[str, str] = {
    "empty": N_("Give an answer, or leave the question for later."),
    "not_an_option": N_("Choose one of the answers offered."),
    "not_a_date": N_("Write the date as year-month-day, for example 2026-03-01."),
    "in_the_future": N_("%(date)s lies ahead. Give a date that has been."),
    "too_long_ago": N_("%(date)s is too long ago. Check the year."),
    "not_a_number": N_("Write a number."),
    "not_whole": N_("Write a whole number."),
    "out_of_range": N_("Write a number from %(least)s to %(most)s."),
    "too_long": N_("Shorten the text to at most %(most)s characters."),
    "identity_number": N_(
        "Take out the personal identity number. Write only what the figures need."
    ),
    "computed": N_("This answer is computed from the dates and cannot be written."),
}


class AnswerRefused(FormError):
    """What was typed is not an answer to the question.

    Attributes
    ----------
    code : str
        One of the keys of ``REFUSALS``.
    message : str
        English, and the key of its translation. Fill with ``parameters`` after translating.
    parameters : dict of str to str
    """

    def __init__(self, code: str, **parameters: str) -> None:
        self.code = code
        self.message = REFUSALS[code]
        self.parameters = parameters
        super().__init__(self.message % parameters)
