"""A turn of duty, or a week, begins at a desk: what waits and what is missing is told once."""

from routing.decision import Decision, Facts, Journal, Waiting
from routing.effects import Part, Tell, Text
from routing.events import ShiftBegan, WeekBegan
from routing.policy import Policy

LISTED = 20  # lines people read before they begin to work; what is older or more urgent stands first


def shift_began(event: ShiftBegan, facts: Facts, policy: Policy) -> Decision:
    """To the incoming people: how many are open, what is due today, and who waits: urgent, then first, then oldest."""
    began = Decision(records=(Journal("shift-began", data=(("desk", event.desk),)),))
    waiting = sorted(facts.waiting, key=order)[:LISTED]
    count = max(facts.waiting_here, len(facts.waiting))
    if not (waiting or facts.open_here):
        return began
    parts: list[Part] = [
        Text("desk-shift-summary", {"open": facts.open_here, "waiting": count, "due": facts.due_today})
    ]
    parts += [line(one) for one in waiting]
    if count > len(waiting):
        parts.append(Text("desk-shift-more", {"count": count - len(waiting)}))
    known = {c.id for c in policy.coordinators}
    asked = tuple(one.offered_to for one in waiting if one.offered_to in known)
    mention = tuple(dict.fromkeys((*facts.duty(event.desk).on_duty, *(one for one in asked if one))))
    return began.plus(Decision(effects=(Tell(event.desk, tuple(parts), mention),)))


def order(one: Waiting) -> tuple[bool, bool, object]:
    return (not one.urgent, not one.first, one.opened_at)


def line(one: Waiting) -> Text:
    if one.urgent:
        name = "desk-shift-waiting-urgent"
    else:
        name = "desk-shift-waiting-first" if one.first else "desk-shift-waiting"
    return Text(name, {"number": one.number, "opened_at": one.opened_at.isoformat()})


def week_began(event: WeekBegan) -> Decision:
    """Open hours of the next two weeks with nobody on duty; silence when there are none."""
    if not event.gaps:
        return Decision()
    lines = tuple(
        Text("desk-gap", {"start_at": start.isoformat(), "end_at": end.isoformat()})
        for start, end in event.gaps[:LISTED]
    )
    more = (Text("desk-shift-more", {"count": len(event.gaps) - LISTED}),) if len(event.gaps) > LISTED else ()
    return Decision(
        records=(Journal("gaps-told", data=(("desk", event.desk), ("count", str(len(event.gaps))))),),
        effects=(Tell(event.desk, (Text("desk-gaps"), *lines, *more)),),
    )
