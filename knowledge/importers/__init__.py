"""One file per form in which a directory arrives."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, for the person who will mend it."""

    file: str
    line: int  # as an editor counts, the heading is line 1
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        return f"{self.file} line {self.line}, {self.column}: {shown!r}; expected {self.expected}"


class UnreadableDirectory(Exception):
    """The file is refused whole; it carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
