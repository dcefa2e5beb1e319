"""Intake models: how a region receives consultations. One file each; its name is the name in region.toml.

Who provides the coordinators, a city or its contractors, is no model: any of them works with both.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from routing.case import Case, Coordinator
from routing.decision import Facts
from routing.policy import Policy
from routing.suggestion import Suggestion


class IntakeModel(Protocol):
    """The shape of a module in this folder."""

    def arrives(self, case: Case, facts: Facts, policy: Policy) -> Case:
        """The new case with what the model begins with; its card is shown right after."""
        ...

    def called(self, case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
        """Coordinators to call by name when the case arrives, or when it falls back to the desk."""
        ...

    def may_act(self, case: Case, actor: Coordinator, policy: Policy) -> bool:
        """Whether this coordinator may work on the case at all."""
        ...

    def given_back(self, case: Case, ranked: tuple[Suggestion, ...]) -> str | None:
        """Whom it is offered to by itself after somebody declined the desk's offer; None: people decide."""
        ...

    def hands_on(self, case: Case, owner: Coordinator) -> bool:
        """Whether those of the child's town are proposed to her right after she claimed it."""
        ...

    def consent(self) -> str:
        """The sentence by which a family agrees: it must name everybody who will read."""
        ...


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(name: str) -> IntakeModel:
    if name not in names():
        raise KeyError(name)
    return cast("IntakeModel", import_module(f"{__name__}.{name}"))
