"""The words of the demo: who is who, what they say, and the transcript's own sentences."""

import tomllib
from collections.abc import Mapping
from importlib import resources

Script = Mapping[str, Mapping[str, str]]


def script(region: str = "") -> Script:
    """The words as they are said in this region."""
    loaded = tomllib.loads((resources.files("bot.demo") / "story.toml").read_text("utf-8"))
    own = loaded.pop("regions", {}).get(region, {})
    return {**loaded, "says": {**loaded["says"], **own}}
