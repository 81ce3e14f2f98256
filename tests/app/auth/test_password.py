import pytest

from app.auth.password import (
    common_passwords,
    fault_in,
    hash_password,
    matches,
    outdated,
)

ABOUT = ["Ada Nordin", "ada", "Almviks kommun"]


@pytest.mark.parametrize(
    "password",
    [
        "grävling trumpet månsken",
        "Xk7 vQ2m Zt9w Lp4",
        "myrstack ljusstake",
        "ȯåäöÅÄÖ unicode går bra",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password):
    assert fault_in(password, second_factor=False, about=ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "socialtjänst2026",
        "Socialtjanst-2026!",
        "stickprov stickprov",
        "kommunen kommunen",
        "AdaNordinAdaNordin",
        "almviks kommun 2026",
        "Sommar2026!Sommar2026!",
        "P@ssw0rdP@ssw0rd",
        "passwordpassword1",
        "aaaaaaaaaaaaaaaaaaaa",
        "12345678901234567890",
        "qwertyuiopqwerty123",
        "lösenord lösenord",
    ],
)
def test_what_anybody_would_try_is_refused(password):
    fault = fault_in(password, second_factor=False, about=ABOUT)

    assert fault is not None
    assert "easily guessed" in fault


@pytest.mark.parametrize(
    ("length", "second_factor", "taken"),
    [(11, True, False), (12, True, True), (14, False, False), (15, False, True)],
)
def test_a_code_beside_it_lets_a_password_be_shorter(length, second_factor, taken):
    password = "myrstack ljusstake"[:length]

    fault = fault_in(password, second_factor=second_factor, about=ABOUT)

    assert (fault is None) is taken


@pytest.mark.parametrize(("length", "taken"), [(128, True), (129, False)])
def test_a_password_may_be_very_long(length, taken):
    password = ("grävling trumpet månsken " * 6)[:length]

    assert (fault_in(password, second_factor=False, about=ABOUT) is None) is taken


def test_there_is_no_rule_on_which_characters_to_mix():
    assert fault_in("grävlingtrumpetmånsken", second_factor=False, about=ABOUT) is None


def test_the_list_of_common_passwords_is_worth_its_name():
    words = common_passwords()

    assert len(words) >= 300
    assert {"qwerty", "lösenord", "sommar", "123456", "socialförvaltning"} <= words


def test_a_password_is_kept_as_argon2id_with_enough_work():
    stored = hash_password("grävling trumpet månsken")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(stored, "grävling trumpet månsken")
    assert not matches(stored, "grävling trumpet manksen")
    assert not outdated(stored)


def test_a_hash_made_with_less_work_is_renewed():
    assert outdated("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA")


def test_a_letter_is_the_same_however_the_keyboard_writes_it():
    assert matches(hash_password("gra\u0308vling trumpet"), "gr\u00e4vling trumpet")


def test_nobody_has_a_password():
    assert not matches(None, "nobody")
    assert not matches("not a hash", "nobody")
