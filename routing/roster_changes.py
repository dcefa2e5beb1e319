"""What people change about the roster: swaps, leave, overrides, and taking them back. Told where the desk reads it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from routing.case import Coordinator
from routing.decision import Decision, Facts, RosterChanged
from routing.effects import Part, ShowChange, SyncGroup, Tell, Text, Verbatim, Whisper
from routing.events import (
    AboutRoster,
    ChangeWithdrawn,
    DeskClosed,
    LeaveSet,
    RosterOverridden,
    SwapAccepted,
    SwapAsked,
)
from routing.policy import Policy
from routing.roster import Change, Roster, Turn

LEAVE_AT_MOST = timedelta(days=400)
LEAVE_LOOKS_AHEAD = timedelta(weeks=8)  # turns further off are asked for when they come near, on the Monday's list
OFFERED_AT_ONCE = 5  # turns of one leave that are put up with a button each


def about_roster(event: AboutRoster, facts: Facts, policy: Policy) -> Decision:
    actor, roster = facts.actor, facts.roster
    if actor is None or roster is None:
        raise ValueError(f"{type(event).__name__} needs a coordinator and the roster")
    match event:
        case SwapAsked():
            return ask(event, facts, roster, actor)
        case SwapAccepted():
            return accept(facts.change, facts, policy, roster, actor)
        case LeaveSet():
            return leave(event, facts, policy, roster, actor)
        case RosterOverridden():
            return override(event, facts, policy, roster, actor)
        case ChangeWithdrawn():
            return withdraw(facts.change, facts, policy, roster, actor)


def desk_closed(event: DeskClosed, policy: Policy) -> Decision:
    """Nobody is on duty any more: the desk's user group follows."""
    return Decision(effects=synced(policy, event.desk))


def synced(policy: Policy, desk_id: str) -> tuple[SyncGroup, ...]:
    return (SyncGroup(desk_id),) if policy.desk(desk_id).user_group else ()


def refused(actor: Coordinator, why: Text, words: str = "") -> Decision:
    """Nothing changes, and she alone hears why."""
    parts: tuple[Part, ...] = (why, Verbatim(words)) if words else (why,)
    return Decision(effects=(Whisper(actor.id, parts),))


# -- swaps ---------------------------------------------------------------------------------


def ask(event: SwapAsked, facts: Facts, roster: Roster, actor: Coordinator) -> Decision:
    if event.desk not in roster.hours or not _holds(roster, event.desk, event.start, event.end, actor.id):
        return refused(actor, Text("desk-roster-not-yours"), event.words)
    if event.end <= facts.now:
        return refused(actor, Text("desk-roster-over"), event.words)
    change = Change(
        event.change_id,
        event.desk,
        "swap",
        "asked",
        event.start,
        event.end,
        by=actor.id,
        at=facts.now,
        out=actor.id,
        into=event.to,
        words=event.words,
    )
    called = (event.to,) if event.to else ()
    return Decision(records=(RosterChanged(change),), effects=(ShowChange(event.desk, change.id, called),))


def accept(change: Change | None, facts: Facts, policy: Policy, roster: Roster, actor: Coordinator) -> Decision:
    """The first wins; who comes later hears who it was."""
    if change is None or change.kind != "swap" or change.out is None:
        return refused(actor, Text("desk-roster-unknown"))
    why = _why_not(change, change.out, facts, policy, roster, actor)
    if why is not None:
        return refused(actor, why)
    taken = replace(change, state="accepted", into=actor.id, took_effect_at=facts.now)
    told = Text(
        "desk-roster-swapped",
        {"out": policy.name_of(change.out), "into": actor.name, "turn_at": _local(roster, change.start)},
    )
    return _stands(taken, facts, policy).plus(
        Decision(effects=(Tell(change.desk, (told,), tuple(dict.fromkeys((change.out, actor.id)))),))
    )


def _why_not(change: Change, out: str, facts: Facts, policy: Policy, roster: Roster, actor: Coordinator) -> Text | None:
    if change.state == "accepted" and change.into is not None:
        return Text("desk-roster-taken", {"name": policy.name_of(change.into)})
    if change.state != "asked":
        return Text("desk-roster-withdrawn")
    if actor.id == out:
        return Text("desk-roster-own")
    if actor.desk != change.desk and actor.id != change.into:
        return Text("desk-roster-other-desk")
    if change.end <= facts.now:
        return Text("desk-roster-over")
    if roster.is_away(actor.id, change.start, change.end):
        return Text("desk-roster-you-are-away")
    if not _holds(roster, change.desk, change.start, change.end, out):
        return Text("desk-roster-changed-since")
    return None


def _holds(roster: Roster, desk: str, start: datetime, end: datetime, coordinator: str) -> bool:
    """Whether some of this time is hers, or was hers and is nobody's now."""
    return any((one.coordinator or one.rostered) == coordinator for one in roster.turns(desk, start, end))


def _stands(change: Change, facts: Facts, policy: Policy) -> Decision:
    """The change with what stands of it in the channel; the user group follows when it concerns this moment."""
    group = synced(policy, change.desk) if change.start <= facts.now < change.end else ()
    return Decision(records=(RosterChanged(change),), effects=(ShowChange(change.desk, change.id), *group))


def override(event: RosterOverridden, facts: Facts, policy: Policy, roster: Roster, actor: Coordinator) -> Decision:
    if event.desk not in roster.hours or actor.desk != event.desk:
        return refused(actor, Text("desk-roster-other-desk"))
    if event.end <= facts.now or event.start >= event.end:
        return refused(actor, Text("desk-roster-over"))
    if roster.is_away(event.into, event.start, event.end):
        return refused(actor, Text("desk-roster-away", {"name": policy.name_of(event.into)}))
    if event.out is not None and not _holds(roster, event.desk, event.start, event.end, event.out):
        return refused(actor, Text("desk-roster-changed-since"))
    change = Change(
        event.change_id,
        event.desk,
        "override",
        "accepted",
        event.start,
        event.end,
        by=actor.id,
        at=facts.now,
        out=event.out,
        into=event.into,
        took_effect_at=facts.now,
    )
    shown = ShowChange(
        event.desk, change.id, tuple(name for name in (event.out, event.into) if name and name != actor.id)
    )
    group = synced(policy, change.desk) if change.start <= facts.now else ()
    return Decision(records=(RosterChanged(change),), effects=(shown, *group))


# -- leave -----------------------------------------------------------------------------------


def leave(event: LeaveSet, facts: Facts, policy: Policy, roster: Roster, actor: Coordinator) -> Decision:
    """Her turns go to her substitute; those that nobody takes over are put up, each with a button."""
    today = facts.now.astimezone(roster.zone).date()
    if event.last_on < event.first_on or event.last_on < today:
        return refused(actor, Text("desk-roster-over"))
    if event.last_on - event.first_on > LEAVE_AT_MOST:
        return refused(actor, Text("desk-roster-too-long"))
    start = datetime.combine(event.first_on, time(0), roster.zone)
    end = datetime.combine(event.last_on + timedelta(days=1), time(0), roster.zone)
    change = Change(
        event.change_id,
        actor.desk,
        "leave",
        "accepted",
        start,
        end,
        by=actor.id,
        at=facts.now,
        out=actor.id,
        took_effect_at=facts.now,
    )
    moved = moved_by(change, roster.with_change(change), facts.now)
    called = tuple(dict.fromkeys(turn.coordinator for turn in moved if turn.coordinator))
    stands = _stands(change, facts, policy)
    shown = tuple(replace(one, mention=called) if isinstance(one, ShowChange) else one for one in stands.effects)
    put_up = [
        Change(
            f"{change.id}.{number}",
            turn.desk,
            "swap",
            "asked",
            turn.start.astimezone(roster.zone),
            turn.end.astimezone(roster.zone),
            by=actor.id,
            at=facts.now,
            out=turn.rostered,
        )
        for number, turn in enumerate(vacant(moved)[:OFFERED_AT_ONCE], start=1)
    ]
    return Decision(
        records=(*stands.records, *(RosterChanged(one) for one in put_up)),
        effects=(*shown, *(ShowChange(one.desk, one.id) for one in put_up)),
    )


def moved_by(change: Change, roster: Roster, now: datetime) -> tuple[Turn, ...]:
    """The turns that a change moved, as they now stand, as far as one looks ahead. `roster` holds the change."""
    start, end = max(change.start, now), min(change.end, now + LEAVE_LOOKS_AHEAD)
    if start.astimezone(UTC) >= end.astimezone(UTC):
        return ()
    return tuple(turn for desk in roster.hours for turn in roster.turns(desk, start, end) if turn.change == change.id)


def vacant(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.coordinator is None)


# -- taking back --------------------------------------------------------------------------------


def withdraw(change: Change | None, facts: Facts, policy: Policy, roster: Roster, actor: Coordinator) -> Decision:
    """What a leave put up and nobody has taken yet goes with it."""
    if change is None:
        return refused(actor, Text("desk-roster-unknown"))
    if change.state == "withdrawn":
        return refused(actor, Text("desk-roster-withdrawn"))
    concerned = {change.by, change.out} | ({change.into} if change.state == "accepted" else set())
    if actor.id not in concerned:
        return refused(actor, Text("desk-roster-not-yours"))
    if change.end <= facts.now:
        return refused(actor, Text("desk-roster-over"))
    stands = _stands(replace(change, state="withdrawn"), facts, policy)
    put_up = [one for one in roster.changes if one.id.startswith(f"{change.id}.") and one.state == "asked"]
    for one in put_up:
        stands = stands.plus(_stands(replace(one, state="withdrawn"), facts, policy))
    others = tuple(sorted(name for name in concerned if name and name != actor.id))
    if change.state != "accepted" or not others:
        return stands
    told = Text("desk-roster-undone", {"name": actor.name})
    return stands.plus(Decision(effects=(Tell(change.desk, (told,), others),)))


def _local(roster: Roster, at: datetime) -> str:
    return at.astimezone(roster.zone).isoformat()
