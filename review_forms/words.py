from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Written = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Frozen(BaseModel):
    """Part of a form: says nothing unexpected and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """The same words in Swedish and in English; neither may be missing."""

    sv: Written
    en: Written

    def in_language(self, language: str) -> str:
        """Give the words in a language; Swedish unless English is asked for."""
        return self.en if language.startswith("en") else self.sv


class Option(Frozen):
    """Something to choose, by its code."""

    code: Identifier
    text: Words
