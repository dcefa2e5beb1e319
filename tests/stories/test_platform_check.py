"""`tsunagu doctor --platforms`: what LINE and Slack themselves say would keep messages from coming or going."""

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.house import House
from bot.platform_check import ask_the_platforms
from bot.region import shipped_folder
from bot.simulator.slack.world import BOT_USER
from tests.stories.conftest import OpenHouse
from tests.stories.test_slack_faults import doctor


def findings(house: House, **changes: object) -> list[str]:
    return asyncio.run(ask_the_platforms(replace(house.settings, **changes)))  # type: ignore[arg-type]


def test_where_all_is_well_nothing_is_found_and_nobody_hears_of_it(house: House) -> None:
    before, called = len(house.messages()), len(house.line.calls("/message/push"))

    assert findings(house) == []

    assert len(house.messages()) == before
    assert len(house.line.calls("/message/push")) == called


def test_wrong_tokens_are_named_and_not_shown(house: House) -> None:
    wrong_line = replace(house.settings.line, access_token="not-the-token")
    wrong_slack = replace(house.settings.slack, bot_token="xoxb-not-the-token")

    found = findings(house, line=wrong_line, slack=wrong_slack)

    assert found == [
        "LINE refuses LINE_CHANNEL_ACCESS_TOKEN: unauthorized (401)",
        "Slack refuses SLACK_BOT_TOKEN: invalid_auth",
    ]


def test_a_platform_that_does_not_answer_is_named(house: House) -> None:
    nowhere = replace(house.settings.line, api_base="http://line.invalid")

    assert findings(house, line=nowhere) == ["LINE does not answer: is the network, or its address, right?"]


def test_an_address_that_is_not_set_or_not_reached_is_found(new_house: OpenHouse) -> None:
    with new_house() as house:
        address = house.line.webhook_url
        house.stop()
        (unreached,) = findings(house)
        house.line.webhook_url = None
        (missing,) = findings(house)

        assert unreached.startswith(f"LINE cannot deliver to {address}: ")
        assert missing.startswith("LINE has no webhook address")


def test_a_channel_we_were_removed_from_is_found(house: House) -> None:
    house.slack.kick(house.desk)

    found = findings(house)

    house.slack.join(BOT_USER, house.desk)
    assert found == [f"desk yokosuka-miura: channel {house.desk}: channel_not_found"]


def test_an_archived_channel_is_found_until_it_is_opened_again(house: House) -> None:
    somebody = house.region.coordinators[0].slack_id

    house.slack.archive(house.desk, somebody)
    archived = findings(house)
    house.slack.archive(house.desk, somebody, archived=False)

    assert archived == [f"desk yokosuka-miura: channel {house.desk}: is_archived"]
    assert findings(house) == []


@pytest.mark.parametrize("date", ["", "webhook_redelivery_checked_on = 2025-11-01"])
def test_doctor_insists_that_somebody_looked_whether_line_delivers_again(
    new_house: OpenHouse, tmp_path: Path, date: str
) -> None:
    shutil.copytree(shipped_folder() / "yokosuka-miura", tmp_path / "region")
    file = tmp_path / "region" / "region.toml"
    file.write_text(re.sub(r"webhook_redelivery_checked_on = .*", date, file.read_text("utf-8")), "utf-8")

    with new_house(region=tmp_path / "region") as house:
        assert [line for line in doctor(house) if "webhook redelivery on?" in line]


def test_doctor_is_silent_where_somebody_looked(house: House) -> None:
    assert not [line for line in doctor(house) if "webhook redelivery" in line]
