import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.line.measure import clusters, pieces, sendable, shorten, utf16, whole_sentences

FAMILY = "👨‍👩‍👧‍👦"  # one character to a reader, eleven UTF-16 units
MARKED = "が゙́"  # a letter with marks
MIXED = st.lists(
    st.sampled_from(
        [FAMILY, "🇯🇵", "e\u0301", "\u202e逆", "\u2067", "。", "\n", "、", "あ", "𠮷", " ", "</b>", "'; DROP --"]
    ),
    max_size=400,
).map("".join)


def test_a_family_of_emoji_is_one_character_and_eleven_units() -> None:
    assert clusters(FAMILY) == 1
    assert utf16(FAMILY) == 11


@given(st.text() | MIXED, st.integers(min_value=2, max_value=60))
@example(FAMILY * 20, 10)
@example("e" + "\u0301" * 500, 7)
@example("\n" * 100, 9)
def test_pieces_fit_and_lose_nothing(text: str, most: int) -> None:
    parts = pieces(text, most)

    assert "".join(parts) == text
    assert all(part and utf16(part) <= most for part in parts)


@given(MIXED)
def test_no_piece_ends_inside_what_a_reader_sees_as_one_character(text: str) -> None:
    assert sum(clusters(part) for part in pieces(text, 40)) == clusters(text)


def test_a_piece_ends_where_a_sentence_ends() -> None:
    assert pieces("朝は元気です。夜は吸引が多いです。眠れません。", 18) == [
        "朝は元気です。夜は吸引が多いです。",
        "眠れません。",
    ]
    assert pieces("一つ目\n二つ目です。三つ目", 7) == ["一つ目\n", "二つ目です。", "三つ目"]


def test_a_text_without_any_place_to_cut_is_cut_all_the_same() -> None:
    assert [len(part) for part in pieces("あ" * 12_000, 5_000)] == [5_000, 5_000, 2_000]


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_a_shortened_text_shows_that_it_is(text: str, most: int) -> None:
    short = shorten(text, most)

    assert short == text if clusters(text) <= most else short.endswith("…")  # st.text piles up few marks
    assert clusters(short) <= most


@given(MIXED, st.integers(min_value=3, max_value=60))
def test_whole_sentences_are_the_beginning_of_the_text(text: str, most: int) -> None:
    kept, missing = whole_sentences(text, most)

    assert clusters(kept) <= most
    assert text.startswith(kept.removesuffix("…").rstrip()) if missing else kept == text


def test_the_first_sentences_are_kept_whole() -> None:
    assert whole_sentences("予約が要ります。夜も可。", 9) == ("予約が要ります。", True)
    assert whole_sentences("予約は電話だけで受けています", 9) == ("予約は電話だけで…", True)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud83d", "\ufffd"),
        ("\x1b[31m", "\ufffd[31m"),
        ("a\tb", "a\tb"),
    ],
)
def test_what_no_wire_accepts_is_replaced_visibly(written: str, sent: str) -> None:
    assert sendable(written) == sent


@given(st.text())
def test_what_is_left_can_be_sent_as_utf8(text: str) -> None:
    assert sendable(sendable(text)) == sendable(text)
    assert "\0" not in sendable(text).encode().decode()
