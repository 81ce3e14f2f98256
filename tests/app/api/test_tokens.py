"""Keys for programs: a part of a person's rights, for a while, and hers to take back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app.admin.service import deactivate_person
from app.audit.models import AuditEntry
from app.auth import tokens
from app.auth.models import ApiToken, SignInFailure
from app.auth.scopes import NEEDS, Scope
from app.auth.tokens import (
    LastsTooLong,
    ScopeBeyondRole,
    TooManyTokens,
    bearer_of,
    issue_token,
    revoke_all_tokens,
    revoke_token,
    tokens_of,
)
from app.clock import now as clock
from app.errors import NotFound
from app.organisation.models import Role, RoleGrant
from tests.app.api.programs import Program, a_program
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT

DAYS = timedelta(days=90)


def issued(session, actor=KIM, scopes=(Scope.summary,), **more):
    words = {"name": "Power BI", "lasts": DAYS, "now": NOON, **more}
    return issue_token(session, actor, scopes=scopes, **words)


def test_a_token_is_kept_as_a_hash_and_logged(session):
    token = issued(session)

    (kept,) = tokens_of(session, KIM.id)
    assert token.startswith("stickprov_")
    assert token not in str(kept.model_dump())
    assert kept.prefix == token[: len(kept.prefix)]
    assert kept.expires_at == NOON + DAYS
    entry = session.exec(select(AuditEntry)).all()[-1]
    assert (entry.event, entry.actor_id, entry.object_id) == ("TokenIssued", KIM.id, kept.id)


@pytest.mark.parametrize(
    ("actor", "scope"),
    [(MONA, Scope.answers), (AUDREY, Scope.answers), (RUT, Scope.summary), (ADA, Scope.summary)],
    ids=lambda value: getattr(value, "id", value),
)
def test_nobody_lets_a_program_read_more_than_she_may(session, actor, scope):
    with pytest.raises(ScopeBeyondRole):
        issued(session, actor, [scope])


def test_a_token_reads_something_and_not_for_ever(session):
    with pytest.raises(ScopeBeyondRole):
        issued(session, KIM, [])
    with pytest.raises(LastsTooLong):
        issued(session, lasts=timedelta(days=366))


def test_nobody_has_more_tokens_than_she_remembers(session):
    for number in range(10):
        issued(session, name=f"Power BI {number}")

    with pytest.raises(TooManyTokens):
        issued(session)
    revoke_token(session, KIM, tokens_of(session, KIM.id)[0].id, now=NOON)
    issued(session)


def test_a_key_that_is_made_by_a_double_click_is_one_key(session):
    first = issued(session)
    second = issued(session, now=NOON + timedelta(seconds=1))
    tokens_of(session, KIM.id)[0].used_at = NOON + timedelta(seconds=2)
    others = [
        issued(session, name="Excel", now=NOON + timedelta(seconds=3)),
        issued(session, MONA, now=NOON + timedelta(seconds=3)),
        issued(session, now=NOON + timedelta(seconds=3)),
    ]
    later = NOON + timedelta(minutes=5)

    living = [bearer_of(session, token, now=later) is not None for token in (first, second)]

    # The browser shows the second; one that has been used was seen, and is hers to keep.
    assert living == [False, True]
    assert all(bearer_of(session, token, now=later) for token in others)


def test_a_token_opens_until_its_last_moment(session):
    token = issued(session)

    assert bearer_of(session, token, now=NOON + DAYS - timedelta(seconds=1)).actor.id == KIM.id
    assert bearer_of(session, token, now=NOON + DAYS) is None
    assert bearer_of(session, token + "x", now=NOON) is None


def test_a_revoked_token_opens_nothing_and_can_be_revoked_again(session):
    token = issued(session)
    (kept,) = tokens_of(session, KIM.id)

    revoke_token(session, KIM, kept.id, now=NOON)
    revoke_token(session, KIM, kept.id, now=NOON + DAYS)

    assert bearer_of(session, token, now=NOON) is None
    assert kept.revoked_at == NOON
    events = [entry.event for entry in session.exec(select(AuditEntry))]
    assert events == ["TokenIssued", "TokenRevoked"]


def test_somebody_elses_token_does_not_exist(session):
    issued(session)
    (kept,) = tokens_of(session, KIM.id)

    for actor, key in ((MONA, kept.id), (KIM, "nothing")):
        with pytest.raises(NotFound):
            revoke_token(session, actor, key, now=NOON)


def test_the_administrator_revokes_all_of_a_person(session):
    tokens_made = [issued(session, name=name) for name in "abc"]

    assert revoke_all_tokens(session, ADA, KIM.id, now=NOON) == 3

    assert {bearer_of(session, token, now=NOON) for token in tokens_made} == {None}


def test_who_is_shut_out_has_no_program_left(session):
    token = issued(session)

    deactivate_person(session, ADA, KIM.id, now=NOON)

    assert bearer_of(session, token, now=NOON) is None
    assert all(kept.revoked_at for kept in tokens_of(session, KIM.id))


def test_a_role_that_is_taken_away_takes_the_token_with_it_at_once(browser, session):
    program = a_program(browser, KIM, Scope.summary)
    assert program.get("/rounds").status_code == 200

    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)).one()
    session.delete(grant)
    session.commit()

    assert program.get("/rounds").status_code == 401


def test_a_role_that_changes_changes_what_the_token_opens(browser, session):
    program = a_program(browser, KIM, Scope.summary, Scope.answers)

    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)).one()
    grant.role = Role.manager
    session.commit()

    assert program.get("/rounds").status_code == 200
    refused = program.get("/rounds/nothing/answers")
    assert (refused.status_code, refused.json()["code"]) == (403, "role_lacks_right")


def test_use_is_remembered_but_not_written_every_time(browser, session):
    program = a_program(browser, KIM, Scope.summary)

    program.get("/rounds")
    first = session.exec(select(ApiToken)).one().used_at
    program.get("/rounds")
    session.expire_all()

    assert first is not None
    assert session.exec(select(ApiToken)).one().used_at == first


def test_guessing_grows_slow_and_a_right_token_never_waits(browser, session):
    right = a_program(browser, KIM, Scope.summary)
    wrong = Program(browser, "stickprov_guessed")

    codes = [wrong.get("/rounds").status_code for _ in range(7)]

    assert codes[:5] == [401] * 5
    assert codes[-1] == 429
    waiting = wrong.get("/rounds")
    assert int(waiting.headers["retry-after"]) >= 1
    assert right.get("/rounds").status_code == 200
    assert session.exec(select(SignInFailure)).all()
    assert "TokenRefused" in {entry.event for entry in session.exec(select(AuditEntry))}


def test_pages_make_show_once_and_revoke_a_key(browser):
    browser.sign_in(KIM)

    form = browser.get("/account/tokens/new")
    made = browser.post(
        "/account/tokens", data={"name": "Power BI", "scopes": ["summary"], "days": "30"}
    )
    listed = browser.get("/account/tokens")
    key = listed.text.split("/account/tokens/")[-1].split("/revoke")[0]
    revoked = browser.post(f"/account/tokens/{key}/revoke")

    assert "Vad får den läsa?" in form.text
    token = made.text.split(">stickprov_")[1].split("<")[0]
    assert token not in listed.text
    assert "Power BI" in listed.text
    assert revoked.headers["location"] == "/account/tokens"
    assert "Återkallad" in browser.get("/account/tokens").text
    assert Program(browser, f"stickprov_{token}").get("/rounds").status_code == 401


def test_a_key_without_a_name_comes_back_as_it_was_typed(browser):
    browser.sign_in(KIM)

    answer = browser.post("/account/tokens", data={"name": " ", "scopes": ["answers"]})

    assert answer.status_code == 422
    assert "Fyll i det här" in answer.text
    assert 'value="answers" id="scopes-' in answer.text.replace(" checked", "")


@pytest.mark.parametrize("actor", [MONA, MAX, AUDREY], ids=lambda actor: actor.id)
def test_the_form_offers_what_she_may_read_and_no_more(browser, actor):
    browser.sign_in(actor)

    page = browser.get("/account/tokens/new").text

    assert 'value="summary"' in page
    assert 'value="answers"' not in page


def test_who_may_not_have_keys_sees_nothing_of_them(browser):
    browser.sign_in(RUT)

    assert "Nycklar för program" not in browser.get("/account").text
    assert browser.get("/account/tokens").status_code == 403


def test_the_administrator_sees_how_many_keys_there_are_and_revokes_them(browser):
    program = a_program(browser, KIM, Scope.summary)
    browser.sign_in(ADA)

    before = browser.get(f"/people/{KIM.id}").text
    browser.post(f"/people/{KIM.id}/revoke-tokens")
    after = browser.get(f"/people/{KIM.id}").text

    assert "Återkalla alla nycklar" in before
    assert "Återkalla alla nycklar" not in after
    assert program.get("/rounds").status_code == 401


def test_every_scope_asks_for_a_right_of_the_person():
    assert set(NEEDS) == set(Scope)
    assert tokens.scopes_open_to(replace(KIM, grants=frozenset())) == []
    assert clock() > NOON - DAYS * 1000
