"""Reads region.toml, and says in one clear line what is wrong in it."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.region_checks import problems as problems_in
from bot.region_tables import RegionFile

__all__ = ["RegionFile", "UnreadableRegion", "clear_line", "line_of", "read"]


class UnreadableRegion(Exception):
    """The region folder cannot be used. One line per problem: file, line, key, what was expected."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read(path: Path) -> RegionFile:
    """The checked file. Raises UnreadableRegion with every problem at once."""
    try:
        source = path.read_text("utf-8")
    except FileNotFoundError:
        raise UnreadableRegion([f"{path}: not found; expected a region folder with region.toml"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRegion([f"{path}: cannot be read as UTF-8 text ({error.__class__.__name__})"]) from None
    try:
        parsed = RegionFile.model_validate(tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableRegion([f"{path}: not valid TOML: {error}"]) from None
    except ValidationError as errors:
        raise UnreadableRegion(
            [clear_line(path, source, e["loc"], e["msg"], e.get("input")) for e in errors.errors()]
        ) from None
    problems = [clear_line(path, source, loc, message) for loc, message in problems_in(parsed)]
    if problems:
        raise UnreadableRegion(problems)
    return parsed


def clear_line(path: Path, source: str, loc: Sequence[str | int], message: str, given: object = None) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    shown = "" if given is None or isinstance(given, dict | list | tuple) else f" (found {given!r})"
    return f"{path.name} line {line_of(source, loc)}: {key}: {message.removeprefix('Value error, ')}{shown}"


def line_of(source: str, loc: Sequence[str | int]) -> int:
    """The line of a key in TOML source; of its table where the key is missing; 1 where that is missing too."""
    for length in range(len(loc), 0, -1):
        found = _line_of(source, loc[:length])
        if found is not None:
            return found
    return 1


def _line_of(source: str, loc: Sequence[str | int]) -> int | None:
    wanted_table, wanted_index = _table_of(loc)
    names = [part for part in loc if isinstance(part, str)]
    table, counts, best = "", dict[str, int](), None
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([\w.\-\"]+)\s*\]\]?", line)
        if header:
            table = header[1].replace('"', "")
            counts[table] = counts.get(table, -1) + 1
            if table == wanted_table and counts[table] == wanted_index:
                best = number
            elif table == ".".join(names):
                return number
            continue
        key = re.match(r'\s*"?([\w\-]+)"?\s*=', line)
        here = table == wanted_table and counts.get(table, 0) == wanted_index
        if key and here and names and key[1] == names[-1]:
            return number
    return best


def _table_of(loc: Sequence[str | int]) -> tuple[str, int]:
    index = next((part for part in loc if isinstance(part, int)), 0)
    names = [part for part in loc if isinstance(part, str)]
    return ".".join(names[:-1] or names), index if len(loc) > 1 and isinstance(loc[1], int) else 0
