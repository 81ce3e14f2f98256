import base64
import secrets
import stat
from datetime import timedelta

import pytest

from app.auth.data_key import DataKey, WeakKey, load_data_key
from app.settings import Mode, Settings
from tests.cast import NOON

KEY = DataKey.of(bytes(range(32)))


def at(tmp_path, **more):
    return Settings(mode=Mode.test, data_dir=tmp_path, **more)


def test_what_is_sealed_opens_for_its_purpose_only():
    sealed = KEY.seal("JBSWY3DP", purpose="second factor of ada")

    assert KEY.unseal(sealed, purpose="second factor of ada") == "JBSWY3DP"
    assert KEY.unseal(sealed, purpose="second factor of kim") is None
    assert "JBSWY3DP" not in sealed


def test_the_same_text_is_never_sealed_twice_alike():
    assert len({KEY.seal("JBSWY3DP", purpose="x") for _ in range(50)}) == 50


@pytest.mark.parametrize("broken", ["", "å", "====", "bm90IG91cnM=", "a" * 200])
def test_what_is_not_ours_does_not_open(broken):
    assert KEY.unseal(broken, purpose="x") is None


def test_every_changed_letter_is_noticed():
    sealed = KEY.seal("JBSWY3DP", purpose="x")

    for place in range(len(sealed)):
        other = "A" if sealed[place] != "A" else "B"
        changed = sealed[:place] + other + sealed[place + 1 :]
        if base64.urlsafe_b64decode(changed) != base64.urlsafe_b64decode(sealed):
            assert KEY.unseal(changed, purpose="x") is None


def test_what_is_lent_comes_back_in_time():
    lent = KEY.lend({"person_id": "ada"}, purpose="x", until=NOON)

    assert KEY.take_back(lent, purpose="x", now=NOON) == {"person_id": "ada"}
    assert KEY.take_back(lent, purpose="x", now=NOON + timedelta(seconds=1)) is None


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    sealed = load_data_key(at(tmp_path)).seal("secret", purpose="x")
    path = tmp_path / "secret.key"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(path.read_bytes())) == 32
    assert load_data_key(at(tmp_path)).unseal(sealed, purpose="x") == "secret"
    assert list(tmp_path.iterdir()) == [path]


def test_another_file_can_be_named(tmp_path):
    path = tmp_path / "elsewhere.key"
    path.write_bytes(base64.b64encode(secrets.token_bytes(48)))

    load_data_key(at(tmp_path, secret_key_file=path))

    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (base64.b64encode(secrets.token_bytes(31)), "31 bytes"),
        (base64.b64encode(bytes(32)), "repeats itself"),
        (base64.b64encode(b"abcdefgh" * 4), "repeats itself"),
        (b"", "0 bytes"),
        (b"hemligt losenord!", "base64"),
    ],
    ids=["short", "zeros", "eight letters", "empty", "a password"],
)
def test_a_weak_key_keeps_the_program_down(tmp_path, content, why):
    path = tmp_path / "weak.key"
    path.write_bytes(content)

    with pytest.raises(WeakKey, match=why):
        load_data_key(at(tmp_path, secret_key_file=path))


def test_a_key_that_others_can_read_keeps_the_program_down(tmp_path):
    load_data_key(at(tmp_path))
    (tmp_path / "secret.key").chmod(0o644)

    with pytest.raises(WeakKey, match="can be read by others"):
        load_data_key(at(tmp_path))
