"""What every form in use promises."""

import subprocess
from datetime import date

import pytest
from pydantic import BaseModel

from review_forms import (
    CaseFacts,
    Progress,
    all_forms,
    asked,
    called_for,
    deadlines,
    latest,
    legal_basis_on,
    parse_answer,
    reasons_for,
    shown,
)
from review_forms.answer_kinds import NOT_FOUND, codes
from review_forms.guarded_text import holds_identity_number
from review_forms.library import DEFINITIONS
from review_forms.words import Words

FORMS = all_forms()
EVERY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
PLACEMENT_FORMS = [
    "Familjehem",
    "Jourhem",
    "Nätverkshem",
    "Konsulentstött familjehem",
    "HVB",
    "Stödboende",
    "SiS-institution",
]
LEGAL_BASES = ["SoL", "LVU 2 §", "LVU 3 §", "LVU 6 §"]


def facts(placement_form="Familjehem", legal_basis="SoL", age=10, started_on=date(2022, 1, 1)):
    return CaseFacts(
        period_from=date(2025, 7, 1),
        period_to=date(2026, 6, 30),
        placement_form=placement_form,
        legal_basis=legal_basis,
        age=age,
        started_on=started_on,
    ).answers()


def filled(form, known, *, pick=0):
    """Answer every question that is asked, always with the same place among the options."""
    answers = dict(known)
    typed = {"date": "2026-02-01", "dates": "2025-09-01,2026-02-01", "number": "4", "text": "Bra"}
    while waiting := [each for each in asked(form, answers) if each.id not in answers]:
        first = waiting[0]
        offered = (
            codes(first.answer) or (typed[first.kind], NOT_FOUND)[: 1 + (first.kind != "text")]
        )
        answers[first.id] = parse_answer(first, offered[pick % len(offered)])
    return answers


def words_in(part):
    """Walk through all texts of a form."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from words_in(each)
    elif isinstance(part, BaseModel):
        yield from words_in(tuple(vars(part).values()))


def test_published_forms_are_as_they_were_when_published():
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "published.sha256"],
        cwd=DEFINITIONS,
        check=False,
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(": OK") == len(FORMS)


@EVERY_FORM
def test_both_languages_say_something_of_their_own(form):
    texts = list(words_in(form))

    assert len(texts) > 50
    for text in texts:
        assert text.sv.strip()
        assert text.en.strip()
        # A few short names are the same word in both; a sentence never is.
        assert text.sv != text.en or len(text.sv) < 12
        assert not holds_identity_number(text.sv + text.en)


@EVERY_FORM
def test_a_question_fits_on_a_line_and_its_guidance_in_a_few(form):
    for question in form.questions:
        for language in ("sv", "en"):
            assert len(question.text.in_language(language)) <= 120
            assert 15 <= len(question.guidance.in_language(language)) <= 420


@EVERY_FORM
def test_the_description_promises_no_legal_advice(form):
    assert "ingen juridisk rådgivning" in form.description.sv
    assert "no legal advice" in form.description.en


@EVERY_FORM
def test_every_law_that_is_listed_is_used_and_holds_today(form):
    used = {law for question in form.questions for law in question.law}

    assert used == {law.id for law in form.laws}
    for law in form.laws:
        assert sum(wording.holds_on(date(2026, 6, 30)) for wording in law.wordings) == 1


@EVERY_FORM
def test_what_can_be_answered_not_met_has_reasons_to_choose_from(form):
    for question in form.questions:
        if question.explain_on:
            assert len(reasons_for(form, question)) >= 5


def cited(form, question_id, on):
    found = legal_basis_on(form, form.question(question_id), on)
    return [wording.text for wording in found]


def test_the_law_is_that_of_the_day_reviewed():
    form = latest("placed_child_full")

    assert cited(form, "care_plan_exists", date(2025, 6, 30)) == ["SoL (2001:453) 11 kap. 3 §"]
    assert cited(form, "care_plan_exists", date(2025, 7, 1)) == [
        "SoL (2025:400) 9 kap. 12 §",
        "SoF (2025:468) 10 kap. 2 §",
    ]
    assert cited(form, "considerations", date(2025, 1, 1)) == [
        "SoL (2001:453) 6 kap. 8 §",
        "LVU (1990:52) 13 §",
    ]


def test_the_duty_to_report_deficiencies_is_not_cited_before_it_was():
    form = latest("provider_check")

    assert cited(form, "serious_deficiency_seen", date(2025, 12, 31)) == []
    assert cited(form, "serious_deficiency_seen", date(2026, 1, 1)) == [
        "SoL (2025:400) 27 kap. 7 §"
    ]


@pytest.mark.parametrize("placement_form", PLACEMENT_FORMS)
@pytest.mark.parametrize("legal_basis", LEGAL_BASES)
@pytest.mark.parametrize("pick", [0, 1, 2])
def test_every_kind_of_placement_can_be_reviewed_to_the_end(placement_form, legal_basis, pick):
    for name in ("placed_child_full", "placed_child_short"):
        form = latest(name)
        for started_on in (date(2015, 1, 8), date(2025, 9, 1)):
            answers = filled(form, facts(placement_form, legal_basis, 10, started_on), pick=pick)

            assert Progress.through(form, answers).complete
            for question in asked(form, answers):
                assert shown(question, answers[question.id], "sv")


def test_the_full_form_has_about_45_questions_and_the_short_one_12():
    full, short = latest("placed_child_full"), latest("placed_child_short")

    assert len(asked(full, filled(full, facts()))) == 46
    assert len(asked(short, filled(short, facts()))) == 12


def test_the_full_form_covers_every_kind_of_answer_and_every_block():
    form = latest("placed_child_full")

    assert [section.id for section in form.sections] == list("ABCDEFGHIJKL")
    assert {question.kind for question in form.questions} == {
        "met", "date", "dates", "number", "choice", "scale", "text", "computed",
    }  # fmt: skip


def test_the_same_question_reads_the_same_in_the_short_form():
    full, short = latest("placed_child_full"), latest("placed_child_short")

    for question in short.questions:
        assert question == full.question(question.id)


def ids(form, known, **answers):
    return {question.id for question in called_for(form, known | answers)}


def test_an_institution_is_asked_about_its_permit_and_a_family_home_about_its_people():
    form = latest("placed_child_full")

    assert "permit_checked_on" in ids(form, facts("HVB"))
    assert "home_register_check_on" not in ids(form, facts("HVB"))
    assert "home_register_check_on" in ids(form, facts("Nätverkshem"))
    assert "permit_checked_on" not in ids(form, facts("SiS-institution"))


def test_only_care_that_must_be_considered_is_asked_about():
    form = latest("placed_child_full")

    for legal_basis, expected in zip(LEGAL_BASES, [True, True, True, False], strict=True):
        assert ("considerations" in ids(form, facts("HVB", legal_basis))) is expected
    only_decided = ids(form, facts("HVB", "LVU 3 §"), considerations="2026-01-01")
    assert "reassessed_by_decision" in only_decided
    assert "reassessed_by_decision" not in ids(form, facts(), considerations="2026-01-01")


def test_custody_is_asked_about_after_two_years_in_a_family_home():
    form = latest("placed_child_full")

    assert "custody_considerations" in ids(form, facts(started_on=date(2024, 6, 30)))
    assert "custody_considerations" not in ids(form, facts(started_on=date(2024, 7, 1)))
    assert "custody_considerations" not in ids(form, facts("HVB"))


def test_the_closing_is_asked_about_when_the_placement_has_ended():
    form = latest("placed_child_full")

    assert "closing_reasons" in ids(form, facts() | {"case.ended": "yes"})
    assert "closing_reasons" not in ids(form, facts())


def test_a_late_inquiry_asks_for_its_decision_to_prolong():
    form, known = latest("placed_child_full"), facts(started_on=date(2025, 9, 1))
    dates = {"inquiry_on_file": "yes", "inquiry_opened_on": "2025-03-31"}

    assert "inquiry_prolonged" in ids(form, known, **dates, inquiry_concluded_on="2025-08-01")
    assert "inquiry_prolonged" not in ids(form, known, **dates, inquiry_concluded_on="2025-07-31")


def test_six_points_of_the_provider_and_five_of_the_board():
    form = latest("placed_child_full")
    section = next(section for section in form.sections if section.id == "H")

    assert sum("provider_follow_up" in question.tags for question in section.questions) == 6
    assert sum(question.id.startswith("board_") for question in section.questions) == 5


def test_a_home_with_too_few_visits_is_found():
    form = latest("placed_child_short")
    answers = {"planned_visits_per_year": "4", "visits": "2025-09-01,2026-02-01"}

    found = deadlines(form, facts() | answers)["visits_as_planned"]

    assert (found.met, found.expected, found.found) == ("no", 4, 2)


@pytest.mark.parametrize("kind", codes(latest("provider_check").question("provider_kind").answer))
@pytest.mark.parametrize("pick", [0, 1])
def test_every_kind_of_provider_can_be_checked_to_the_end(kind, pick):
    form = latest("provider_check")

    answers = filled(form, facts() | {"provider_kind": kind}, pick=pick)

    assert Progress.through(form, answers).complete


def test_a_private_home_answers_for_its_permit_and_a_family_home_for_its_study():
    form = latest("provider_check")

    assert "permit_valid" in ids(form, {}, provider_kind="hvb_private")
    assert "notified_to_ivo" in ids(form, {}, provider_kind="hvb_public")
    assert "home_study_current" in ids(form, {}, provider_kind="family_home")
    assert "permit_valid" not in ids(form, {}, provider_kind="family_home")


def test_forms_name_only_the_placement_forms_and_paragraphs_of_the_register():
    known = {"case.placement_form": set(PLACEMENT_FORMS), "case.legal_basis": set(LEGAL_BASES)}

    for form in FORMS:
        for question in form.questions:
            for condition in question.enable_when:
                if condition.question in known:
                    assert set(condition.answers) <= known[condition.question]
