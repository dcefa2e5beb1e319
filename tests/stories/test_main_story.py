"""The one story everything else stands on."""

from pathlib import Path

from bot.demo.house import House, house
from bot.demo.script import script
from bot.demo.story import Story
from tests.stories.people import Desk, Family


def test_a_mothers_question_becomes_a_coordinators_answer(tmp_path: Path) -> None:
    with house(tmp_path, pacing="off") as stage:
        scenes = list(Story(stage, script()).scenes())

    assert [scene.key for scene in scenes][-1] == "close"
    assert stage.line.refusals == []
    assert stage.slack.state()["refusals"] == []


def test_words_in_the_thread_reach_the_family_only_as_an_explicit_reply(house: House) -> None:
    mother = Family(house)
    desk = Desk(house, mother.opens_a_case())

    house.slack.post(desk.who.slack_id, house.desk, "ご家族には内緒の話", thread_ts=desk.ts)
    desk.replies("こんにちは、鯨井です")

    mother.waits_for("こんにちは、鯨井です")
    assert "ご家族には内緒の話" not in "\n".join(mother.hears())
