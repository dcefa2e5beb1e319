"""Who could have a case, read from the store: for the card's suggestions and for the forms that ask somebody."""

from collections.abc import Iterable
from datetime import datetime

from bot.desk.team import Named, Standing
from bot.desk.team_card import Team
from bot.roster_book import RosterBook
from bot.texts import Texts
from routing import intake
from routing.case import Case, Coordinator
from routing.desks import concerns
from routing.effects import Arg, Text
from routing.policy import OutsideDesk, Policy
from routing.suggestion import Suggestion, rank
from storage import cases
from storage.database import Tx


class Colleagues:
    def __init__(self, book: RosterBook, policy: Policy, texts: Texts) -> None:
        self._book, self._policy, self._texts = book, policy, texts
        self._region = book.written
        self._names = {c.id: c.name for c in policy.coordinators}

    def may_act(self, case: Case, actor: Coordinator) -> bool:
        return intake.load(case.intake_model).may_act(case, actor, self._policy)

    def ranked(self, tx: Tx, case: Case, now: datetime) -> tuple[Suggestion, ...]:
        region = self._book.region(tx, now)
        duty, loads = region.duty(now, case.desk), cases.loads(tx)
        known_to = cases.known_to(tx, case.person_id, besides=case.id)
        return rank(case, region.coordinators, duty, loads, known_to, now.date())

    def team(self, tx: Tx, case: Case, now: datetime, *, suggesting: bool) -> Team:
        """Those around the case, for its card. Suggestions cost a look at all open cases: only where they are shown."""
        referral = self._policy.outside_desk(case.referral.outside) if case.referral else None
        advised = {rule.outside for rule in self._policy.rules if rule.outside and concerns(rule, case)}
        lead = self._policy.lead
        return Team(
            names=self._names,
            suggestions=self.ranked(tx, case, now) if suggesting else (),
            desk=self._region.desk(case.desk).name if len(self._region.file.desk) > 1 else "",
            elsewhere={c.id: self._region.desk(c.desk).name for c in self._policy.coordinators if c.desk != case.desk},
            lead=self._names.get(lead, "") if lead else "",
            outside=referral.name if referral else case.referral.outside if case.referral else "",
            advised=tuple(one.name for one in self._policy.outside if one.id in advised),
        )

    def standing(self, tx: Tx, case: Case, actor: Coordinator, now: datetime) -> Standing:
        views = case.deliberation.views if case.deliberation else ()
        supervisors = bool(self._policy.supervisors) and not case.supervised
        return Standing(
            me=actor.id,
            owner=case.owner,
            helpers=case.helpers,
            weight=case.weight,
            advice=case.advice,
            offered=case.offer is not None,
            referral=case.referral,
            supervisors=supervisors,
            colleagues=self._colleagues(tx, case, now),
            desks=tuple(Named(d.id, d.name, d.operator) for d in self._policy.desks if d.id != case.desk),
            outside=tuple(self._outside(one) for one in self._reachable(case)),
            taking=next((view.by for view in reversed(views) if view.kind == "take"), None),
            together=tuple(dict.fromkeys(view.by for view in views if view.kind == "together")),
        )

    def _colleagues(self, tx: Tx, case: Case, now: datetime) -> tuple[Named, ...]:
        """Whoever works today, the fitting ones first; who declined it comes last: she may have changed her mind."""
        region, loads = self._book.region(tx, now), cases.loads(tx)
        on_duty = region.duty(now, case.desk).on_duty
        ranked = [one.coordinator_id for one in self.ranked(tx, case, now)]
        known = {c.id: c for c in region.coordinators if c.active_on(now.date())}
        order = dict.fromkeys([*ranked, *known])
        return tuple(
            Named(one.id, one.name, self._note(one, loads.get(one.id, 0), on_duty=one.id in on_duty))
            for one in (known[id_] for id_ in order if id_ in known)
        )

    def _note(self, one: Coordinator, load: int, *, on_duty: bool) -> str:
        args: dict[str, Arg] = {"load": load}
        carries = Text("desk-colleague-load", args)
        if one.capacity is not None:
            carries = Text("desk-colleague-load-of", {**args, "capacity": one.capacity})
        told = [self._texts(Text("desk-colleague-duty"))] if on_duty else []
        place = one.employer or (self._region.desk(one.desk).name if len(self._region.file.desk) > 1 else "")
        told += [self._texts(carries), *([place] if place else [])]
        return self._texts(Text("desk-card-marks")).join(told)

    def _reachable(self, case: Case) -> Iterable[OutsideDesk]:
        """The region's chain first, nearest first; then what else serves the town."""
        chain = [one for name in self._policy.fallback for one in [self._policy.outside_desk(name)] if one]
        others = [one for one in self._policy.outside if one.id not in self._policy.fallback]
        town = case.slots.municipality
        return (one for one in (*chain, *others) if not one.towns or town is None or town in one.towns)

    def _outside(self, one: OutsideDesk) -> Named:
        kind = self._texts(Text(f"desk-outside-{one.kind}"))
        note = Text("desk-outside-note", {"kind": kind, "phone": one.phone})
        return Named(one.id, one.name, self._texts(note).strip())
