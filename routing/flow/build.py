"""The whole drawing: entrances, sorting, desks, the model's own steps, the clocks, and who helps when nobody can."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from routing.duty import Hours
from routing.effects import Text
from routing.flow.graph import Flow, Node, Turns, node_id
from routing.flow.models import BEGIN, MODEL_STEPS, OFFER, OWNER, refused_at, waits_at
from routing.policy import Clocks, Desk, OutsideDesk, Policy, Rule

UNCLAIMED = ("remind", "substitute", "whole_desk", "supervisors")  # one after the other, while nobody has it
OWNED = ("unanswered_remind", "unanswered_release", "follow_up_missed", "family_silent")
SORT, CONSENT, SUPERVISORS, NOBODY, TOLD = "sort", "consent", "supervisors", "nobody", "told"


@dataclass(frozen=True, slots=True)
class Windows:
    """When each desk is open, who is on duty there on which weekday, and whom an urgent word reaches at night."""

    hours: Mapping[str, Hours]
    turns: Mapping[str, Turns] = field(default_factory=dict)
    night: Mapping[str, str] = field(default_factory=dict)  # desk -> coordinator id; left out: nobody


def flow_of(policy: Policy, windows: Windows) -> Flow:
    """Everything from the first word to the last, under the policy's own intake model."""
    flow = Flow(policy.intake_model)
    _arrive(flow, policy)
    _desks(flow, policy, windows)
    _sort(flow, policy)
    MODEL_STEPS[policy.intake_model](flow, policy)
    for desk in policy.desks:
        flow.lead(node_id("desk", desk.id), BEGIN)
    _beyond(flow, policy)
    _unclaimed(flow, "normal", policy.clocks, policy)
    _unclaimed(flow, "urgent", policy.urgent_clocks, policy)
    _owned(flow, "normal", policy.clocks)
    _owned(flow, "urgent", policy.urgent_clocks)
    _after(flow)
    return flow


def _arrive(flow: Flow, policy: Policy) -> None:
    line = flow.add(Node("line", "arrive", "entrance", Text("flow-line")))
    slack = flow.add(Node("slack", "arrive", "entrance", Text("flow-slack")))
    matched = flow.add(Node("matched", "arrive", "step", Text("flow-matched")))
    urgent = flow.add(Node("urgent", "arrive", "step", Text("flow-urgent")))
    enough = flow.add(Node("enough", "arrive", "end", Text("flow-enough")))
    for entrance in (line, slack):
        flow.lead(entrance, matched)
    flow.lead(line, urgent, Text("flow-when-urgent"))
    flow.lead(matched, enough, Text("flow-when-enough"))
    before = matched
    when: Text | None = Text("flow-when-person")
    if policy.family_choice != "none":
        offered = tuple(desk.name for desk in policy.desks if desk.offered)
        what = Text("flow-choose-desk") if policy.family_choice == "desk" else Text("flow-choose-person")
        chosen = flow.add(Node("chosen", "arrive", "choice", what, who=offered))
        flow.lead(before, chosen, when)
        before, when = chosen, None
    consent = flow.add(Node(CONSENT, "arrive", "step", Text("flow-consent")))
    flow.lead(before, consent, when)
    for desk in policy.desks:
        flow.lead(urgent, node_id("desk", desk.id), Text("flow-when-alert"))


def _sort(flow: Flow, policy: Policy) -> None:
    """Family's choice, then rules, then town and topic; the first desk takes what no other serves."""
    several, chooses = len(policy.desks) > 1, policy.family_choice != "none"
    sort = flow.add(Node(SORT, "sort", "step", Text("flow-sort") if several else Text("flow-sort-one")))
    flow.lead(CONSENT, sort, Text("flow-when-left-to-us") if chooses else None)
    for index, desk in enumerate(policy.desks):
        here = node_id("desk", desk.id)
        if chooses and desk.offered:
            flow.lead(CONSENT, here, Text("flow-when-chosen"))
        reason = Text("flow-when-topic") if desk.topics else Text("flow-when-town") if desk.towns else None
        if several and reason is None and index == 0:
            reason = Text("flow-when-rest")
        flow.lead(sort, here, reason if several else None)
    for number, rule in enumerate(policy.rules, start=1):
        _rule(flow, policy, f"rule_{number}", rule)


def _rule(flow: Flow, policy: Policy, name: str, rule: Rule) -> None:
    does = []
    if rule.at_once:
        does.append(Text("flow-rule-at-once"))
    if rule.first:
        does.append(Text("flow-rule-first"))
    if rule.desk:
        does.append(Text("flow-rule-desk", {"desk": policy.desk(rule.desk).name}))
    outside = policy.outside_desk(rule.outside) if rule.outside else None
    if outside:
        does.append(Text("flow-rule-outside", {"desk": outside.name}))
    asked = tuple(f"requester:{code}" for code in rule.requesters)  # these share codes with topics
    about = (*rule.care_types, *rule.topics, *rule.stages, *rule.towns, *asked, *rule.urgencies)
    flow.add(Node(name, "sort", "rule", does[0], about=about, notes=tuple(does[1:])))
    flow.lead(SORT, name, Text("flow-when-rule"))
    if rule.desk:
        flow.lead(name, node_id("desk", policy.desk(rule.desk).id))
    if outside:
        _outside(flow, outside)
        flow.lead(name, node_id("outside", outside.id), Text("flow-when-proposed"))
    if not (rule.desk or outside):
        for desk in policy.desks:
            flow.lead(name, node_id("desk", desk.id))


def _desks(flow: Flow, policy: Policy, windows: Windows) -> None:
    for desk in policy.desks:
        night = windows.night.get(desk.id)
        told = Text("flow-night", {"name": policy.name_of(night)}) if night else Text("flow-night-none")
        flow.add(
            Node(
                node_id("desk", desk.id),
                "desk",
                "desk",
                Text("flow-desk", {"desk": desk.name}),
                about=(*desk.towns, *desk.topics),
                hours=windows.hours.get(desk.id),
                turns=windows.turns.get(desk.id, ()),
                notes=(_provided(desk), told),
            )
        )


def _provided(desk: Desk) -> Text:
    if desk.provision == "direct":
        return Text("flow-direct")
    return Text("flow-contracted", {"operator": desk.operator}) if desk.operator else Text("flow-contracted-plain")


# -- when nobody takes it, and when nobody answers -------------------------------------------------


def _unclaimed(flow: Flow, name: str, clocks: Clocks, policy: Policy) -> None:
    """The chain of steps that a silence sets off, up to the words that nobody here could take it."""
    begin = BEGIN if name == "urgent" else waits_at(policy.intake_model)
    before, when = begin, Text("flow-when-unclaimed-urgent" if name == "urgent" else "flow-when-unclaimed")
    for step in UNCLAIMED:
        if (after := getattr(clocks, step)) is None:
            continue
        clock = _clock(flow, name, step, after)
        flow.lead(before, clock, when if before == begin else Text("flow-when-still"))
        before = clock
    if clocks.supervisors is not None:
        if policy.supervisors:
            flow.lead(before, SUPERVISORS)
            before = SUPERVISORS
        last = _clock(flow, name, "nobody_left", 2 * clocks.supervisors)  # as long again as they were given
        flow.lead(before, last, Text("flow-when-nobody-urgent" if name == "urgent" else "flow-when-nobody"))
        flow.lead(last, NOBODY)
    elif before != begin:
        flow.lead(before, begin, Text("flow-when-next-shift"))
    if clocks.offer is not None:
        silent = Text("flow-when-no-answer-urgent" if name == "urgent" else "flow-when-no-answer")
        lapsed = _clock(flow, name, "offer", clocks.offer)
        flow.lead(OFFER, lapsed, silent)
        flow.lead(lapsed, refused_at(policy.intake_model))


def _owned(flow: Flow, name: str, clocks: Clocks) -> None:
    """What her own silence, or the family's, sets off while a case has an owner."""
    for step in OWNED:
        if (after := getattr(clocks, step)) is None:
            continue
        clock = _clock(flow, name, step, after)
        second = step == "unanswered_release" and clocks.unanswered_remind is not None
        flow.lead(node_id("clock", f"{name}_unanswered_remind") if second else OWNER, clock)
        flow.lead(clock, BEGIN if step == "unanswered_release" else OWNER)


def _clock(flow: Flow, name: str, step: str, after: timedelta) -> str:
    what = Text(f"flow-clock-{step.replace('_', '-')}")
    notes = [Text("flow-clock-urgent")] if name == "urgent" else []
    if name == "urgent" and step in UNCLAIMED:
        notes.append(Text("flow-clock-night"))
    clock_id = node_id("clock", f"{name}_{step}")
    return flow.add(
        Node(clock_id, "wait", "clock", what, after=after, by_the_wall=name == "urgent", notes=tuple(notes))
    )


# -- beyond the desk ---------------------------------------------------------------------------------


def _beyond(flow: Flow, policy: Policy) -> None:
    """Supervisors, then the outside desks from near to far (one for each town side by side), and plain words."""
    before = BEGIN
    if policy.supervisors:
        names = tuple(policy.name_of(one) for one in policy.supervisors)
        flow.add(Node(SUPERVISORS, "beyond", "people", Text("flow-supervisors"), who=names))
        flow.lead(BEGIN, SUPERVISORS, Text("flow-when-all-declined"))
        flow.lead(OWNER, SUPERVISORS, Text("flow-when-help"))
        flow.lead(SUPERVISORS, OWNER, Text("flow-when-taken"))
        before = SUPERVISORS
    flow.add(Node(NOBODY, "beyond", "step", Text("flow-nobody-outside") if policy.fallback else Text("flow-nobody")))
    flow.add(Node(TOLD, "beyond", "end", Text("flow-told")))
    flow.lead(before, NOBODY, Text("flow-when-all-declined"))
    flow.lead(NOBODY, TOLD)
    starts = [NOBODY]
    for level in _levels(policy):
        for outside in level:
            _outside(flow, outside)
            for start in starts:
                flow.lead(start, node_id("outside", outside.id), None if start == NOBODY else Text("flow-when-nobody"))
        starts = [node_id("outside", outside.id) for outside in level]


def _levels(policy: Policy) -> list[list[OutsideDesk]]:
    """Neighbours of the chain that are of one kind stand beside each other: each serves its own town."""
    chain = [desk for name in policy.fallback if (desk := policy.outside_desk(name))]
    return [list(level) for _, level in groupby(chain, key=lambda desk: desk.kind)]


def _outside(flow: Flow, outside: OutsideDesk) -> None:
    flow.add(
        Node(
            node_id("outside", outside.id),
            "beyond",
            "outside",
            Text("flow-outside", {"desk": outside.name}),
            who=tuple(way for way in (outside.phone, outside.url) if way),
            about=outside.towns,
            hours=outside.hours,
            notes=(Text("flow-outside-how"),),
        )
    )


def _after(flow: Flow) -> None:
    follow = flow.add(Node("follow_up", "after", "step", Text("flow-follow-up")))
    advice = flow.add(Node("advice", "after", "step", Text("flow-advice")))
    closed = flow.add(Node("closed", "after", "end", Text("flow-closed")))
    flow.lead(OWNER, follow)
    flow.lead(OWNER, advice, Text("flow-when-advice"))
    flow.lead(OWNER, BEGIN, Text("flow-when-given-back"))
    flow.lead(follow, closed)
    flow.lead(advice, closed)
