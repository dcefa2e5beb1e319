"""The words of the demo: who is who, what they say, and the transcript's own sentences."""

import tomllib
from collections.abc import Mapping
from importlib import resources

Script = Mapping[str, Mapping[str, str]]


def script() -> Script:
    loaded: Script = tomllib.loads((resources.files("bot.demo") / "story.toml").read_text("utf-8"))
    return loaded
