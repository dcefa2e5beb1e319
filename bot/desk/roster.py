"""The roster in Slack: who is on duty, the next two weeks, the forms to change it, what stands of a change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import Block, Rendered, View, actions, button, divider, option, quote, section
from bot.desk.modals import field, modal, writing
from bot.desk.thread import split
from bot.texts import Texts
from routing.duty import Duty
from routing.effects import Arg, Text
from routing.roster import Change, Roster, Turn

DAYS_SHOWN = 14
ASKED_FOR = timedelta(days=60)  # turns that can be asked for in the form
OPTIONS_MAX = 100  # of a select
WORDS_MAX = 500
UNDONE_SHOWN = 10
MOVED_SHOWN = 20  # turns of a long leave in the channel


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: somebody's turn, or a time with nobody."""

    start: datetime
    end: datetime
    name: str = ""  # empty: nobody
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class DeskDuty:
    name: str
    duty: Duty
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DutyTable:
    desks: tuple[DeskDuty, ...]
    names: Mapping[str, str]  # coordinator id -> name
    zone: tzinfo
    coordinator: bool = False  # who looks may change the roster
    changes: tuple[Change, ...] = ()  # hers that can be undone


def desk_duty(roster: Roster, desk: str, name: str, now: datetime, names: Mapping[str, str]) -> DeskDuty:
    """One desk now and for the next two weeks."""
    duty = roster.duty(desk, now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = table_lines(roster, desk, midnight, midnight + timedelta(days=DAYS_SHOWN), names)
    return DeskDuty(name, duty, lines)


def table_lines(
    roster: Roster, desk: str, start: datetime, end: datetime, names: Mapping[str, str]
) -> tuple[Line, ...]:
    """Turns and gaps in order, in the region's zone."""
    lines = [line_of(turn, roster.zone, names) for turn in roster.turns(desk, start, end) if turn.coordinator]
    lines += [Line(begin, until) for begin, until in roster.gaps(desk, start, end)]
    return tuple(sorted(lines, key=lambda line: (line.start, line.end)))


def line_of(turn: Turn, zone: tzinfo, names: Mapping[str, str]) -> Line:
    held = turn.coordinator or ""
    instead = "" if held == turn.rostered else names.get(turn.rostered, turn.rostered)
    return Line(turn.start.astimezone(zone), turn.end.astimezone(zone), names.get(held, held), instead)


def can_be_undone(changes: Sequence[Change], coordinator: str, now: datetime) -> tuple[Change, ...]:
    """Hers that are not over, the newest first."""
    hers = (one for one in changes if coordinator in (one.by, one.out) or one.into == coordinator != one.out)
    alive = [one for one in hers if one.end > now and (one.state == "accepted" or one.by == coordinator)]
    return tuple(sorted(alive, key=lambda one: one.at, reverse=True)[:UNDONE_SHOWN])


# -- the table -----------------------------------------------------------------------------------


def duty_table(table: DutyTable, texts: Texts, locale: str = "ja") -> tuple[Rendered, ...]:
    """Who is on duty now and then. A coordinator can change it from here."""
    blocks: list[Block] = []
    for desk in table.desks:
        if len(table.desks) > 1:
            blocks += section(texts(Text("supporter-duty-of", {"desk": desk.name}), locale, escape))
        blocks += section(duty_now(desk, table.names, texts, locale))
        blocks += section("\n".join(line_in_words(line, texts, locale) for line in desk.lines))
        blocks.append(divider())
    if not table.coordinator and blocks:
        blocks.pop()
    for change in table.changes:
        undo = button(texts(Text("desk-button-withdraw")), ids.WITHDRAW, change.id)
        blocks += section(in_words(change, table.names, table.zone, texts), undo)
    if table.coordinator:
        blocks.append(actions("roster", form_buttons(texts)))
    return split(blocks, "\n".join(duty_now(desk, table.names, texts, locale) for desk in table.desks))


def form_buttons(texts: Texts) -> list[Block]:
    return [
        button(texts(Text("desk-button-swap")), ids.SWAP, "swap"),
        button(texts(Text("desk-button-leave")), ids.LEAVE, "leave"),
        button(texts(Text("desk-button-override")), ids.OVERRIDE, "override"),
    ]


def duty_now(desk: DeskDuty, names: Mapping[str, str], texts: Texts, locale: str) -> str:
    def say(text_id: str, **args: Arg) -> str:
        return texts(Text(text_id, args), locale, escape)

    duty = desk.duty
    if duty.open and duty.on_duty:
        there = say("supporter-join").join(names.get(one, one) for one in duty.on_duty)
        return say("supporter-duty-now", names=there)
    if duty.open:
        return say("supporter-duty-desk", desk=desk.name)
    if duty.opens_at is None:
        return say("supporter-duty-closed")
    return say("supporter-duty-opens", opens_at=duty.opens_at.isoformat())


def line_in_words(line: Line, texts: Texts, locale: str = "ja") -> str:
    args: dict[str, Arg] = {
        "day_on": line.start.date().isoformat(),
        "start": f"{line.start:%-H:%M}",
        "end": _until(line.start, line.end, texts, locale),
        "name": line.name,
        "out": line.instead_of,
    }
    if not line.name:
        return texts(Text("supporter-duty-gap", args), locale, escape)
    if line.instead_of:
        return texts(Text("supporter-duty-instead", args), locale, escape)
    return texts(Text("supporter-duty-turn", args), locale, escape)


def _until(start: datetime, end: datetime, texts: Texts, locale: str = "ja") -> str:
    return f"{end:%-H:%M}" if start.date() == end.date() else texts.instant(end, locale)


# -- what stands of a change in the desk's channel -------------------------------------------------------


def in_words(change: Change, names: Mapping[str, str], zone: tzinfo, texts: Texts) -> str:
    start, end = change.start.astimezone(zone), change.end.astimezone(zone)
    args: dict[str, Arg] = {
        "by": names.get(change.by, change.by),
        "out": names.get(change.out or "", change.out or ""),
        "into": names.get(change.into or "", change.into or ""),
        "start_at": start.isoformat(),
        "end": _until(start, end, texts),
        "first_on": start.date().isoformat(),
        "last_on": (end - timedelta(seconds=1)).date().isoformat(),
    }
    kind = "addition" if change.kind == "override" and change.out is None else change.kind
    return texts(Text(f"desk-roster-{kind}-{change.state}", args), escape=escape)


def change_card(
    change: Change,
    names: Mapping[str, str],
    zone: tzinfo,
    texts: Texts,
    *,
    moved: Sequence[Line] = (),
    mention: Sequence[str] = (),
) -> Rendered:
    """What was asked or changed, and what can be pressed now. `moved` are the turns that a leave moved."""
    blocks: list[Block] = []
    if mention:
        people = " ".join(f"<@{slack_id}>" for slack_id in mention)
        blocks += section(texts(Text("desk-calling", {"people": people})))
    said = in_words(change, names, zone, texts)
    blocks += section(said)
    if change.words and change.state != "withdrawn":
        blocks += quote(change.words)
    if moved and change.state == "accepted":
        lines = [line_in_words(line, texts) for line in moved[:MOVED_SHOWN]]
        if len(moved) > MOVED_SHOWN:
            lines.append(texts(Text("desk-roster-more", {"count": len(moved) - MOVED_SHOWN})))
        blocks += section("\n".join(lines))
    pressed: list[Block] = []
    if change.state == "asked":
        pressed.append(button(texts(Text("desk-button-accept-swap")), ids.ACCEPT_SWAP, change.id, "primary"))
    if change.state != "withdrawn":
        pressed.append(button(texts(Text("desk-button-withdraw")), ids.WITHDRAW, change.id))
    return Rendered(said, (*blocks, *([actions("roster", pressed)] if pressed else [])))


# -- the forms -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RosterForm:
    """What a form about the roster must know of the coordinator who opens it."""

    me: str
    desk: str
    today: date
    zone: str  # by its name
    turns: tuple[Turn, ...] = ()  # hers that are not over, soonest first; in the region's zone
    desk_people: tuple[tuple[str, str], ...] = ()  # id and name of who works at her desk, herself too


def swap(form: RosterForm, texts: Texts) -> View:
    turns = [
        option(
            texts(
                Text(
                    "desk-option-turn",
                    {
                        "day_on": turn.start.date().isoformat(),
                        "start": f"{turn.start:%-H:%M}",
                        "end": _until(turn.start, turn.end, texts),
                    },
                )
            ),
            turn_value(turn),
        )
        for turn in form.turns[:OPTIONS_MAX]
    ]
    blocks = [
        *section(texts(Text("desk-swap-intro"))),
        field("turn", texts(Text("desk-field-turn")), {"type": "static_select", "options": turns}),
    ]
    others = [option(name, id_) for id_, name in form.desk_people if id_ != form.me][:OPTIONS_MAX]
    if others:
        asked: Block = {"type": "static_select", "options": others}
        blocks.append(field("to", texts(Text("desk-field-swap-to")), asked, optional=True))
    blocks.append(field("text", texts(Text("desk-field-swap-words")), writing(WORDS_MAX), optional=True))
    return modal(ids.SWAP, texts, Text("desk-modal-swap"), blocks, {}, "desk-modal-swap-submit")


def leave(form: RosterForm, texts: Texts) -> View:
    def picker() -> Block:
        return {"type": "datepicker", "initial_date": form.today.isoformat()}

    hint = texts(Text("desk-hint-leave"))
    blocks = [
        field("first", texts(Text("desk-field-leave-first")), picker()),
        field("last", texts(Text("desk-field-leave-last")), picker(), hint=hint),
    ]
    return modal(ids.LEAVE, texts, Text("desk-modal-leave"), blocks, {}, "desk-modal-save")


def override(form: RosterForm, texts: Texts) -> View:
    people = [option(name, id_) for id_, name in form.desk_people][:OPTIONS_MAX]
    blocks = [
        *section(texts(Text("desk-override-intro"))),
        field(
            "on",
            texts(Text("desk-field-override-on")),
            {"type": "datepicker", "initial_date": form.today.isoformat()},
        ),
        field("start", texts(Text("desk-field-override-start")), {"type": "timepicker"}),
        field("end", texts(Text("desk-field-override-end")), {"type": "timepicker"}),
        field("into", texts(Text("desk-field-override-into")), {"type": "static_select", "options": people}),
        field(
            "out",
            texts(Text("desk-field-override-out")),
            {"type": "static_select", "options": people},
            optional=True,
        ),
    ]
    carry = {"desk": form.desk, "zone": form.zone}
    return modal(ids.OVERRIDE, texts, Text("desk-modal-override"), blocks, carry, "desk-modal-save")


FORMS = {ids.SWAP: swap, ids.LEAVE: leave, ids.OVERRIDE: override}


def turn_value(turn: Turn) -> str:
    """A turn as the value of an option: its desk and its instants."""
    return f"{turn.desk}|{int(turn.start.timestamp())}|{int(turn.end.timestamp())}"


def turn_of(value: str) -> tuple[str, datetime, datetime] | None:
    """Desk, start and end, as `turn_value` wrote them; None for anything else."""
    desk, _, rest = value.partition("|")
    numbers = rest.split("|")
    if not desk or len(numbers) != 2 or not all(one.isascii() and one.isdecimal() and len(one) < 12 for one in numbers):
        return None
    start, end = (datetime.fromtimestamp(int(one), UTC) for one in numbers)
    return desk, start, end
