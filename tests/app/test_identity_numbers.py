import random
from datetime import date, timedelta

import pytest
from personnummer import personnummer

from app.identity_numbers import MASK, Kind, find_identity_number, mask, suspicious

# Born 1880 to 1899, so that no living person has these numbers.
FIRST_DAY = date(1880, 1, 1)
DAYS = (date(1899, 12, 31) - FIRST_DAY).days
EACH = 2000


def luhn(digits: str) -> str:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


def parts(rng: random.Random, *, coordination: bool = False) -> tuple[str, str]:
    born = FIRST_DAY + timedelta(days=rng.randint(0, DAYS))
    day = born.day + (60 if coordination else 0)
    digits = f"{born:%Y%m}{day:02}"
    serial = f"{rng.randint(1, 999):03}"
    return digits, serial + luhn(digits[2:] + serial)


def spelled(spelling: str):
    def spell(rng: random.Random) -> str:
        born, tail = parts(rng, coordination="coordination" in spelling)
        return {
            "12 digits": born + tail,
            "12 digits, hyphen": f"{born}-{tail}",
            "10 digits": born[2:] + tail,
            "10 digits, hyphen": f"{born[2:]}-{tail}",
            "10 digits, plus": f"{born[2:]}+{tail}",
            "space": f"{born} {tail}",
            "spaced hyphen": f"{born[2:]} - {tail}",
            "no-break space": f"{born}\u00a0{tail}",
            "en dash": f"{born}–{tail}",
            "minus": f"{born[2:]}\u2212{tail}",
            "zero width": f"{born[:4]}\u200b{born[4:]}-\u2060{tail[:2]}\u200d{tail[2:]}",
            "soft hyphen": f"{born}\u00ad{tail}",
            "full width": "".join(chr(ord(digit) + 0xFEE0) for digit in born + tail),
            "full width, hyphen": "".join(chr(ord(sign) + 0xFEE0) for sign in f"{born[2:]}-{tail}"),
            "coordination, 12": born + tail,
            "coordination, 10": f"{born[2:]}-{tail}",
            "T-number": f"{born[2:]}-T{tail[:3]}",
            "T-number, 12": f"{born}T{tail[:3]}",
            "TF-number": f"{born}-TF{tail[:2]}",
            "masked": f"{born}-XXXX",
            "masked, short": f"{born[2:]}-xxxx",
            "masked, bare": f"{born}XXXX",
            "half masked": f"{born[2:]}-{tail[:2]}**",
            "dashed date": f"{born[:4]}-{born[4:6]}-{born[6:]}-{tail}",
            "grouped": f"{born[:4]} {born[4:6]} {born[6:]} {tail}",
            "spread": " ".join(born + tail),
            "arabic digits": (born + tail).translate(
                {ord(str(digit)): chr(0x0660 + digit) for digit in range(10)}
            ),
        }[spelling]

    return pytest.param(spell, id=spelling)


SPELLINGS = [
    "12 digits", "12 digits, hyphen", "10 digits", "10 digits, hyphen", "10 digits, plus",
    "space", "spaced hyphen", "no-break space", "en dash", "minus", "zero width", "soft hyphen",
    "full width", "full width, hyphen", "coordination, 12", "coordination, 10", "T-number",
    "T-number, 12", "TF-number", "masked", "masked, short", "masked, bare", "half masked",
    "dashed date", "grouped", "spread", "arabic digits",
]  # fmt: skip
AROUND = ["{}", "Barnet {} bor hos", "pnr:{}.", "({})", "fött{}är", "a, {}; b"]


@pytest.mark.parametrize("spell", [spelled(spelling) for spelling in SPELLINGS])
def test_every_spelling_is_found(spell):
    rng = random.Random(4711)

    missed = [
        text
        for number in range(EACH)
        if not find_identity_number(text := AROUND[number % 5].format(spell(rng)))
    ]

    assert len(missed) <= EACH * 0.001, missed[:5]


def a_day(rng: random.Random) -> date:
    return date(2019, 1, 1) + timedelta(days=rng.randint(0, 3000))


def digits(rng: random.Random, count: int) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(count))


HARMLESS = {
    "case number": lambda rng: f"BU-2026-{digits(rng, 5)}",
    "diary number": lambda rng: f"SN {rng.randint(2019, 2026)}/{digits(rng, 4)}",
    "diary number, long": lambda rng: f"Dnr {rng.randint(2019, 2026)}-{digits(rng, 6)}",
    "diary number, dotted": lambda rng: f"IFO 2026-{digits(rng, 5)}.{digits(rng, 2)}",
    "mobile": lambda rng: f"07{rng.choice('02369')}{digits(rng, 7)}",
    "mobile, grouped": lambda rng: (
        f"07{rng.choice('02369')}-{digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}"
    ),
    "mobile, abroad": lambda rng: f"+46 7{rng.choice('02369')} {digits(rng, 3)} {digits(rng, 4)}",
    "organisation": lambda rng: f"{rng.choice(['5560', '2120', '8024', '9696'])}"
    f"{digits(rng, 2)}-{digits(rng, 4)}",
    "date": lambda rng: f"{a_day(rng):%Y-%m-%d}",
    "compact date": lambda rng: f"{a_day(rng):%Y%m%d}",
    "period": lambda rng: f"{a_day(rng):%Y-%m-%d} – {a_day(rng):%Y-%m-%d}",
    "compact period": lambda rng: f"{a_day(rng):%Y%m%d}-{a_day(rng):%Y%m%d}",
    "moment": lambda rng: f"{a_day(rng):%Y-%m-%d} kl. {rng.randint(10, 23)}:{rng.randint(10, 59)}",
    "ISO moment": lambda rng: f"{a_day(rng):%Y-%m-%d}T{rng.randint(10, 23)}:00:00Z",
    "dashed date and a number": lambda rng: f"{a_day(rng):%Y-%m-%d} {digits(rng, 4)}",
    "amount": lambda rng: f"{rng.randint(1, 99)} {digits(rng, 3)} {digits(rng, 3)},50 kr",
    "postal giro": lambda rng: f"{rng.randint(1, 9)}{digits(rng, 5)}-{digits(rng, 1)}",
    "bank giro": lambda rng: f"{rng.randint(1, 9)}{digits(rng, 3)}-{digits(rng, 4)}",
    "key": lambda rng: f"{rng.getrandbits(128):032x}",
}  # fmt: skip


@pytest.mark.parametrize("harmless", HARMLESS.values(), ids=HARMLESS)
def test_harmless_numbers_are_let_through(harmless):
    rng = random.Random(4711)

    alarms = [text for _ in range(EACH) if find_identity_number(text := harmless(rng))]

    assert len(alarms) <= EACH * 0.01, alarms[:5]


def test_a_date_before_a_loose_number_only_warns():
    rng = random.Random(4711)
    born, tail = parts(rng)
    text = f"Möte {born[:4]}-{born[4:6]}-{born[6:]} {tail}"

    assert find_identity_number(text) is None
    assert suspicious(text).kind is Kind.date_and_number


def test_a_number_that_fails_its_checksum_only_warns():
    born, tail = parts(random.Random(1))
    wrong = f"{born}-{tail[:3]}{(int(tail[3]) + 1) % 10}"

    assert find_identity_number(wrong) is None
    assert suspicious(wrong)


def test_a_serial_reserve_number_only_warns():
    assert find_identity_number("991890123456") is None
    assert suspicious("991890123456")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18900161-{}", Kind.coordination_number),
        ("18900101-{}", Kind.personal_number),
    ],
)
def test_the_kind_is_told(text, kind):
    tail = "123" + luhn(text[2:8] + "123")

    assert find_identity_number(text.format(tail)).kind is kind


def test_a_number_behind_a_harmless_one_is_found():
    born, tail = parts(random.Random(7))

    for before in ("260301 ", "2026-03-01 2026 ", "123456-", "18900101-", "070-123 45 67, "):
        assert find_identity_number(f"{before}{born[2:]}-{tail}"), before


def test_the_place_is_told_in_the_text_as_it_was_written():
    born, tail = parts(random.Random(3))
    number = f"{born}\u200b–{tail}"
    found = find_identity_number(f"Åsa {number} bor")

    assert (found.start, found.end) == (4, 4 + len(number))


def test_masking_leaves_nothing_to_find():
    rng = random.Random(5)
    text = ""
    for _ in range(20):
        born, tail = parts(rng)
        text += f"barn {born}–{tail}, {born[2:]}+{tail} och {born} {tail}; "

    assert find_identity_number(mask(text)) is None
    assert suspicious(mask(text)) is None
    assert mask(text).count(MASK) == 60
    assert mask("Åsa äter 12 ägg") == "Åsa äter 12 ägg"


def test_the_generated_numbers_are_what_the_public_library_accepts():
    rng = random.Random(6)

    assert all(personnummer.valid("".join(parts(rng))) for _ in range(200))


def test_a_long_text_is_read_in_linear_time():
    for filler in ("1", " ", "1 ", "890101 ", "890101-", "1890-01-01 ", "x", "\u200b"):
        assert find_identity_number(filler * 20_000) is None or filler == "x"
