"""Slack and the coordinators of a flood, in a process of their own. Talks to `tests.bench.flood` line by line.

Whoever a card names takes the case, writes a note and a reply; what is pressed and shows a warning is pressed again.
"""

import json
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bot.demo.house import Keys, NothingHappened, workspace
from bot.desk import ids
from bot.region import Region, load
from bot.simulator.clock import SimClock
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.wire import serve
from tests.chaos.rolling import PressesAgain

MARK = re.compile(r"控えの印\d{6}号(?!の)")
LOOKS = 0.5  # seconds
THINKS = 1.0  # seconds between two presses of one person


class Coordinators:
    def __init__(self, region: Region, slack: Any) -> None:
        self._region, self._slack, self._people = region, slack, PressesAgain(slack)
        self._done: set[str] = set()
        self._stop = threading.Event()
        self.presses = 0
        self.replies: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.failed: list[str] = []
        self.channels = list(dict.fromkeys(desk.slack_channel for desk in region.file.desk))

    def begin(self) -> None:
        """One at each desk, one card after the other."""
        self._threads = [threading.Thread(target=self._work, args=(channel,)) for channel in self.channels]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No further card; the one in hand is finished."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, channel: str) -> None:
        while not self._stop.wait(LOOKS):
            new = next((found for found in self._cards(channel) if found[1] not in self._done), None)
            if new is None:
                continue
            ts, words, _ = new
            self._done.add(words)
            try:
                self._takes(channel, ts, words)
            except (CannotDo, NothingHappened) as error:
                self.failed.append(f"{words}: {error}")

    def _cards(self, channel: str) -> Iterator[tuple[str, str, list[str]]]:
        """Each card of a flood's family: its place, her mark, and what stands in its thread."""
        threads = defaultdict[str, list[str]](list)
        cards = {}
        for message in self._messages(channel):
            if message.get("thread_ts", message["ts"]) == message["ts"]:
                cards[message["ts"]] = str(message)
            else:
                threads[message["thread_ts"]].append(str(message))
        for ts, card in cards.items():
            found = MARK.search(card + "".join(threads[ts]))  # her words stand on it or below it, as the desk wishes
            if found is not None:
                yield ts, found[0], threads[ts]

    def _messages(self, channel: str) -> list[dict[str, Any]]:
        with self._slack.space.lock:
            return list(self._slack.space.world.channels[channel].messages)

    def _takes(self, channel: str, ts: str, words: str) -> None:
        card = next(one for one in self._messages(channel) if one["ts"] == ts)
        named = [one for one in self._region.coordinators if one.name in str(card)]
        who = min(named or self._region.coordinators[:1], key=lambda one: str(card).find(one.name)).slack_id
        where = {"channel": channel, "ts": ts}
        self._press(who, ids.CLAIM, **where)
        note, reply = f"覚え{words}", f"お返事{words}"
        self._press(who, ids.NOTE, **where)
        self._submit(who, {"text": note})
        self.notes[words] = note
        self._press(who, ids.REPLY, **where)
        self._submit(who, {"text": reply})
        self._submit(who, {})
        self.replies[words] = reply

    def _press(self, who: str, action: str, **where: str) -> None:
        until = time.monotonic() + 120
        while True:
            try:
                self._people.press(who, action, **where)
            except CannotDo:  # the card is not drawn anew yet
                if time.monotonic() > until:
                    raise
                time.sleep(LOOKS)
            else:
                break
        self.presses += 1
        time.sleep(THINKS)

    def _submit(self, who: str, values: dict[str, str]) -> None:
        self._people.submit(who, values)
        self.presses += 1
        time.sleep(THINKS)

    def report(self) -> dict[str, Any]:
        threads, gaps = dict[str, list[list[str]]](), {}
        for channel in self.channels:
            messages = self._messages(channel)
            posted = sorted(float(one["ts"]) for one in messages if one.get("bot_id") or one.get("app_id"))
            apart = [later - earlier for earlier, later in pairwise(posted)]
            gaps[channel] = [len(posted), min(apart, default=0.0), median(apart) if apart else 0.0]
            for _, words, below in self._cards(channel):
                threads.setdefault(words, []).append(below)
        with self._slack.space.lock:
            refused = [one["error"] for one in self._slack.space.refusals]
        return {
            "presses": self.presses,
            "failed": self.failed,
            "replies": self.replies,
            "notes": self.notes,
            "threads": threads,
            "gaps": gaps,
            "too_many": refused.count("ratelimited"),
            "refusals": len(refused),
        }


def main() -> None:
    given = json.loads(sys.argv[1])
    region = load(given["region"])
    keys = Keys(slack_secret=given["secret"], slack_token=given["token"])
    slack = workspace(region, SimClock(path=Path(given["clock"])), {}, "real", keys)
    coordinators = Coordinators(region, slack)
    with serve(slack.app) as url:
        slack.space.base_url = url
        print(json.dumps({"url": url}), flush=True)
        for told in sys.stdin:
            order = json.loads(told)
            match order["do"]:
                case "begin":
                    slack.deliverer.request_url = f"{order['url']}/slack/events"
                    coordinators.begin()
                case "stop":
                    coordinators.stop()
                    print(json.dumps({"done": True}), flush=True)
                case "report":
                    print(json.dumps(coordinators.report()), flush=True)
    slack.close_down()


if __name__ == "__main__":
    main()
