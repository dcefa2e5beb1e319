"""One command changes the intake model of a running region; what nobody has is listed and finishes as it began."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.product import Product
from bot.region_file import UnreadableRegion
from bot.settings import Line, Settings, Slack, Store
from bot.switching import switch_model, waited
from bot.turn import Turn
from storage import inbox
from storage.inbox import Received
from storage.settings import in_force
from tests.conftest import SECRET
from tests.storage.builders import a_case, a_family


@pytest.fixture
def product(sqlite_url: str) -> Product:
    nowhere = "http://127.0.0.1:9"
    made = Product(
        Settings(
            database_url=sqlite_url,
            region="yokosuka-miura",
            secret_key=SECRET,
            line=Line("channel-secret", "token", nowhere, nowhere),
            slack=Slack("xoxb-token", "signing-secret", f"{nowhere}/api/"),
        )
    )
    made.prepare()
    return made


@pytest.fixture
def store(sqlite_url: str, tmp_path: Path) -> Store:
    clock = tmp_path / "clock"
    clock.write_text("0")
    return Store(sqlite_url, "yokosuka-miura", SECRET, clock)


def test_it_says_what_is_so_now_and_lists_what_waits_under_the_old_model(product: Product, store: Store) -> None:
    with product.database.begin() as tx:
        a_case(tx, *a_family(tx), desk="yokosuka-miura", opened_at=product.clock() - timedelta(hours=50))

    lines = list(switch_model(store, "shared"))

    assert lines[0] == "yokosuka-miura: new cases begin under shared, no longer duty_first"
    assert "region.toml says duty_first" in lines[1]
    assert lines[-1].startswith("7K3M2  yokosuka-miura  duty_first  waits 2 d 2 h")


def test_a_running_process_hears_of_it_with_the_next_event(product: Product, store: Store) -> None:
    turn = Turn(product.database, product.book, product.library, product.policy, product.clock)
    before = turn.policy
    list(switch_model(store, "one_stop"))

    raw = {"what": "shift-began", "desk": "yokosuka-miura", "at": product.clock().isoformat()}
    arrived = Received("clock", "clock", "shift", raw, product.clock())
    product.database.run_sync(lambda tx: inbox.add(tx, [arrived]))
    (row,) = product.database.run_sync(lambda tx: inbox.take(tx, product.clock(), 1, timedelta(seconds=30)))
    asyncio.run(turn.take(row))

    assert (before.intake_model, turn.policy.intake_model) == ("duty_first", "one_stop")
    assert turn.policy.settings_version == before.settings_version + 1, "a case says under which settings it began"


def test_a_restart_keeps_it_and_its_version(product: Product, store: Store) -> None:
    list(switch_model(store, "shared"))
    version = product.database.run_sync(in_force).version

    product.prepare()

    assert product.policy.intake_model == "shared"
    assert product.policy.settings_version == version


def test_switching_to_what_is_so_already_says_so(product: Product, store: Store) -> None:
    assert list(switch_model(store, "duty_first")) == ["yokosuka-miura: new cases begin under duty_first as before"]


def test_an_unknown_model_is_one_clear_line(store: Store) -> None:
    with pytest.raises(UnreadableRegion, match="expected one of duty_first, one_stop, shared"):
        list(switch_model(store, "lottery"))


def test_waiting_is_said_in_days_or_hours() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)

    assert waited(now, now - timedelta(hours=3, minutes=5)) == "3 h 5 min"
    assert waited(now, now + timedelta(hours=1)) == "0 h 0 min"
