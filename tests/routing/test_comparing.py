"""A month played through the intake models: what must hold whatever the figures are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.case import Coordinator
from routing.comparing.assumptions import Assumptions, BadAssumption
from routing.comparing.figures import FIGURES, figures_of, quantile, ranges
from routing.comparing.month import PastCase, as_case
from routing.comparing.place import Arrival
from routing.comparing.replay import MODELS, Chance, Month, replay
from routing.desks import at_once
from routing.duty import Duty
from routing.policy import Desk, Policy
from tests.builders import TOKYO

HERE, THERE = "142018", "142042"
ASSUMED = Assumptions()
PLAIN = ASSUMED.changed({"notice_minutes": 0, "start_load_share": 0})


def seeded(seed: int) -> Chance:
    return lambda key: Random(f"{seed}:{key}").random()


def always(value: float) -> Chance:
    return lambda _: value


def someone(name: str, *towns: str, capacity: int | None = None, experience: str = "current") -> Coordinator:
    return Coordinator(name, name, f"U{name}", "desk", towns=towns, capacity=capacity, experience=experience)  # type: ignore[arg-type]


def policy_of(*people: Coordinator, lead: str | None = None) -> Policy:
    return Policy("region", 1, (Desk("desk", "desk"),), "duty_first", people, (HERE, THERE), lead=lead)


def past(
    number: int = 1,
    *,
    town: str | None = HERE,
    urgency: str = "none",
    accepts: bool = True,
    weight: int = 1,
    talk: int = 30,
) -> PastCase:
    return PastCase(
        id=f"case-{number}",
        opened_at=datetime(2026, 10, 1, 9, 0, tzinfo=TOKYO),
        town=town,
        topics=(),
        care_types=(),
        requester="family",
        urgency=urgency,
        before_discharge=False,
        weight=weight,
        talk=timedelta(minutes=talk),
        first_accepts=accepts,
    )


def arrival(case: PastCase, policy: Policy, called: Iterable[str], minute: float = 0.0) -> Arrival:
    names = tuple(called)
    opened = as_case(case, policy)
    return Arrival(case, opened, Duty(open=True, on_duty=names), minute, names, at_once(policy, opened))


def played(
    model: str, policy: Policy, *came: Arrival, chance: Chance | None = None, assumed: Assumptions = PLAIN
) -> Month:
    return replay(list(came), policy, model, assumed, chance or seeded(1))


# -- duty first ----------------------------------------------------------------------------


def test_who_is_on_duty_keeps_a_case_of_her_own_town() -> None:
    policy = policy_of(someone("a", HERE), someone("b", THERE))

    (outcome,) = played("duty_first", policy, arrival(past(), policy, ["a"])).outcomes

    assert (outcome.owner, outcome.handovers, outcome.first_wait, outcome.owner_wait) == ("a", 0, 0.0, 0.0)


def test_a_case_of_another_town_is_handed_to_its_coordinator_and_she_is_waited_for() -> None:
    policy = policy_of(someone("a", HERE), someone("b", THERE))

    (outcome,) = played("duty_first", policy, arrival(past(town=THERE), policy, ["a"])).outcomes

    assert (outcome.owner, outcome.handovers, outcome.stayed) == ("b", 1, False)
    assert outcome.owner_wait is not None
    assert outcome.owner_wait >= PLAIN.first_talk_minutes


def test_what_the_home_area_cannot_take_stays_with_who_is_on_duty() -> None:
    policy = policy_of(someone("a", HERE), someone("b", THERE))

    (outcome,) = played("duty_first", policy, arrival(past(town=THERE, accepts=False), policy, ["a"])).outcomes

    assert (outcome.owner, outcome.handovers, outcome.stayed) == ("a", 0, True)


# -- one stop -------------------------------------------------------------------------------


def test_a_refusal_costs_a_touch_and_the_next_in_rank_is_asked() -> None:
    policy = policy_of(someone("desk-1"), someone("a", HERE), someone("b", HERE))
    asked = arrival(past(accepts=False), policy, ["desk-1"])

    (yes,) = played("one_stop", policy, arrival(past(), policy, ["desk-1"]), chance=always(0.1)).outcomes
    (no,) = played("one_stop", policy, asked, chance=always(0.1)).outcomes

    assert yes.owner == "a"
    assert no.owner == "b"
    assert no.touches == yes.touches + 1


def test_who_carries_all_she_can_is_not_asked_and_nobody_may_be_left() -> None:
    policy = policy_of(someone("a", HERE, capacity=1), someone("b", HERE, capacity=0))
    cases = [arrival(past(n), policy, ["a"]) for n in (1, 2)]

    first, second = played("one_stop", policy, *cases, chance=always(0.5)).outcomes

    assert first.owner == "a"
    assert (second.owner, second.owner_wait) == (None, None)


def test_a_case_that_ended_weighs_on_nobody_any_more() -> None:
    policy = policy_of(someone("a", HERE, capacity=1))
    later = ASSUMED.keep_hours * 60 * 10

    month = played(
        "one_stop", policy, arrival(past(1), policy, ["a"]), arrival(past(2), policy, ["a"], later), chance=always(0.5)
    )

    assert [outcome.owner for outcome in month.outcomes] == ["a", "a"]


# -- shared ---------------------------------------------------------------------------------


def test_everybody_reads_a_shared_case_and_its_owner_is_known_when_the_views_are_in() -> None:
    people = [someone(name, HERE) for name in ("a", "b", "c")]
    policy = policy_of(*people, lead="c")

    month = played("shared", policy, arrival(past(), policy, ["a", "b", "c"]), chance=always(0.0))

    (outcome,) = month.outcomes
    assert outcome.owner_wait == PLAIN.early_share * PLAIN.deliberation_hours * 60
    assert outcome.touches == 3 + 1 + 3 + 1 + 1  # read, listened, thought, decided, took
    assert all(minutes > 0 for minutes in month.work.values())


def test_what_is_urgent_is_not_deliberated() -> None:
    policy = policy_of(someone("a", HERE), someone("b", HERE))

    (outcome,) = played("shared", policy, arrival(past(urgency="caregiver_crisis"), policy, ["a", "b"])).outcomes

    assert outcome.owner_wait == outcome.first_wait


# -- all of them ------------------------------------------------------------------------------

months = st.lists(
    st.tuples(
        st.sampled_from([0.0, 10.0, 30.0, 200.0, 3000.0]),
        st.sampled_from([HERE, THERE, None]),
        st.sampled_from(["none", "soft", "medical_emergency"]),
        st.booleans(),
        st.integers(1, 3),
    ),
    max_size=25,
)


def month_for(policy: Policy, rows: list[tuple[float, str | None, str, bool, int]], called: list[str]) -> list[Arrival]:
    cases = sorted(rows, key=lambda row: row[0])
    return [
        arrival(past(n, town=town, urgency=urgency, accepts=accepts, weight=weight), policy, called, minute)
        for n, (minute, town, urgency, accepts, weight) in enumerate(cases)
    ]


@pytest.mark.parametrize("model", MODELS)
@given(rows=months, seed=st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_the_same_chance_gives_the_same_month_and_every_case_ends_somewhere(
    model: str, rows: list[tuple[float, str | None, str, bool, int]], seed: int
) -> None:
    people = [someone("a", HERE, capacity=20), someone("b", THERE), someone("c", capacity=5, experience="none")]
    policy = policy_of(*people, lead="a")
    came = month_for(policy, rows, ["a", "b"])

    one, again = (played(model, policy, *came, chance=seeded(seed), assumed=ASSUMED) for _ in range(2))

    assert one.outcomes == again.outcomes
    assert figures_of(one) == figures_of(again)
    assert [o.case_id for o in one.outcomes] == [a.past.id for a in came]
    for outcome in one.outcomes:
        assert outcome.touches >= 1
        assert (outcome.owner is None) == (outcome.owner_wait is None)
        assert outcome.owner in {"a", "b", "c", None}
        if outcome.owner_wait is not None and outcome.first_wait is not None:
            assert 0 <= outcome.first_wait <= outcome.owner_wait
    assert sum(one.owned.values()) == sum(o.owner is not None for o in one.outcomes)
    assert all(load >= 0 for load in one.loads.values())


@pytest.mark.parametrize("model", MODELS)
@given(rows=months, seed=st.integers(0, 1000), staff=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_more_staff_never_means_more_waiting_for_a_first_word(
    model: str, rows: list[tuple[float, str | None, str, bool, int]], seed: int, staff: int
) -> None:
    """Everybody is on duty and alike, so that only the number differs."""
    assumed = ASSUMED.changed({"desk_talk_share": 1})

    def waits(count: int) -> list[float]:
        people = [someone(f"p{n}") for n in range(count)]
        policy = policy_of(*people)
        month = played(
            model, policy, *month_for(policy, rows, [p.id for p in people]), chance=seeded(seed), assumed=assumed
        )
        return [o.first_wait or 0.0 for o in month.outcomes]

    fewer, more = waits(staff), waits(staff + 1)

    assert all(b <= a + 1e-9 for a, b in zip(sorted(fewer), sorted(more), strict=True))


@pytest.mark.parametrize("model", MODELS)
@given(rows=months, seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_more_staff_never_means_more_cases_that_nobody_took(
    model: str, rows: list[tuple[float, str | None, str, bool, int]], seed: int
) -> None:
    def untaken(count: int) -> float:
        people = [someone(f"p{n}") for n in range(count)]
        policy = policy_of(*people)
        came = month_for(policy, rows, [people[0].id])
        return figures_of(played(model, policy, *came, chance=seeded(seed), assumed=ASSUMED))["untaken"]

    assert untaken(3) <= untaken(2) <= untaken(1)


def test_a_month_without_cases_has_figures_too() -> None:
    policy = policy_of(someone("a"))

    found = ranges([played("one_stop", policy)])

    assert set(found) == set(FIGURES)
    assert found["touches"].middle == 0


def test_the_range_lies_around_the_middle() -> None:
    policy = policy_of(someone("a", HERE, capacity=10), someone("b", THERE))
    came = month_for(policy, [(n * 30.0, THERE, "none", n % 3 > 0, 2) for n in range(20)], ["a"])

    found = ranges([played("one_stop", policy, *came, chance=seeded(n), assumed=ASSUMED) for n in range(30)])

    assert all(one.low <= one.middle <= one.high for one in found.values())
    assert found["owner-wait"].low < found["owner-wait"].high


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([], 0.5, 0.0), ([3.0], 0.9, 3.0), ([1.0, 3.0], 0.5, 2.0), ([4, 1, 2, 3], 1.0, 4)]
)
def test_a_quantile_lies_between_its_neighbours(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"luck": 1.0}, "one of notice_minutes, "),
        ({"accept_share": 1.5}, "a number from 0 to 1"),
        ({"sort_minutes": -1}, "a number from 0 to 10000"),
        ({"sort_minutes": "long"}, "(minutes), not 'long'"),
        ({"sort_minutes": True}, "not True"),
        ({"answer_hours": float("nan")}, "not nan"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused(values: dict[str, object], expected: str) -> None:
    with pytest.raises(BadAssumption) as refused:
        ASSUMED.changed(values)

    assert expected in str(refused.value)
