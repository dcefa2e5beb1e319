"""What a coordinator confirmed or refused: gated, so that it reaches like questions and no others."""

import pytest

from knowledge.matcher import Matcher
from knowledge.resource import Audience
from tests.knowledge.samples import TODAY, matcher, matcher_of, some_entry

ASKED = "横須賀です。胃ろうの娘、放課後をみてくれるところ、ありますか"
WORDING = "胃ろうの息子の放課後をみてくれるところはありますか"
ELSEWHERE = "横須賀市の訪問看護"


def ranked(taught: Matcher, text: str) -> list[str]:
    understood = taught.understand(text)
    return [match.entry_id for match in taught.answer(understood, Audience.FAMILY, TODAY).matches]


def test_a_confirmed_entry_comes_first_for_like_questions_and_says_why() -> None:
    third = ranked(matcher(), ASKED)[2]

    taught = matcher().taught([(WORDING, third)])

    assert ranked(taught, ASKED)[0] == third
    first = taught.answer(taught.understand(ASKED), Audience.FAMILY, TODAY).matches[0]
    assert "confirmed" in {reason.kind for reason in first.reasons}
    assert ranked(taught, ELSEWHERE) == ranked(matcher(), ELSEWHERE)


def test_a_refused_entry_loses_its_place_for_like_questions_only() -> None:
    first, *_ = ranked(matcher(), ASKED)

    taught = matcher().taught([], [(WORDING, first)])

    assert first not in ranked(taught, ASKED)[:3]
    assert first not in ranked(taught, f"横須賀市。{WORDING}")
    assert ranked(taught, ELSEWHERE) == ranked(matcher(), ELSEWHERE)


def test_of_one_entry_the_likest_wording_counts() -> None:
    first, *_ = ranked(matcher(), ASKED)

    taught = matcher().taught([(WORDING, first)], [("放課後の習い事を教えてほしい", first)])

    assert ranked(taught, f"横須賀市。{WORDING}")[0] == first


def test_a_refused_entry_that_is_asked_for_by_name_is_still_shown() -> None:
    entry = some_entry(id="ym-901", name="訪問看護 くじらぐも")
    asked = "横須賀市です。くじらぐもの訪問看護"

    taught = matcher_of(entry).taught([], [("くじらぐもの訪問看護", "ym-901")])

    assert ranked(taught, asked) == ["ym-901"]


def test_the_memory_breaks_no_rule_of_the_directory() -> None:
    full = some_entry(id="ym-902", capacity="full")
    other = some_entry(id="ym-903")

    taught = matcher_of(full, other).taught([("夜に来てくれる訪問看護", "ym-902"), ("訪問看護", "ym-gone")])

    assert "ym-902" not in ranked(taught, "横須賀市。夜に来てくれる訪問看護")


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        (
            "横須賀の田中です。3歳の息子ゆうとくん、気管切開をしています。夜だけでも預かってくれるところを探しています",
            "夜だけでも預かってくれるところを探しています",
        ),
        ("葉山町、2歳、胃ろう。保育園に入りたい", "保育園に入りたい"),
        ("はるちゃんの吸引をしてくれる放課後デイ", "吸引をしてくれる放課後デイ"),
        ("", ""),
    ],
)
def test_a_proposed_wording_keeps_the_need_and_drops_whose_it_is(said: str, wording: str) -> None:
    assert wording in matcher().wording(said)
    for name in ("横須賀", "田中", "ゆうと", "はる", "葉山", "2", "3"):
        assert name not in matcher().wording(said)
