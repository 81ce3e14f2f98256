from datetime import timedelta

import pyotp
import pytest

from app.auth.second_factor import (
    address_for_app,
    new_recovery_codes,
    new_secret,
    plain,
    qr_code,
    step_of_code,
)
from tests.cast import NOON

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOON.timestamp() // 30)


def code_of(step):
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize(
    ("offset", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_holds_for_its_half_minute_and_the_ones_beside_it(offset, right):
    step = step_of_code(SECRET, code_of(STEP + offset), now=NOON, after=0)

    assert step == (STEP + offset if right else None)


def test_a_code_is_worth_nothing_the_second_time():
    assert step_of_code(SECRET, code_of(STEP), now=NOON, after=STEP) is None


def test_a_code_older_than_the_last_one_is_worth_nothing():
    assert step_of_code(SECRET, code_of(STEP - 1), now=NOON, after=STEP) is None


def test_the_next_code_is_taken_after_the_last():
    later = NOON + timedelta(seconds=30)

    assert step_of_code(SECRET, code_of(STEP + 1), now=later, after=STEP) == STEP + 1


def test_a_clock_that_is_put_back_makes_no_used_code_new():
    earlier = NOON - timedelta(hours=1)

    assert step_of_code(SECRET, code_of(STEP - 120), now=earlier, after=STEP) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_wrong(code):
    assert step_of_code(SECRET, code, now=NOON, after=0) is None


def test_recovery_codes_differ_and_cannot_be_guessed():
    codes = new_recovery_codes()

    assert len(set(codes)) == 10
    assert {len(plain(code)) for code in codes} == {12}  # of 32 letters: 60 bits


def test_a_code_may_be_typed_as_one_likes():
    assert plain(" ABCD-efgh 2345 ") == "abcdefgh2345"


def test_secrets_differ():
    assert len({new_secret() for _ in range(20)}) == 20


def test_the_qr_code_is_a_picture_without_styles_or_scripts():
    picture = qr_code(address_for_app(SECRET, "ada", "Almviks kommun")).decode()

    assert picture.lstrip().startswith("<?xml")
    assert "style" not in picture
    assert "script" not in picture
