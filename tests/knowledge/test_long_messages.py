"""Work grows no faster than the message does, whatever it is full of. Counted in calls, since clocks depend on company.

What the regular expressions and the dictionary do inside one call is not counted; `make bench` prints the time.
"""

import random
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from types import FrameType

import pytest

from knowledge.resource import Audience
from knowledge.training import alarms, utterances
from tests.knowledge.samples import TODAY, matcher

SHORT, LONG = 1_250, 5_000
MOST_GROWTH = 6.0  # for four times the length: a square would be sixteen
EXAMPLES = [utterance.text for utterance in utterances() if not utterance.text.isascii()]
FULL_OF: dict[str, tuple[Sequence[str], str]] = {
    "examples": (random.Random(3).sample(EXAMPLES, 400), "。"),
    "examples without an end": (random.Random(4).sample(EXAMPLES, 400), ""),
    "alarms": (random.Random(5).sample([alarm.text for alarm in alarms()], 200), "。"),
    "one word": (("吸引",), ""),
    "kinds of care": (("吸引", "胃ろう", "人工呼吸器", "気管切開"), "と"),
    "words that only look like care": (("予防注射", "吸引"), "、"),
    "towns": (("横須賀", "鎌倉", "久里浜"), "と"),
    "slips": (("横須", "訪看問護", "倉市"), "、"),
    "names of entries": ([entry.name for entry in matcher().directory], "、"),
    "ages": (("3歳", "小3", "8か月"), "と"),
    "kana": (("きゅういんをしてくれるところはありますか",), ""),
    "words nobody knows": (("緘黙", "吃音"), "、"),
    "one sign": (("あ",), ""),
    "brackets": (("(",), ""),
    "digits": (("1",), ""),
    "English": (("help me please",), " "),
}


def long_text(parts: Sequence[str], between: str, length: int) -> str:
    return between.join(islice(cycle(parts), length))[:length]


def calls(text: str) -> int:
    """How often anything was called, or asked for its next value, to understand and answer it."""
    counted = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        matcher().answer(matcher().understand(text), Audience.FAMILY, TODAY)
    finally:
        sys.setprofile(before)
    return counted


def growth(parts: Sequence[str], between: str) -> float:
    calls(long_text(parts, between, SHORT))  # what is looked up once stays known
    return calls(long_text(parts, between, LONG)) / calls(long_text(parts, between, SHORT))


@pytest.mark.parametrize("name", sorted(FULL_OF))
def test_four_times_the_length_is_no_more_than_about_four_times_the_work(name: str) -> None:
    assert growth(*FULL_OF[name]) <= MOST_GROWTH


@pytest.mark.parametrize("seed", range(4))
def test_so_it_is_with_anything_mixed(seed: int) -> None:
    rng = random.Random(seed)
    everything = [part for parts, _ in FULL_OF.values() for part in parts]

    assert growth(rng.sample(everything, 60), rng.choice(["", "。", "、", " ", "\n"])) <= MOST_GROWTH
