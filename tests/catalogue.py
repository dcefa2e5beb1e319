"""What the code says and what the catalogue holds, read from the sources themselves."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, Resource, VariableReference
from fluent.syntax.visitor import Visitor

from routing import choices

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "bot" / "texts"
SPEAKING = ("routing", "bot")  # the packages that name text ids
SAYING = frozenset({"Text", "say", "voice", "Voice", "texts"})  # what is called with a text id first
ANY = "[a-z0-9-]+"


@dataclass(frozen=True)
class Use:
    """One place where a sentence is asked for. `given` is None where the arguments cannot be read off the source."""

    where: str
    text_id: str
    given: frozenset[str] | None


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Everything that speaks to people; the simulators speak as platforms do."""
    for package in SPEAKING:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "simulator" not in path.parts:
                yield path, ast.parse(path.read_text("utf-8"))


def uses() -> tuple[list[Use], set[str]]:
    """Every sentence asked for by name, and the patterns of those whose name is put together."""
    found: list[Use] = []
    patterns: set[str] = set()
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                for name in names_in(node):
                    if ANY in name:
                        patterns.add(name)
                    else:
                        found.append(Use(where, name, given(node)))
            elif isinstance(node, ast.JoinedStr):
                patterns.update(pattern for pattern in [pattern_of(node)] if is_ours(pattern))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_ours(node.value):
                found.append(Use(f"{path.relative_to(ROOT)}:{node.lineno}", node.value, None))
    return found, patterns


def written() -> set[str]:
    """Every string that stands in the sources: an id may travel through a table or a parameter."""
    nodes = (node for _, tree in sources() for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def is_ours(name: str) -> bool:
    """Whether a string can only be the id of a desk's or a supporter's sentence, wherever it stands."""
    return re.fullmatch(rf"(?:desk|supporter)-(?:[a-z0-9-]|{re.escape(ANY)})+", name) is not None and name[-1] != "-"


def names_in(call: ast.Call) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called == "choice":
        yield from label_of(call)
    elif called in SAYING:
        for argument in call.args[:2]:
            yield from (name for name in strings(argument) if re.fullmatch(rf"(?:[a-z0-9-]|{re.escape(ANY)})+", name))


def label_of(call: ast.Call) -> Iterator[str]:
    """A button's label: named, or `choice-` and its code."""
    labels = [keyword.value for keyword in call.keywords if keyword.arg == "label"]
    if labels:
        yield from strings(labels[0])
    elif call.args and isinstance(call.args[0], ast.Attribute | ast.Name):
        name = call.args[0].attr if isinstance(call.args[0], ast.Attribute) else call.args[0].id
        if hasattr(choices, name):  # `secrets.choice` is none of ours
            yield f"choice-{getattr(choices, name)}"


def strings(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as value):
            yield value
        case ast.JoinedStr():
            yield pattern_of(node)
        case ast.IfExp():
            yield from strings(node.body)
            yield from strings(node.orelse)
        case _:
            return


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values)


def given(call: ast.Call) -> frozenset[str] | None:
    """The names of the arguments handed to the sentence, as the catalogue will see them."""
    names: list[str | None] = [
        keyword.arg for keyword in call.keywords if keyword.arg not in ("label", "escape", "locale")
    ]
    for argument in call.args[1:]:
        if isinstance(argument, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in argument.keys]
            names += [key if isinstance(key, str) else None for key in keys]
        elif isinstance(argument, ast.Name | ast.Call | ast.DictComp):
            return None  # put together elsewhere; what it lacks is found when it is said
    return None if None in names else frozenset(plain(name) for name in names if name)


def plain(name: str) -> str:
    for ending in ("_code", "_at", "_on"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


# -- the catalogue -----------------------------------------------------------------------------


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own way of naming
        self.names.add(node.id.name)


def messages(file: str) -> dict[str, frozenset[str]]:
    """Every message of a catalogue file, with the variables it uses."""
    parsed: Resource = FluentParser().parse((TEXTS / file).read_text("utf-8"))
    found = {}
    for entry in parsed.body:
        if isinstance(entry, Message):
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = frozenset(variables.names)
    return found
