"""The flow as a plain table for a meeting paper: one numbered row for each step, with what follows."""

from typing import get_args

from bot.flow.words import Words
from bot.paper import table
from routing.effects import Text
from routing.flow.graph import Edge, Flow, Node, Stage

STAGES = get_args(Stage)
COLUMNS = ("number", "what", "who", "when", "next")


def steps_table(flow: Flow, words: Words) -> str:
    """A table for each stage; numbers run through all of them."""
    ordered = [node for stage in STAGES for node in flow.nodes.values() if node.stage == stage]
    numbers = {node.id: str(number) for number, node in enumerate(ordered, start=1)}
    heading = [words(Text(f"flow-column-{column}")) for column in COLUMNS]
    parts = []
    for stage in STAGES:
        rows = [_row(node, flow, numbers, words) for node in ordered if node.stage == stage]
        if rows:
            parts += [words(Text(f"flow-stage-{stage}")), "", table(heading, rows), ""]
    return "\n".join(parts)


def _row(node: Node, flow: Flow, numbers: dict[str, str], words: Words) -> list[str]:
    gap = words(Text("flow-line-break"))
    follows = [_next(edge, numbers, words) for edge in flow.after(node.id)]
    return [
        numbers[node.id],
        gap.join((words(node.what), *(words(note) for note in node.notes))),
        gap.join(words.who(node)),
        gap.join(words.when(node)),
        words.join(list(dict.fromkeys(follows))),
    ]


def _next(edge: Edge, numbers: dict[str, str], words: Words) -> str:
    if edge.when is None:
        return words(Text("flow-next", {"number": numbers[edge.end]}))
    return words(Text("flow-next-when", {"number": numbers[edge.end], "when": words(edge.when)}))
