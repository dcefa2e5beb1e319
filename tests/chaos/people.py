"""Families and coordinators under load. Each act leaves a mark that can be counted on the other side's screen."""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.desk import ids
from bot.simulator.line.deliver import Delivery
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.simulator import SlackSimulator
from tests.chaos.network import Network

ACK_WITHIN = 60.0  # seconds; a person would give up, the harness wants to know
SCREEN_WITHIN = 12.0  # seconds somebody waits for an answer before going on without
CARD_WITHIN = 120.0  # seconds; a card may lie in quarantine first
PICTURE = b"what a family photographed"
PRESSES = 60  # times a coordinator tries again what Slack showed a warning for

# What a family does, and the words of the one answer to it, in whatever order they are done.
ACTS = {
    "say:横須賀市です。5歳の息子は気管切開です。泊まりで預かってくれる短期入所をさがしています": "使えそうなところです",
    "say:ありがとうございます": "どういたしまして",
    "emergency": "急なときの電話番号です",
    "stored": "あなたについて保存しているもの",
    "status": "いま受けつけている相談はありません",
    "guide": "お子さんは、いまどの時期ですか",
    "stage:preschool": "この時期によくある困りごとです",
    "menu": "できることです。どれか選ぶか",
}


@dataclass(frozen=True)
class Expected:
    """One answer that an acknowledged event owes, recognised by its words."""

    delivery: Delivery
    words: str
    sent: float

    def acked_in(self, acked: Mapping[str, float]) -> float | None:
        """When the last of its events was acknowledged."""
        times = [acked.get(one) for one in self.delivery.event_ids]
        return None if None in times else max(time for time in times if time is not None)


@dataclass
class Family:
    line: LineSimulator
    name: str
    id: str = field(init=False)
    expects: list[Expected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = self.line.add_person(self.name)

    def does(self, act: str, words: str) -> Delivery:
        if act.startswith("say:"):
            delivery = self.line.say(self.id, act.removeprefix("say:"))
        else:
            delivery = self.line.press(self.id, act, forged=True)
        self.expects.append(Expected(delivery, words, time.monotonic()))
        return delivery

    def sees(self, words: str) -> bool:
        return any(words in str(message) for message in self.line.heard(self.id))


@dataclass
class Story:
    """A family that becomes a case: what each side must find on its screen, once."""

    family: Family
    words: str  # on the card
    more: str  # in its thread
    coordinator: str
    reply: str = ""  # on her phone and in the thread; empty until the desk's submit was acknowledged
    note: str = ""  # in the thread only
    picture: bool = False  # whether one was sent and acknowledged: it belongs in the thread, too
    asked: bool = False  # whether the consent was acknowledged
    claimed: bool = False
    ended: bool = False


class Crowd:
    """Everybody outside the product. Threads, because people wait."""

    def __init__(
        self, line: LineSimulator, network: Network, slack: SlackSimulator, desk: str, staff: Sequence[str], seed: int
    ) -> None:
        self._line, self._network, self._slack, self._desk = line, network, slack, desk
        self._staff = {who: threading.Lock() for who in staff}
        self._seed, self._number = seed, count(1)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.families: list[Family] = []
        self.stories: list[Story] = []
        self.doubled_presses = 0
        self.broken: list[str] = []

    def begin(self, askers: int, stories: int) -> None:
        for _ in range(askers):
            self._thread(self._asker)
        for _ in range(stories):
            self._thread(self._story_teller)

    def burst(self, families: int) -> None:
        """So many families ask one thing at the same moment."""
        act = next(iter(ACTS))
        for _ in range(families):
            family = Family(self._line, "姉")
            self.families.append(family)
            self._network.wait_acked(family.does(act, ACTS[act]), ACK_WITHIN)

    def _thread(self, run: Callable[[random.Random], None]) -> None:
        rng = random.Random(self._seed * 1000 + len(self._threads))

        def guarded() -> None:
            while not self._stop.is_set():
                try:
                    run(rng)
                except Exception as error:  # noqa: BLE001 - a defect of the harness must be seen, not swallowed
                    self.broken.append(f"{type(error).__name__}: {error}")
                    return

        thread = threading.Thread(target=guarded, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Nobody begins anew; what is begun is carried through."""
        self._stop.set()

    def wait(self, within: float) -> bool:
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _mark(self) -> str:
        """Words nobody else writes, of one length, so that none is part of another."""
        return f"控えの印{next(self._number):06}号"

    # -- answered by the bot alone -------------------------------------------------------------

    def _asker(self, rng: random.Random) -> None:
        family = Family(self._line, "母")
        self.families.append(family)
        acts = rng.sample(list(ACTS), rng.randint(2, 4))
        in_a_hurry = rng.random() < 0.4
        deliveries = []
        for act in acts:
            delivery = family.does(act, ACTS[act])
            deliveries.append(delivery)
            if not in_a_hurry:
                self._network.wait_acked(delivery, ACK_WITHIN)
                self._until(lambda words=ACTS[act]: family.sees(words), rng.uniform(0.1, SCREEN_WITHIN))  # type: ignore[misc]
        for delivery in deliveries:
            self._network.wait_acked(delivery, ACK_WITHIN)
        self._until(lambda: all(family.sees(ACTS[act]) for act in acts), SCREEN_WITHIN)

    # -- becoming a case -------------------------------------------------------------------------

    def _story_teller(self, rng: random.Random) -> None:
        family = Family(self._line, "父")
        story = Story(family, self._mark(), self._mark(), rng.choice(list(self._staff)))
        self.families.append(family)
        self.stories.append(story)
        steps = (
            ("person", "ひとことでも大丈夫"),
            (f"say:夜眠れません。{story.words}", "伝えてもよいですか"),
            ("consent:yes", "相談を受けつけました"),
            (f"say:言い忘れました。{story.more}", "窓口に届けました"),
        )
        for act, words in steps:
            delivery = family.does(act, words)
            acked = self._network.wait_acked(delivery, ACK_WITHIN)
            story.asked = story.asked or (act == "consent:yes" and acked)
            self._until(lambda words=words: family.sees(words), SCREEN_WITHIN)  # type: ignore[misc]
        story.picture = self._network.wait_acked(self._line.send(family.id, "image", content=PICTURE), ACK_WITHIN)
        # The desk waits for all of it: claimed earlier, the family would rightly hear who has the case instead.
        if not self._until(lambda: self._card(story) is not None and self._in_channel(story.more), CARD_WITHIN):
            return
        with self._staff[story.coordinator]:
            story.claimed = self._press(story, ids.CLAIM, rng)
            note, reply = self._mark(), self._mark()
            if self._modal(story, ids.NOTE, note, rng):
                story.note = note
            if self._modal(story, ids.REPLY, reply, rng):
                story.reply = reply
        story.ended = True

    def _card(self, story: Story) -> dict[str, Any] | None:
        with self._slack.space.lock:
            there = self._slack.space.world.channels[self._desk].messages
            return next((m for m in there if _top(m) and story.words in str(m)), None)

    def _in_channel(self, words: str) -> bool:
        with self._slack.space.lock:
            return any(words in str(message) for message in self._slack.space.world.channels[self._desk].messages)

    def _press(self, story: Story, action: str, rng: random.Random) -> bool:
        for _ in range(PRESSES):
            card = self._card(story)
            assert card is not None
            try:
                done = self._slack.press(story.coordinator, action, channel=self._desk, ts=card["ts"])
            except CannotDo:  # the card was drawn anew: the first press counted
                return action == ids.CLAIM
            if done.acknowledged:
                self._double(action, rng)
                return True
            time.sleep(0.5)
        return False

    def _modal(self, story: Story, action: str, words: str, rng: random.Random) -> bool:
        """Opens, types, looks at the preview, sends; whatever shows a warning is pressed again."""
        self._slack.space.screens.clear(story.coordinator)
        for _ in range(PRESSES):
            view = self._slack.space.screens.top(story.coordinator)
            try:
                if view is None:
                    self._press(story, action, rng)
                    continue
                preview = view.wire["callback_id"] == ids.SEND
                done = self._slack.submit(story.coordinator, {} if preview else {"text": words})
            except CannotDo:
                time.sleep(0.5)
                continue
            if done.acknowledged and not done.result["open_views"]:
                self._double(f"view_submission.{view.wire['callback_id']}", rng)
                return True
            if not done.acknowledged:
                time.sleep(0.5)
        return False

    def _double(self, about: str, rng: random.Random) -> None:
        """The same interaction comes a second time, as when its acknowledgement was lost on the way."""
        if rng.random() < 0.5:
            return
        log = list(self._slack.deliverer.log)
        found = next((one for one in reversed(log) if about in one.about and one.kind == "interaction"), None)
        if found is not None:
            self.doubled_presses += 1
            self._slack.deliverer.redeliver(found.id)

    def _until(self, look: Callable[[], bool], within: float) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until:
            if look():
                return True
            time.sleep(0.05)
        return look()


def _top(message: dict[str, Any]) -> bool:
    return bool(message.get("thread_ts", message["ts"]) == message["ts"])
