"""What comes after a finding, for programs: no names, and no free text that could hold any."""

from collections.abc import Iterable, Iterator, Sequence

from app.actions.export import COLUMNS as OF_ACTION
from app.actions.figures import ActionFigures, NamedCounts
from app.deviations.counting import Group, Whole
from app.deviations.export import COLUMNS as OF_DEVIATION
from app.deviations.figures import DeviationFigures
from app.errors import N_
from app.summary.sheets import Cell, Column, Kind, Sheet

PERSONAL = frozenset(
    {"ansvarig", "beskrivning", "omedelbar_atgard", "hantering", "underlag", "effekt_underlag"}
)
DEVIATIONS = tuple(column for column in OF_DEVIATION if column.name not in PERSONAL)
ACTIONS = tuple(column for column in OF_ACTION if column.name not in PERSONAL)
_GROUP = (
    Column("grupp", N_("Group"), meaning=N_("whole, or what it is counted by")),
    Column("nyckel", N_("Key")),
)
DEVIATION_FIGURES = (
    *_GROUP,
    Column("dold", N_("Left out"), Kind.integer, N_("1 when a group is too small")),
    Column("inkomna", N_("Reported"), Kind.integer, N_("In the period")),
    Column("avslutade", N_("Closed"), Kind.integer, N_("In the period")),
    Column("forsenade", N_("Overdue"), Kind.integer, N_("On the day of the figures")),
    Column("oppna", N_("Open"), Kind.integer, N_("On the day of the figures; of the whole")),
    Column("hanterade", N_("Handled"), Kind.integer, N_("Of those reported; of the whole")),
    Column("mediandagar", N_("Median days"), Kind.number, N_("From report to closing")),
)
ACTION_FIGURES = (
    *_GROUP,
    Column("namn", N_("Name")),
    *(
        Column(name, title, Kind.integer)
        for name, title in (
            ("planerade", N_("Planned")),
            ("pagaende", N_("Ongoing")),
            ("vantar_effekt", N_("Waiting for the effect to be verified")),
            ("forsenade", N_("Overdue")),
            ("utan_ansvarig", N_("Without anybody responsible")),
            ("gjorda", N_("Done")),
            ("i_tid", N_("Done in time")),
            ("med_dag", N_("Done, of those that had a day")),
            ("verifierade", N_("Effect verified")),
            ("hjalpte", N_("Helped")),
            ("hjalpte_inte", N_("Did not help")),
            ("gar_inte_att_saga", N_("Cannot tell")),
            ("nedlagda", N_("Given up")),
        )
    ),
    Column("mediandagar", N_("Median days"), Kind.number, N_("From planning to done")),
)


def without_people(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Keep these columns of a table, and no others."""
    names = [column.name for column in sheet.columns]
    places = [names.index(column.name) for column in columns]
    rows = [tuple(row[place] for place in places) for row in sheet.rows]
    return Sheet(sheet.file, sheet.title, columns, rows)


def deviation_figures_sheet(figures: DeviationFigures) -> Sheet:
    """Lay out the figures of deviations, a group on each row."""
    rows = [
        _whole("whole", figures.whole),
        _whole("rule_of_law", figures.rule_of_law),
        *(
            (name, *_group(group))
            for name, groups in (
                ("kind", figures.by_kind),
                ("unit", figures.by_unit),
                ("cause", figures.by_cause),
                ("severity", figures.by_severity),
                ("routine", figures.by_routine),
            )
            for group in groups
        ),
    ]
    return Sheet("avvikelser_i_tal", N_("Deviations in figures"), DEVIATION_FIGURES, rows)


def action_figures_sheet(figures: ActionFigures) -> Sheet:
    """Lay out the figures of the plan, a group on each row."""
    groups: Iterable[tuple[str, Sequence[NamedCounts]]] = (
        ("whole", (NamedCounts("", "", figures.whole),)),
        ("unit", figures.by_unit),
        ("kind", figures.by_kind),
    )
    return Sheet(
        "handlingsplan_i_tal",
        N_("The action plan in figures"),
        ACTION_FIGURES,
        list(_action_rows(groups)),
    )


def _whole(name: str, whole: Whole) -> tuple[Cell, ...]:
    told = (whole.opened, whole.closed, whole.overdue, whole.open, whole.handled)
    return (name, "", 0, *told, whole.median_days)


def _group(group: Group) -> tuple[Cell, ...]:
    told = (None,) * 3 if group.hidden else (group.opened, group.closed, group.overdue)
    return (group.key, int(group.hidden), *told, None, None, None)


def _action_rows(
    groups: Iterable[tuple[str, Sequence[NamedCounts]]],
) -> Iterator[tuple[Cell, ...]]:
    for name, some in groups:
        for each in some:
            of = each.counts
            yield (
                *(name, each.key, each.name, of.planned, of.ongoing, of.awaiting, of.overdue),
                *(of.orphans, of.done, of.on_time, of.dated, of.verified),
                *(of.helped, of.not_helped, of.cannot_tell, of.abandoned, of.median_days),
            )
