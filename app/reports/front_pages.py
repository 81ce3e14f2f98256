"""The two pages for the board: what it has to know, and what it has to decide."""

from collections import Counter
from collections.abc import Iterator

from app.errors import N_
from app.reports.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Signed,
    Stat,
    Stats,
)
from app.reports.content import Content, RoundPart
from app.reports.edition_pages import edition_notice
from app.reports.front_tables import red_table, sections_table
from app.reports.hours import hours_in_short
from app.reports.mending_sentences import actions_in_short, deviations_in_short, legal_in_short
from app.reports.sentences import (
    average_in,
    base_of,
    ngettext,
    read_in,
    red_in_short,
)
from app.summary.figures import Share
from app.web.language import day, number, percent, said

GUIDE = (
    N_(
        "A share says how large a part of the files meet a question, weighted so that it holds "
        "for all files in the frame (N), though only some were read (n)."
    ),
    N_(
        "The interval is what chance leaves room for: in 95 rounds of 100 made like this one it "
        "holds the true share. Two figures whose intervals overlap may well be the same."
    ),
    N_(
        "Red means that the whole interval lies below the target, or that a critical question is "
        "not met in every file. Not red does not mean that all is well."
    ),
    N_(
        "The review reads what the files say. What was done but not written down counts as not "
        "done; what was written down may have been done badly."
    ),
)


def front_pages(content: Content) -> Iterator[Block]:
    """Lay out the two pages for the board."""
    yield from edition_notice(content)
    yield Heading(1, said(N_("In short")))
    if content.newest:
        yield _stats(content)
    yield Bullets(tuple(_in_short(content)))
    for part in content.newest:
        yield from sections_table(content, part)
    yield from red_table(content)
    yield from _mending(content)
    yield Heading(1, said(N_("How to read the figures")))
    yield Bullets(tuple(said(text) for text in GUIDE))
    yield _signature(content)


def _stats(content: Content) -> Stats:
    part = content.newest[0]
    whole, overall = part.figures.whole, part.figures.overall.whole
    stats = [
        Stat(
            number(whole.read),
            said(N_("files reviewed")),
            said(N_("drawn by lot from %(frame)s"), {"frame": number(whole.frame)}),
        ),
        Stat(percent(overall.share), said(N_("met on average")), _interval(overall)),
        Stat(
            number(len(content.red)),
            said(N_("red questions")),
            said(
                N_("of %(all)s; %(decided)s decided"),
                {
                    "all": number(len(part.figures.questions)),
                    "decided": number(
                        sum(content.decided(each.id) is not None for each in content.red)
                    ),
                },
            ),
        ),
    ]
    facts = content.deviations
    if facts is not None and facts.share_closed is not None:
        stats.append(
            Stat(
                percent(facts.share_closed),
                said(N_("deviations closed")),
                ngettext("of %(num)s opened", "of %(num)s opened", facts.opened),
            )
        )
    return Stats(said(N_("Figures to remember, %(round)s"), {"round": part.name}), tuple(stats))


def _interval(share: Share) -> str:
    if share.low is None or share.high is None:
        return base_of(share)
    words = {"low": number(100 * share.low), "high": percent(share.high)}
    return said(N_("95%%: %(low)s–%(high)s"), words)


def _in_short(content: Content) -> Iterator[str]:
    if not content.rounds:
        yield said(
            N_(
                "No round was closed in the period, so there are no new figures from case files. "
                "That says nothing about how the work has gone."
            )
        )
    for part in content.rounds:
        yield read_in(part)
    for part in content.newest:
        yield average_in(part)
        yield from hours_in_short(part.hours)
        if part.change is not None:
            yield _since(part)
    if content.rounds:
        yield red_in_short(content)


def _since(part: RoundPart) -> str:
    change = part.change
    if change is None:
        return ""
    counts = Counter(each.verdict for each in change.questions)
    return said(
        N_(
            "Since %(earlier)s: %(better)s questions better, %(worse)s worse; of %(cannot)s it "
            "cannot be told, because chance could explain the difference."
        ),
        {
            "earlier": change.earlier,
            "better": number(counts["better"]),
            "worse": number(counts["worse"]),
            "cannot": number(counts["cannot_tell"]),
        },
    )


def _mending(content: Content) -> Iterator[Block]:
    if content.deviations is None and content.actions is None:
        return
    yield Heading(1, said(N_("Deviations and actions")))
    texts: list[str] = []
    if content.deviations is not None:
        texts += deviations_in_short(content.deviations)
        texts += legal_in_short(content.deviations)[1:3]
    if content.actions is not None:
        texts += actions_in_short(content.actions)
    yield Bullets(tuple(texts))


def _signature(content: Content) -> Block:
    signature = content.signature
    if signature is None:
        return Paragraph(said(N_("This is a draft. It is not signed, and its figures may change.")))
    return Signed(
        signature.name,
        signature.title,
        said(
            N_("Signed on %(day)s. The figures are as they stood on %(cut_off)s."),
            {"day": day(signature.at.date()), "cut_off": day(content.cut_off)},
        ),
    )
