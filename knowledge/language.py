"""How people write, as data: the patterns and word lists that understanding leans on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex
import yaml

from knowledge.taxonomy import Loader


@dataclass(frozen=True)
class Language:
    patterns: Mapping[str, regex.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    spoken: Mapping[str, regex.Pattern[str]]  # ISO 639 code -> how the language is called

    def pattern(self, name: str) -> regex.Pattern[str]:
        return self.patterns[name]


@cache
def language() -> Language:
    """The patterns that ship with the product, compiled once."""
    path = files("knowledge.data") / "language.yaml"
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader
    patterns = {
        name: regex.compile("|".join(f"(?:{p})" for p in alternatives))
        for name, alternatives in raw["patterns"].items()
    }
    words = {name: frozenset(listed) for name, listed in raw["words"].items()}
    return Language(patterns, words, {code: regex.compile(called) for code, called in raw["languages"].items()})
