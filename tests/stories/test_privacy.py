"""What people write stays with them: in no log line, in no byte of the database, behind no public mark in Slack."""

import base64
import json
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.demo.house import House, Keys, workspace
from bot.demo.house import house as open_house
from bot.region import load
from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack.world import BOT_USER
from bot.simulator.wire import serve
from storage.database import Tx
from storage.tables import metadata
from tests.stories.conftest import STARTS_AT, SUPPORTER, OpenHouse
from tests.stories.people import QUESTION, Desk, Family
from tests.stories.test_slack_faults import away, let_it_settle
from tests.stories.workspace import Supporter, actions

CHANNEL = "C0SCHOOLS1"
SEARCH = "横須賀市、4歳、気管切開。医療型短期入所はありますか"


class Marks:
    """Words nobody else would write, each from one path."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        return self.made.setdefault(path, f"秘{secrets.token_hex(8)}密")

    def found_in(self, data: bytes) -> list[str]:
        return sorted(path for path, mark in self.made.items() if any(form in data for form in forms(mark)))


def forms(mark: str) -> Iterator[bytes]:
    """The mark as it may be written: plain, wide, escaped, or inside base64 at any offset."""
    core = mark[1:-1]
    yield core.encode()
    yield core.encode("utf-16-le")
    yield core.encode("utf-16-be")
    for shift in range(3):
        yield base64.b64encode(b"-" * shift + core.encode())[4:-4]


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every line that any logger writes with the product's own loggers wide open, tracebacks included."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter("%(name)s %(levelname)s %(message)s").format(record))

    keeping, root = Keeping(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(keeping)
    root.setLevel(logging.DEBUG)
    for name in ("tsunagu", "linebot", "slack_sdk", "slack_bolt", "aiohttp", "uvicorn"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(keeping)
    root.setLevel(before)
    for name in ("tsunagu", "linebot", "slack_sdk", "slack_bolt", "aiohttp", "uvicorn"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def files_of(house: House) -> bytes:
    """Every byte of the database: the file, its write-ahead log, its shared memory."""
    path = Path(house.product.settings.database_url.removeprefix("sqlite:///"))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def a_family_tells(house: House, marks: Marks) -> tuple[Family, Desk]:
    mother = Family(house, marks("display name"))
    mother.says(f"{QUESTION}。{marks('question')}", until="使えそうな")
    house.line.send(
        mother.id, "location", title=marks("early place"), address="横須賀市", latitude=35.2, longitude=139.6
    )
    desk = Desk(house, mother.opens_a_case(f"{QUESTION}。{marks('second question')}"))
    mother.says(marks("words to the desk"))
    house.line.send(
        mother.id, "location", title=marks("place"), address=marks("address"), latitude=35.2, longitude=139.6
    )
    house.line.send(mother.id, "file", content=b"x", fileName=marks("file name"))
    house.line.send(mother.id, "sticker", packageId="1", stickerId="1", keywords=[marks("sticker")])
    house.line.deliver(
        {
            "type": "message",
            "webhookEventId": secrets.token_hex(13),
            "message": {"type": "text", "x": marks("unreadable")},
        }
    )
    return mother, desk


def the_desk_works(desk: Desk, marks: Marks) -> None:
    house = desk.house
    house.slack.post(desk.who.slack_id, house.desk, marks("talk in the thread"), thread_ts=desk.ts)
    desk.replies(marks("reply"))
    desk.presses("case.note")
    desk.submits(text=marks("note"))
    desk.presses("case.introduce")
    found = house.slack.suggest(desk.who.slack_id, "directory", f"短期入所 {marks('search')}").result["options"]
    found = found or house.slack.suggest(desk.who.slack_id, "directory", "短期入所").result["options"]
    desk.submits(entries=found[:1], text=marks("words beside an entry"))
    desk.submits()
    desk.presses("case.reply")
    desk.submits(text=marks("never sent"))
    desk.waits_for("対応中")
    desk.presses("case.decline")
    desk.submits(reason="full", text=marks("decline"))
    late = Desk(house, desk.card(), house.region.coordinators[2])
    late.waits_for("引き受け待ち")
    late.presses("case.claim")
    late.waits_for("対応中")
    late.presses("case.decline")
    late.submits(reason="other", text=marks("second decline"))


def a_supporter_asks(house: House, marks: Marks) -> None:
    house.slack.add_user("other", id="U0OTHER001", real_name=marks("supporter's name"))
    house.slack.join("U0OTHER001", CHANNEL)
    asker = Supporter(house, "U0OTHER001")
    asker.asks(f"{SEARCH} {marks('soudan')}", CHANNEL)
    asker.after(lambda: house.slack.post(asker.user, CHANNEL, f"<@{BOT_USER}> {SEARCH} {marks('mention')}"))
    other = house.slack.post(SUPPORTER, CHANNEL, f"{SEARCH} {marks('shortcut')}").result["ts"]
    asker.after(lambda: house.slack.shortcut(asker.user, "ask_about_message", channel=CHANNEL, ts=other))
    answer = asker.after(lambda: house.slack.dm(asker.user, f"{SEARCH} {marks('direct message')}"), "条件に合う")
    asker.consults(answer, marks("consultation"))
    root = asker.waits_in_thread("受付番号")["ts"]
    sent = house.slack.dm(asker.user, marks("thread"), thread_ts=root).result["ts"]
    house.slack.edit(asker.user, asker.direct, sent, marks("edit"))
    house.slack.upload(asker.user, asker.direct, f"{marks('her file')}.pdf", b"x", thread_ts=root)
    wrong = next(b for b in actions(answer) if b.get("value", "").startswith("wrong:"))
    asker.presses(answer, wrong["action_id"], value=wrong["value"])
    card = house.wait_for(
        "a curator's card", lambda: next((m for m in house.messages() if "entry.correct" in str(m)), None)
    )
    curator = Desk(house, card)
    curator.presses("entry.correct")
    curator.submits(description=marks("correction"))


@pytest.fixture
def told(tmp_path: Path, logged: list[str]) -> Iterator[tuple[House, Marks, Family, list[str]]]:
    with open_house(tmp_path, starts_at=STARTS_AT, supporters={SUPPORTER: "小枝"}, pacing="off") as house:
        house.slack.add_channel("schools", id=CHANNEL, members=[SUPPORTER])
        marks = Marks()
        mother, desk = a_family_tells(house, marks)
        the_desk_works(desk, marks)
        a_supporter_asks(house, marks)
        let_it_settle(house)
        yield house, marks, mother, logged


def test_words_are_in_no_log_no_byte_of_the_database_and_no_public_mark(
    told: tuple[House, Marks, Family, list[str]],
) -> None:
    house, marks, mother, logged = told

    assert len(marks.made) >= 25
    assert any(line.startswith("tsunagu") for line in logged)
    assert marks.found_in("\n".join(logged).encode()) == []

    assert openly(house, marks) == {("directory_entry", "correction")}  # what everybody is shown from now on
    marks.made.pop("correction")
    assert marks.found_in(files_of(house)) == []

    for channel in house.slack.state()["channels"]:
        for message in channel["messages"]:
            assert set(message.get("metadata", {}).get("event_payload", {"id": ""})) == {"id"}
    assert marks.found_in(str(private_metadata(house)).encode()) == []

    seen = marks.found_in(f"{house.slack.state()}{house.line.heard(mother.id)}".encode())
    unseen = {
        "display name",
        "early place",
        "never sent",
        "search",
        "unreadable",
    }  # the marks did travel, but for what nobody passes on
    assert set(marks.made) - set(seen) <= unseen

    mother.presses("erase:yes", until="すべて消します")
    let_it_settle(house)
    hers = {
        path
        for path in marks.made
        if path
        in ("display name", "question", "second question", "words to the desk", "place", "address", "reply", "note")
    }
    readable = marks.found_in("\n".join(opened_with_the_key(house)).encode())
    assert "consultation" in readable  # the supporter's own words still open: the test can see
    assert hers.isdisjoint(readable)
    assert marks.found_in(files_of(house)) == []


def openly(house: House, marks: Marks) -> set[tuple[str, str]]:
    """Which table holds which mark unsealed."""
    with house.product.database.engine.begin() as connection:
        return {
            (table.name, path)
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            for value in row
            for path in marks.found_in(value if isinstance(value, bytes) else str(value).encode())
        }


def opened_with_the_key(house: House) -> list[str]:
    """Everything sealed that still opens for whoever has TSUNAGU_SECRET_KEY."""
    tables = metadata.tables

    def read(tx: Tx) -> list[str]:
        rows = tx.conn.execute(sa.select(tables["inbox"]))
        found = [tx.open(None, f"inbox.raw:{row.key}", row.raw) for row in rows]
        for row in tx.conn.execute(sa.select(tables["outbox"])):
            found += [tx.open(row.person_id, f"outbox.{c}:{row.key}", getattr(row, c)) for c in ("body", "payload")]
        for row in tx.conn.execute(sa.select(tables["person"])):
            found.append(tx.open(row.id, f"person.name:{row.id}", row.name))
        for name in ("cases", "conversation"):
            for row in tx.conn.execute(sa.select(tables[name])):
                found.append(tx.open(row.person_id, f"{name}.body:{row.id}", row.body))
        talks = tables["conversation"]
        owned = sa.select(tables["message"], talks.c.person_id).join(
            talks, talks.c.id == tables["message"].c.conversation_id
        )
        for row in tx.conn.execute(owned):
            found.append(tx.open(row.person_id, f"message.body:{row.id}", row.body))
        return [one for one in found if one]

    return house.product.database.run_sync(read)


def private_metadata(house: House) -> list[str]:
    """What every modal we opened carried along unseen."""
    views = [call["args"].get("view") for call in house.slack.state()["calls"] if call["method"] == "views.open"]
    carried = [(view if isinstance(view, dict) else json.loads(view))["private_metadata"] for view in views]
    assert len(carried) >= 5
    return carried


# -- when something of ours breaks -----------------------------------------------------------------------


def test_a_sentence_that_cannot_be_put_into_words_leaks_nothing(tmp_path: Path, logged: list[str]) -> None:
    region = tmp_path / "region"
    shutil.copytree(load("yokosuka-miura").folder, region)
    (region / "texts.ftl").write_text("desk-wrote = { no-such-message }\n", "utf-8")
    (tmp_path / "house").mkdir()
    marks = Marks()
    with open_house(tmp_path / "house", region, starts_at=STARTS_AT, pacing="off") as house:
        mother = Family(house)
        mother.opens_a_case(f"{QUESTION} {marks('question')}")
        mother.says(marks("words"))
        house.wait_for("the failure", lambda: any("failed here" in line for line in logged))

    assert marks.found_in("\n".join(logged).encode()) == []
    assert not any("Traceback" in line for line in logged if "tsunagu" in line)


def test_a_database_that_breaks_in_the_middle_leaks_nothing(new_house: OpenHouse, logged: list[str]) -> None:
    marks = Marks()
    with new_house() as house:
        mother = Family(house)
        desk = Desk(house, mother.opens_a_case())
        for table in ("message", "journal", "outbox"):
            with away(house, table):
                mother.says(marks(f"her words without {table}"))
                desk.presses("case.note")
                desk.submits(text=marks(f"a note without {table}"))
                time.sleep(0.4)
        house.clock.advance(61)
        let_it_settle(house)
        desk.waits_in_thread(marks("a note without outbox"))

        stands = "\n".join(desk.thread())
        assert all(stands.count(mark) == 1 for mark in marks.made.values()), stands
        assert marks.found_in(files_of(house)) == []

    assert any("OperationalError" in line for line in logged)
    assert marks.found_in("\n".join(logged).encode()) == []


# -- the product as it is really started ---------------------------------------------------------------------


@contextmanager
def serving(folder: Path) -> Iterator[tuple[House, Path]]:
    """`tsunagu serve` in a process of its own; gives the people around it and the file of its stderr."""
    place, keys = load("yokosuka-miura"), Keys()
    clock = SimClock(STARTS_AT, path=folder / "clock")
    line = LineSimulator(keys.line_secret, keys.line_token, clock=clock)
    slack = workspace(place, clock, {SUPPORTER: "小枝"}, "real", keys)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    errors = folder / "stderr"
    with serve(line.app) as line_url, slack.serving() as slack_url, errors.open("wb") as stderr:
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("LINE_", "SLACK_", "TSUNAGU_"))
            },
            "DATABASE_URL": f"sqlite:///{folder / 'tsunagu.sqlite3'}",
            "TSUNAGU_REGION": "yokosuka-miura",
            "TSUNAGU_SECRET_KEY": keys.own,
            "TSUNAGU_TEST_CLOCK": str(folder / "clock"),
            "LINE_CHANNEL_SECRET": keys.line_secret,
            "LINE_CHANNEL_ACCESS_TOKEN": keys.line_token,
            "LINE_API_BASE": line_url,
            "LINE_DATA_API_BASE": line_url,
            "SLACK_BOT_TOKEN": keys.slack_token,
            "SLACK_SIGNING_SECRET": keys.slack_secret,
            "SLACK_API_BASE": slack_url,
        }
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        running = subprocess.Popen(command, env=environment, stderr=stderr, stdout=stderr)
        url = f"http://127.0.0.1:{port}"
        house = House(place, line, slack, clock, None, url)  # type: ignore[arg-type]
        try:
            house.wait_for("the product", lambda: ready(url))
            line.webhook_url, slack.deliverer.request_url = f"{url}/line/webhook", f"{url}/slack/events"
            yield house, errors
        finally:
            running.terminate()
            running.wait(20)


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def test_the_served_product_writes_no_words_to_its_standard_error(tmp_path: Path) -> None:
    marks = Marks()
    with serving(tmp_path) as (house, errors):
        mother = Family(house, marks("name"))
        desk = Desk(house, mother.opens_a_case(f"{QUESTION} {marks('question')}"))
        house.slack.kick(house.desk)
        mother.says(marks("while the app is away"))
        house.wait_for("a line in the log", lambda: b"channel_not_found" in errors.read_bytes())
        house.slack.join(BOT_USER, house.desk)
        desk.presses("case.note")
        desk.submits(text=marks("note"))
        house.clock.advance(301)
        desk.waits_in_thread(marks("note"))
        desk.waits_in_thread(marks("while the app is away"))

    assert b"region yokosuka-miura" in errors.read_bytes()
    assert marks.found_in(errors.read_bytes()) == []
    assert b"Traceback" not in errors.read_bytes()
