"""Tables in plain text that a meeting paper can take over, and that line up in a terminal."""

import unicodedata
from collections.abc import Iterable, Sequence

WIDE = ("W", "F", "A")  # signs as wide as two letters; the ambiguous ones are, in Japanese fonts


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, padded by the width that signs have in a Japanese terminal."""
    lines = [[cell.replace("|", "｜").replace("\n", " ") for cell in row] for row in (heading, *rows)]
    widths = [max(width(row[column]) for row in lines) for column in range(len(heading))]
    rule = ["-" * columns for columns in widths]
    return "\n".join(_line(row, widths) for row in (lines[0], rule, *lines[1:]))


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (columns - width(cell)) for cell, columns in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
