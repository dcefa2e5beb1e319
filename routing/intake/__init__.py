"""Intake models: how a region receives consultations. One file each; its name is the name in region.toml."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from routing.case import Case, Coordinator
from routing.duty import Duty


class IntakeModel(Protocol):
    """The shape of a module in this folder."""

    def called(self, case: Case, duty: Duty, desk: tuple[Coordinator, ...]) -> tuple[str, ...]:
        """Coordinators to call by name when the case arrives, or when it falls back to the desk."""
        ...

    def may_act(self, case: Case, actor: Coordinator) -> bool:
        """Whether this coordinator may work on the case at all."""
        ...


def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(name: str) -> IntakeModel:
    if name not in names():
        raise KeyError(name)
    return cast("IntakeModel", import_module(f"{__name__}.{name}"))
