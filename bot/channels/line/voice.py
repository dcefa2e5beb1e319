"""The catalogue in one locale, with what it says made fit to send."""

from dataclasses import dataclass

from bot.channels.line.measure import sendable
from bot.texts import Texts
from routing.effects import Text


@dataclass(frozen=True, slots=True)
class Voice:
    texts: Texts
    locale: str

    def __call__(self, text_id: str, **args: str) -> str:
        return self.say(Text(text_id, args))

    def say(self, text: Text) -> str:
        return sendable(self.texts(text, self.locale))

    def has(self, text_id: str) -> bool:
        return self.texts.has(text_id, self.locale) or self.texts.has(text_id)
