"""The forms about who has a case: what they offer, when, and what becomes of a submit."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.channels.slack.parse import parse
from bot.desk import ids, team
from bot.desk.cards import card
from bot.desk.modals import DeskCase
from bot.desk.team import Named, Standing
from bot.simulator.slack import SlackSimulator
from routing.case import Referral, Status
from routing.events import CaseOffered, HelperJoined, WeightSet
from tests.bot.slack.builders import KUJIRA, TEXTS, card_facts, refused_view, same_as_golden
from tests.bot.slack.conftest import Product
from tests.bot.slack.payloads import submitted
from tests.bot.slack.test_door import event_of, posted, top
from tests.bot.slack.test_parse import CASE, STANDING
from tests.builders import at

WAITING = replace(CASE, status=Status.WAITING)
FULL = replace(
    STANDING,
    colleagues=(*STANDING.colleagues, *(Named(f"c{n}", "長い名前" * 30, "注" * 200) for n in range(150))),
    supervisors=True,
)
NAMES = (ids.CHOOSE, ids.INVITE, ids.OPINION, ids.DECIDE, ids.MORE, ids.MOVE, ids.REFER, ids.HAND_BACK, ids.WEIGHT)


@pytest.mark.parametrize("name", NAMES)
def test_forms_stay_as_they_were_looked_at(name: str) -> None:
    view = team.form(name, CASE, replace(STANDING, taking="umineko", together=("kujira",)), TEXTS)

    assert refused_view(view) == []
    same_as_golden(f"team-form-{name.partition('.')[2]}", view)


@pytest.mark.parametrize("name", NAMES)
def test_forms_carry_ids_and_no_words_and_hold_many_people(name: str) -> None:
    view = team.form(name, replace(CASE, supporter=True), FULL, TEXTS)

    assert refused_view(view) == []
    assert set(json.loads(view["private_metadata"])) <= {"case", "me"}


@pytest.mark.parametrize(
    ("case", "around", "expected"),
    [
        (WAITING, Standing("kujira"), [ids.WEIGHT]),
        (WAITING, replace(STANDING, owner=None), [ids.CHOOSE, ids.MOVE, ids.REFER, ids.WEIGHT]),
        (CASE, STANDING, [ids.INVITE, ids.CHOOSE, ids.MOVE, ids.REFER, ids.WEIGHT]),
        (CASE, replace(STANDING, offered=True), [ids.INVITE, ids.MOVE, ids.REFER, ids.WEIGHT]),
        (CASE, replace(STANDING, owner="umineko"), ["join", ids.MOVE, ids.REFER, ids.WEIGHT]),
        (CASE, replace(STANDING, owner="umineko", helpers=("kujira",)), ["leave", ids.MOVE, ids.REFER, ids.WEIGHT]),
        (CASE, Standing("kujira", owner="kujira", supervisors=True), ["supervisors", ids.WEIGHT]),
        (replace(CASE, supporter=True), Standing("kujira", "kujira"), ["advice", ids.HAND_BACK, ids.WEIGHT]),
        (
            replace(CASE, supporter=True),
            Standing("kujira", "kujira", advice=True),
            ["no-advice", ids.HAND_BACK, ids.WEIGHT],
        ),
        (replace(CASE, status=Status.CLOSED), FULL, []),
    ],
)
def test_more_offers_only_what_is_possible(case: DeskCase, around: Standing, expected: list[str]) -> None:
    assert list(team.possible(case, around)) == expected
    shown = team.form(ids.MORE, case, around, TEXTS)
    offered = [one["value"] for block in shown["blocks"] for one in block.get("element", {}).get("options", [])]
    assert offered == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [("asked", None), ("agreed", "arrived"), ("refused", ids.REFER), ("arrived", None)],
)
def test_a_referral_goes_on_from_where_it_stands(state: Any, expected: str | None) -> None:
    around = replace(STANDING, referral=Referral("center", "kujira", at("11:00"), state))

    found = {"arrived", ids.REFER} & set(team.possible(CASE, around))

    assert found == ({expected} if expected else set())


# -- through the door ----------------------------------------------------------------------------


@pytest.fixture
def carded(sim: SlackSimulator, product: Product) -> str:
    product.answers.around = STANDING
    return posted(sim, card(card_facts(status=Status.CLAIMED), TEXTS).message)


def more(sim: SlackSimulator, carded: str, what: str) -> Any:
    assert sim.press(KUJIRA, ids.MORE, channel="C0TSUNAGU1", ts=carded).status == 200
    return sim.submit(KUJIRA, {"what": what})


def test_a_line_of_more_without_a_form_is_kept_and_closes_it(
    sim: SlackSimulator, product: Product, carded: str
) -> None:
    product.answers.around = replace(STANDING, owner="umineko")

    done = more(sim, carded, "join")

    assert done.result["open_views"] == []
    assert event_of(product) == HelperJoined("kujira")


def test_a_line_of_more_with_a_form_leads_to_it_and_back(sim: SlackSimulator, product: Product, carded: str) -> None:
    more(sim, carded, ids.CHOOSE)

    assert top(sim)["view"]["callback_id"] == ids.CHOOSE
    assert product.inbox.calls == 0
    sim.close(KUJIRA)
    assert top(sim)["view"]["callback_id"] == ids.MORE
    sim.submit(KUJIRA, {"what": ids.CHOOSE})
    done = sim.submit(KUJIRA, {"to": "umineko", "text": "お願いします"})
    assert done.result["open_views"] == []
    assert event_of(product) == CaseOffered("umineko", "お願いします")


def test_what_became_impossible_meanwhile_is_said_instead(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.MORE, channel="C0TSUNAGU1", ts=carded)
    product.answers.around = replace(STANDING, offered=True)

    sim.submit(KUJIRA, {"what": ids.CHOOSE})

    assert "この操作はできません" in json.dumps(top(sim), ensure_ascii=False)


def test_weight_begins_with_what_it_is(sim: SlackSimulator, product: Product, carded: str) -> None:
    product.answers.around = replace(STANDING, weight=2)
    more(sim, carded, ids.WEIGHT)

    sim.submit(KUJIRA)

    assert event_of(product) == WeightSet(2)


def test_blank_words_are_refused_at_their_field(sim: SlackSimulator, product: Product, carded: str) -> None:
    more(sim, carded, ids.MOVE)

    refused = sim.submit(KUJIRA, {"to": "school", "text": "　"})

    assert set(refused.result["errors"]) == {"text"}
    assert product.inbox.calls == 0


@pytest.mark.parametrize(
    "name", sorted({ids.OPINION, ids.CHOOSE, ids.DECIDE, ids.MOVE, ids.REFER, ids.WEIGHT, ids.MORE})
)
def test_a_form_that_says_nothing_is_nothing(name: str) -> None:
    view = team.form(name, CASE, STANDING, TEXTS)
    view["private_metadata"] = "{}"

    assert parse(submitted(view), at("10:00"), str) == ()


def test_with_nobody_to_ask_the_form_says_where_help_is(sim: SlackSimulator, product: Product) -> None:
    product.answers.cases = {"case-1": WAITING}
    given = card_facts()
    message = card(replace(given, case=replace(given.case, intake_model="one_stop")), TEXTS).message
    ts = posted(sim, message)

    sim.press(KUJIRA, ids.CHOOSE, channel="C0TSUNAGU1", ts=ts)

    assert "スーパーバイザー" in json.dumps(top(sim), ensure_ascii=False)
    assert httpx.get(f"{sim.space.base_url}/_sim/state").json()["refusals"] == []
