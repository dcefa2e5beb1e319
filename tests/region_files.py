"""A shipped region without what a region may leave out, so that a test can write its own."""

import re
from pathlib import Path

OPTIONAL_TABLES = r"^\[\[?(?:clocks|supervisors|outside|rule)\b.*\n(?:(?!\[\[?(?!outside\.)[a-z]).*\n)*"
OPTIONAL_KEYS = r"^(?:fallback|lead|deliberation_hours|substitute) = .*\n"


def strip_to_the_desk(folder: Path) -> None:
    """Takes clocks, supervisors, outside desks and rules from region.toml, and what speaks of them."""
    source = (folder / "region.toml").read_text("utf-8")
    bare = re.sub(OPTIONAL_KEYS, "", re.sub(OPTIONAL_TABLES, "", source, flags=re.MULTILINE), flags=re.MULTILINE)
    (folder / "region.toml").write_text(bare, "utf-8")
