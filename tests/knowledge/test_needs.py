import csv
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from knowledge import needs, urgency
from knowledge.lexicon import Lexicon, UnreadableLexicon
from knowledge.training import Trainer, left_out_accuracy, utterances
from tests.knowledge.samples import matcher, taxonomy

VOICES = {"mother", "father", "grandparent", "young", "planner", "nurse", "teacher", "msw"}
NEAR_DUPLICATE = 86


def test_every_topic_has_its_examples_in_many_voices() -> None:
    examples = utterances()

    per_topic = Counter(example.topic for example in examples)
    assert set(per_topic) == {*taxonomy().topics, needs.OFF_TOPIC}
    assert min(per_topic.values()) >= 15
    assert {example.voice for example in examples} == VOICES
    assert {example.manner for example in examples} == {"direct", "described", "situation"}
    for topic in taxonomy().topics:
        assert len({example.voice for example in examples if example.topic == topic}) >= 3, topic


def test_no_two_examples_are_near_duplicates() -> None:
    texts = [example.text for example in utterances()]

    likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE, dtype=np.uint8)

    pairs = [(texts[i], texts[j]) for i, j in zip(*np.nonzero(np.triu(likeness, 1)), strict=True)]
    assert pairs == []


def test_the_weights_were_trained_from_the_examples_beside_them() -> None:
    for name in (needs.WEIGHTS, urgency.WEIGHTS):
        first = (files("knowledge.data") / name).read_text(encoding="utf-8").partition("\n")[0]

        assert first == Trainer().fingerprint(), f"{name} is out of date: run python -m knowledge.training"


@pytest.mark.slow
def test_a_voice_that_training_never_heard_is_understood() -> None:
    first, among, n = left_out_accuracy(Trainer(), "teacher")

    assert n > 200
    assert first >= 0.55
    assert among >= 0.78


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("訪問看護を探しています", "home-visit-nursing"),
        ("ほうもんかんごを さがしています", "home-visit-nursing"),
        ("放デイの空きはありますか", "after-school-day-service"),
        ("気切の子を病院に何日か泊まりで預かってほしい", "short-stay-medical"),
        ("妹の世話で部活に行けない", "young-carer"),
        ("二十歳になる前に年金の準備をしたい", "disability-pension"),
        (
            "いつもお世話になっております。天気がよくて洗濯物がよく乾きました。ところで、就学相談はどこに申し込みますか",
            "school-enrollment",
        ),
    ],
)
def test_the_need_is_heard_in_its_many_forms(text: str, topic: str) -> None:
    understood = matcher().understand(text)

    assert understood.needs[0].topic == topic
    assert understood.needs[0].words


@pytest.mark.parametrize(
    "text",
    [
        "今日はいい天気ですね",
        "この薬は何単位打てばいいですか",
        "医療的ケア判定スコアは何点になりますか",
        "会議室の鍵はどこですか",
    ],
)
def test_what_no_topic_covers_is_known_to_be_unknown(text: str) -> None:
    from knowledge.resource import Audience  # noqa: PLC0415
    from tests.knowledge.samples import TODAY  # noqa: PLC0415 - beside its only use

    answer = matcher().answer(matcher().understand(text), Audience.FAMILY, TODAY)

    assert answer.kind == "unknown"


def test_a_word_added_to_the_lexicon_is_heard(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "lexicon.csv"
    path.write_text("word,codes,note\nぴこぴこ…機械,ventilator,\nぴこぴこ時計,,\n", encoding="utf-8")
    from knowledge.text import fold, normalise  # noqa: PLC0415

    lexicon = Lexicon.load(taxonomy(), path)

    assert [hit.codes for hit in lexicon.read(fold(normalise("ぴこぴこいう機械です"))).hits] == [("ventilator",)]
    assert lexicon.read(fold(normalise("ぴこぴこ時計の機械"))).hits == ()


def test_a_lexicon_line_with_an_unknown_code_is_refused_with_its_number(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "lexicon.csv"
    path.write_text("word,codes,note\n吸う,suction,\n吐く,nothing,\n", encoding="utf-8")

    with pytest.raises(UnreadableLexicon, match=r"lexicon\.csv line 3"):
        Lexicon.load(taxonomy(), path)


def test_the_shipped_lexicon_says_nothing_twice() -> None:
    text = (files("knowledge.data") / "lexicon.csv").read_text(encoding="utf-8")

    words = [row["word"] for row in csv.DictReader(text.splitlines())]
    assert [word for word, count in Counter(words).items() if count > 1] == []
