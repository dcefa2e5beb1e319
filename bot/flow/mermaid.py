"""The flow as a Mermaid flowchart."""

from collections.abc import Iterator
from typing import get_args

from bot.flow.words import Words
from routing.effects import Text
from routing.flow.graph import Flow, Kind, Node, Stage

SHAPES: dict[Kind, tuple[str, str]] = {
    "entrance": ("([", "])"),
    "step": ("[", "]"),
    "choice": ("{{", "}}"),
    "rule": (">", "]"),
    "desk": ("[(", ")]"),
    "clock": ("(", ")"),
    "people": ("[/", "/]"),
    "outside": ("[[", "]]"),
    "end": ("((", "))"),
}


def mermaid(flow: Flow, words: Words) -> str:
    return "\n".join(_lines(flow, words)) + "\n"


def _lines(flow: Flow, words: Words) -> Iterator[str]:
    yield "flowchart TD"
    for stage in [one for one in get_args(Stage) if any(node.stage == one for node in flow.nodes.values())]:
        yield f'    subgraph stage_{stage}["{escaped(words(Text(f"flow-stage-{stage}")))}"]'
        for node in flow.nodes.values():
            if node.stage == stage:
                opened, closed = SHAPES[node.kind]
                yield f'        {node.id}{opened}"{_label(node, words)}"{closed}'
        yield "    end"
    for edge in flow.edges:
        label = f'|"{escaped(words(edge.when))}"|' if edge.when else ""
        yield f"    {edge.start} -->{label} {edge.end}"


def _label(node: Node, words: Words) -> str:
    lines = [words(node.what), *words.who(node), *words.when(node), *(words(note) for note in node.notes)]
    return "<br/>".join(escaped(line) for line in lines)


def escaped(text: str) -> str:
    """Mermaid reads entity codes inside quotes; a quote or a tag of the region's own would break the drawing."""
    for sign, code in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, code)
    return text
