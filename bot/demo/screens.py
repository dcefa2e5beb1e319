"""What the story sees and presses: her phone, the card in its channel, the thread, the forms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.house import House, NothingHappened
from bot.demo.script import Script
from bot.demo.seen import flex_words, slack_words
from routing.case import Coordinator


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


class Screens:
    """Raises NothingHappened at the first thing that does not come."""

    def __init__(self, house: House, words: Script) -> None:
        self.house, self.words = house, words
        self.mother = house.line.add_person(words["people"]["mother"], friend=False)
        self._heard = 0
        self._ts, self._channel = "", ""
        self._shown: tuple[str, ...] = ()  # of the card, so that later scenes show only what changed

    # -- the phone ----------------------------------------------------------------------------

    def says(self, scene: Scene, words: str) -> None:
        self.house.line.say(self.mother, words)
        self.said(scene, words)

    def said(self, scene: Scene, words: str) -> None:
        scene.seen.append(Sight("phone", (f"{self.words['words']['mother']}：{words}",)))

    def presses(self, scene: Scene, data: str, what: str) -> None:
        label = next(
            item["action"]["label"]
            for message in reversed(self.house.line.heard(self.mother))
            for item in message.get("quickReply", {}).get("items", [])
            if item["action"].get("data") == data
        )
        self.house.line.press(self.mother, data)
        self.said(scene, f"[{label}]")
        self.phone(scene, what)

    def choices(self) -> list[str]:
        """The codes of the buttons under the last message."""
        last = self.house.line.heard(self.mother)[-1]
        return [item["action"].get("data", "") for item in last.get("quickReply", {}).get("items", [])]

    def phone(
        self, scene: Scene, what: str, enough: Callable[[list[dict[str, Any]]], bool] = bool
    ) -> list[dict[str, Any]]:
        """What newly stands on her phone, once it is enough."""
        new = self.house.wait_for(f"on the phone: {what}", lambda: self._new_on_phone(enough))
        self._heard += len(new)
        labels = [i["action"]["label"] for i in new[-1].get("quickReply", {}).get("items", [])]
        lines = [line for message in new for line in flex_words(message)]
        if labels:
            lines.append(f"{self.words['words']['buttons']}：{' '.join(f'[{label}]' for label in labels)}")
        scene.seen.append(Sight("phone", tuple(lines), self.words["words"]["bot"]))
        return new

    def _new_on_phone(self, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]] | None:
        new = self.house.line.heard(self.mother)[self._heard :]
        return new if new and enough(new) else None

    # -- the workspace -----------------------------------------------------------------------------

    def new_card(self, scene: Scene) -> None:
        """The first card in any desk's channel."""
        channels = {desk.slack_channel for desk in self.house.region.file.desk}

        def look() -> tuple[str, dict[str, Any]] | None:
            return next(((one, m) for one in channels for m in self.house.messages(one) if "case." in str(m)), None)

        self._channel, card = self.house.wait_for("a card in the channel", look)
        self._ts = card["ts"]
        self._show(scene, card)

    def card(self) -> dict[str, Any]:
        return next(m for m in self.messages() if m["ts"] == self._ts)

    def messages(self) -> list[dict[str, Any]]:
        return self.house.messages(self._channel)

    def buttons(self, action: str) -> list[str]:
        """The values of a card's buttons of one kind."""
        blocks = self.card()["blocks"]
        pressable = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
        pressable += [block["accessory"] for block in blocks if "accessory" in block]
        return [one["value"] for one in pressable if one.get("action_id") == action]

    def press_card(self, who: Coordinator, action: str, value: str | None = None) -> None:
        self.house.slack.press(who.slack_id, action, value=value, channel=self._channel, ts=self._ts)

    def submits(self, who: Coordinator, **values: Any) -> None:
        self.house.slack.submit(who.slack_id, values)

    def see_card(self, scene: Scene, showing: str) -> None:
        self.house.wait_for(f"the card showing {showing}", lambda: showing in "\n".join(slack_words(self.card())))
        self._show(scene, self.card())

    def see_card_without(self, scene: Scene, action: str) -> None:
        self.house.wait_for(f"the card without {action}", lambda: action not in str(self.card()))
        self._show(scene, self.card())

    def _show(self, scene: Scene, card: dict[str, Any]) -> None:
        lines = slack_words(card)
        scene.seen.append(Sight("desk", tuple(line for line in lines if line not in self._shown)))
        self._shown = lines

    def thread(self, scene: Scene, before: int, words: str) -> None:
        new = self.house.wait_for(
            "it in the thread",
            lambda: [m for m in self.messages()[before:] if m.get("thread_ts") == self._ts and words in str(m)],
        )
        scene.seen.append(Sight("thread", tuple(line for message in new for line in slack_words(message))))

    def whisper(self, what: str) -> dict[str, Any]:
        """What one person alone sees."""
        whisper = self.house.wait_for(what, lambda: next(iter(self.house.slack.state()["ephemerals"]), None))
        return dict(whisper)

    def form(self, who: Coordinator) -> dict[str, Any]:
        view: dict[str, Any] = self.house.slack.state()["views"][who.slack_id][-1]["view"]
        return view


def bubbles(messages: list[dict[str, Any]]) -> list[int]:
    return [len(m["contents"].get("contents", [])) for m in messages if m["type"] == "flex"]


def exactly_three(messages: list[dict[str, Any]]) -> None:
    if bubbles(messages) != [3]:
        raise NothingHappened(f"expected exactly three entries, not {bubbles(messages)}")
