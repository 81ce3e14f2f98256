"""One mail a day with all that a person is reminded of. It holds no content of any case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import N_
from app.reminders.matters import Kind, Reminder, Why
from app.reminders.words import REASONS, by_day, named, reviews_left
from app.web.language import ngettext, said


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail as it will be read."""

    subject: str
    text: str


def digest(
    reminders: Sequence[Reminder], name: str, names: Mapping[str, str], origin: str, today: date
) -> Digest:
    """Write the mail of a day, in the language that is set: late things first."""
    ordered = sorted(reminders, key=lambda each: (each.matter.due_on, each.matter.kind))
    late = [each for each in ordered if each.matter.due_on < today]
    soon = [each for each in ordered if each.matter.due_on >= today]
    parts = [said(N_("Hello %(name)s,"), {"name": name})]
    for title, group in ((N_("Late"), late), (N_("Soon due"), soon)):
        if group:
            heading = said(title)
            parts.append(f"{heading}\n{'-' * len(heading)}")
            parts += [_entry(each, names, origin, today) for each in group]
    parts.append(said(N_("Everything you have to do: %(link)s"), {"link": f"{origin}/todo"}))
    parts.append(
        said(
            N_(
                "Stickprov sends at most one mail a day. Choose how you are reminded: %(link)s\n"
                "This mail holds no case numbers and nothing out of any case file."
            ),
            {"link": f"{origin}/account/reminders"},
        )
    )
    return Digest(_subject(len(late), len(ordered)), "\n\n".join(parts) + "\n")


def _subject(late: int, all_: int) -> str:
    text = ngettext("Stickprov: %(num)s thing to do", "Stickprov: %(num)s things to do", all_)
    subject = text % {"num": all_}
    if late:
        subject += ngettext(", %(num)s is late", ", %(num)s are late", late) % {"num": late}
    return subject


def _entry(reminder: Reminder, names: Mapping[str, str], origin: str, today: date) -> str:
    matter = reminder.matter
    others = reminder.why in {Why.late, Why.orphan}
    whose = names.get(matter.owner_id or "", "") if others else ""
    lines = [
        f"* {named(matter, whose=whose)}",
        f"  {by_day(matter.due_on, today)}",
        f"  {reviews_left(matter)}",
        f"  {said(REASONS[reminder.why])}",
        f"  {_answers(whose)}" if matter.kind is not Kind.reviews else "",
        f"  {origin}{matter.href}",
    ]
    return "\n".join(line for line in lines if line.strip())


def _answers(whose: str) -> str:
    return said(N_("Answers for it: %(name)s"), {"name": whose}) if whose else ""
