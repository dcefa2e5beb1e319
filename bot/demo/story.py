"""The story: one mother's question becomes one coordinator's answer. Each scene acts, then looks what was seen."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.demo.house import House, NothingHappened
from bot.demo.script import Script
from bot.demo.seen import flex_words, slack_words


@dataclass(frozen=True)
class Sight:
    """What one screen showed: whose screen (a key of [words], a name in it), and the lines on it."""

    screen: str
    lines: tuple[str, ...]
    name: str = ""


@dataclass
class Scene:
    key: str
    at: datetime
    seen: list[Sight] = field(default_factory=list)


class Story:
    """Plays scene after scene in a house. Raises NothingHappened at the first thing that does not come."""

    def __init__(self, house: House, words: Script) -> None:
        self._house, self._words = house, words
        self.mother = house.line.add_person(words["people"]["mother"], friend=False)
        self._heard = 0
        self._card = ""
        self._shown: tuple[str, ...] = ()  # of the card, so that later scenes show only what changed
        self._owner = ""

    def scenes(self) -> Iterator[Scene]:
        acts: tuple[tuple[str, Callable[[Scene], None]], ...] = (
            ("follow", self._follow),
            ("question", self._question),
            ("person", self._person),
            ("consent", self._consent),
            ("morning", self._morning),
            ("claim", self._claim),
            ("reply", self._reply),
            ("answer", self._answer),
            ("follow_up", self._follow_up),
            ("close", self._close),
        )
        for key, act in acts:
            scene = Scene(key, self._house.now())
            act(scene)
            yield scene

    # -- the phone ----------------------------------------------------------------------------

    def _follow(self, scene: Scene) -> None:
        self._house.line.follow(self.mother)
        self._phone(scene, "the greeting")

    def _question(self, scene: Scene) -> None:
        words = self._words["says"]["question"]
        self._house.line.say(self.mother, words)
        self._said(scene, words)
        shown = self._phone(scene, "three entries", lambda messages: any(m["type"] == "flex" for m in messages))
        bubbles = [len(m["contents"].get("contents", [])) for m in shown if m["type"] == "flex"]
        if bubbles != [3]:
            raise NothingHappened(f"exactly three entries, not {bubbles}")

    def _person(self, scene: Scene) -> None:
        self._press(scene, "person", "the question for consent")

    def _consent(self, scene: Scene) -> None:
        self._press(scene, "consent:yes", "the case number")
        card = self._house.wait_for("a card in the channel", lambda: next(iter(self._house.messages()), None))
        self._card = card["ts"]
        self._show_card(scene, card)

    def _answer(self, scene: Scene) -> None:
        words = self._words["says"]["answer"]
        before = len(self._house.messages())
        self._house.line.say(self.mother, words)
        self._said(scene, words)
        self._thread(scene, before, words)

    def _press(self, scene: Scene, data: str, what: str) -> None:
        button = next(
            item["action"]["label"]
            for message in reversed(self._house.line.heard(self.mother))
            for item in message.get("quickReply", {}).get("items", [])
            if item["action"].get("data") == data
        )
        self._house.line.press(self.mother, data)
        self._said(scene, f"[{button}]")
        self._phone(scene, what)

    def _said(self, scene: Scene, words: str) -> None:
        scene.seen.append(Sight("phone", (f"{self._words['words']['mother']}：{words}",)))

    def _phone(
        self, scene: Scene, what: str, enough: Callable[[list[dict[str, Any]]], bool] = bool
    ) -> list[dict[str, Any]]:
        """What newly stands on her phone, once it is enough."""
        new = self._house.wait_for(f"on the phone: {what}", lambda: self._new_on_phone(enough))
        self._heard += len(new)
        labels = [i["action"]["label"] for i in new[-1].get("quickReply", {}).get("items", [])]
        lines = [line for message in new for line in flex_words(message)]
        if labels:
            lines.append(f"{self._words['words']['buttons']}：{' '.join(f'[{label}]' for label in labels)}")
        scene.seen.append(Sight("phone", tuple(lines), self._words["words"]["bot"]))
        return new

    def _new_on_phone(self, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]] | None:
        new = self._house.line.heard(self.mother)[self._heard :]
        return new if new and enough(new) else None

    # -- the workspace -----------------------------------------------------------------------------

    def _morning(self, scene: Scene) -> None:
        opening = self._house.region.duty(self._house.now()).opens_at
        if opening is not None:
            self._house.clock.move_to(opening + timedelta(minutes=5))
        scene.at = self._house.now()

    def _claim(self, scene: Scene) -> None:
        """Two press in the same moment; the card has one owner, the other hears whose it is."""
        rivals = self._house.region.coordinators[:2]
        ready = threading.Barrier(len(rivals))  # or the first is done before the second's thread has begun

        def claim(slack_id: str) -> None:
            ready.wait()
            self._press_card(slack_id, "case.claim")

        presses = [threading.Thread(target=claim, args=(c.slack_id,)) for c in rivals]
        for press in presses:
            press.start()
        for press in presses:
            press.join()
        whisper = self._house.wait_for("a refusal", lambda: next(iter(self._house.slack.state()["ephemerals"]), None))
        loser = next(c for c in rivals if c.slack_id == whisper["user_seeing"])
        winner = next(c for c in rivals if c is not loser)
        self._owner = winner.slack_id
        self._see_card(scene, winner.name)
        scene.seen.append(Sight("whisper", slack_words(whisper), loser.name))

    def _reply(self, scene: Scene) -> None:
        words, name = self._words["says"]["reply"], self._owner_name()
        before = len(self._house.messages())
        slack = self._house.slack
        self._press_card(self._owner, "case.reply")
        slack.submit(self._owner, {"text": words})
        preview = slack.state()["views"][self._owner][-1]["view"]
        scene.seen.append(Sight("preview", slack_words(preview), name))
        slack.submit(self._owner)
        self._phone(scene, "the reply", lambda messages: words in str(messages))
        self._thread(scene, before, words)
        self._see_card(scene, "✅")

    def _follow_up(self, scene: Scene) -> None:
        day = (self._house.now() + timedelta(days=7)).date()
        self._press_card(self._owner, "case.follow_up")
        self._house.slack.submit(self._owner, {"on": day.isoformat()})
        self._see_card(scene, self._house.product.texts.day(day))

    def _close(self, scene: Scene) -> None:
        self._press_card(self._owner, "case.close")
        self._house.slack.submit(self._owner, {"reason": "settled", "outcome": "met"})
        self._phone(scene, "that it is closed")
        self._house.wait_for("a closed card", lambda: "case.reply" not in str(self._the_card()))
        self._show_card(scene, self._the_card())

    def _press_card(self, who: str, action: str) -> None:
        self._house.slack.press(who, action, channel=self._house.desk, ts=self._card)

    def _the_card(self) -> dict[str, Any]:
        return next(m for m in self._house.messages() if m["ts"] == self._card)

    def _owner_name(self) -> str:
        owner = self._house.region.by_slack_id(self._owner)
        return owner.name if owner else ""

    def _see_card(self, scene: Scene, showing: str) -> None:
        card = self._house.wait_for(
            f"the card showing {showing}", lambda: self._the_card() if showing in str(self._the_card()) else None
        )
        self._show_card(scene, card)

    def _show_card(self, scene: Scene, card: dict[str, Any]) -> None:
        lines = slack_words(card)
        scene.seen.append(Sight("desk", tuple(line for line in lines if line not in self._shown)))
        self._shown = lines

    def _thread(self, scene: Scene, before: int, words: str) -> None:
        new = self._house.wait_for(
            "it in the thread",
            lambda: [
                m for m in self._house.messages()[before:] if m.get("thread_ts") == self._card and words in str(m)
            ],
        )
        scene.seen.append(Sight("thread", tuple(line for message in new for line in slack_words(message))))
