"""A region for the stories of the intake models: two desks, a lead, a supervisor, a window outside, short clocks."""

import shutil
from pathlib import Path

from bot.region import load

NORTH, SOUTH = "C0TSUNAGU1", "C0SOUTH001"
KUJIRA, UMINEKO, TOBIUO, KAMOME = "U0KUJIRA01", "U0UMINEKO1", "U0TOBIUO01", "U0KAMOME01"

DESKS = """
[[desk]]
id = "north"
name = "北の窓口"
slack_channel = "C0TSUNAGU1"
card = "{card}"
night_alert = "{night_alert}"
user_group = "{user_group}"

[desk.hours]
days = ["MO", "TU", "WE", "TH", "FR"]
open = 09:00:00
close = 17:00:00

[[desk]]
id = "south"
name = "南の窓口"
slack_channel = "{south}"
card = "full"
towns = ["142107", "143014"]

[desk.hours]
days = ["MO", "TU", "WE", "TH", "FR"]
open = 09:00:00
close = 17:00:00

[intake]
model = "{model}"
deliberation_hours = 2
lead = "{lead}"
fallback = ["center"]
family_choice = "{family_choice}"

[clocks.normal]
{clocks}

[[coordinator]]
id = "kujira"
name = "鯨井 なぎさ（架空）"
slack_id = "U0KUJIRA01"
desk = "north"
towns = ["142042"]
capacity = 9

[[coordinator]]
id = "umineko"
name = "海猫 はるか（架空）"
slack_id = "U0UMINEKO1"
desk = "north"
towns = ["142018"]
care_types = ["tracheostomy"]
stages = ["preschool"]
capacity = 9

[[coordinator]]
id = "tobiuo"
name = "飛魚 わたる（架空）"
slack_id = "U0TOBIUO01"
desk = "south"
towns = ["142107", "143014"]

[[coordinator]]
id = "kamome"
name = "鴎 みさき（架空）"
slack_id = "U0KAMOME01"
desk = "south"
towns = ["143014"]
capacity = 0 # she takes nothing by herself: she is there for what nobody took

[supervisors]
members = ["kamome"]

[[outside]]
id = "center"
name = "県の支援センター（架空）"
kind = "prefecture"
phone = "000-0000-1000"

[outside.hours]
days = ["MO", "TU", "WE", "TH", "FR"]
open = 09:00:00
close = 12:00:00

[[shift]]
coordinator = "kujira"
days = ["MO", "TU", "WE", "TH", "FR"]
start = 09:00:00
end = 17:00:00
"""


def region(folder: Path, model: str, **changes: str) -> Path:
    """A copy of the sample region with these two desks under this model."""
    settings = {
        "card": "full",
        "night_alert": "none",
        "user_group": "",
        "south": SOUTH,
        "lead": "kujira",
        "family_choice": "none",
        "clocks": "",
        "model": model,
        **changes,
    }
    copy = folder / "region"
    shutil.copytree(load("yokosuka-miura").folder, copy)
    file = copy / "region.toml"
    kept = file.read_text("utf-8").partition("[[desk]]")[0]
    file.write_text(kept + DESKS.format(**settings), "utf-8")
    return copy
