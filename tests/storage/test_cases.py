"""Lists and figures about open cases, read without opening one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from routing.case import Deliberation, Offer, Status
from storage import cases
from storage.cases import Standing, Unowned
from storage.database import Database, Tx
from storage.settings import in_force, model_of, switch, version_of
from storage.tables import participation
from tests.builders import at
from tests.storage.builders import NOW, a_case, a_family

TODAY = date(2026, 11, 24)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    """One family with an owned, a followed-up, a closed and a waiting case at `desk`, and one elsewhere."""
    with database.begin() as open_tx:
        person, talk = a_family(open_tx)
        rows: dict[str, dict[str, Any]] = {
            "owned": {"status": Status.CLAIMED, "owner": "kujira", "weight": 3},
            "followed": {"status": Status.FOLLOWING_UP, "owner": "kujira", "weight": 2, "follow_up_on": TODAY},
            "closed": {"status": Status.CLOSED, "owner": "kujira", "weight": 3},
            "waiting": {"offer": Offer("umineko", None, NOW)},
            "elsewhere": {"desk": "other", "status": Status.CLAIMED, "owner": "umineko", "helpers": ("kujira",)},
        }
        for case_id, changes in rows.items():
            a_case(open_tx, person, talk, id=case_id, number=case_id, **changes)
        yield open_tx


def test_only_what_is_open_weighs_and_only_on_its_owner(tx: Tx) -> None:
    assert cases.loads(tx) == {"kujira": 5, "umineko": 1}


def test_a_desk_is_counted_by_itself(tx: Tx) -> None:
    assert cases.standing(tx, "desk", TODAY) == Standing(open=3, waiting=1, due=1)
    assert cases.standing(tx, "nowhere", TODAY) == Standing(0, 0, 0)


def test_what_waits_is_listed_urgent_first_then_by_rule_then_the_oldest(tx: Tx) -> None:
    person, talk = a_family(tx, "U-other")
    rows: dict[str, dict[str, Any]] = {
        "newer": {"opened_at": at("11:00")},
        "first": {"opened_at": at("12:00"), "first": True},
        "alarm": {"opened_at": at("13:00"), "urgency": "medical_emergency"},
    }
    for name, changes in rows.items():
        a_case(tx, person, talk, id=name, number=name, **changes)

    listed = cases.waiting(tx, "desk", 3)

    assert [one.number for one in listed] == ["alarm", "first", "waiting"]
    assert listed[0].urgent
    assert (listed[2].offered_to, listed[2].opened_at) == ("umineko", at("10:00"))


def test_who_had_a_persons_last_case_is_known(tx: Tx) -> None:
    person, talk = a_family(tx, "U-returns")
    a_case(tx, person, talk, id="old", number="old", opened_at=at("8:00"), status=Status.CLOSED, owner="umineko")
    a_case(tx, person, talk, id="older", number="older", opened_at=at("7:00"), status=Status.CLOSED, owner="kujira")
    a_case(tx, person, talk, id="now", number="now", opened_at=at("9:00"), status=Status.CLAIMED, owner="kujira")

    assert cases.known_to(tx, person.id, besides="now") == "umineko"
    assert cases.known_to(tx, "nobody") is None


def test_the_agenda_lists_what_all_deliberate_on(tx: Tx) -> None:
    person, talk = a_family(tx, "U-shared")
    for name, due in (("late", "15:00"), ("soon", "11:00")):
        a_case(tx, person, talk, id=name, number=name, deliberation=Deliberation(NOW, at(due)))
    taken = Deliberation(NOW, at("10:30"))
    a_case(tx, person, talk, id="over", number="over", status=Status.CLOSED, deliberation=taken)

    assert [case.number for case in cases.agenda(tx)] == ["soon", "late"]


def test_cases_nobody_has_are_listed_with_the_model_they_began_under(tx: Tx) -> None:
    assert cases.unowned(tx, "shared") == (Unowned("waiting", "desk", "duty_first", at("10:00")),)
    assert cases.unowned(tx, "duty_first") == ()


def test_a_helper_takes_part(tx: Tx) -> None:
    found = tx.conn.execute(
        sa.select(participation.c.who).where(participation.c.case_id == "elsewhere", participation.c.role == "helper")
    )

    assert list(found.scalars()) == ["kujira"]


def test_closed_cases_cost_the_lists_nothing(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        plans = [
            row.detail
            for query in (
                "SELECT owner, sum(weight) FROM cases WHERE region_id = '' AND status != 'closed' GROUP BY owner",
                "SELECT count(*) FROM cases WHERE region_id = '' AND desk = '' AND status != 'closed' GROUP BY status",
            )
            for row in tx.conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
        ]

    assert any("COVERING INDEX ix_cases_open_owner" in plan for plan in plans)
    assert any("COVERING INDEX ix_cases_open_desk" in plan for plan in plans)


# -- the intake model in force ------------------------------------------------------------------


def test_a_switch_holds_over_restarts_until_the_file_is_edited(database: Database) -> None:
    with database.begin() as tx:
        version_of(tx, "body", NOW)
        switch(tx, "shared", "duty_first")

        assert in_force(tx).model == "shared"
        assert model_of(tx, "duty_first") == "shared", "the file is as it was"
        assert model_of(tx, "one_stop") == "one_stop", "somebody edited it since"
        assert in_force(tx).model is None


def test_a_file_that_agrees_ends_the_switch(database: Database) -> None:
    with database.begin() as tx:
        switch(tx, "shared", "duty_first")

        assert model_of(tx, "shared") == "shared"
        assert in_force(tx).model is None


def test_switching_back_is_no_switch(database: Database) -> None:
    with database.begin() as tx:
        switch(tx, "shared", "duty_first")
        switch(tx, "duty_first", "duty_first")

        assert in_force(tx).model is None
