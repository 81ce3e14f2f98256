"""What the invented municipality does about what was found: a plan, in all its states."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from app.actions.doing import abandon_action
from app.actions.effect import ByNextRound, ByOther
from app.actions.meetings import set_meetings
from app.actions.models import Effect, EffectBy
from app.admin.service import Details, add_person, deactivate_person
from app.auth.actor import Actor
from app.demo.mending_words import MINUTES
from app.demo.plan import SMALLEST, Plan, at
from app.demo.reading_again import read_files_again
from app.deviations.models import Deviation, DeviationState
from app.external_findings.models import Recommendation
from app.organisation.models import Role

MILLION = 1_000_000
MEETINGS = (
    date(2026, 3, 24),
    date(2026, 6, 16),
    date(2026, 9, 22),
    date(2026, 11, 24),
    date(2026, 12, 15),
)


def plan_mending(session: Session, cast: Mapping[str, Actor], asked: list[Recommendation]) -> None:
    """Plan, do and verify as its people would have, for what was found inside and outside."""
    plan = Mending(session, cast)
    plan.recommended(asked)
    plan.running()
    plan.for_deviations()
    plan.nobodys()
    plan.saving_on()
    read_files_again(session, cast)


class Mending(Plan):
    """What the plan holds, from where it came."""

    def recommended(self, asked: list[Recommendation]) -> None:
        """Answer the auditors' four recommendations with what was done and what goes on."""
        earlier, later = self.rounds["Hösten 2025"], self.rounds["Våren 2026"]
        question = self.question_that_changed(earlier, later)
        plans = self.plan(
            asked[0],
            "Mall för vårdplan och genomförandeplan i verksamhetssystemet",
            how="Mallen är obligatorisk vid placering. Förste socialsekreterare stödjer.",
            due=date(2026, 2, 28),
            planned=date(2025, 12, 8),
            effect_by=EffectBy.next_round,
            question_id=question,
            baseline_round_id=earlier.id,
        )
        self.done(
            plans, "Mallen är i drift sedan 2026-02-16, beslut 2026-02-11.", date(2026, 2, 16)
        )
        self.verified(plans, ByNextRound(later.id, SMALLEST), date(2026, 5, 20))
        training = self.plan(
            asked[1],
            "Utbildning: barnets röst i akten",
            kind="training",
            how="En halv dag i två grupper, med avidentifierade exempel från granskningen.",
            due=date(2026, 9, 30),
            owner="sofia",
        )
        self.count(training)
        shown = "Genomförd 15 och 17 september. Underlag och deltagarlista hos samordnaren."
        self.done(training, shown, date(2026, 9, 17), held_on=date(2026, 9, 17))
        checks = self.plan(
            asked[2],
            "Kontrollera IVO-tillstånd och registerkontroll för alla utförare",
            how="Samordnare kontrollerar mot IVO:s register och begär intyg enligt lag (2007:171).",
            due=date(2026, 6, 30),
            recurrence="half_yearly",
            owner="sofia",
        )
        self.done(checks, "18 av 18 utförare kontrollerade 2026-06-22.", date(2026, 6, 22))
        checked = "Intygen lästa av kvalitetsutvecklare: alla 18 finns."
        self.verified(checks, ByOther(Effect.helped, checked), date(2026, 6, 26))
        self.plan(
            asked[3],
            "Redovisa egenkontrollen för nämnden varje tertial",
            how="Sammanställning med intervall, analys och beslut per område.",
            due=date(2026, 12, 31),
            recurrence="every_term",
            owner="kim",
        )

    def running(self) -> None:
        """Plan what the organisation does on its own."""
        meeting = self.plan(
            None,
            "Lärmöte efter granskningsomgången Våren 2026",
            kind="meeting",
            due=date(2026, 6, 12),
        )
        self.done(meeting, MINUTES, date(2026, 6, 10), held_on=date(2026, 6, 10))
        unsure = ByOther(Effect.cannot_tell, "Mötet ska ge effekt först i nästa omgång.")
        self.verified(meeting, unsure, date(2026, 6, 17))
        self.plan(
            None,
            "Årligt möte med skolan om placerade barn",
            kind="meeting",
            due=date(2027, 2, 12),
            recurrence="yearly",
        )
        saving = self.plan(
            None,
            "Byt konsultledda placeringar mot egna familjehem",
            kind="economy",
            how="Rekrytera tre familjehem och följ upp dygnskostnaden varje månad.",
            due=date(2026, 10, 31),
            owner="leila",
            money_planned=1.3 * MILLION,
        )
        self.begun(saving, date(2026, 5, 18))
        self.done(saving, "Två hem av tre rekryterade.", date(2026, 10, 28), money=0.86 * MILLION)
        routine = self.plan(
            None,
            "Revidera rutinen för övervägande och omprövning",
            kind="routine",
            scope="routine" if self.routine else "whole",
            routine_id=self.routine.id if self.routine else None,
            due=date(2026, 12, 18),
            owner="kim",
        )
        self.begun(routine, date(2026, 11, 2))
        reminders = self.plan(
            None, "Påminnelse via e-post om övervägande", due=date(2026, 4, 30), owner="tobias"
        )
        self.done(reminders, "Utskick varje månad sedan april.", date(2026, 4, 27))
        no_help = ByOther(Effect.not_helped, "Lika många sena överväganden i september som i mars.")
        self.verified(reminders, no_help, date(2026, 10, 2))
        given_up = self.plan(None, "Egen app för umgängesplanering", due=date(2026, 8, 31))
        abandon_action(
            self.session,
            self.cast["mona"],
            given_up.id,
            "Finns redan i verksamhetssystemets nya version.",
            version=given_up.version,
            now=at(date(2026, 8, 14)),
        )

    def for_deviations(self) -> None:
        """Plan for deviations that are still open: one late, one begun, one ahead."""
        rows = self.session.exec(
            select(Deviation)
            .where(Deviation.state == DeviationState.open)
            .order_by(col(Deviation.number))
            .limit(3)
        ).all()
        days = (date(2026, 11, 13), date(2026, 12, 4), date(2027, 1, 29))
        for number, (deviation, due) in enumerate(zip(rows, days, strict=False)):
            action = self.plan(
                None,
                f"Rätta och förebygg: {deviation.title}"[:200],
                how="Gå igenom enhetens pågående ärenden och komplettera det som saknas.",
                due=due,
                scope="unit" if deviation.unit_id else "whole",
                unit_id=deviation.unit_id,
                deviation_ids=[deviation.id],
                effect_by=EffectBy.next_round,
                question_id=deviation.question_id,
                baseline_round_id=deviation.round_id,
                owner_id=deviation.owner_id,
                owner_role=deviation.owner_role,
            )
            if number < len(rows) - 1:
                self.begun(action, date(2026, 10, 19))

    def nobodys(self) -> None:
        """Let somebody plan, and leave."""
        ada = self.cast["ada"]
        home = self.units["Enhet Barn 2"].id
        came = at(date(2026, 1, 12))
        details = Details(
            name="Eva Strand", username="eva.strand", title="Enhetschef", unit_id=home
        )
        eva = add_person(self.session, ada, details, [(Role.manager, home)], now=came)
        self.plan(
            None,
            "Inventera ärenden utan aktuell genomförandeplan",
            due=date(2026, 11, 20),
            scope="unit",
            unit_id=home,
            owner_id=eva.id,
            owner_role="Enhetschef",
        )
        deactivate_person(self.session, ada, eva.id, now=at(date(2026, 10, 30)))

    def saving_on(self) -> None:
        """Say when the board meets, and plan what it asked for in September."""
        set_meetings(self.session, self.cast["kim"], 2026, MEETINGS, now=at(date(2026, 1, 12)))
        bought = self.plan(
            None,
            "Samla köpt öppenvård i ett ramavtal",
            kind="economy",
            how="Avropa från ramavtalet och följ upp timpriset varje månad.",
            due=date(2027, 3, 31),
            planned=date(2026, 10, 5),
            money_planned=0.4 * MILLION,
        )
        self.begun(bought, date(2026, 11, 9))
