"""Today's on-duty coordinator takes it in, wherever the child lives; anyone at the desk may claim."""

from routing.case import Case, Coordinator
from routing.duty import Duty


def called(case: Case, duty: Duty, desk: tuple[Coordinator, ...]) -> tuple[str, ...]:
    """The people on duty who have not declined; when none is left, everybody else at an open desk.

    At night only whom the region named for urgent cases is called: nobody is woken for the rest.
    """
    if not duty.open:
        return (duty.night_alert,) if duty.night_alert and case.urgency not in ("none", "soft") else ()
    willing = tuple(name for name in duty.on_duty if name not in case.declined)
    if willing:
        return willing
    return tuple(c.id for c in desk if c.desk == case.desk and c.id not in case.declined)


def may_act(case: Case, actor: Coordinator) -> bool:
    return actor.desk == case.desk
