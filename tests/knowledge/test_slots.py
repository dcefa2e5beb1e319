import pytest

from knowledge.ages import age_in
from knowledge.cares import CareNames
from knowledge.lexicon import Lexicon
from knowledge.reading import read
from knowledge.slots import SlotReader
from knowledge.understanding import Slots
from knowledge.words import Analyser
from tests.knowledge.samples import places, taxonomy


def slots_in(text: str) -> Slots:
    reading = read(text, Analyser())
    lay = Lexicon.load(taxonomy()).read(reading.folded, reading.starts)
    return SlotReader(taxonomy(), places()).read(reading, CareNames(taxonomy(), Analyser()).find(reading, lay))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("5歳の息子です", 60),
        ("５才", 60),
        ("三歳になりました", 36),
        ("十二歳です", 144),
        ("1歳半", 18),
        ("2歳3か月の娘", 27),
        ("生後7ヶ月です", 7),
        ("生後20日", 0),
        ("もうすぐ3歳", 35),
        ("来月2歳です", 23),
        ("my son is 4 years old", 48),
        ("3さいの こどもが います", 36),
        ("6歳の姉と3歳の本人", 36),
        ("母が70歳です", None),
        ("歳をとりました", None),
    ],
)
def test_the_childs_age_is_read_and_nobody_elses(text: str, months: int | None) -> None:
    assert age_in(text).months == months


@pytest.mark.parametrize(
    ("text", "stage", "span"),
    [
        ("小3です", "school_age", (96, 119)),
        ("中学2年", "school_age", (156, 179)),
        ("高等部1年の娘", "adult_transition", (180, 203)),
        ("来年1年生になります", "preschool", (48, 83)),
        ("年長さん", "preschool", (48, 83)),
        ("小5の兄がいます", None, None),
    ],
)
def test_a_grade_tells_the_stage_and_roughly_the_age(
    text: str, stage: str | None, span: tuple[int, int] | None
) -> None:
    age = age_in(text)

    assert (age.stage, age.span, age.months) == (stage, span, None)


@pytest.mark.parametrize(
    ("text", "given", "denied"),
    [
        ("気切と吸引があります", {"tracheostomy", "suction"}, set()),
        ("呼吸器はなし、酸素だけ", {"oxygen"}, {"ventilator"}),
        ("胃ろう、経管栄養です", {"gastrostomy"}, set()),
        ("いろうの子です", {"gastrostomy"}, set()),
        ("入ろうと思います。季節の変わり目", set(), set()),
        ("酸素は卒業しました。吸引のみ", {"suction"}, {"oxygen"}),
    ],
)
def test_care_is_read_as_given_or_denied(text: str, given: set[str], denied: set[str]) -> None:
    slots = slots_in(text)

    assert (set(slots.care_types), set(slots.denied_care)) == (given, denied)
