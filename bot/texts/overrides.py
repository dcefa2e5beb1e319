"""A region's own wordings, read before anything begins: a typing error must not wait for the first message to fail."""

from collections.abc import Iterable
from pathlib import Path

from fluent.runtime import FluentResource
from fluent.syntax.ast import BaseNode, Junk, Message, Term, VariableReference
from fluent.syntax.visitor import Visitor


class BrokenCatalogue(Exception):
    """A catalogue file cannot be read; the message names file and entry."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(str(node.id.name))


def entries(name: str, source: str) -> list[Message | Term]:
    """What a catalogue file holds. Raises BrokenCatalogue."""
    found: list[Message | Term] = []
    for entry in FluentResource(source).body:
        if isinstance(entry, Junk):
            raise BrokenCatalogue(f"{name}: cannot read {str(entry.content).strip().splitlines()[0]!r}")
        if isinstance(entry, Message | Term):
            found.append(entry)
    return found


def variables(node: BaseNode) -> set[str]:
    visitor = _Variables()
    visitor.visit(node)
    return visitor.names


def read(path: Path, shipped: Iterable[tuple[str, str]]) -> str:
    """The source of a file that replaces some of the shipped messages. Raises BrokenCatalogue."""
    try:
        source = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenCatalogue(f"{path.name}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    known: dict[str, set[str]] = {}
    for name, text in shipped:
        for entry in entries(name, text):
            known.setdefault(str(entry.id.name), set()).update(variables(entry))
    for entry in entries(path.name, source):
        text_id = str(entry.id.name)
        if isinstance(entry, Term):
            continue  # a word of the region's own, for use in its messages
        if text_id not in known:
            raise BrokenCatalogue(f"{path.name}: {text_id!r} is no message of the product")
        for strange in sorted(variables(entry) - known[text_id]):
            given = ", ".join(f"${name}" for name in sorted(known[text_id])) or "nothing"
            raise BrokenCatalogue(f"{path.name}: {text_id!r} uses ${strange}; it is given {given}")
    return source
