from pathlib import Path

import pytest

from knowledge.guided import BUTTON_LABEL_MAX, UnreadableWorries, Worries
from knowledge.resource import Audience
from knowledge.understanding import Slots
from tests.knowledge.samples import TODAY, matcher, taxonomy


def test_each_stage_offers_five_to_seven_worries() -> None:
    worries = Worries.load(taxonomy())

    for stage in taxonomy().life_stages:
        assert 5 <= len(worries.at(stage)) <= 7
        for worry in worries.at(stage):
            assert max(map(len, (worry.label.ja, worry.label.easy, worry.label.en))) <= BUTTON_LABEL_MAX


def test_every_worry_leads_to_an_entry_somewhere_in_the_region() -> None:
    worries = Worries.load(taxonomy())

    for stage in taxonomy().life_stages:
        for worry in worries.at(stage):
            assert matcher().answer_topics(worry.topics, Slots(), Audience.FAMILY, TODAY).matches, worry.code


def test_a_worry_with_an_unknown_topic_is_refused_by_name(tmp_path: Path) -> None:
    row = "  - {code: a, topics: [nowhere], ja: あ, easy: あ, en: a}\n"
    path = tmp_path / "worries.yaml"
    path.write_text("".join(f"{stage}:\n{row}" for stage in taxonomy().life_stages), encoding="utf-8")

    with pytest.raises(UnreadableWorries, match="a: 'nowhere' is not a topic"):
        Worries.load(taxonomy(), path)
