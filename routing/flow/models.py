"""What each intake model does between a desk and an owner. The first step is BEGIN, the last OWNER."""

from collections.abc import Callable, Mapping

from routing.effects import Text
from routing.flow.graph import Flow, Node
from routing.policy import Policy

BEGIN, OWNER, OFFER, OVERDUE = "begin", "owner", "offer", "overdue"


def _owner(flow: Flow, policy: Policy) -> None:
    both = {person.provision for person in policy.coordinators} == {"direct", "contracted"}
    notes = (Text("flow-owner-both"),) if both else (Text("flow-owner-helpers"),)
    flow.add(Node(OWNER, "take", "step", Text("flow-owner"), notes=notes))


def one_stop(flow: Flow, policy: Policy) -> None:
    flow.add(Node(BEGIN, "take", "step", Text("flow-one-stop-card")))
    flow.add(Node(OFFER, "take", "step", Text("flow-one-stop-offer")))
    _owner(flow, policy)
    flow.lead(BEGIN, OFFER)
    flow.lead(OFFER, OWNER, Text("flow-when-accepted"))
    flow.lead(OFFER, OFFER, Text("flow-when-declined-next"))


def shared(flow: Flow, policy: Policy) -> None:
    lead = (policy.name_of(policy.lead),) if policy.lead else ()
    entered = flow.add(Node("entered", "arrive", "entrance", Text("flow-shared-entered")))
    flow.add(Node(BEGIN, "take", "step", Text("flow-shared-card")))
    views = flow.add(Node("views", "take", "step", Text("flow-shared-views"), after=policy.deliberation))
    decided = flow.add(Node("decided", "take", "choice", Text("flow-shared-decided")))
    what = Text("flow-shared-lead") if lead else Text("flow-shared-no-lead")
    overdue = flow.add(Node(OVERDUE, "take", "people", what, who=lead, notes=(Text("flow-shared-agenda"),)))
    flow.add(Node(OFFER, "take", "step", Text("flow-handover")))
    _owner(flow, policy)
    flow.lead(entered, "consent")
    flow.lead(BEGIN, views)
    flow.lead(BEGIN, OWNER, Text("flow-when-urgent-claim"))
    flow.lead(views, decided)
    flow.lead(views, overdue, Text("flow-when-overdue"))
    flow.lead(overdue, decided)
    flow.lead(decided, OWNER)
    _handed_over(flow)


def duty_first(flow: Flow, policy: Policy) -> None:
    flow.add(Node(BEGIN, "take", "step", Text("flow-duty-called")))
    taken = flow.add(Node("taken", "take", "choice", Text("flow-duty-taken")))
    flow.add(Node(OFFER, "take", "step", Text("flow-duty-handover")))
    _owner(flow, policy)
    flow.lead(BEGIN, taken)
    flow.lead(taken, OWNER, Text("flow-when-own-town"))
    flow.lead(taken, OFFER, Text("flow-when-other-town"))
    flow.lead(OFFER, OWNER, Text("flow-when-accepted"))
    flow.lead(OFFER, OWNER, Text("flow-when-declined-stays"))


def _handed_over(flow: Flow) -> None:
    flow.lead(OWNER, OFFER, Text("flow-when-handing-over"))
    flow.lead(OFFER, OWNER, Text("flow-when-accepted"))


MODEL_STEPS: Mapping[str, Callable[[Flow, Policy], None]] = {
    "one_stop": one_stop,
    "shared": shared,
    "duty_first": duty_first,
}


def waits_at(model: str) -> str:
    """The step from which the clock of an ordinary case runs that nobody takes: views have a clock of their own."""
    return OVERDUE if model == "shared" else BEGIN


def refused_at(model: str) -> str:
    """Where a case goes on when whoever was asked does not answer: to the next in rank, or back to its owner."""
    return OFFER if model == "one_stop" else OWNER
