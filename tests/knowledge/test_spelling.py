from importlib.resources import files

import pytest

from knowledge.spelling import CHARS_MOST, SPELLINGS, Counts, Speller, shipped_speller
from knowledge.text import normalise
from knowledge.training import Trainer, alarms, utterances
from knowledge.words import shared_analyser


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("ほうもんかんごをさがしています", "訪問看護を探しています"),
        ("きゅういんきがうごかない", "吸引器が動かない"),
        ("よこすかです。いろうのこです", "横須賀です。胃ろうの子です"),
        ("しょうがっこうに にゅうがくします", "小学校に 入学します"),
    ],
)
def test_hiragana_is_spelt_as_most_people_spell_it(written: str, spelt: str) -> None:
    assert shipped_speller().respelt(written) == spelt


@pytest.mark.parametrize(
    "text", ["", "訪問看護をさがしています", "I need a visiting nurse", "123", "あ" * (CHARS_MOST + 1)]
)
def test_what_is_spelt_already_or_no_message_in_kana_stays(text: str) -> None:
    assert shipped_speller().respelt(text) is None


def test_most_words_of_examples_it_never_saw_are_found_again() -> None:
    analyser, trainer, examples = shared_analyser(), Trainer(), utterances()
    speller = Speller(trainer.spellings([u for at, u in enumerate(examples) if at % 4], alarms()))

    lost = told = 0
    for example in examples[::8]:
        plain = normalise(example.text)
        sound = analyser.in_hiragana(plain)
        again = set(analyser.content(speller.respelt(sound) or sound))
        words = analyser.content(plain)
        told += len(words)
        lost += sum(word not in again for word in words)

    assert lost / told < 0.15  # of the hiragana itself the dictionary misreads more than half


def test_the_spellings_are_those_of_the_examples_beside_them() -> None:
    trainer = Trainer()

    first = (files("knowledge.data") / SPELLINGS).read_text(encoding="utf-8").partition("\n")[0]
    counts = trainer.spellings(utterances(), alarms())

    assert first == trainer.fingerprint()
    assert Counts.shipped() == counts


def test_no_words_at_all_spell_nothing() -> None:
    assert Speller(Counts((), {})).respelt("ほうもんかんご") is None
