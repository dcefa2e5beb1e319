"""How people write, as data: the patterns and word lists that understanding leans on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex
import yaml


@dataclass(frozen=True)
class Language:
    patterns: Mapping[str, regex.Pattern[str]]
    words: Mapping[str, frozenset[str]]

    def pattern(self, name: str) -> regex.Pattern[str]:
        return self.patterns[name]


@cache
def language() -> Language:
    """The patterns that ship with the product, compiled once."""
    raw = yaml.safe_load((files("knowledge.data") / "language.yaml").read_text(encoding="utf-8"))
    patterns = {
        name: regex.compile("|".join(f"(?:{p})" for p in alternatives))
        for name, alternatives in raw["patterns"].items()
    }
    return Language(patterns, {name: frozenset(words) for name, words in raw["words"].items()})
