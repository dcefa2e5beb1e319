import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.facts import AgendaAsked, DutyAsked, HomeOpened, Parsed, SupporterAsked
from bot.channels.slack.parse import parse
from bot.channels.slack.sorting import Keep, person_in, sort
from bot.desk import answers, ids, modals, team
from bot.desk.modals import Cost, DeskCase, Outgoing
from bot.desk.team import Named, Standing
from routing.case import EntryRef, Status
from routing.events import (
    AdviceSet,
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDecided,
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    CaseRequested,
    ChoicePressed,
    EntryReviewed,
    FollowUpSet,
    HandedBack,
    HelperJoined,
    HelperLeft,
    MediaReceived,
    MessageWithdrawn,
    NoteAdded,
    OfferUndone,
    ReferralArrived,
    ReferralProposed,
    ReplySent,
    SupervisorsCalled,
    TextReceived,
    ViewGiven,
    WeightSet,
)
from tests.bot.slack.builders import DESK, KUJIRA, SUPPORTER, TEXTS, Json, known_entry
from tests.bot.slack.payloads import (
    DM,
    asked_about,
    chose,
    chose_many,
    command,
    day,
    direct_message,
    happened,
    mention,
    pressed,
    submitted,
)

ARRIVED = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
CASE = DeskCase("case-1", "7K3M2", Status.CLAIMED)


def ids_from_one() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"id-{next(numbers)}"


def parsed(payload: Json) -> tuple[Parsed, ...]:
    return parse(payload, ARRIVED, ids_from_one())


def only(payload: Json) -> Parsed:
    [one] = parsed(payload)
    return one


def preview(text: str, *entries: tuple[str, int]) -> Json:
    resources = [known_entry(entry_id) for entry_id, _ in entries]
    return modals.preview(CASE, Outgoing("case-1", text, entries), resources, Cost(push=False), TEXTS)


STANDING = Standing(
    me="kujira",
    owner="kujira",
    colleagues=(Named("umineko", "海猫", "今日の当番"), Named("kujira", "鯨井")),
    desks=(Named("school", "学校の窓口"),),
    outside=(Named("center", "支援センター"),),
)


def form(name: str) -> Json:
    return team.form(name, CASE, STANDING, TEXTS)


PRESSES: list[tuple[str, Json, Any, str | None]] = [
    ("claim", pressed(ids.CLAIM), CaseClaimed(), "case-1"),
    ("bot", pressed(ids.BOT), BotResumed(), "case-1"),
    ("confirm", pressed(ids.CONFIRM, "ym-061:3"), EntryReviewed("ym-061", "confirmed"), None),
    ("hide", pressed(ids.HIDE, "ym-061:3"), EntryReviewed("ym-061", "hidden"), None),
    (
        "decline",
        submitted(modals.decline(CASE, TEXTS), reason=chose("full", "手がいっぱい"), text="来週なら受けられます"),
        CaseDeclined("手がいっぱい\n来週なら受けられます"),
        "case-1",
    ),
    (
        "decline without words",
        submitted(modals.decline(CASE, TEXTS), reason=chose("away", "休み・外出中"), text=None),
        CaseDeclined("休み・外出中"),
        "case-1",
    ),
    ("reply", submitted(preview("明日うかがいます")), ReplySent("id-1", "明日うかがいます"), "case-1"),
    (
        "introduce",
        submitted(preview("", ("ym-061", 3), ("ym-062", 3))),
        ReplySent("id-1", "", (EntryRef("ym-061", 3), EntryRef("ym-062", 3))),
        "case-1",
    ),
    (
        "follow up",
        submitted(modals.follow_up(CASE, date(2026, 12, 8), TEXTS), on=day("2026-12-10")),
        FollowUpSet(date(2026, 12, 10)),
        "case-1",
    ),
    ("note", submitted(modals.note(CASE, TEXTS), text=" 電話した "), NoteAdded("電話した"), "case-1"),
    (
        "close",
        submitted(modals.close(CASE, TEXTS), reason=chose("connected"), outcome=chose("unmet")),
        CaseClosed("connected", "unmet"),
        "case-1",
    ),
    ("offer", pressed(ids.OFFER, "case-1:umineko"), CaseOffered("umineko"), "case-1"),
    ("refer at once", pressed(ids.REFER_TO, "case-1:center"), ReferralProposed("center"), "case-1"),
    ("undo", pressed(ids.UNDO), OfferUndone(), "case-1"),
    ("take", pressed(ids.TAKE), ViewGiven("take"), "case-1"),
    ("together", pressed(ids.TOGETHER), ViewGiven("together"), "case-1"),
    ("know", pressed(ids.KNOW), ViewGiven("know"), "case-1"),
    (
        "choose",
        submitted(form(ids.CHOOSE), to=chose("umineko"), text=" 近いので "),
        CaseOffered("umineko", "近いので"),
        "case-1",
    ),
    ("opinion", submitted(form(ids.OPINION), text="学校が先"), ViewGiven("opinion", "学校が先"), "case-1"),
    (
        "decide",
        submitted(
            form(ids.DECIDE),
            to=chose("umineko"),
            helpers=chose_many("kujira", "umineko"),
            approach="まず訪問",
            text="近いから",
        ),
        CaseDecided("umineko", ("kujira",), "まず訪問", "近いから"),
        "case-1",
    ),
    ("invite", submitted(form(ids.INVITE), to=chose("umineko")), HelperJoined("umineko"), "case-1"),
    (
        "move",
        submitted(form(ids.MOVE), to=chose("school"), text="学校のこと"),
        CaseMoved("school", "学校のこと"),
        "case-1",
    ),
    ("refer", submitted(form(ids.REFER), to=chose("center")), ReferralProposed("center"), "case-1"),
    ("hand back", submitted(form(ids.HAND_BACK), text="続けてください"), HandedBack("続けてください"), "case-1"),
    ("weight", submitted(form(ids.WEIGHT), weight=chose("3")), WeightSet(3), "case-1"),
    ("join", submitted(form(ids.MORE), what=chose("join")), HelperJoined("kujira"), "case-1"),
    ("leave", submitted(form(ids.MORE), what=chose("leave")), HelperLeft("kujira"), "case-1"),
    ("supervisors", submitted(form(ids.MORE), what=chose("supervisors")), SupervisorsCalled(), "case-1"),
    ("arrived", submitted(form(ids.MORE), what=chose("arrived")), ReferralArrived(), "case-1"),
    ("advice", submitted(form(ids.MORE), what=chose("advice")), AdviceSet(advice=True), "case-1"),
    ("no advice", submitted(form(ids.MORE), what=chose("no-advice")), AdviceSet(advice=False), "case-1"),
    (
        "correct",
        submitted(
            modals.correct(known_entry("ym-061"), TEXTS),
            phone="000-0000-9999",
            hours="MO-FR 09:00-17:00; PH off",
            how_to_apply="市で受給者証の申請をしてから契約。",
            description="人工呼吸器の子も泊まれる短期入所。1日2人まで。",
            fee="",
            capacity=chose("full"),
        ),
        EntryReviewed("ym-061", "corrected", (("phone", "000-0000-9999"), ("capacity", "full"))),
        None,
    ),
]


@pytest.mark.parametrize(("payload", "event", "case_id"), [p[1:] for p in PRESSES], ids=[p[0] for p in PRESSES])
def test_what_a_coordinator_does_is_read(payload: Json, event: Any, case_id: str | None) -> None:
    one = only(payload)

    assert (one.event, one.actor, one.case_id) == (event, KUJIRA, case_id)
    assert isinstance(sort(payload), Keep)


def test_a_press_says_when_and_where() -> None:
    one = only(pressed(ids.CLAIM))

    assert one.at == datetime(2026, 11, 23, 15, 21, 40, 250000, tzinfo=UTC).replace(
        day=one.at.day, hour=one.at.hour, minute=one.at.minute, second=one.at.second
    )
    assert one.at.timestamp() == 1795500100.25
    assert (one.where.channel, one.where.message_ts) == (DESK, "1795500000.000100")


ASKED: list[tuple[str, Json, SupporterAsked]] = [
    (
        "command",
        command("/soudan", "横須賀 payload 短期入所"),
        SupporterAsked("id-1", "横須賀 payload 短期入所", "command"),
    ),
    ("dm", direct_message(), SupporterAsked("id-1", "短期入所はありますか", "dm")),
    ("mention", mention(), SupporterAsked("id-1", "短期入所は？", "mention")),
    ("shortcut", asked_about(), SupporterAsked("id-1", "吸引のできる園はありますか", "shortcut")),
]


@pytest.mark.parametrize(("payload", "asked"), [a[1:] for a in ASKED], ids=[a[0] for a in ASKED])
def test_a_supporter_asks_in_four_ways(payload: Json, asked: SupporterAsked) -> None:
    one = only(payload)

    assert (one.event, one.actor) == (asked, SUPPORTER)
    assert isinstance(sort(payload), Keep)


def test_a_message_in_a_thread_of_the_dm_continues_what_was_said_there() -> None:
    one = only(direct_message("ありがとうございます", thread_ts="1795400000.000100"))

    assert one.event == TextReceived("id-1", "ありがとうございます")
    assert (one.where.channel, one.where.thread_ts) == (DM, "1795400000.000100")


def test_files_come_beside_the_words_sent_with_them() -> None:
    files = [
        {"id": "F1", "name": "図.png", "mimetype": "image/png"},
        {"id": "F2", "name": "書類", "mimetype": "application/pdf"},
    ]

    words, image, paper = parsed(direct_message("これです", subtype="file_share", files=files))

    assert words.event == SupporterAsked("id-1", "これです", "dm")
    assert image.event == MediaReceived("id-2", "image", {"name": "図.png", "slack_file": "F1"})
    assert paper.event == MediaReceived("id-3", "file", {"name": "書類", "slack_file": "F2"})


def test_a_deleted_message_is_withdrawn() -> None:
    before = {"user": SUPPORTER, "text": "…", "ts": "1795400000.000100", "thread_ts": "1795300000.000100"}
    payload = happened(
        {
            "type": "message",
            "subtype": "message_deleted",
            "channel": DM,
            "channel_type": "im",
            "deleted_ts": "1795400000.000100",
            "previous_message": before,
            "ts": "1795500100.000200",
        }
    )

    one = only(payload)

    assert (one.event, one.actor) == (MessageWithdrawn("1795400000.000100"), SUPPORTER)
    assert one.where.message_ts == "1795400000.000100"
    assert isinstance(sort(payload), Keep)


def test_the_duty_table_the_agenda_and_the_home_tab_are_asked_for() -> None:
    assert only(command("/touban")).event == DutyAsked()
    assert only(command("/kyougi")).event == AgendaAsked()
    assert (
        only(happened({"type": "app_home_opened", "user": SUPPORTER, "tab": "home", "channel": DM})).event
        == HomeOpened()
    )


def test_a_button_of_an_answer_knows_its_conversation() -> None:
    one = only(pressed("supporter.choice.0", "more", user=SUPPORTER, block_id="say:talk-7"))

    assert (one.event, one.conversation_id) == (ChoicePressed("more"), "talk-7")


@pytest.mark.parametrize("consent", ["given", "anonymous", "pending"])
def test_the_consultation_form_opens_a_case(consent: Any) -> None:
    view = answers.consultation("talk-7", answers.Draft(towns=("142085",)), TEXTS)
    fields = {"consent": chose(consent), "requester": chose("nursery"), "text": "吸引の研修について"}

    one = only(submitted(view, user=SUPPORTER, town=chose("142085"), **fields))
    without_town = only(submitted(view, user=SUPPORTER, **fields))

    assert one.event == CaseRequested(consent, "nursery", "吸引の研修について", "142085")
    assert one.conversation_id == "talk-7"
    assert isinstance(without_town.event, CaseRequested)
    assert without_town.event.municipality is None


NOTHING: list[tuple[str, Json]] = [
    ("a thread message of the desk", direct_message(channel=DESK, channel_type="channel", thread_ts="1.2")),
    ("a bot's message", direct_message(bot_id="B1")),
    (
        "a link unfolded",
        direct_message(subtype="message_changed", message={"text": "a"}, previous_message={"text": "a"}),
    ),
    ("somebody joins", direct_message(subtype="channel_join")),
    ("the messages tab", happened({"type": "app_home_opened", "user": SUPPORTER, "tab": "messages"})),
    ("our own message deleted", direct_message(subtype="message_deleted", previous_message={"bot_id": "B1"})),
    ("a closed modal", {"type": "view_closed", "view": {"callback_id": ids.REPLY}, "user": {"id": KUJIRA}}),
    ("a notice put away", submitted({"type": "modal", "callback_id": "notice", "blocks": []})),
    ("a field inside a modal", pressed("directory", view={"id": "V1"})),
]


@pytest.mark.parametrize("payload", [n[1] for n in NOTHING], ids=[n[0] for n in NOTHING])
def test_what_is_not_for_us_is_neither_kept_nor_read(payload: Json) -> None:
    assert parsed(payload) == ()
    assert sort(payload) == "nothing"


UNKNOWN: list[Json] = [
    {"type": "of_the_future", "anything": [1, 2]},
    {"type": "event_callback", "event_id": "Ev9", "event": {"type": "of_the_future"}},
    {"type": "event_callback", "event": "no object"},
    {"type": "event_callback"},
    pressed("of.the.future"),
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": "x", "user": 3},
    asked_about(callback_id="of_the_future"),
    command("/of-the-future"),
    {},
    pressed(ids.HIDE, "no version"),
]


@pytest.mark.parametrize("payload", UNKNOWN)
def test_what_we_do_not_know_is_kept_and_skipped(payload: Json) -> None:
    assert parsed(payload) == ()
    assert isinstance(sort(payload), Keep)


@pytest.mark.parametrize(
    ("payload", "who"),
    [
        (pressed(ids.CLAIM), KUJIRA),
        (submitted(modals.note(CASE, TEXTS), text="電話した"), KUJIRA),
        (direct_message(), SUPPORTER),
        ({"command": ids.DUTY_COMMAND, "user_id": "U1"}, "U1"),
        ({"type": "event_callback", "event": {"type": "message", "message": {"user": "U1"}}}, "U1"),
        ({"type": "event_callback", "event": {"user": 7}}, None),
        ({}, None),
    ],
)
def test_who_did_it_is_known_so_that_it_stays_in_order(payload: Json, who: str | None) -> None:
    assert person_in(payload) == who


def test_a_second_delivery_has_the_same_key_and_another_press_another() -> None:
    form = submitted(modals.note(CASE, TEXTS), text="電話した")
    later = {**pressed(ids.CLAIM)["actions"][0], "action_ts": "1795500101.000000"}

    assert sort(pressed(ids.CLAIM)) == sort(pressed(ids.CLAIM, trigger_id="another"))
    assert sort(direct_message()) == sort(direct_message())
    assert sort(form) == sort(form)
    keys = [
        sort(pressed(ids.CLAIM)),
        sort(pressed(ids.BOT)),
        sort(pressed(ids.CLAIM, user="U0OTHER001")),
        sort(pressed(ids.CLAIM, actions=[later])),
        sort(form),
        sort({**form, "view": {**form["view"], "hash": "another"}}),
        sort({**form, "view": {**form["view"], "id": "V0000002"}}),
        sort(direct_message()),
        sort({**direct_message(), "event_id": "Ev00000002"}),
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("wire", "typed"),
    [
        ("&lt;b&gt; A &amp; B", "<b> A & B"),
        ("<https://example.jp/a?b=1&amp;c=2>", "https://example.jp/a?b=1&c=2"),
        ("<mailto:a@example.jp|a@example.jp> と <#C0TSUNAGU1|desk> と <!here>", "a@example.jp と desk と here"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_slacks_wire_text_is_read_as_it_was_typed(wire: str, typed: str) -> None:
    assert only(direct_message(wire)).event == SupporterAsked("id-1", typed, "dm")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_a_payload_stops_the_others(data: st.DataObject) -> None:
    payload = copy.deepcopy(data.draw(st.sampled_from([p[1] for p in PRESSES] + [a[1] for a in ASKED] + UNKNOWN)))
    place: Any = payload
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()):
            place[key] = data.draw(ANYTHING)
            break
        place = place[key]

    sort(payload)
    parsed(payload)
