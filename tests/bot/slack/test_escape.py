import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.slack.escape import escape, visible
from bot.desk.blocks import pieces, utf16

NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&*_~`@:!#|\u200b\u202e\u200d\ufe0f\n\r\x00👩‍🦽👨‍👩‍👧"))
) | st.text(st.sampled_from("a<>&*_~`@: \n\u200d👩🏽❤\ufe0f\U0001f3f4\U000e0067"), max_size=60)
LOOK_ALIKES = str.maketrans("∗＿∼ˋ꞉＠", "*_~`:@")
INVISIBLE = regex.compile(
    r"[\p{Cc}\u200B\u200C\u2060-\u2069\u202A-\u202E\uFEFF\u00AD\u061C\u3164\p{Cs}--[\n\t]]", regex.V1
)


def shown_again(text: str) -> str:
    """What a reader can read back out of the escaped words."""
    text = text.translate(LOOK_ALIKES).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return regex.sub(r"\[U\+([0-9A-F]{4,6})\]", lambda found: chr(int(found[1], 16)), text)


@given(NASTY)
@example("@channel <!here> *b* _i_ ~s~ `c` :smile: <https://evil.example|bank>")
def test_nothing_pings_and_nothing_is_formatted(text: str) -> None:
    escaped = escape(text)

    assert not regex.search(r"[<>*_~`]", escaped)
    assert not regex.search(r"(?<![\w.])@[a-zA-Z]", escaped)
    assert not regex.search(r":[\w+'\-]+:", regex.sub("[∗＿∼ˋ]", " ", escaped))  # look-alikes stand in no emoji's name
    assert regex.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", escaped)


@given(NASTY)
@example("\u202egnp.exe\u200b\x00\ud800")
def test_nothing_stays_hidden_and_every_sign_is_accounted_for(text: str) -> None:
    assert not INVISIBLE.search(visible(text))
    assert visible(visible(text)) == visible(text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(LOOK_ALIKES)
    assert shown_again(escape(plain)) == shown_again(plain)
    escape(text).encode("utf-8")


def test_emoji_sequences_and_rare_kanji_stay_whole() -> None:
    for whole in ("👨‍👩‍👧‍👦", "👩🏽‍⚕️", "🏳️‍🌈", "葛󠄀城", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "が", "𠮷野家"):
        assert visible(whole) == whole


def test_an_address_stays_readable() -> None:
    assert escape("ym061@example.jp 9:00") == "ym061@example.jp 9:00"


@given(NASTY | st.text("あ\n😀", max_size=200), st.integers(1, 50))
def test_pieces_lose_nothing_and_fit(text: str, limit: int) -> None:
    cut = pieces(text, limit)

    assert "".join(cut) == text
    assert all(cut)
    assert all(utf16(part) <= max(limit, 2) for part in cut)


def test_pieces_are_cut_behind_a_line_break_where_one_is_near_and_never_inside_an_emoji() -> None:
    assert pieces("一行目です\n二行目です", 8) == ["一行目です\n", "二行目です"]
    assert pieces("👨‍👩‍👧‍👦" * 3, 12) == ["👨‍👩‍👧‍👦"] * 3
