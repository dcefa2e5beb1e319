"""Slips of the fingers anywhere in a message put right; what people write without slips mostly stays."""

import random
import sys
from functools import cache
from importlib.resources import files
from types import FrameType

import pytest

from knowledge.mending import CHARS_MOST, SIGNS, Mender, SignCosts, shipped_mender
from knowledge.text import normalise
from knowledge.training import Trainer, alarms, utterances
from tests.knowledge import noise
from tests.knowledge.samples import matcher

CLEAN_CHANGED_MOST = 0.12
MENDED_LEAST = 0.4


@cache
def mender_of_others() -> Mender:
    """One that has never seen every fourth example."""
    told = [example for at, example in enumerate(utterances()) if at % 4]
    return Mender(Trainer().sign_costs(told, [alarm for at, alarm in enumerate(alarms()) if at % 4]))


@cache
def never_seen() -> list[str]:
    texts = [*(asked.text for asked in utterances()[::4]), *(alarm.text for alarm in alarms()[::4])]
    return random.Random(6).sample([normalise(text) for text in texts if not text.isascii()], 300)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("けいれんがとらまない", "けいれんがとまらない"),
        ("もう死にたいでです", "もう死にたいです"),
        ("停電です。人工呼吸器のバッリーが残り30分", "停電です。人工呼吸器のバッテリーが残り30分"),
        ("カニュレーが抜けて入りせまん", "カニューレが抜けて入りません"),
    ],
)
def test_slips_are_mended_wherever_they_are(text: str, meant: str) -> None:
    assert shipped_mender().mended(text) == meant


@pytest.mark.parametrize(
    "text", ["", "!", "サチュレーションが88です", "もう限界です", "あ" * (CHARS_MOST + 1), "1122334455"]
)
def test_numbers_and_what_is_right_or_too_long_stay(text: str) -> None:
    assert shipped_mender().mended(text) is None


def test_what_people_write_without_slips_mostly_stays() -> None:
    changed = sum(mender_of_others().mended(text) is not None for text in never_seen())

    assert changed <= CLEAN_CHANGED_MOST * len(never_seen())


def test_many_messages_with_slips_come_back_sign_by_sign() -> None:
    slipped = [(normalise(noise.typos(text, random.Random(text))), text) for text in never_seen()]

    back = sum(mender_of_others().mended(damaged) == text for damaged, text in slipped)

    assert back >= MENDED_LEAST * len(slipped)


def test_the_costs_are_those_of_the_examples_beside_them() -> None:
    trainer = Trainer()

    first = (files("knowledge.data") / SIGNS).read_text(encoding="utf-8").partition("\n")[0]

    assert first == trainer.fingerprint()
    assert SignCosts.shipped() == trainer.sign_costs(utterances(), alarms())


def calls(text: str) -> int:
    counted = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        shipped_mender().mended(text)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("text", ["けいれんがとらまない。", "緘黙吃音", "あ", "訪看問護、", "help me", "ッッ"])
def test_work_grows_no_faster_than_the_message(text: str) -> None:
    short, long = ((text * CHARS_MOST)[:length] for length in (CHARS_MOST // 4, CHARS_MOST))

    assert calls(long) <= 6 * calls(short)


def test_danger_is_heard_through_a_slip_and_peace_too() -> None:
    danger = matcher().understand("けいれんがとらまない").urgency
    past = matcher().understand("去年停電で呼吸器が止まった。備ええを教えてください").urgency

    assert danger.code == "medical_emergency"
    assert not past.is_urgent
