"""Checking what the product sends against contract.yaml: every shape, field and limit."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex
import yaml

from bot.simulator.line.rules import RULES, STRING_CHECKS

Path = tuple[str | int, ...]
PRIMITIVES = {"string", "integer", "number", "boolean", "list"}
_LIMITS = ("min", "max", "multiple", "pattern", "enum", "check")


@dataclass(frozen=True)
class Problem:
    path: Path
    message: str

    @property
    def property_name(self) -> str:
        """The place as LINE writes it: messages[0].text; inside a Flex container, /body/contents/0/text."""
        flex = flex_container(self.path)
        if flex is not None:
            return "".join(f"/{part}" for part in self.path[flex:]) or "/"
        name = ""
        for part in self.path:
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
        return name


def flex_container(path: Path) -> int | None:
    """Where the Flex container begins in `path`, when it lies in one."""
    return 3 if len(path) >= 3 and path[0] == "messages" and path[2] == "contents" else None


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


COUNTS: Mapping[str, Callable[[str], int]] = {"utf16": utf16_units, "grapheme": graphemes}


@cache
def contract() -> "Contract":
    text = resources.files("bot.simulator.line").joinpath("contract.yaml").read_text("utf-8")
    return Contract(yaml.safe_load(text))


class Contract:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._kinds: Mapping[str, Mapping[str, Any]] = raw["kinds"]
        self._unions: Mapping[str, Mapping[str, Any]] = raw["unions"]
        self._shapes: Mapping[str, Mapping[str, Any]] = raw["shapes"]

    def check(self, name: str, value: object) -> list[Problem]:
        """Everything wrong with `value` as a `name` (a shape, a union or a kind), in the order a reader meets it."""
        return list(self._value({"is": name}, value, ()))

    def fields(self, shape: str) -> Mapping[str, Mapping[str, Any]]:
        spec = self._shapes[shape]
        inherited = self.fields(spec["with"]) if "with" in spec else {}
        return {**inherited, **spec["fields"]}

    def limits(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every place that sets a limit, with its name; for the test that asks each for its source."""
        for name, spec in self._kinds.items():
            if any(limit in spec for limit in _LIMITS):
                yield name, spec
        for name, spec in self._shapes.items():
            for field, field_spec in spec["fields"].items():
                if any(limit in field_spec for limit in _LIMITS):
                    yield f"{name}.{field}", field_spec
            if "bytes" in spec:
                yield f"{name} bytes", spec["bytes"]

    def _value(self, spec: Mapping[str, Any], value: object, path: Path) -> Iterator[Problem]:
        name = spec["is"]
        if name in self._kinds:
            yield from self._value(self._kinds[name], value, path)
        elif name in self._unions:
            yield from self._union(name, value, path)
        elif name in self._shapes:
            yield from self._shape(name, value, path, known=frozenset())
        else:
            yield from self._primitive(spec, value, path)

    def _union(self, name: str, value: object, path: Path) -> Iterator[Problem]:
        union = self._unions[name]
        by = union["by"]
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
            return
        kind = value.get(by)
        if not isinstance(kind, str) or kind not in union["of"]:
            yield Problem((*path, by), f"Must be one of the following values: [{', '.join(union['of'])}]")
            return
        for field in union.get("require", ()):
            if field not in value:
                yield Problem((*path, field), "must be specified")
        yield from self._shape(union["of"][kind], value, path, known=frozenset({by}))

    def _shape(self, name: str, value: object, path: Path, known: frozenset[str]) -> Iterator[Problem]:
        spec, fields = self._shapes[name], self.fields(name)
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
            return
        for field in value:
            if field not in fields and field not in known:
                yield Problem((*path, field), "unknown field")
        broken = False
        for field, field_spec in fields.items():
            if field in value:
                for problem in self._value(field_spec, value[field], (*path, field)):
                    broken = True
                    yield problem
            elif field_spec.get("required"):
                broken = True
                yield Problem((*path, field), "must be specified")
        if "bytes" in spec:
            size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
            if size > spec["bytes"]["max"]:
                yield Problem(path, f"Size must be {spec['bytes']['max']} bytes or less")
        if not broken:  # a rule reads fields, so they must be what they claim to be
            for rule in spec.get("rules", ()):
                for at, message in RULES[rule](value):
                    yield Problem((*path, *at), message)

    def _primitive(self, spec: Mapping[str, Any], value: object, path: Path) -> Iterator[Problem]:
        match spec["is"], value:
            case "string", str():
                yield from self._string(spec, value, path)
            case "boolean", bool():
                pass
            case "integer", int() if not isinstance(value, bool):
                yield from _number(spec, value, path)
            case "number", int() | float() if not isinstance(value, bool):
                yield from _number(spec, value, path)
            case "list", list():
                yield from _length(spec, len(value), path, "Size")
                for index, each in enumerate(value):
                    yield from self._value({"is": spec["of"]}, each, (*path, index))
            case kind, _:
                yield Problem(path, f"must be {'an' if kind == 'integer' else 'a'} {kind}")

    def _string(self, spec: Mapping[str, Any], value: str, path: Path) -> Iterator[Problem]:
        try:
            value.encode()
        except UnicodeEncodeError:
            yield Problem(path, "must be valid Unicode")
            return
        if spec.get("min") and not value.strip():
            yield Problem(path, "must be non-empty text" if flex_container(path) else "May not be empty")
            return
        yield from _length(spec, COUNTS[spec.get("count", "utf16")](value), path, "Length")
        if "enum" in spec and value not in spec["enum"]:
            yield Problem(path, f"Must be one of the following values: [{', '.join(spec['enum'])}]")
        if "pattern" in spec and regex.fullmatch(spec["pattern"], value) is None:
            yield Problem(path, "invalid property")
        if "check" in spec and (wrong := STRING_CHECKS[spec["check"]](value)):
            yield Problem(path, wrong)


def _length(spec: Mapping[str, Any], size: int, path: Path, what: str) -> Iterator[Problem]:
    low, high = spec.get("min", 0), spec.get("max")
    if size < low or (high is not None and size > high):
        yield Problem(path, f"{what} must be between {low} and {'any' if high is None else high}")


def _number(spec: Mapping[str, Any], value: float, path: Path) -> Iterator[Problem]:
    low, high, step = spec.get("min"), spec.get("max"), spec.get("multiple")
    if (low is not None and value < low) or (high is not None and value > high):
        yield Problem(path, f"must be between {'any' if low is None else low} and {'any' if high is None else high}")
    elif step and value % step:
        yield Problem(path, f"must be a multiple of {step}")
