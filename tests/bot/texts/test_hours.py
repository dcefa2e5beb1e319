import csv
from pathlib import Path

import pytest

from bot.texts import Texts
from bot.texts.hours import hours_in_words

TEXTS = Texts(lambda code, _: code)
DIRECTORY = Path(__file__).parents[3] / "deploy/regions/yokosuka-miura/directory.csv"


@pytest.mark.parametrize(
    ("hours", "ja", "en"),
    [
        ("24/7", "24時間いつでも", "24 hours a day"),
        ("ask", "曜日や時間は、おたずねください", "Please ask for days and hours"),
        (
            "MO-FR 09:00-17:00; PH off",
            "月〜金 9:00〜17:00（祝日休み）",
            "Mon–Fri 9:00–17:00 (closed on public holidays)",
        ),
        ("MO-SU 07:00-20:00", "毎日 7:00〜20:00", "Every day 7:00–20:00"),
        ("MO,WE,FR 10:00-16:00", "月・水・金 10:00〜16:00", "Mon, Wed, Fri 10:00–16:00"),
        ("TU,FR 09:00-16:00", "火・金 9:00〜16:00", "Tue, Fri 9:00–16:00"),
        ("MO,TU,TH,FR 09:30-17:30", "月・火・木・金 9:30〜17:30", "Mon, Tue, Thu, Fri 9:30–17:30"),
        (
            "MO-SA 09:00-12:00; MO,TU,TH,FR 15:00-18:00; PH off",
            "月〜土 9:00〜12:00、月・火・木・金 15:00〜18:00（祝日休み）",
            "Mon–Sat 9:00–12:00; Mon, Tue, Thu, Fri 15:00–18:00 (closed on public holidays)",
        ),
        (
            "MO-FR 09:00-12:00; MO-FR 13:00-17:00",
            "月〜金 9:00〜12:00、13:00〜17:00",
            "Mon–Fri 9:00–12:00; 13:00–17:00",
        ),
        (
            "MO-FR 17:00-09:00; SA-SU 00:00-24:00",
            "月〜金 17:00〜翌日の9:00、土・日 24時間",
            "Mon–Fri 17:00–9:00 the next day; Sat, Sun all day",
        ),
        ("FR-MO 20:00-24:00", "金〜月 20:00〜24:00", "Fri–Mon 20:00–24:00"),
        ("第2土曜の午前", "第2土曜の午前", "第2土曜の午前"),
    ],
)
def test_hours_are_said_as_people_say_them(hours: str, ja: str, en: str) -> None:
    assert hours_in_words(hours, TEXTS, "ja") == ja
    assert hours_in_words(hours, TEXTS, "en") == en


@pytest.mark.parametrize("locale", ["ja", "ja-easy", "en"])
def test_all_hours_of_the_sample_directory_have_words(locale: str) -> None:
    with DIRECTORY.open(encoding="utf-8", newline="") as file:
        written = {row["hours"] for row in csv.DictReader(file)}

    said = {hours: hours_in_words(hours, TEXTS, locale) for hours in written}

    assert len(written) > 30
    assert all(said[hours] != hours for hours in written)
    assert len(set(said.values())) == len(written)
