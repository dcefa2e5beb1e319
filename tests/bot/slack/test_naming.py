"""What a consultation without consent must not hold, and what it may."""

import pytest

from bot.desk.naming import naming

NAMES = [
    "電話は090-1234-5678です",
    "連絡先 046（822）1234",
    "mail: haha@example.jp",
    "〒238-0001",
    "2021年4月3日生まれ",
    "生年月日：令和3年4月3日",
    "追浜町3丁目12に住んでいます",
    "たろうくんのことです",
    "氏名：山田花子",
]
ANONYMOUS = [
    "5歳、気管切開、吸引は1日10回。短期入所を探しています",
    "赤ちゃんのころから経管栄養です。お姉ちゃんは小学校です",
    "2026年4月に入学します。訪問看護は週3回、10:00-11:30",
    "体重は12.5kg、SpO2は95-98です",
    "お母さんの話では、夜間3-4回の吸引が要ります",
    "たくさんの方が待機しています。相談支援専門員さんも困っています",
]


@pytest.mark.parametrize("text", NAMES)
def test_what_tells_who_is_meant_is_found(text: str) -> None:
    assert naming(text)


@pytest.mark.parametrize("text", ANONYMOUS)
def test_what_tells_nobody_apart_is_let_through(text: str) -> None:
    assert naming(text) == ()
