import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sealing import BadSecret, CannotOpen, Keyring, new_data_key, seal, unseal

OLD = "an-old-secret-of-more-than-32-characters"
NEW = "a-new-secret-of-more-than-32-characters!"


@given(st.binary(max_size=400))
def test_what_was_sealed_opens_in_its_place(plain: bytes) -> None:
    key = new_data_key()

    sealed = seal(key, plain, "message.body:m-1")

    assert unseal(key, sealed, "message.body:m-1") == plain


def test_a_sealed_value_moved_to_another_row_does_not_open() -> None:
    key = new_data_key()
    sealed = seal(key, "夜眠れません".encode(), "message.body:m-1")

    with pytest.raises(CannotOpen):
        unseal(key, sealed, "message.body:m-2")


@pytest.mark.parametrize("changed", [b"", b"short", b"\x00" * 40])
def test_changed_bytes_do_not_open(changed: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(new_data_key(), changed, "message.body:m-1")


def test_the_same_words_sealed_twice_look_different() -> None:
    key = new_data_key()

    assert seal(key, b"ventilator", "p") != seal(key, b"ventilator", "p")


def test_after_a_rotation_old_keys_still_open_and_new_ones_use_the_newest() -> None:
    key = new_data_key()
    wrapped_before = Keyring.from_text(OLD).wrap(key, "mother")
    rotated = Keyring.from_text(f"{NEW}, {OLD}")

    wrapped_after = rotated.wrap(key, "mother")

    assert rotated.unwrap(wrapped_before, "mother") == key
    assert Keyring.from_text(NEW).unwrap(wrapped_after, "mother") == key
    with pytest.raises(CannotOpen):
        Keyring.from_text(OLD).unwrap(wrapped_after, "mother")


def test_a_data_key_does_not_unwrap_for_another_person() -> None:
    keyring = Keyring.from_text(NEW)
    wrapped = keyring.wrap(new_data_key(), "mother")

    with pytest.raises(CannotOpen):
        keyring.unwrap(wrapped, "neighbour")


def test_a_blind_index_finds_without_telling_and_survives_a_rotation() -> None:
    before, after = Keyring.from_text(OLD), Keyring.from_text(f"{NEW},{OLD}")

    index = before.blind("U4af4980629")

    assert "U4af" not in index
    assert index == before.blind("U4af4980629")
    assert index != before.blind("U4af4980628")
    assert index in after.blinds("U4af4980629")
    assert index != after.blind("U4af4980629")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" , ,", "is empty"),
        ("only-thirty-one-characters-long", "key 1 has 31 characters"),
        (f"{NEW},too-short", "key 2 has 9 characters"),
    ],
)
def test_a_secret_that_cannot_be_used_is_refused_in_one_line_without_being_shown(text: str, said: str) -> None:
    with pytest.raises(BadSecret) as refused:
        Keyring.from_text(text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "too-short" not in str(refused.value)
    assert "only-thirty" not in str(refused.value)


def test_a_keyring_does_not_show_its_keys() -> None:
    shown = repr(Keyring.from_text(NEW)._masters)

    assert "wrapping" not in shown
    assert "blinding" not in shown
