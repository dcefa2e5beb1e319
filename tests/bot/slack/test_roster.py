"""The roster in Slack: forms that Slack takes and that come back as events, and what stands of a change."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.channels.slack.parse import parse
from bot.channels.slack.sorting import Keep, sort
from bot.desk import ids, roster
from bot.desk.inline import Inline
from bot.desk.roster import Line, RosterForm
from bot.simulator.slack import SlackSimulator
from routing.events import ChangeWithdrawn, LeaveSet, RosterOverridden, SwapAccepted, SwapAsked
from routing.roster import Turn
from tests.bot.slack.builders import (
    DESK,
    KUJIRA,
    SUPPORTER,
    TEXTS,
    Json,
    buttons,
    formatted,
    refused_by_slack,
    refused_view,
)
from tests.bot.slack.conftest import DeskAnswers, Product
from tests.bot.slack.payloads import chose, day, pressed, submitted
from tests.bot.slack.test_answers import TABLE
from tests.bot.slack.test_door import event_of, posted, top
from tests.bot.slack.test_parse import ARRIVED, ids_from_one
from tests.builders import TOKYO, at
from tests.routing.test_roster import a_change, a_roster, leave

NAMES = {"kujira": "鯨井", "umineko": "海猫", "tobiuo": "飛魚"}
TURN = Turn("desk", at("9:00", 25), at("17:00", 25), "kujira", "kujira")
FORM = RosterForm("kujira", "desk", date(2026, 11, 24), "Asia/Tokyo", (TURN,), tuple(NAMES.items()))


def clock(value: str) -> Json:
    return {"type": "timepicker", "selected_time": value}


def event(payload: Json) -> Any:
    [one] = parse(payload, ARRIVED, ids_from_one())
    assert isinstance(sort(payload), Keep)
    assert one.actor == KUJIRA
    return one.event


# -- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(ids.ROSTER_FORMS))
@pytest.mark.parametrize("crowd", [3, 150])
def test_slack_takes_every_form_also_of_a_large_desk(name: str, crowd: int) -> None:
    people = tuple((f"person-{n}", f"名前がとても長いコーディネーターさん {n}" * 3) for n in range(crowd))
    turns = tuple(
        Turn("d" * 40, TURN.start + timedelta(days=n), TURN.end + timedelta(days=n), "kujira", "kujira")
        for n in range(crowd)
    )

    view = roster.FORMS[name](RosterForm("person-0", "desk", FORM.today, "Asia/Tokyo", turns, people), TEXTS)

    assert refused_view(view) == []
    assert view["private_metadata"].isascii()


def test_who_is_alone_at_her_desk_asks_without_a_name() -> None:
    view = roster.swap(RosterForm("kujira", "desk", FORM.today, "Asia/Tokyo", (TURN,), (("kujira", "鯨井"),)), TEXTS)

    assert refused_view(view) == []
    assert [block["block_id"] for block in view["blocks"] if block["type"] == "input"] == ["turn", "text"]


def test_a_form_comes_back_as_what_she_asked_for() -> None:
    begins, ends = datetime(2026, 11, 25, 0, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)
    turn = chose(roster.turn_value(TURN))

    asked = event(submitted(roster.swap(FORM, TEXTS), turn=turn, to=chose("tobiuo"), text=" 通院です "))
    of_anybody = event(submitted(roster.swap(FORM, TEXTS), turn=turn, text=None))
    away = event(submitted(roster.leave(FORM, TEXTS), first=day("2026-11-25"), last=day("2026-11-29")))
    put = event(
        submitted(
            roster.override(FORM, TEXTS),
            on=day("2026-11-25"),
            start=clock("09:00"),
            end=clock("12:30"),
            into=chose("tobiuo"),
        )
    )

    assert asked == SwapAsked("id-1", "desk", begins, ends, "tobiuo", "通院です")
    assert of_anybody == SwapAsked("id-1", "desk", begins, ends)
    assert away == LeaveSet("id-1", date(2026, 11, 25), date(2026, 11, 29))
    assert put == RosterOverridden("id-1", "desk", at("9:00", 25), at("12:30", 25), "tobiuo")


def test_buttons_come_back_as_what_was_pressed() -> None:
    assert event(pressed(ids.ACCEPT_SWAP, "change-1")) == SwapAccepted("change-1")
    assert event(pressed(ids.WITHDRAW, "change-1")) == ChangeWithdrawn("change-1")


@pytest.mark.parametrize(
    "value", ["", "desk", "desk|1", "desk|x|y", "|1|2", "desk|1|2|3", "desk|-1|2", "desk|1|" + "9" * 30]
)
def test_a_turn_nobody_wrote_that_way_is_nothing(value: str) -> None:
    assert roster.turn_of(value) is None
    assert parse(submitted(roster.swap(FORM, TEXTS), turn=chose(value)), ARRIVED, ids_from_one()) == ()


@pytest.mark.parametrize(
    "fields", [{"first": day(None), "last": day("2026-11-25")}, {"first": day("soon"), "last": day("2026-11-25")}]
)
def test_days_that_are_none_are_nothing(fields: Json) -> None:
    assert parse(submitted(roster.leave(FORM, TEXTS), **fields), ARRIVED, ids_from_one()) == ()


# -- the door ----------------------------------------------------------------------------------------


@pytest.fixture
def touban(sim: SlackSimulator, product: Product) -> str:
    """What /touban shows a coordinator, put where it can be pressed; gives its ts."""
    product.answers.turns = (TURN,)
    [shown] = roster.duty_table(roster.DutyTable(TABLE.desks, NAMES, TOKYO, coordinator=True), TEXTS)
    return posted(sim, shown)


def test_a_turn_is_asked_for_in_a_form(sim: SlackSimulator, product: Product, touban: str) -> None:
    assert sim.press(KUJIRA, ids.SWAP, channel=DESK, ts=touban).status == 200
    assert sim.submit(KUJIRA, {"turn": roster.turn_value(TURN), "text": "通院です"}).result["errors"] == {}

    assert event_of(product) == SwapAsked("id-1", "desk", TURN.start, TURN.end, None, "通院です")


def test_who_has_no_turn_and_who_is_no_coordinator_get_a_notice(
    sim: SlackSimulator, product: Product, touban: str
) -> None:
    product.answers.turns = ()
    sim.press(KUJIRA, ids.SWAP, channel=DESK, ts=touban)
    stranger = asyncio.run(Inline(DeskAnswers(), TEXTS).open(pressed(ids.LEAVE, user=SUPPORTER)))

    assert "これからの当番がありません" in str(top(sim))
    assert "コーディネーターだけ" in str(stranger)
    assert product.inbox.rows == {}


@pytest.mark.parametrize(
    ("action", "values", "field"),
    [
        (ids.LEAVE, {"first": "2026-11-26", "last": "2026-11-25"}, "last"),
        (ids.LEAVE, {"first": "2026-11-20", "last": "2026-11-23"}, "last"),
        (ids.OVERRIDE, {"on": "2026-11-25", "start": "12:00", "end": "12:00", "into": "kujira"}, "end"),
        (ids.OVERRIDE, {"on": "2026-11-23", "start": "09:00", "end": "12:00", "into": "kujira"}, "on"),
    ],
)
def test_what_is_backwards_or_over_is_said_beside_its_field(
    sim: SlackSimulator, product: Product, touban: str, action: str, values: Json, field: str
) -> None:
    sim.press(KUJIRA, action, channel=DESK, ts=touban)

    assert sim.submit(KUJIRA, values).result["errors"].keys() == {field}
    assert product.inbox.rows == {}


# -- what stands of a change ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["accepted", "withdrawn"])
@pytest.mark.parametrize("kind", ["leave", "override", "addition"])
def test_every_change_of_other_kinds_says_what_it_is(kind: str, state: str) -> None:
    said_and_offered(kind, state)


@pytest.mark.parametrize("state", ["asked", "accepted", "withdrawn"])
def test_every_state_of_a_swap_says_what_it_is(state: str) -> None:
    said_and_offered("swap", state)


def said_and_offered(kind: str, state: str) -> None:
    """Slack takes it, it says when, and only what is possible can be pressed."""
    change = a_change("override" if kind == "addition" else kind, state=state, words="<!channel> 通院です")
    if kind == "addition":
        change = a_change("override", state=state, out=None)

    card = roster.change_card(change, NAMES, TOKYO, TEXTS, mention=(KUJIRA,))

    assert refused_by_slack(card) == []
    assert "25日" in card.text
    offered = {"asked": {ids.ACCEPT_SWAP, ids.WITHDRAW}, "accepted": {ids.WITHDRAW}, "withdrawn": set()}[state]
    assert set(buttons(card.blocks)) == offered
    assert "<!channel>" not in formatted(list(card.blocks))


def test_a_swap_names_both_and_the_hours() -> None:
    card = roster.change_card(a_change(), NAMES, TOKYO, TEXTS)

    assert card.text == "11月25日（水）9:00から17:00までの当番は、鯨井さんの代わりに飛魚さんです。"


def test_leave_names_its_days_and_who_takes_over() -> None:
    change = leave("kujira", 25, 27)
    moved = [
        roster.line_of(turn, TOKYO, NAMES)
        for turn in a_roster(changes=(change,)).turns("desk", at("0:00", 25), at("0:00", 26))
    ]

    card = roster.change_card(change, NAMES, TOKYO, TEXTS, moved=moved)

    shown = formatted(list(card.blocks))
    assert "鯨井さんは、11月25日（水）から11月27日（金）まで休みます" in shown
    assert "11月25日（水）　9:00–17:00　海猫（鯨井さんの代わり）" in shown


def test_a_long_leave_says_how_many_more_there_are() -> None:
    line = Line(at("9:00", 25), at("17:00", 25), "海猫", "鯨井")

    card = roster.change_card(leave("kujira", 25, 27), NAMES, TOKYO, TEXTS, moved=[line] * 45)

    assert refused_by_slack(card) == []
    assert "ほかに25回あります" in formatted(list(card.blocks))


def test_a_table_of_many_desks_and_people_still_fits_slack() -> None:
    lines = tuple(
        Line(
            at("9:00") + timedelta(days=n % 14),
            at("12:00") + timedelta(days=n % 14),
            "名前の長いコーディネーターさん",
            "鯨井",
        )
        for n in range(120)
    )
    desks = tuple(roster.DeskDuty(f"窓口{n}", TABLE.desks[0].duty, lines) for n in range(4))
    changes = tuple(a_change(id=f"change-{n}") for n in range(roster.UNDONE_SHOWN))

    said = roster.duty_table(roster.DutyTable(desks, NAMES, TOKYO, coordinator=True, changes=changes), TEXTS)

    assert [refused_by_slack(one) for one in said] == [[]] * len(said)
    assert set(buttons(said[-1].blocks)) >= ids.ROSTER_FORMS


def test_she_can_undo_what_concerns_her_until_it_is_over() -> None:
    hers = (
        a_change(id="hers"),
        a_change(id="taken", out="umineko", by="umineko", into="kujira"),
        a_change(id="asked-of-her", state="asked", out="umineko", by="umineko", into="kujira"),
        a_change(id="over", end=at("9:00")),
        a_change(id="others", out="umineko", by="umineko", into="tobiuo"),
    )

    shown = roster.can_be_undone(hers, "kujira", at("10:00"))

    assert {one.id for one in shown} == {"hers", "taken"}
