"""What was written about the mending: minutes, letters and answers."""

from datetime import date

from app.external_findings.models import FindingSource
from app.external_findings.service import FindingDetails

MINUTES = """Närvarande (roller): avdelningschef, enhetschefer, kvalitetsutvecklare, granskare.

Vad granskningen visar: vårdplaner finns oftare än förra omgången, men uppföljningarna knyter
sällan an till planens mål. Siffror med intervall finns i sammanställningen.

Vad som fungerar bra: barnsamtal antecknas i de flesta akter.

Vad som måste rättas till: uppföljning mot mål, överväganden i tid.

Vad som beslutades: rutinen för övervägande revideras (kvalitetsutvecklare, 2026-12-18).

Nästa möte: efter omgången Hösten 2026.
"""
TRAINED = {
    "Enhet Barn 1": (11, 10),
    "Enhet Barn 2": (9, 6),
    "Enhet Unga": (8, 8),
    "Familjehemsenheten": (7, 5),
    "Ensamkommande och stödboende": (6, 4),
}
AUDIT = FindingDetails(
    source=FindingSource.audit,
    diary_number="Rev/00031-2025",
    title="Granskning av placerade barn och unga",
    summary="Revisorerna bedömer att nämnden inte helt säkerställer att placerade barns vård "
    "planeras, följs upp och dokumenteras på ett ändamålsenligt sätt.",
    received_on=date(2025, 11, 24),
    reply_by=date(2026, 2, 27),
    owner_role="Avdelningschef",
)
MODEL_ANSWER = (
    "En mall är införd i verksamhetssystemet. Planerna granskas två gånger per år i akter som "
    "lottas. Resultatet redovisas nedan med intervall."
)
ASKED = (
    (
        "Säkerställ att vårdplan och genomförandeplan finns i alla ärenden.",
        MODEL_ANSWER,
        "care_plan_exists",
    ),
    (
        "Stärk barnets delaktighet och dokumentationen av barnets inställning.",
        "All personal utbildas. Täckningen per enhet följs och redovisas för nämnden.",
        "child_view_noted",
    ),
    (
        "Säkerställ att tillstånd och registerkontroller kontrolleras och dokumenteras.",
        "Samordnare kontrollerar alla utförare två gånger per år och vid ny placering.",
        "",
    ),
    (
        "Följ upp verksamhetens kvalitet systematiskt på aggregerad nivå.",
        "Egenkontrollen sammanställs varje omgång och redovisas för nämnden varje tertial.",
        "",
    ),
)
REPLIED = date(2026, 2, 20)
IVO = FindingDetails(
    source=FindingSource.ivo,
    diary_number="3.5.1-41877/2026",
    title="Tillsyn av familjehemsvården: begäran om redovisning",
    summary="IVO begär redovisning av hur nämnden säkerställer att barn i familjehem följs upp.",
    received_on=date(2026, 11, 9),
    reply_by=date(2026, 12, 18),
    owner_role="Avdelningschef",
)
IVO_ASKED = (
    "Redovisa hur nämnden säkerställer att övervägande görs minst var sjätte månad.",
    "Redovisa vilka åtgärder som vidtas när barnet inte har fått enskilda samtal.",
)
