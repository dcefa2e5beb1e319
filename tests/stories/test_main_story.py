"""The one story everything else stands on."""

from pathlib import Path

import pytest

from bot.demo.house import House, house
from bot.demo.script import script
from bot.demo.story import Story
from storage.settings import switch
from tests.stories.people import Desk, Family


@pytest.mark.parametrize(
    ("region", "model", "middle"),
    [
        ("yokosuka-miura", None, ["claim"]),
        ("yokosuka-miura", "one_stop", ["offer", "accept", "together"]),
        ("yokosuka-miura", "shared", ["views", "decision"]),
        ("tama", None, ["accept", "together"]),
        ("kodama", None, ["views", "decision"]),
    ],
)
def test_a_mothers_question_becomes_a_coordinators_answer(
    tmp_path: Path, region: str, model: str | None, middle: list[str]
) -> None:
    with house(tmp_path, region, pacing="off") as stage:
        if model is not None:
            written = stage.region.file.intake.model
            stage.product.database.run_sync(lambda tx: switch(tx, model, written))
        scenes = [scene.key for scene in Story(stage, script(region), model).scenes()]

    assert [key for key in scenes if key in {"claim", "offer", "accept", "together", "views", "decision"}] == middle
    assert ("choice" in scenes) == (region == "tama")
    assert scenes[-1] == "close"
    assert stage.line.refusals == []
    assert stage.slack.state()["refusals"] == []


def test_words_in_the_thread_reach_the_family_only_as_an_explicit_reply(house: House) -> None:
    mother = Family(house)
    desk = Desk(house, mother.opens_a_case())

    house.slack.post(desk.who.slack_id, house.desk, "ご家族には内緒の話", thread_ts=desk.ts)
    desk.replies("こんにちは、鯨井です")

    mother.waits_for("こんにちは、鯨井です")
    assert "ご家族には内緒の話" not in "\n".join(mother.hears())
