"""Figures in plain words, the same on the page and in every file."""

from app.errors import N_
from app.summary.figures import Line, Reliability, Share
from app.summary.indices import INDICES
from app.web.language import language, ngettext, number, percent, said
from review_forms import Grade, ReviewForm

GRADES = {
    Grade.sound: N_("Nothing to remark on"),
    Grade.remarks: N_("Partly met only"),
    Grade.deficient: N_("Something not met"),
    Grade.serious: N_("Something critical not met"),
}
UNKNOWN = {
    "no_answers": N_("No file to assess."),
    "stratum_without_answers": N_(
        "No share yet: in some stratum no file has been read for this question."
    ),
    "one_case_in_stratum": N_(
        "The uncertainty cannot be estimated: in some stratum a single file was read."
    ),
    "too_few_cases": N_("The uncertainty cannot be estimated: too few files."),
}
METHODS = {
    "census": N_("All files read: no sampling error"),
    "hypergeometric": N_("Exact (hypergeometric)"),
    "korn_graubard": N_("Korn–Graubard, with finite population correction"),
}
TOO_FEW = N_("Too few files to show")


def question_label(form: ReviewForm, question_id: str) -> str:
    """Give a question its number and words."""
    question = form.question(question_id)
    return f"{question.number} {question.text.in_language(language())}"


def section_label(form: ReviewForm, section_id: str) -> str:
    section = next(each for each in form.sections if each.id == section_id)
    return f"{section.id} {section.title.in_language(language())}"


def index_label(index_id: str) -> str:
    return said(next(index.name for index in INDICES if index.id == index_id))


def bounds(share: Share) -> str:
    """Write the interval: 57–93 %."""
    if share.low is None or share.high is None:
        return "–"
    return f"{number(100 * share.low)}–{percent(share.high)}"


def counted(share: Share) -> str:
    """Write how many of how many: 12 of 15."""
    if share.hidden or share.assessed is None:
        return "–"
    if share.yes is None:
        return said(N_("%(all)s assessed"), {"all": number(share.assessed)})
    return said(N_("%(met)s of %(all)s"), {"met": number(share.yes), "all": number(share.assessed)})


def in_full(share: Share) -> str:
    """Write a share as it should always be written: count, share, interval and frame."""
    if share.hidden:
        return said(TOO_FEW)
    if not share.assessed:
        return said(UNKNOWN["no_answers"])
    if share.share is None:
        return f"{counted(share)}. {said(UNKNOWN.get(share.unknown, TOO_FEW))}"
    weighted = share.unweighted is None or percent(share.unweighted) != percent(share.share)
    parts = {
        "count": counted(share),
        "share": percent(share.share),
        "bounds": bounds(share),
        "frame": number(share.frame),
    }
    if share.low is None:
        return said(N_("%(count)s (%(share)s), frame %(frame)s"), parts)
    if weighted:
        return said(N_("%(count)s (weighted %(share)s), 95%%: %(bounds)s, frame %(frame)s"), parts)
    return said(N_("%(count)s (%(share)s), 95%%: %(bounds)s, frame %(frame)s"), parts)


def in_short(share: Share) -> str:
    """Write a share in little room: 80 % (57–93 %)."""
    if share.hidden:
        return said(TOO_FEW)
    if share.share is None:
        return "–" if not share.assessed else counted(share)
    if share.low is None:
        return percent(share.share)
    return f"{percent(share.share)} ({bounds(share)})"


def in_two_lines(share: Share) -> tuple[str, str]:
    """Write a share with its interval below, so that neither is broken between lines."""
    if share.hidden or share.share is None or share.low is None:
        return in_short(share), ""
    return percent(share.share), bounds(share)


def basis(share: Share) -> str:
    """Write what a share rests on: 12 of 15, frame 60."""
    if share.hidden or not share.assessed:
        return said(N_("frame %(frame)s"), {"frame": number(share.frame)})
    return said(
        N_("%(count)s, frame %(frame)s"), {"count": counted(share), "frame": number(share.frame)}
    )


def files_behind(share: Share) -> str:
    """Write how many files a mean rests on."""
    if share.hidden or not share.assessed:
        return ""
    return ngettext("%(num)s file", "%(num)s files", share.assessed) % {
        "num": number(share.assessed)
    }


def mean_in_full(share: Share) -> str:
    """Write the mean share of a section."""
    if share.hidden or share.share is None:
        return in_short(share)
    return said(
        N_("%(share)s on average, 95%%: %(bounds)s, %(files)s files"),
        {
            "share": percent(share.share),
            "bounds": bounds(share),
            "files": number(share.assessed or 0),
        },
    )


def sentence(share: Share) -> str:
    """Say in one plain sentence what the figure means."""
    if share.hidden:
        return said(N_("Too few files were assessed to say anything without pointing at one."))
    if share.share is None or not share.assessed:
        return said(UNKNOWN.get(share.unknown, UNKNOWN["no_answers"]))
    words = {
        "share": percent(share.share),
        "low": percent(share.low),
        "high": percent(share.high),
        "frame": number(share.frame),
    }
    if share.method == "census":
        return said(
            N_("All %(frame)s files have been read, and %(share)s of those it applies to meet it."),
            words,
        )
    if share.low is None:
        return said(
            N_("About %(share)s of the files meet it, but how sure that is cannot be said."), words
        )
    return said(
        N_(
            "Of all %(frame)s files in the frame, about %(share)s of those it applies to meet it: "
            "with 95 per cent certainty between %(low)s and %(high)s."
        ),
        words,
    )


def agreed(reliability: Reliability | None) -> str:
    """Say how far two reviewers agreed."""
    if reliability is None or reliability.cases == 0:
        return "–"
    if reliability.hidden or reliability.cases is None:
        return said(TOO_FEW)
    cases = ngettext("%(num)s file", "%(num)s files", reliability.cases) % {
        "num": number(reliability.cases)
    }
    if reliability.ac1 is None:
        return f"{percent(reliability.agreed)} ({cases})"
    ac1 = number(reliability.ac1, 2)
    if reliability.low is not None and reliability.high is not None:
        ac1 += f" [{number(reliability.low, 2)}; {number(reliability.high, 2)}]"
    return f"{percent(reliability.agreed)}, AC1 {ac1} ({cases})"


def worst_first(lines: tuple[Line, ...]) -> list[Line]:
    """Order questions by their share, lowest first; those without one come last."""
    return sorted(
        lines, key=lambda line: (line.whole.share is None, line.whole.share or 0.0, line.id)
    )
