"""For those who cannot name what they need: common worries at each stage of life."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from knowledge.taxonomy import Label, Taxonomy

BUTTON_LABEL_MAX = 20  # LINE refuses a quick reply with a longer label


class UnreadableWorries(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Worry:
    code: str
    topics: tuple[str, ...]
    label: Label


@dataclass(frozen=True)
class Worries:
    by_stage: Mapping[str, tuple[Worry, ...]]

    @classmethod
    def load(cls, taxonomy: Taxonomy, source: Traversable | None = None) -> "Worries":
        """The worries that ship with the product. Raises UnreadableWorries naming the entry at fault."""
        path = source if source is not None else files("knowledge.data") / "worries.yaml"
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        if set(raw) != set(taxonomy.life_stages):
            raise UnreadableWorries(f"{path.name}: expected exactly the stages {', '.join(taxonomy.life_stages)}")
        by_stage = {stage: tuple(_worry(row, taxonomy) for row in rows) for stage, rows in raw.items()}
        codes = [worry.code for worries in by_stage.values() for worry in worries]
        if len(set(codes)) < len(codes):
            raise UnreadableWorries(f"{path.name}: a code is used twice")
        return cls(by_stage)

    def at(self, stage: str) -> tuple[Worry, ...]:
        return self.by_stage[stage]

    def get(self, code: str) -> Worry | None:
        return next((w for worries in self.by_stage.values() for w in worries if w.code == code), None)


def _worry(row: Mapping[str, Any], taxonomy: Taxonomy) -> Worry:
    worry = Worry(row["code"], tuple(row["topics"]), Label(row["ja"], row["easy"], row["en"]))
    for topic in worry.topics:
        if topic not in taxonomy.topics:
            raise UnreadableWorries(f"{worry.code}: {topic!r} is not a topic")
    for label in (worry.label.ja, worry.label.easy, worry.label.en):
        if not 0 < len(label) <= BUTTON_LABEL_MAX:
            raise UnreadableWorries(f"{worry.code}: {label!r} is not a label of 1 to {BUTTON_LABEL_MAX} characters")
    return worry
