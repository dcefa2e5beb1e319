import pytest

from knowledge.reading import read
from knowledge.training import CRISIS_LINES, alarms, utterances
from knowledge.understanding import Urgency
from knowledge.urgency import UnreadableSignals, UrgencyReader
from knowledge.words import shared_analyser
from tests.knowledge.samples import taxonomy

READER = UrgencyReader(taxonomy())


def urgency_of(text: str) -> Urgency:
    return READER.read(read(text, shared_analyser()))


@pytest.mark.parametrize(
    ("text", "code", "subclass"),
    [
        ("カニューレが抜けて戻せません", "medical_emergency", None),
        ("サチュレーションが72から上がらない", "medical_emergency", None),
        ("けいれんがもう8分続いています", "medical_emergency", None),
        ("くちびるが紫になってきた", "medical_emergency", None),
        ("my baby stopped breathing", "medical_emergency", None),
        ("この子と一緒に死のうと思います", "caregiver_crisis", "suicidal"),
        ("また叩いてしまった", "caregiver_crisis", "child_harm"),
        ("夫に殴られました", "caregiver_crisis", "violence_at_home"),
        ("もう限界です", "caregiver_crisis", "exhaustion"),
        ("停電しています。呼吸器のバッテリーがあと1時間", "equipment_failure", None),
        ("吸引器が動かない", "equipment_failure", None),
        ("けいれんの薬が今夜の分しかない。もうなくなります", "end_of_supply", None),
        ("吸引カテーテルが残り2本", "end_of_supply", None),
    ],
)
def test_danger_is_named_by_its_class(text: str, code: str, subclass: str | None) -> None:
    urgency = urgency_of(text)

    assert (urgency.code, urgency.subclass) == (code, subclass)
    assert urgency.signals


@pytest.mark.parametrize(
    "text",
    [
        "停電に備えて何を用意すればいいですか",
        "人工呼吸器のバッテリーの助成はありますか",
        "救急車を呼ぶ目安を主治医に聞きたい",
        "死別したきょうだいの気持ちが心配",
        "薬の一包化をしてくれる薬局はありますか",
        "限度額や支給量の限界について知りたい",
        "息抜きできる場所を探しています",
        "死ぬほど忙しいです",
        "看護師が足りないと断られた",
    ],
)
def test_the_same_words_may_mean_nothing_dangerous(text: str) -> None:
    assert not urgency_of(text).is_urgent


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("去年けいれんが止まらなくて入院しました", "soft"),
        ("カニューレが抜けたときの練習をしたい", "soft"),
        ("もし停電したらという訓練をします。呼吸器が止まった想定です", "soft"),
        ("去年もけいれんが止まらなかったけど、今まさに止まらない", "medical_emergency"),
        ("今カニューレが抜けた。前に練習したけどできない", "medical_emergency"),
        ("以前から死にたいと思っています", "caregiver_crisis"),
    ],
)
def test_past_and_practice_soften_but_never_what_is_happening_now(text: str, code: str) -> None:
    assert urgency_of(text).code == code


def test_who_is_not_sure_speaks_of_now() -> None:
    assert urgency_of("痰がのどに詰まったかもしれません").code == "medical_emergency"
    assert urgency_of("もし痰がのどに詰まったら、どう対応するか決めておきたい").code == "soft"


def test_danger_is_heard_in_what_was_meant_too() -> None:
    written, meant = (read(text, shared_analyser()) for text in ("吸引器がうごなかい", "吸引器がうごかない"))

    assert not READER.read(written).is_urgent
    assert READER.read(written, meant=[meant]).code == "equipment_failure"


def test_a_sign_that_was_meant_of_the_past_is_no_danger_of_now() -> None:
    written, meant = (
        read(text, shared_analyser()) for text in ("去停電で呼吸器が止まりました", "去年停電で呼吸器が止まりました")
    )

    assert READER.read(written).is_urgent
    assert READER.read(written, meant=[meant]).code == "soft"


def test_a_wrong_guess_at_what_was_meant_silences_nothing() -> None:
    written, wrong = (read(text, shared_analyser()) for text in ("カニューレが抜けた", "カニューレのバンド"))

    assert READER.read(written, meant=[wrong]).code == "medical_emergency"


def test_of_two_dangers_the_more_pressing_is_named() -> None:
    assert urgency_of("停電しました。息をしていません").code == "medical_emergency"


def test_lists_follow_only_where_things_are_missing_not_people_in_danger() -> None:
    assert not urgency_of("息をしていない").allows_entries
    assert not urgency_of("死にたい").allows_entries
    assert urgency_of("停電しています").allows_entries
    assert urgency_of("吸引カテーテルが残り2本").allows_entries


def test_each_crisis_has_its_own_lines() -> None:
    assert urgency_of("死にたい").first_lines[0] == "nat-inochi-sos"
    assert urgency_of("夫に殴られました").first_lines[0] == "nat-110"
    assert urgency_of("息をしていない").first_lines == ("nat-119",)


def test_written_alarms_are_heard_and_look_alikes_left_in_peace() -> None:
    examples = alarms()
    urgent = [example for example in examples if example.urgency not in ("none", "soft")]
    calm = [example for example in examples if example.urgency in ("none", "soft")]

    missed = [example.text for example in urgent if not urgency_of(example.text).is_urgent]
    false = [example.text for example in calm if urgency_of(example.text).is_urgent]

    assert len(urgent) > 300
    assert len(calm) > 300
    assert len(missed) <= 0.02 * len(urgent), missed
    assert len(false) <= 0.02 * len(calm), false


def test_everyday_questions_raise_no_alarm() -> None:
    asked = [utterance for utterance in utterances() if utterance.topic != CRISIS_LINES]

    false = [utterance.text for utterance in asked if urgency_of(utterance.text).is_urgent]

    assert len(false) <= 0.01 * len(asked), false


NOT_BY_THEMSELVES = {"自殺", "刃物", "手をあげて"}  # a noun or half a sentence that says as much of a lesson


def test_every_phrase_of_the_taxonomy_is_heard() -> None:
    for found in taxonomy().urgency.values():
        for part in (found, *found.subclasses):
            for phrase in set(part.phrases) - NOT_BY_THEMSELVES:
                assert urgency_of(phrase).code == found.code, phrase


def test_who_asks_where_to_go_with_the_wish_to_die_is_answered_as_in_danger() -> None:
    assert urgency_of("死にたい気持ちを話せるところはありますか").subclass == "suicidal"
    assert not urgency_of("希死念慮のある母に渡せる電話番号の一覧").is_urgent


def test_alarms_hold_no_two_alike() -> None:
    texts = [example.text for example in alarms()]

    assert len(set(texts)) == len(texts)


def test_a_signal_of_an_unknown_class_is_refused_by_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "urgency.yaml"
    path.write_text("vocabulary: {}\nsignals: [{name: x, class: panic, any: [a]}]\ntense: {}\n", encoding="utf-8")

    with pytest.raises(UnreadableSignals, match="signal x: 'panic'"):
        UrgencyReader(taxonomy(), source=path)
