"""A family's phone, looked at closely: what is new on it, which buttons it shows, which entries."""

from collections.abc import Mapping
from typing import Any

from bot.demo.house import House
from bot.demo.seen import flex_words
from bot.simulator.line.deliver import Delivery
from storage import records as stored
from tests.stories.people import Family

Message = dict[str, Any]


class Phone(Family):
    """A family who presses only what is really shown, and knows what is new on her screen."""

    def __init__(self, house: House, name: str = "母") -> None:
        super().__init__(house, name)
        self._seen = 0

    def new(self) -> list[Message]:
        """What came since she last acted."""
        return self.house.line.heard(self.id)[self._seen :]

    def reads(self) -> str:
        return "\n".join(line for message in self.new() for line in flex_words(message))

    def sees(self, words: str) -> str:
        """All that is new, once these words are among it."""
        return self.house.wait_for(
            f"new on her phone: {words}", lambda: self.reads() if words in self.reads() else None
        )

    def asks(self, words: str, sees: str) -> str:
        self._look_away()
        assert self.house.line.say(self.id, words).status == 200
        return self.sees(sees)

    def taps(self, label: str, sees: str) -> str:
        """Presses a button that is on her screen now."""
        self._look_away()
        assert self.house.line.press(self.id, label=label).status == 200
        return self.sees(sees)

    def chooses(self, code: str, sees: str) -> str:
        """Presses a button of an older message, which LINE goes on showing on some devices."""
        self._look_away()
        assert self.house.line.press(self.id, code, forged=True).status == 200
        return self.sees(sees)

    def sends(self, kind: str, about: Mapping[str, Any], sees: str | None = None) -> Delivery:
        self._look_away()
        delivery = self.house.line.send(self.id, kind, **about)
        assert delivery.status == 200
        if sees is not None:
            self.sees(sees)
        return delivery

    def _look_away(self) -> None:
        self._seen = len(self.house.line.heard(self.id))

    def labels(self) -> list[str]:
        """The quick replies under the newest message."""
        items = self.house.line.heard(self.id)[-1].get("quickReply", {}).get("items", [])
        return [item["action"]["label"] for item in items]

    def entries(self) -> list[str]:
        """Each entry that is new on her screen, as all its words."""
        return [
            "\n".join(flex_words({"type": "flex", "contents": bubble}))
            for message in self.new()
            if message["type"] == "flex"
            for bubble in (
                message["contents"]["contents"] if message["contents"]["type"] == "carousel" else [message["contents"]]
            )
        ]

    def message_id(self, words: str) -> str:
        """LINE's id of what she said, to take it back."""
        return next(
            str(one["id"])
            for one in reversed(self.house.line.chat(self.id))
            if one["from"] == self.id and (one["message"] or {}).get("text") == words
        )

    def last_id(self) -> str:
        """LINE's id of the last thing she sent, whatever it was."""
        return next(str(one["id"]) for one in reversed(self.house.line.chat(self.id)) if one["from"] == self.id)


def records(house: House, kind: str) -> list[Any]:
    """What the product remembers of one kind, oldest first."""
    return list(house.product.database.run_sync(lambda tx: stored.of_kind(tx, kind)))


def wait_for_post(house: House, words: str) -> Message:
    """The message in the shared channel or one of its threads that holds these words."""
    return house.wait_for(
        f"in the channel: {words}", lambda: next((m for m in house.messages() if words in str(m)), None)
    )
