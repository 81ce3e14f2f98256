"""What the figures of deviations and actions mean, and what they cannot mean."""

from app.errors import N_
from app.reports.content import ActionFacts, DeviationFacts
from app.reports.sentences import ngettext
from app.web.language import number, percent, said


def deviations_in_short(facts: DeviationFacts) -> list[str]:
    """Say what the figures of deviations mean, and what they cannot."""
    texts = [
        ngettext(
            "%(num)s deviation was opened in the period",
            "%(num)s deviations were opened in the period",
            facts.opened,
        )
        + " "
        + ngettext("and %(num)s was closed.", "and %(num)s were closed.", facts.closed)
        + " "
        + said(N_("That is what was reported, which is not all that went wrong."))
    ]
    if facts.share_closed is not None:
        words = {
            "handled": number(facts.handled),
            "opened": number(facts.opened),
            "share": percent(facts.share_closed),
        }
        texts.append(
            said(
                N_(
                    "Of those opened, %(handled)s of %(opened)s (%(share)s) are handled and "
                    "closed. One with actions is closed only when their effect has been verified; "
                    "one without says nothing about whether it helped."
                ),
                words,
            )
        )
    if facts.median_days is not None:
        texts.append(
            said(
                N_(
                    "Half of those closed took %(days)s days or less; the slowest, still open, "
                    "are not in that figure."
                ),
                {"days": number(facts.median_days)},
            )
        )
    texts.append(
        ngettext("%(num)s deviation is open", "%(num)s deviations are open", facts.open_at_end)
        + ", "
        + _past_their_day(facts.overdue)
    )
    return texts


def legal_in_short(facts: DeviationFacts) -> list[str]:
    """Say how many deviations touch legal security, lead further, or were objected to."""
    return [
        ngettext(
            "%(num)s of the deviations opened is about legal security.",
            "%(num)s of the deviations opened are about legal security.",
            facts.rule_of_law,
        )
        if facts.rule_of_law
        else said(N_("None of the deviations opened is about legal security.")),
        ngettext(
            "%(num)s duty to report further was decided (lex Sarah, IVO),",
            "%(num)s duties to report further were decided (lex Sarah, IVO),",
            facts.duties,
        )
        + " "
        + ngettext("and %(num)s is done.", "and %(num)s are done.", facts.duties_done)
        if facts.duties
        else said(N_("No duty to report further was decided (lex Sarah, IVO).")),
        ngettext(
            "%(num)s alarm about a child at risk was raised during review.",
            "%(num)s alarms about a child at risk were raised during review.",
            facts.alarms,
        )
        if facts.alarms
        else said(N_("No alarm about a child at risk was raised during review.")),
        ngettext(
            "The units objected to %(num)s deficiency,",
            "The units objected to %(num)s deficiencies,",
            facts.objections,
        )
        + " "
        + ngettext("and were right about %(num)s.", "and were right about %(num)s.", facts.upheld)
        if facts.objections
        else said(N_("The units objected to no deficiency.")),
    ]


def actions_in_short(facts: ActionFacts) -> list[str]:
    """Say what the figures of actions mean, and what they cannot."""
    going = facts.planned + facts.ongoing
    if not going + facts.done + facts.verified:
        return [said(N_("There is no action in the plan, neither under way nor done."))]
    return [
        ngettext("%(num)s action is under way", "%(num)s actions are under way", going)
        + ", "
        + _past_their_day(facts.overdue),
        *_effects(facts),
    ]


def _effects(facts: ActionFacts) -> list[str]:
    texts = []
    if facts.verified:
        words = {
            "helped": number(facts.helped),
            "not_helped": number(facts.not_helped),
            "cannot": number(facts.cannot_tell),
        }
        texts.append(
            ngettext(
                "The effect of %(num)s action has been verified:",
                "The effect of %(num)s actions has been verified:",
                facts.verified,
            )
            + " "
            + said(
                N_("%(helped)s helped, %(not_helped)s did not, of %(cannot)s it cannot be told."),
                words,
            )
        )
    if facts.done:
        texts.append(
            ngettext(
                "%(num)s action is done, but nobody has seen yet whether it helped.",
                "%(num)s actions are done, but nobody has seen yet whether they helped.",
                facts.done,
            )
        )
    return texts


def _past_their_day(count: int) -> str:
    if not count:
        return said(N_("none of them past its day."))
    return ngettext(
        "of which %(num)s is past its day.", "of which %(num)s are past their day.", count
    )
