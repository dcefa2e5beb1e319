"""People in a story: a family with a phone, a coordinator and a supporter with Slack. They act, look, and wait."""

from typing import Any

from bot.demo.house import House
from bot.demo.seen import flex_words, slack_words
from routing.case import Coordinator

QUESTION = "横須賀です。5歳の息子は気管切開と吸引です。泊まりで預かってくれる短期入所をさがしています"


class Family:
    """One person on LINE, a friend of the account already."""

    def __init__(self, house: House, name: str = "母") -> None:
        self.house, self.id = house, house.line.add_person(name)

    def hears(self) -> list[str]:
        """Everything the account ever said to her, as lines on the screen."""
        return [line for message in self.house.line.heard(self.id) for line in flex_words(message)]

    def waits_for(self, words: str) -> str:
        """The line that holds these words, once it is on her screen."""
        return self.house.wait_for(words, lambda: next((line for line in self.hears() if words in line), None))

    def says(self, words: str, *, until: str | None = None) -> None:
        assert self.house.line.say(self.id, words).status == 200
        if until:
            self.waits_for(until)

    def presses(self, data: str, *, until: str | None = None) -> None:
        assert self.house.line.press(self.id, data, forged=True).status == 200
        if until:
            self.waits_for(until)

    def opens_a_case(self, words: str = QUESTION) -> dict[str, Any]:
        """Asks, consents, and gives the card in the shared channel."""
        self.says(words, until="使えそうな")
        self.presses("person", until="伝えてもよいですか")
        before = len(self.house.messages())
        self.presses("consent:yes", until="受付番号は")
        return new_card(self.house, before)


def new_card(house: House, before: int, channel: str | None = None) -> dict[str, Any]:
    """The first card among what came to the channel since; late words of other stories are none."""

    def look() -> dict[str, Any] | None:
        return next((one for one in house.messages(channel)[before:] if "case.reply" in str(one)), None)

    return house.wait_for("the card", look)


class Desk:
    """One coordinator and one card."""

    def __init__(
        self, house: House, card: dict[str, Any], who: Coordinator | None = None, channel: str | None = None
    ) -> None:
        self.house, self.ts, self.channel = house, card["ts"], channel or house.desk
        self.who = who or house.region.coordinators[0]

    def as_(self, coordinator: str) -> "Desk":
        """The same card before somebody else."""
        who = next(one for one in self.house.region.coordinators if one.id == coordinator)
        return Desk(self.house, {"ts": self.ts}, who, self.channel)

    def card(self) -> dict[str, Any]:
        return next(m for m in self.house.messages(self.channel) if m["ts"] == self.ts)

    def shows(self) -> str:
        return "\n".join(slack_words(self.card()))

    def waits_for(self, words: str) -> str:
        return self.house.wait_for(f"card: {words}", lambda: self.shows() if words in self.shows() else None)

    def presses(self, action: str, value: str | None = None, ts: str | None = None) -> None:
        """A button of the card, or of the message `ts` in its channel; `value` tells two of one name apart."""
        pressed = self.house.slack.press(self.who.slack_id, action, value=value, channel=self.channel, ts=ts or self.ts)
        assert pressed.status == 200

    def chooses(self, what: str, **values: Any) -> None:
        """A line of the list behind そのほか, and its form where it has one."""
        self.presses("case.more")
        self.submits(what=what)
        if values:
            assert self.submits(**values).result["errors"] == {}

    def submits(self, **values: Any) -> Any:
        return self.house.slack.submit(self.who.slack_id, values)

    def replies(self, words: str) -> None:
        self.presses("case.reply")
        self.submits(text=words)
        self.submits()

    def thread(self) -> list[str]:
        return [
            line
            for m in self.house.messages(self.channel)
            if m.get("thread_ts") == self.ts and m["ts"] != self.ts
            for line in slack_words(m)
        ]

    def waits_in_thread(self, words: str) -> str:
        return self.house.wait_for(
            f"thread: {words}", lambda: next((line for line in self.thread() if words in line), None)
        )
