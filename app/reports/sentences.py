"""What a figure means and what it cannot mean, each in one plain sentence."""

from app.errors import N_
from app.reports.content import (
    Changed,
    Content,
    Decided,
    Red,
    RoundPart,
)
from app.reports.models import Decision
from app.summary.figures import Share
from app.summary.wording import counted, in_short, question_label
from app.web import language
from app.web.language import day, number, percent, said
from review_forms import load

WIDE = 0.25
DECISIONS = {
    Decision.act: N_("Act"),
    Decision.accept: N_("Accept"),
    Decision.watch: N_("Watch"),
}
VERDICTS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "cannot_tell": N_("cannot tell"),
    "unchanged": N_("unchanged"),
}


def ngettext(one: str, many: str, count: int) -> str:
    """Say how many, with the number as the reader writes it."""
    return language.ngettext(one, many, count) % {"num": number(count)}


def cannot_mean(share: Share) -> str:
    """Say what a share cannot mean."""
    if share.hidden or share.share is None:
        return said(
            N_("That no figure is shown does not mean that all is well, or that it is not.")
        )
    if share.low is not None and share.high is not None and share.high - share.low >= WIDE:
        return said(
            N_(
                "The interval is wide: the figure cannot tell units apart, nor whether it has "
                "become better or worse."
            )
        )
    if share.method == "census":
        return said(N_("It says nothing about other periods, nor about what was never written."))
    return said(N_("It says what the files show, not what was done without being written down."))


def base_of(share: Share) -> str:
    """Say what a share rests on: n and N."""
    if share.hidden or not share.assessed:
        return said(N_("N %(frame)s"), {"frame": number(share.frame)})
    return said(
        N_("n %(assessed)s of N %(frame)s"),
        {"assessed": number(share.assessed), "frame": number(share.frame)},
    )


def in_cell(share: Share) -> str:
    """Write a share with its interval, n and N, in a cell."""
    if share.hidden or share.share is None:
        return f"{in_short(share)}; {base_of(share)}"
    return f"{counted(share)}: {in_short(share)}; {base_of(share)}"


def counted_of(share: Share) -> str:
    """Say how many met it, where that may be told, and what the share rests on."""
    if share.hidden or not share.assessed or share.yes is None:
        return base_of(share)
    return f"{counted(share)}; {base_of(share)}"


def verdict(change: Changed | None) -> str:
    """Say in a word whether it became better or worse."""
    return "–" if change is None else said(VERDICTS[change.verdict])


def changed(change: Changed | None) -> str:
    """Say how a question changed, and whether that is more than chance."""
    if change is None:
        return "–"
    words = {"verdict": verdict(change).capitalize(), "points": _points(change.difference)}
    words["points"] = (
        language.ngettext(
            "%(points)s percentage point",
            "%(points)s percentage points",
            abs(round(100 * change.difference)),
        )
        % words
    )
    if change.low is None or change.high is None:
        return said(N_("%(verdict)s (%(points)s)"), words)
    words |= {"low": _points(change.low), "high": _points(change.high)}
    return said(N_("%(verdict)s (%(points)s, 95%%: %(low)s to %(high)s)"), words)


def _points(value: float) -> str:
    """Write percentage points with their sign."""
    points = round(100 * value)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return f"{sign}{number(abs(points))}"


def decided(decision: Decided | None) -> str:
    """Say what was decided about something red."""
    if decision is None:
        return said(N_("No decision yet"))
    parts = [said(DECISIONS[decision.decision])]
    if decision.watch_until:
        parts[0] += " " + said(N_("until %(day)s"), {"day": day(decision.watch_until)})
    parts += [text for text in (decision.action, decision.words) if text]
    return ": ".join(parts[:2]) + "".join(f". {text}" for text in parts[2:])


def red_label(content: Content, red: Red) -> str:
    """Give a red question its number and words."""
    annex = next(part.annex for part in content.rounds if part.id == red.round_id)
    return question_label(load(annex.form_name, annex.form_version), red.line.id)


def red_because(red: Red) -> str:
    """Say why a question is red."""
    words = {"target": percent(red.target), "high": percent(red.line.whole.high)}
    high = red.line.whole.high
    if high is None or high >= red.target:
        return said(N_("Critical, and below its target of %(target)s."), words)
    return said(N_("Even the upper limit, %(high)s, lies below the target of %(target)s."), words)


def read_in(part: RoundPart) -> str:
    """Say how many files were read, of how many."""
    whole = part.figures.whole
    words = {
        "round": part.name,
        "read": number(whole.read),
        "frame": number(whole.frame),
        "from": day(part.period_from),
        "to": day(part.period_to),
    }
    return said(
        N_(
            "%(round)s: %(read)s files drawn by lot out of %(frame)s were read, about the time "
            "%(from)s – %(to)s."
        ),
        words,
    )


def average_in(part: RoundPart) -> str:
    """Say how much the average file meets."""
    share = part.figures.overall.whole
    if share.share is None or share.low is None:
        return said(N_("How much the average file meets cannot be said yet."))
    words = {
        "share": percent(share.share),
        "low": percent(share.low),
        "high": percent(share.high),
    }
    return said(
        N_(
            "The average file meets %(share)s of what is asked of it: with 95 per cent certainty "
            "between %(low)s and %(high)s for all files in the frame."
        ),
        words,
    )


def red_in_short(content: Content) -> str:
    """Say how many questions are red, and how many of them have a decision."""
    red = len(content.red)
    if not red:
        return said(N_("No question is red: none lies surely below its target."))
    decided_ = sum(content.decided(each.id) is not None for each in content.red)
    return (
        ngettext("%(num)s question is red,", "%(num)s questions are red,", red)
        + " "
        + ngettext("and %(num)s has a decision.", "and %(num)s have a decision.", decided_)
    )
