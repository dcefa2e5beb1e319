"""The main story, told while what it runs on is killed and replaced by a newer version, piece by piece."""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.demo.script import script
from bot.demo.story import Story
from storage.migrate import config_for
from tests.chaos.ledger import doubts, settle
from tests.chaos.release import BEFORE, NEWER, newer_release
from tests.chaos.rolling import Fleet, fleet

ASKERS, STORIES = 2, 1
WITHIN = 60.0  # seconds


def until(look: Callable[[], object]) -> None:
    over = time.monotonic() + WITHIN
    while not look():
        assert time.monotonic() < over
        time.sleep(0.1)


def newest_revision() -> str:
    with create_engine("sqlite://").connect() as nowhere:
        return str(ScriptDirectory.from_config(config_for(nowhere)).get_current_head())


def at_rest(here: Fleet) -> bool:
    quiet = here.looker.open_rows() == 0 and here.network.settle(1.0)
    time.sleep(1.0)  # a timer or a look may just have made more
    return quiet and here.looker.open_rows() == 0


def words_that_came_twice(here: Fleet, mother: str) -> list[str]:
    calls = defaultdict(set)
    for item in here.there.line.chat(mother):
        if item["from"] == "account" and item["kind"] == "message":
            calls[json.dumps(item["message"], ensure_ascii=False, sort_keys=True)].add(item["requestId"])
    return [message for message, requests in calls.items() if len(requests) > 1]


@pytest.mark.slow
@pytest.mark.alone
def test_the_main_story_completes_while_processes_are_killed_and_replaced_by_a_newer_version(tmp_path: Path) -> None:
    today = newest_revision()
    code, newest = newer_release(tmp_path / "newer", today)
    with fleet(tmp_path, code) as here:
        story = Story(here.house, script())
        scenes = story.scenes()
        here.crowd.begin(ASKERS, 0)
        told = [next(scenes).key for _ in ("follow", "question")]

        # Killed between two scenes: a free answer in a killed hand is shown as unsure, and cannot be sent again.
        for name in ("web1", "worker1"):
            here.today.kill(here.slot(name))
        told += [next(scenes).key for _ in ("person", "consent")]
        here.crowd.begin(0, STORIES)
        here.today.wait_until_up()
        assert here.revision() == today

        here.replace("web1", "worker1")  # two that start together: one of them migrates
        told += [next(scenes).key for _ in ("morning", "claim")]
        here.newer.wait_until_up()
        until(lambda: here.revision() == newest)
        until(lambda: {BEFORE, NEWER, None} <= here.events_by_release().keys())  # all of it, with both at work

        for name in ("web2", "worker2"):  # and started again, on tables newer than they know
            here.today.kill(here.slot(name))
        told.append(next(scenes).key)
        here.today.wait_until_up()
        again = here.balancer.taken[here.slot("web2").port or 0]
        until(lambda: here.balancer.taken[here.slot("web2").port or 0] > again)

        here.replace("web2")
        told.append(next(scenes).key)
        here.replace("worker2", "worker3")
        told.append(next(scenes).key)
        here.newer.wait_until_up()
        here.replace("web3")
        told += [scene.key for scene in scenes]

        here.crowd.stop()
        assert here.crowd.wait(WITHIN)
        until(lambda: at_rest(here))
        _, doctor = here.newer.run("doctor")
        database = here.there.database()
        seen = doubts(database, doctor)
        database.close()
        ledger = settle(
            here.network.acked, here.crowd.families, here.crowd.stories, here.there.line, here.there.channel(), seen
        )

    assert told[-1] == "close"
    assert here.today.slots == []
    assert [*here.today.fell, *here.newer.fell, *here.crowd.broken] == []
    assert "on which this one works too" in (tmp_path / "web2.log").read_text("utf-8")
    assert words_that_came_twice(here, story.mother) == []
    assert ledger.owed > 20
    assert ledger.sound, ledger
    assert any(one.ended for one in here.crowd.stories)
