"""A region's own wordings, read before anything begins: a typing error must not wait for the first message to fail."""

from collections.abc import Iterable
from pathlib import Path

from fluent.runtime import FluentResource
from fluent.syntax.ast import BaseNode, Junk, Message, Resource, Term, VariableReference
from fluent.syntax.visitor import Visitor


class BrokenCatalogue(Exception):
    """A catalogue file cannot be read; the message names file and entry."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(str(node.id.name))


def parsed(name: str, source: str) -> Resource:
    """A catalogue file. Raises BrokenCatalogue: what cannot be read would silently be left out."""
    resource: Resource = FluentResource(source)
    for entry in resource.body:
        if isinstance(entry, Junk):
            raise BrokenCatalogue(f"{name}: cannot read {str(entry.content).strip().splitlines()[0]!r}")
    return resource


def entries(resource: Resource) -> list[Message | Term]:
    return [entry for entry in resource.body if isinstance(entry, Message | Term)]


def variables(node: BaseNode) -> set[str]:
    visitor = _Variables()
    visitor.visit(node)
    return visitor.names


def read(path: Path, shipped: Iterable[Resource]) -> Resource:
    """A file that replaces some of the shipped messages. Raises BrokenCatalogue."""
    try:
        source = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenCatalogue(f"{path.name}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    known: dict[str, set[str]] = {}
    for resource in shipped:
        for entry in entries(resource):
            known.setdefault(str(entry.id.name), set()).update(variables(entry))
    own = parsed(path.name, source)
    for entry in entries(own):
        text_id = str(entry.id.name)
        if isinstance(entry, Term):
            continue  # a word of the region's own, for use in its messages
        if text_id not in known:
            raise BrokenCatalogue(f"{path.name}: {text_id!r} is no message of the product")
        for strange in sorted(variables(entry) - known[text_id]):
            given = ", ".join(f"${name}" for name in sorted(known[text_id])) or "nothing"
            raise BrokenCatalogue(f"{path.name}: {text_id!r} uses ${strange}; it is given {given}")
    return own
