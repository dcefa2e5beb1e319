"""The drawing of a region's intake is whole for any settings: every arrow leads somewhere, every step is reached."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.case import Coordinator
from routing.duty import Hours
from routing.flow.build import Windows, flow_of
from routing.flow.graph import Flow
from routing.flow.models import BEGIN, MODEL_STEPS, OWNER
from routing.policy import Clocks, Desk, OutsideDesk, Policy, Rule

HOURS = Hours(("MO",), time(9), time(17))
A, B = Coordinator("a", "甲", "UA", "d0"), Coordinator("b", "乙", "UB", "d0", provision="contracted")

span = st.one_of(st.none(), st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes)))
clocks = st.builds(Clocks, *[span] * 9)
desks = st.integers(1, 3).flatmap(
    lambda count: st.tuples(
        *(
            st.builds(
                Desk,
                st.just(f"d{number}"),
                st.just(f"窓口{number}"),
                st.sampled_from(["direct", "contracted"]),
                st.sampled_from(["", "受託者"]),
                st.sampled_from([(), ("142018",)]),
                st.sampled_from([(), ("nursery-enrollment",)]),
                st.booleans(),
            )
            for number in range(count)
        )
    )
)
OUTSIDE = (
    OutsideDesk("town-a", "町", "municipality", phone="1"),
    OutsideDesk("town-b", "村", "municipality", phone="2"),
    OutsideDesk("centre", "県", "prefecture", phone="3"),
)
rules = st.lists(
    st.sampled_from(
        [
            Rule(topics=("discharge-planning",), first=True),
            Rule(care_types=("ventilator",), at_once=True, desk="d0"),
            Rule(urgencies=("caregiver_crisis",), requesters=("hospital",), outside="centre"),
            Rule(towns=("142018",), outside="town-a", first=True),
        ]
    ),
    max_size=3,
).map(tuple)
policies = st.builds(
    Policy,
    st.just("region"),
    st.just(1),
    desks,
    st.sampled_from(sorted(MODEL_STEPS)),
    st.sampled_from([(A,), (A, B)]),
    st.just(("142018",)),
    family_choice=st.sampled_from(["none", "desk", "person"]),
    lead=st.sampled_from([None, "a"]),
    rules=rules,
    outside=st.just(OUTSIDE),
    fallback=st.sampled_from([(), ("town-a", "town-b", "centre"), ("centre",)]),
    supervisors=st.sampled_from([(), ("a",)]),
    clocks=clocks,
    urgent_clocks=clocks,
)


def reached(flow: Flow) -> set[str]:
    found = {node.id for node in flow.nodes.values() if node.kind == "entrance"}
    new = set(found)
    while new:
        new = {edge.end for edge in flow.edges if edge.start in new} - found
        found |= new
    return found


def drawn(policy: Policy) -> Flow:
    return flow_of(policy, Windows({desk.id: HOURS for desk in policy.desks}))


@given(policy=policies)
@settings(max_examples=80, deadline=None)
def test_every_arrow_leads_from_step_to_step_and_every_step_is_reached(policy: Policy) -> None:
    flow = drawn(policy)

    assert {edge.start for edge in flow.edges} | {edge.end for edge in flow.edges} <= set(flow.nodes)
    assert reached(flow) == set(flow.nodes)


@given(policy=policies)
@settings(max_examples=40, deadline=None)
def test_what_is_set_is_drawn_and_what_is_not_set_is_not(policy: Policy) -> None:
    flow = drawn(policy)

    for name, told in (("normal", policy.clocks), ("urgent", policy.urgent_clocks)):
        for step in Clocks.__dataclass_fields__:
            after = getattr(told, step)
            node = flow.nodes.get(f"clock_{name}_{step}")
            assert (node is None) == (after is None)
            assert node is None or (node.after, node.by_the_wall) == (after, name == "urgent")
    assert {node.id for node in flow.nodes.values() if node.kind == "desk"} == {f"desk_{d.id}" for d in policy.desks}
    assert ("supervisors" in flow.nodes) == bool(policy.supervisors)
    assert ("chosen" in flow.nodes) == (policy.family_choice != "none")


@given(policy=policies)
@settings(max_examples=40, deadline=None)
def test_no_step_is_a_dead_end_but_an_end(policy: Policy) -> None:
    """An outside desk is one, too: what comes after is theirs, where it is not part of the chain."""
    flow = drawn(policy)

    dead = {node.id for node in flow.nodes.values() if not flow.after(node.id)}

    assert {flow.nodes[name].kind for name in dead} <= {"end", "outside"}


@pytest.mark.parametrize("model", MODEL_STEPS)
def test_each_model_leads_from_the_desk_to_one_owner(model: str) -> None:
    policy = Policy("region", 1, (Desk("d0", "窓口"),), model, (A, B), ("142018",))

    flow = drawn(policy)

    assert {BEGIN, OWNER} <= reached(flow)
    assert [edge.end for edge in flow.after("desk_d0")] == [BEGIN]


def test_outside_desks_of_one_kind_stand_beside_each_other_before_the_next_kind() -> None:
    chain = ("town-a", "town-b", "centre")
    policy = Policy(
        "region", 1, (Desk("d0", "窓口"),), "one_stop", (A,), (), outside=OUTSIDE, fallback=chain, supervisors=("a",)
    )

    flow = drawn(policy)

    assert [edge.end for edge in flow.after("nobody")] == ["told", "outside_town_a", "outside_town_b"]
    assert [edge.end for edge in flow.after("outside_town_a")] == ["outside_centre"]
    assert flow.after("outside_centre") == []


def some_policy(model: str, **changes: Any) -> Policy:
    return Policy("region", 1, (Desk("d0", "窓口"),), model, (A, B), ("142018",), **changes)


@pytest.mark.parametrize(("model", "begins"), [("duty_first", BEGIN), ("one_stop", BEGIN), ("shared", "overdue")])
def test_the_clock_of_an_untaken_case_begins_where_the_model_lets_it_wait(model: str, begins: str) -> None:
    hour = Clocks(remind=timedelta(hours=1))

    flow = drawn(some_policy(model, clocks=hour, urgent_clocks=hour))

    assert [edge.start for edge in flow.edges if edge.end == "clock_normal_remind"] == [begins]
    assert [edge.start for edge in flow.edges if edge.end == "clock_urgent_remind"] == [BEGIN]


def test_it_is_said_that_nobody_could_after_as_long_again_as_the_supervisors_had() -> None:
    flow = drawn(some_policy("duty_first", clocks=Clocks(supervisors=timedelta(hours=8)), supervisors=("a",)))

    assert flow.nodes["clock_normal_nobody_left"].after == timedelta(hours=16)
    assert [edge.end for edge in flow.after("clock_normal_supervisors")] == ["supervisors"]
    assert [edge.end for edge in flow.after("clock_normal_nobody_left")] == ["nobody"]


@pytest.mark.parametrize(("model", "goes_on"), [("one_stop", "offer"), ("shared", OWNER), ("duty_first", OWNER)])
def test_who_does_not_answer_an_offer_is_passed_over_as_the_model_wants(model: str, goes_on: str) -> None:
    flow = drawn(some_policy(model, clocks=Clocks(offer=timedelta(hours=2))))

    assert [edge.end for edge in flow.after("clock_normal_offer")] == [goes_on]


def test_the_family_chooses_before_it_agrees_and_then_its_choice_or_the_rules_lead_on() -> None:
    flow = drawn(some_policy("one_stop", family_choice="desk"))

    assert [edge.end for edge in flow.after("chosen")] == ["consent"]
    assert [edge.end for edge in flow.after("consent")] == ["sort", "desk_d0"]
