"""One replay of a month under one intake model: who is asked, who waits, who carries what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import log

from routing.case import Case, Coordinator
from routing.claiming import home_area, ranked
from routing.comparing.assumptions import Assumptions
from routing.comparing.place import Arrival
from routing.decision import Facts, Fresh
from routing.policy import Policy
from routing.suggestion import serves

Chance = Callable[[str], float]  # a number in [0, 1), always the same for the same key


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case. Waiting is opening time of its desk, in minutes; None: nobody."""

    case_id: str
    owner: str | None
    first_wait: float | None  # until somebody talked with the family
    owner_wait: float | None  # until it had somebody who keeps it
    touches: int  # times that a person dealt with it: read, sorted, thought, handed over, took
    handovers: int  # times that the family had to get used to another person
    stayed: bool = False  # no coordinator of the home area took it: it stayed with who had taken it in


@dataclass(slots=True)
class Month:
    """What changes while the cases are taken up one after the other."""

    policy: Policy
    assumed: Assumptions
    chance: Chance
    loads: dict[str, int]  # open weight by coordinator
    ending: list[tuple[float, str, int]] = field(default_factory=list)  # minute, coordinator, weight that she lays down
    free: dict[str, float] = field(default_factory=dict)  # minute from which she can take in the next one
    work: dict[str, float] = field(default_factory=dict)  # minutes of work by coordinator
    owned: dict[str, int] = field(default_factory=dict)  # cases by coordinator
    outcomes: list[Outcome] = field(default_factory=list)

    def lay_down(self, minute: float) -> None:
        """Cases that ended by then weigh on nobody any more."""
        for ends, person, weight in self.ending:
            if ends <= minute:
                self.loads[person] -= weight
        self.ending = [one for one in self.ending if one[0] > minute]

    @classmethod
    def begin(cls, policy: Policy, assumed: Assumptions, chance: Chance) -> "Month":
        share = assumed.start_load_share
        loads = {c.id: int((c.capacity or 0) * share) for c in policy.coordinators}
        nothing = {c.id: 0 for c in policy.coordinators}
        return cls(policy, assumed, chance, loads, work=dict.fromkeys(nothing, 0.0), owned=dict(nothing))


@dataclass(slots=True)
class Taking:
    """One case on its way."""

    arrival: Arrival
    month: Month
    case: Case
    touches: int = 0
    handovers: int = 0
    asked: int = 0

    def draw(self, what: str) -> float:
        """Chance of this case and question, the same whoever is asked: all models and staffings meet one month."""
        return self.month.chance(f"{self.arrival.past.id}:{what}")

    def median(self, minutes: float, what: str) -> float:
        """A time of which half are shorter than so many minutes, and a few much longer."""
        return -log(1.0 - self.draw(what)) / log(2.0) * minutes

    def spend(self, person: str, minutes: float) -> None:
        self.month.work[person] += minutes

    def touch(self, person: str, minutes: float) -> None:
        self.touches += 1
        self.spend(person, minutes)

    def read_by(self, people: tuple[str, ...]) -> None:
        for person in people:
            self.touch(person, self.month.assumed.read_minutes)

    def begin_with(self, people: tuple[str, ...], minutes: float) -> tuple[str, float]:
        """The first of them who is free, and when she begins. She is busy for so many minutes."""
        free = self.month.free
        ready = self.arrival.minute + self.median(self.month.assumed.notice_minutes, "notice")
        person = min(people, key=lambda one: max(free.get(one, 0.0), ready))
        begins = ready if self.arrival.at_night else max(free.get(person, 0.0), ready)
        free[person] = max(free.get(person, 0.0), begins + minutes)
        return person, begins

    def facts(self) -> Facts:
        """What the product would know when it suggests people now."""
        case, duties = self.case, {self.arrival.case.desk: self.arrival.duty}
        return Facts(case.opened_at, Fresh(case.id, case.number), duties, case=case, loads=self.month.loads)

    def asking(self, following: Callable[[], str | None]) -> tuple[str, float] | None:
        """Who accepts, and the minutes from the first question to her yes. Each refusal is a touch on the way."""
        waited = 0.0
        while (name := following()) is not None:
            accepts, minutes = self._answer(self.month.policy.coordinator(name))
            waited += minutes
            if accepts:
                return name, waited
            self.touch(name, self.month.assumed.read_minutes)
            self.case = replace(self.case, declined=(*self.case.declined, name))
        return None

    def next_in_rank(self) -> str | None:
        """Who carries as much as she can is not asked."""
        return next(
            (one.coordinator_id for one in ranked(self.case, self.facts(), self.month.policy) if not one.full), None
        )

    def _answer(self, person: Coordinator) -> tuple[bool, float]:
        """Whether she says yes, and how long it took. The first answer is on record; later silence is a no."""
        assumed, nth = self.month.assumed, self.asked
        self.asked += 1
        limit = assumed.wait_hours * 60.0
        minutes = self.median(assumed.answer_hours * 60.0, f"answer:{nth}")
        if nth == 0:
            return self.arrival.past.first_accepts, min(minutes, limit)
        share = assumed.new_accept_share if person.experience == "none" else assumed.accept_share
        return minutes <= limit and self.draw(f"accept:{nth}") < share, min(minutes, limit)

    def owned_by(self, person: str) -> None:
        month, past = self.month, self.arrival.past
        month.owned[person] += 1
        month.loads[person] += past.weight
        ends = self.arrival.minute + self.median(month.assumed.keep_hours * 60.0, "keep")
        month.ending.append((ends, person, past.weight))
        self.spend(person, past.talk.total_seconds() / 60.0)

    def ends(
        self, owner: str | None, first_wait: float | None, owner_wait: float | None, *, stayed: bool = False
    ) -> Outcome:
        if owner is not None:
            self.owned_by(owner)
        return Outcome(self.arrival.past.id, owner, first_wait, owner_wait, self.touches, self.handovers, stayed=stayed)


# -- the models --------------------------------------------------------------------------------------


def duty_first(taking: Taking) -> Outcome:
    """Who is on duty listens; a home area that is not hers takes it over, or it stays with her."""
    arrival, assumed = taking.arrival, taking.month.assumed
    taking.read_by(arrival.called)
    taker, begins = taking.begin_with(arrival.called, assumed.first_talk_minutes)
    taking.touch(taker, 0.0)
    wait = begins - arrival.minute
    owner = taking.month.policy.coordinator(taker)
    taking.case = replace(taking.case, owner=taker)
    if serves(owner, taking.case.slots.municipality):
        return taking.ends(taker, wait, wait)
    taking.spend(taker, assumed.first_talk_minutes)
    near = iter(home_area(taking.case, taking.facts(), taking.month.policy, owner))
    found = taking.asking(lambda: next(near, None))
    if found is None:
        return taking.ends(taker, wait, wait, stayed=True)
    taking.handovers += 1
    for person in (taker, found[0]):
        taking.touch(person, assumed.handover_minutes)
    return taking.ends(found[0], wait, wait + assumed.first_talk_minutes + found[1])


def one_stop(taking: Taking) -> Outcome:
    """A desk chooses a person for each case and asks her; in some cases it talked with the family before."""
    arrival, assumed = taking.arrival, taking.month.assumed
    talks = taking.draw("talks-first") < assumed.desk_talk_share
    busy = assumed.sort_minutes + (assumed.first_talk_minutes if talks else 0.0)
    taking.read_by(arrival.called)
    sorter, begins = taking.begin_with(arrival.called, busy)
    taking.touch(sorter, busy)
    wait = begins - arrival.minute
    first = wait if talks else None
    found = taking.asking(taking.next_in_rank)
    if found is None:
        return taking.ends(None, first, None)
    owner, answered = found
    owned = wait + busy + (0.0 if owner == sorter else answered)
    taking.touch(owner, 0.0)
    if talks and owner != sorter:
        taking.handovers += 1
        taking.spend(sorter, assumed.handover_minutes)
        taking.spend(owner, assumed.handover_minutes)
    return taking.ends(owner, owned if first is None else first, owned)


def shared(taking: Taking) -> Outcome:
    """All see it and think about it; whoever is there listens first. An urgent one is not deliberated."""
    arrival, assumed = taking.arrival, taking.month.assumed
    taking.read_by(arrival.called)
    there = tuple(one for one in arrival.duty.on_duty if one in arrival.called) or arrival.called
    entrance, begins = taking.begin_with(there, assumed.first_talk_minutes)
    taking.touch(entrance, 0.0)
    wait = begins - arrival.minute
    if arrival.urgent:
        return taking.ends(entrance, wait, wait)
    taking.spend(entrance, assumed.first_talk_minutes)
    for place, person in enumerate(arrival.called):
        if taking.draw(f"view:{place}") < assumed.view_share:
            taking.touch(person, assumed.view_minutes)
    share = assumed.early_share + (1.0 - assumed.early_share) * taking.draw("decided")
    owned = wait + share * assumed.deliberation_hours * 60.0
    taking.touch(taking.month.policy.lead or entrance, assumed.decide_minutes)
    found = taking.asking(taking.next_in_rank)
    if found is None:
        return taking.ends(None, wait, None)
    owner = found[0]
    taking.touch(owner, 0.0)
    if owner != entrance:
        taking.handovers += 1
        for person in (entrance, owner):
            taking.spend(person, assumed.handover_minutes)
    return taking.ends(owner, wait, owned)


MODELS: Mapping[str, Callable[[Taking], Outcome]] = {
    "one_stop": one_stop,
    "shared": shared,
    "duty_first": duty_first,
}


def replay(arrivals: list[Arrival], policy: Policy, model: str, assumed: Assumptions, chance: Chance) -> Month:
    """The month under one model. The same chance gives the same month."""
    month = Month.begin(replace(policy, intake_model=model), assumed, chance)
    for arrival in arrivals:
        month.lay_down(arrival.minute)
        taking = Taking(arrival, month, arrival.case)
        taken = MODELS[model](taking) if arrival.called else taking.ends(None, None, None)
        month.outcomes.append(taken)
    return month
