import pytest

from knowledge.text import fold, normalise
from tests.knowledge.samples import HAYAMA, KAMAKURA, MIURA, YOKOSUKA, ZUSHI, places


def town_in(text: str) -> str | None:
    return places().town_in(fold(normalise(text)))


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("横須賀市で訪問看護を探しています", YOKOSUKA),
        ("ヨコスカ　訪問看護", YOKOSUKA),
        ("長柄に住んでいます", HAYAMA),
        ("久木小学校の近くです", ZUSHI),
        ("油壺", MIURA),
        ("七里ヶ浜です", KAMAKURA),
        ("Zushi ni sunde imasu", ZUSHI),
        ("ﾐｳﾗ市です", MIURA),
        ("藤沢市です", None),
        ("困っています", None),
    ],
)
def test_a_town_is_known_by_its_name_a_district_or_a_station(text: str, town: str | None) -> None:
    assert town_in(text) == town


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("葉山先生に勧められました", None),
        ("三浦と申します。沼間です", ZUSHI),
        ("葉山さんの紹介で、鎌倉の者です", KAMAKURA),
    ],
)
def test_a_surname_is_no_town(text: str, town: str | None) -> None:
    assert town_in(text) == town


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("横須賀に住んでいましたが鎌倉に引っ越しました", KAMAKURA),
        ("来月鎌倉に引っ越します。今は横須賀市です", KAMAKURA),
        ("逗子在住、職場は横須賀です", ZUSHI),
        ("三浦の実家に帰省中、葉山在住です", HAYAMA),
    ],
)
def test_of_two_towns_the_one_lived_in_counts(text: str, town: str) -> None:
    assert town_in(text) == town


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("子逗市です。訪問看護", ZUSHI),
        ("鎌市倉 居宅介護", KAMAKURA),
        ("倉鎌に住んでいます", KAMAKURA),
        ("須賀市で往診してくれる小児科", YOKOSUKA),
        ("横須に住んでいます", YOKOSUKA),
        ("横須賀の子逗というところ", YOKOSUKA),
        ("横須須賀です。訪問看護", YOKOSUKA),
        ("横須の賀 訪問看護", YOKOSUKA),
        ("倉市、3歳です", KAMAKURA),
        ("久浜里です。送迎のあるところ", YOKOSUKA),
        ("七里ヶ浜浜のあたり", KAMAKURA),
    ],
)
def test_a_town_whose_name_is_misspelt_is_still_known(text: str, town: str) -> None:
    assert town_in(text) == town


@pytest.mark.parametrize(
    "text",
    [
        "須賀です。よろしくお願いします",
        "須賀さんの紹介です",
        "山葉先生の外来",
        "三市で開く会議",
        "津市です",
        "里浜です",
    ],
)
def test_what_only_resembles_a_town_is_none(text: str) -> None:
    assert town_in(text) is None
