"""The areas of an analysis: the sections of the checklists, and what follows from findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import N_
from app.reports.content import Content, Decided, Red, RoundPart, Words, area_of_section
from app.reports.models import ReportKind
from app.summary.figures import Line
from app.summary.wording import section_label
from app.web.language import said
from review_forms import load

MENDING = {
    "deviations": N_("Deviations"),
    "actions": N_("Actions"),
    "agreement": N_("How alike we judge"),
}
OF_THE_YEAR = {
    "worked": N_("How we have worked with quality during the year"),
    "ahead": N_("What we aim for next year"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """What an analysis says something about."""

    id: str
    title: str
    words: Words
    red: tuple[Red, ...] = ()
    decisions: tuple[Decided, ...] = ()
    part: RoundPart | None = None
    section: Line | None = None
    questions: tuple[Line, ...] = ()

    @property
    def undecided(self) -> tuple[Red, ...]:
        decided = {each.red_id for each in self.decisions}
        return tuple(each for each in self.red if each.id not in decided)

    @property
    def lacks_words(self) -> bool:
        """Tell whether something here is red, and nobody has said what is seen, why, and what."""
        return bool(self.red) and not self.words.complete

    def decided(self, red_id: str) -> Decided | None:
        return next((each for each in self.decisions if each.red_id == red_id), None)


def areas_of(content: Content) -> list[Area]:
    """List the areas of a report, in the order they are written about."""
    areas = [area for part in content.newest for area in _sections(content, part)]
    names = dict(MENDING)
    if content.kind is ReportKind.annual:
        names |= OF_THE_YEAR
    return areas + [Area(id_, said(name), content.words_of(id_)) for id_, name in names.items()]


def _sections(content: Content, part: RoundPart) -> Sequence[Area]:
    form = load(part.annex.form_name, part.annex.form_version)
    of_section = {question.id: one.id for one in form.sections for question in one.questions}
    several = len(content.newest) > 1
    areas = []
    for line in part.figures.sections:
        id_ = area_of_section(form.name, line.id)
        red = content.red_in(id_)
        label = section_label(form, line.id)
        areas.append(
            Area(
                id=id_,
                title=f"{label} ({part.name})" if several else label,
                words=content.words_of(id_),
                red=red,
                decisions=tuple(
                    found for each in red if (found := content.decided(each.id)) is not None
                ),
                part=part,
                section=line,
                questions=tuple(
                    each for each in part.figures.questions if of_section[each.id] == line.id
                ),
            )
        )
    return areas


def what_is_missing(content: Content) -> dict[str, int]:
    """Count what stands between a draft and its signature."""
    areas = areas_of(content)
    return {
        "undecided": sum(len(area.undecided) for area in areas),
        "wordless": sum(area.lacks_words for area in areas),
        "preliminary": sum(part.preliminary for part in content.rounds),
    }
