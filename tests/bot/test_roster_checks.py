"""A roster that cannot be is refused at its place; one that lacks something is listed."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot import region, roster_findings
from bot.region import Region
from bot.region_file import UnreadableRegion
from bot.region_tables import is_safe

SHIPPED = region.shipped_folder() / "yokosuka-miura"
NOW = datetime(2026, 11, 24, 10, tzinfo=region.load(SHIPPED).zone)
SECOND = """[[desk]]
id = "city"
name = "市"
slack_channel = "C0CITYDESK"
[desk.hours]
days = ["MO"]
open = 09:00:00
close = 12:00:00
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "region"))


def shift(**keys: str) -> str:
    given = {"coordinator": '"kujira"', "days": '["TU"]', "start": "09:00:00", "end": "12:00:00", **keys}
    return "[[shift]]\n" + "\n".join(f"{key} = {value}" for key, value in given.items() if value)


def with_added(folder: Path, added: str) -> Region:
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + added)
    return region.load(folder)


def exclusive(folder: Path) -> None:
    source = (folder / "region.toml").read_text("utf-8")
    (folder / "region.toml").write_text(source.replace('card = "full"', 'exclusive = true\ncard = "full"', 1), "utf-8")


ROTATION = {"coordinator": "", "rotation": '["kujira", "umineko"]', "since": "2026-11-23"}


@pytest.mark.parametrize(
    ("added", "wrong"),
    [
        (shift(**{**ROTATION, "rotation": "[]"}), "shift.4: `rotation` has nobody in it"),
        (shift(**{**ROTATION, "rotation": '["kujira", "nobody"]'}), "shift.4.rotation: unknown coordinator 'nobody'"),
        (shift(**{**ROTATION, "since": ""}), "shift.4: expected `since`"),
        (shift(every='"fortnight"'), "shift.4: expected `since`"),
        (shift(coordinator=""), "shift.4: expected either `coordinator` or `rotation`"),
        (shift(rotation='["umineko"]'), "shift.4: expected either `coordinator` or `rotation`"),
        (shift(substitute='"nobody"'), "shift.4.substitute: unknown coordinator 'nobody'"),
        (shift(desk='"nowhere"'), "shift.4.desk: unknown desk 'nowhere'"),
        (shift(days='["SA"]'), "shift.4.days: never falls on a day on which desk 'yokosuka-miura' is open"),
        (shift(active_from="2026-11-25", active_to="2026-11-26"), "shift.4.days: never falls on a day"),
        (shift(active_from="2026-11-25", active_to="2026-11-20"), "shift.4: expected `active_to` not before"),
        (shift(nth="[6]"), "shift.4.nth.1: "),
        (shift(nth="[1]", every='"fortnight"', since="2026-11-23"), "shift.4: expected `every` or `nth`"),
        ('[roster]\nics = "roster.ics"', "roster.ics: roster.ics: cannot be read (FileNotFoundError)"),
        ('[roster]\nics = "../roster.ics"', "roster.ics: "),
        (
            '[roster]\nurl = "http://calendar.example.jp/x.ics"',
            "roster.url: expected an address that begins with https",
        ),
        ('[roster]\ncalendar = "adds"', "roster: expected either `ics` or `url`"),
    ],
)
def test_a_roster_that_cannot_be_is_refused_at_its_place(folder: Path, added: str, wrong: str) -> None:
    with pytest.raises(UnreadableRegion) as refused:
        with_added(folder, added)

    [told] = [line for line in refused.value.problems if wrong in line]
    assert int(told.split("line ")[1].split(":")[0]) > 50


@pytest.mark.parametrize(
    "added",
    [
        shift(start="16:00:00", end="18:00:00"),  # Tuesday is umineko's until five
        shift(nth="[-1]", start="09:00:00"),
        shift(**ROTATION),
        shift(every='"fortnight"', since="2026-11-24", active_from="2027-01-01"),
    ],
)
def test_overlapping_shifts_are_refused_at_an_exclusive_desk_only(folder: Path, added: str) -> None:
    with_added(folder, added)
    exclusive(folder)

    with pytest.raises(
        UnreadableRegion, match=r"shift\.4\.start: overlaps shift 2 on 20\d\d-\d\d-\d\d; change the times"
    ):
        region.load(folder)


def test_shifts_that_follow_each_other_do_not_overlap(folder: Path) -> None:
    exclusive(folder)
    source = (
        (folder / "region.toml").read_text("utf-8").replace('days = ["TU"]', 'days = ["TU"]\nactive_to = 2026-12-31')
    )
    (folder / "region.toml").write_text(source, "utf-8")

    known = with_added(folder, shift(end="17:00:00", active_from="2027-01-01"))

    assert len(known.shifts) == 4


def test_the_turns_of_a_successor_do_not_overlap_those_of_who_left(folder: Path) -> None:
    exclusive(folder)
    source = (folder / "region.toml").read_text("utf-8")
    source = source.replace('id = "umineko"', 'id = "umineko"\nactive_to = 2026-12-31')
    source = source.replace('id = "kujira"', 'id = "kujira"\nactive_from = 2027-01-01')
    (folder / "region.toml").write_text(source, "utf-8")

    assert with_added(folder, shift()).shifts


@pytest.mark.parametrize(
    "breaks",
    [
        "[{ start = 08:00:00, end = 10:00:00 }]",
        "[{ start = 13:00:00, end = 12:00:00 }]",
        "[{ start = 12:00:00, end = 13:00:00 }, { start = 12:30:00, end = 14:00:00 }]",
    ],
)
def test_breaks_lie_within_the_hours_and_apart(folder: Path, breaks: str) -> None:
    source = (folder / "region.toml").read_text("utf-8")
    (folder / "region.toml").write_text(
        source.replace("close = 17:00:00", f"close = 17:00:00\nbreaks = {breaks}", 1), "utf-8"
    )

    with pytest.raises(UnreadableRegion, match=r"line 5\d: desk\.1\.hours\.breaks: expected breaks within the hours"):
        region.load(folder)


def test_a_rotation_over_two_desks_says_at_which(folder: Path) -> None:
    source = (folder / "region.toml").read_text("utf-8")
    for name in ("kujira", "tobiuo"):
        source = source.replace(f'id = "{name}"', f'id = "{name}"\ndesk = "yokosuka-miura"', 1)
    source = source.replace('id = "umineko"', 'id = "umineko"\ndesk = "city"', 1)
    (folder / "region.toml").write_text(source.replace('days = ["TU"]', 'days = ["MO"]', 1), "utf-8")

    with pytest.raises(UnreadableRegion, match=r"shift\.4\.rotation: its people sit at different desks; add `desk`"):
        with_added(folder, SECOND + shift(**ROTATION))


# -- what should be looked at --------------------------------------------------------------------


def test_a_roster_without_gaps_has_nothing_to_look_at() -> None:
    assert list(roster_findings.findings(region.load(SHIPPED), NOW)) == []


def test_hours_with_nobody_are_listed_with_their_day(folder: Path) -> None:
    source = (folder / "region.toml").read_text("utf-8")
    (folder / "region.toml").write_text(source.replace('days = ["TH"]', 'days = ["TH"]\nnth = [2]', 1), "utf-8")

    found = list(roster_findings.findings(region.load(folder), NOW))

    assert found == [
        "roster-gap yokosuka-miura 2026-11-26 09:00 17:00",
        "roster-gap yokosuka-miura 2026-12-03 09:00 17:00",
    ]


def test_a_shift_that_lies_outside_the_hours_is_listed_not_refused(folder: Path) -> None:
    known = with_added(folder, shift(start="18:00:00", end="20:00:00"))

    assert list(roster_findings.findings(known, NOW)) == ["shift-outside-hours 4 kujira"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://calendar.example.jp/x.ics", True),
        ("http://127.0.0.1:8000/x.ics", True),
        ("http://localhost/x.ics", True),
        ("http://calendar.example.jp/x.ics", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://host:99999/x", False),
        ("http://127.0.0.1.example.jp/x.ics", False),
    ],
)
def test_a_calendar_comes_over_a_way_that_nobody_can_change(url: str, safe: bool) -> None:
    assert is_safe(url) == safe
