"""The drawing as values: what happens, who does it, when, and what follows. Sentences are ids of the catalogue."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from routing.duty import Hours
from routing.effects import Text

Kind = Literal["entrance", "step", "choice", "rule", "desk", "clock", "people", "outside", "end"]
Stage = Literal["arrive", "sort", "desk", "take", "wait", "beyond", "after"]
Turns = tuple[tuple[int, tuple[str, ...]], ...]  # weekday (0 is Monday) and who is on duty then, by name


@dataclass(frozen=True, slots=True)
class Node:
    id: str  # used once; letters, digits and _
    stage: Stage
    kind: Kind
    what: Text
    who: tuple[str, ...] = ()  # names as people know them
    about: tuple[str, ...] = ()  # codes of the taxonomy: towns, topics, cares
    after: timedelta | None = None
    by_the_wall: bool = False  # `after` runs at any hour, not in opening time
    hours: Hours | None = None
    turns: Turns = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    start: str
    end: str
    when: Text | None = None


@dataclass(slots=True)
class Flow:
    """Built step by step, then only read."""

    model: str
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def add(self, node: Node) -> str:
        self.nodes[node.id] = node
        return node.id

    def lead(self, start: str, end: str, when: Text | None = None) -> None:
        self.edges.append(Edge(start, end, when))

    def after(self, node_id: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.start == node_id]


def node_id(kind: str, name: str) -> str:
    """An id that no reserved word of a drawing language can meet."""
    return f"{kind}_{name.replace('-', '_')}"
