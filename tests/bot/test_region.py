"""A region folder is read whole, or refused with file, line, key and what was expected."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot import region
from bot.region_file import UnreadableRegion
from knowledge.taxonomy import Taxonomy
from tests.region_files import strip_to_the_desk

SHIPPED = region.shipped_folder() / "yokosuka-miura"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "region"))


def change(folder: Path, was: str, becomes: str) -> int:
    """Puts something else into region.toml; the line on which it stands."""
    source = (folder / "region.toml").read_text("utf-8")
    assert was in source
    (folder / "region.toml").write_text(source.replace(was, becomes, 1), "utf-8")
    return source[: source.index(was)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ('slack_id = "U0UMINEKO1"', 'slack_id = "umineko"', "coordinator.2.slack_id"),
        ('coordinator = "tobiuo"', 'coordinator = "nobody"', "shift.3.coordinator"),
        ('model = "duty_first"', 'model = "lottery"', "intake.model"),
        ('night_alert = "none"', 'night_alert = "nobody"', "desk.1.night_alert"),
        ('card = "full"', 'card = "everything"', "desk.1.card"),
        ('timezone = "Asia/Tokyo"', 'timezone = "Asia/Tokio"', "region.timezone"),
        ('id = "umineko"', 'id = "kujira"', "coordinator.2.id"),
        ("claim_notice_minutes = 10", 'claim_notice_minutes = "soon"', "intake.claim_notice_minutes"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line_and_key(folder: Path, was: str, becomes: str, key: str) -> None:
    line = change(folder, was, becomes)

    with pytest.raises(UnreadableRegion) as refused:
        region.load(folder)

    assert f"region.toml line {line}: {key}:" in str(refused.value)


def test_every_problem_is_told_at_once(folder: Path) -> None:
    change(folder, 'card = "full"', 'card = "all"')
    change(folder, 'model = "duty_first"', 'model = "x"')

    with pytest.raises(UnreadableRegion) as refused:
        region.load(folder)

    assert len(refused.value.problems) == 2


def test_a_town_nobody_defined_is_refused_and_a_described_one_is_known(folder: Path) -> None:
    change(folder, '"143014"]', '"143014", "011002"]')
    with pytest.raises(UnreadableRegion, match="011002"):
        region.load(folder).taxonomy(Taxonomy.load())

    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[town]]\ncode = "011002"\nname = "札幌市"\nkana = "サッポロシ"\n')

    known = region.load(folder).taxonomy(Taxonomy.load())
    assert known.municipalities["011002"].name == "札幌市"


def test_an_unknown_region_names_the_shipped_ones() -> None:
    with pytest.raises(UnreadableRegion, match="yokosuka-miura"):
        region.load("atlantis")


SECOND_DESK = """
[[desk]]
id = "city"
name = "市の窓口（見本）"
slack_channel = "C0CITYDESK"
topics = ["nursery"]
[desk.hours]
days = ["MO"]
open = 09:00:00
close = 12:00:00

[[coordinator]]
id = "kamome"
name = "鴎 そら（架空）"
slack_id = "U0KAMOME01"
desk = "city"
"""


@pytest.mark.parametrize(
    ("added", "wrong"),
    [
        ('[[rule]]\ncare_types = ["ventilator"]\ndesk = "nowhere"', "rule.1.desk: unknown desk 'nowhere'"),
        ("[[rule]]\nfirst = true", "rule.1: expected a condition"),
        ('[[outside]]\nid = "centre"\nname = "センター"\nkind = "prefecture"', "outside.1: expected `phone` or `url`"),
        ('[supervisors]\nmembers = ["nobody"]', "supervisors.members: unknown coordinator 'nobody'"),
        ("[clocks.normal]\nremind = 0", "clocks.normal.remind: "),
        (SECOND_DESK, "coordinator.1.desk: is missing, expected one of"),
        (SECOND_DESK.replace('desk = "city"', 'desk = "town"'), "coordinator.4.desk: unknown desk 'town'"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_place(folder: Path, added: str, wrong: str) -> None:
    strip_to_the_desk(folder)
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + added)

    with pytest.raises(UnreadableRegion) as refused:
        region.load(folder)

    told = next(line for line in refused.value.problems if wrong in line)
    assert int(told.split("line ")[1].split(":")[0]) > 1


def test_a_region_may_have_several_desks_each_with_its_own_hours(folder: Path) -> None:
    source = (folder / "region.toml").read_text("utf-8")
    first = region.load(folder).file.desk[0].id
    (folder / "region.toml").write_text(
        source.replace("employer =", f'desk = "{first}"\nemployer =') + SECOND_DESK, "utf-8"
    )

    known = region.load(folder)

    monday = datetime(2026, 11, 30, 13, tzinfo=known.zone)
    assert {desk: duty.open for desk, duty in known.duties(monday).items()} == {first: True, "city": False}
    assert known.duty(monday).on_duty == ("kujira",)


@pytest.mark.parametrize(
    ("added", "wrong"),
    [
        ('[[rule]]\ncare_types = ["breathing"]\nfirst = true', "care_types: 'breathing' is no code"),
        ('[[rule]]\ntopics = ["gardening"]\nfirst = true', "topics: 'gardening' is no code"),
        ('[[rule]]\nurgencies = ["soon"]\nfirst = true', "urgencies: 'soon' is no code"),
    ],
)
def test_a_code_nobody_defined_is_refused_at_its_place(folder: Path, added: str, wrong: str) -> None:
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + added)

    with pytest.raises(UnreadableRegion) as refused:
        region.load(folder).taxonomy(Taxonomy.load())

    assert wrong in str(refused.value)
    assert "region.toml line " in str(refused.value)
