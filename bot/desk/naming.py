"""What in a text would tell who is meant, as far as it can be recognised. For consultations without consent."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import regex


@cache
def patterns() -> Mapping[str, Any]:
    source = (resources.files(__package__) / "naming.toml").read_text("utf-8")
    return {kind: regex.compile(pattern) for kind, pattern in tomllib.loads(source).items()}


def naming(text: str) -> tuple[str, ...]:
    """The parts that name somebody, in the order of the patterns, each once."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(dict.fromkeys(found[0].strip() for one in patterns().values() for found in one.finditer(plain)))
