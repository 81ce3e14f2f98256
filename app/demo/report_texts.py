"""What the invented people wrote in their reports, area by area."""

from dataclasses import dataclass

from app.reports.models import Decision


@dataclass(frozen=True, slots=True)
class Written:
    """Words about a section: what we see, why, what we do."""

    seen: str
    why: str
    doing: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a question; the others of its section follow the section's words."""

    decision: Decision
    words: str = ""
    until: str = ""


SECTIONS = {
    "A": Written(
        "Nästan alla utredningar följer lagens tider. I några akter saknas den omedelbara "
        "skyddsbedömningen, eller så framgår det inte vem som gjorde den.",
        "Bedömningen görs, men antecknas i löpande text utan namn och befattning. Mallen i "
        "verksamhetssystemet frågar inte efter det.",
        "Mallen får ett obligatoriskt fält för namn och befattning senast den 1 oktober. "
        "Mottagningen går igenom de senaste tre månadernas bedömningar.",
    ),
    "B": Written(
        "Besluten är i stort sett rätt fattade. I vart tredje beslut framgår det inte vad som "
        "är nästa steg efter placeringen.",
        "Beslutsmallen slutar vid placeringen. Handläggarna vet vad som ska hända, men skriver "
        "det i planen eller inte alls.",
        "Beslutsmallen kompletteras. Delegationsordningen gås igenom på alla enheter.",
    ),
    "C": Written(
        "Hemmen kontrolleras före placering i nästan alla akter. Registerkontrollen saknas "
        "eller kom för sent i ungefär var sjätte.",
        "Vid akuta placeringar begärs utdragen i efterhand. Bevakningen ligger hos den enskilda "
        "handläggaren.",
        "Familjehemsenheten tar över bevakningen av registerkontrollerna. Ingen placering "
        "verkställs utan kontrollerat utdrag.",
    ),
    "D": Written(
        "Vårdplan finns i nästan alla akter, men fyra av tio är så allmänt skrivna att det inte "
        "går att följa upp dem.",
        "Handläggarna är osäkra på vad som hör hemma i vårdplanen och vad som hör hemma i "
        "genomförandeplanen.",
        "Två utbildningstillfällen om att skriva mål, för alla handläggare, under hösten.",
    ),
    "E": Written(
        "Ungefär en akt av tio saknar en aktuell genomförandeplan, och många planer är för "
        "allmänt skrivna för att kunna följas upp.",
        "Planen väntar ofta på samordnade möten med skola och vård. När de dröjer blir planen "
        "inte skriven.",
        "En första plan ska finnas inom trettio dagar, också när den måste kompletteras efter "
        "samordnade möten. Cheferna följer upp varje månad.",
    ),
    "F": Written(
        "Barnen besöks och får tala enskilt i nio akter av tio. Men mer än hälften får färre "
        "besök än vad planen anger.",
        "Vakanser på två enheter. Besöken är planerade men ställs in och bokas inte om.",
        "Besök bokas för ett halvår i taget. Inställda besök bokas om inom två veckor, och "
        "cheferna ser dem i månadsuppföljningen.",
    ),
    "G": Written(
        "Övervägande och omprövning görs i tid i drygt åtta akter av tio. I de övriga kom de för "
        "sent eller saknas.",
        "Bevakningen av sexmånadersdagen ligger hos den enskilda handläggaren, och underlaget "
        "till utskottet efterfrågar inte barnets egna ord.",
        "Enhetscheferna bevakar sexmånadersdagarna varje månad. Utskottet återremitterar "
        "underlag utan barnets mening.",
    ),
    "H": Written(
        "Uppföljningarna görs, men i fyra av tio utgår de inte från målen i planen. Hur det har "
        "gått med varje mål framgår sällan; få akter är bedömda, så siffran är osäker.",
        "Målen är svåra att följa upp så som de är skrivna (se vårdplan).",
        "Uppföljningsmallen hämtar målen från genomförandeplanen från och med november.",
    ),
}
MENDING = {
    "deviations": Written(
        "Avvikelserna har en ansvarig och en dag, men flera har passerat sin dag.",
        "Granskningen har gjort det lättare att rapportera. Handläggningen har inte hunnit med.",
        "Enheterna tar upp öppna avvikelser på varje arbetsplatsträff.",
    ),
    "actions": Written(
        "Handlingsplanen är ny. Åtgärderna i den här rapporten förs in i den.",
        "Planen togs i bruk tillsammans med granskningen.",
        "Varje åtgärd får en ansvarig, en dag och ett sätt att se om den har hjälpt.",
    ),
    "agreement": Written(
        "Granskarna bedömer lika i de allra flesta frågor.",
        "Mallen har tydliga anvisningar, och granskarna övade tillsammans före omgången.",
        "De frågor där bedömningarna skiljer sig tas upp vid nästa övning.",
    ),
}
