"""The catalogue: every sentence people read, by id and locale. Regions may override single messages.

`ja.ftl`, `ja-easy.ftl` and `en.ftl` hold what families and supporters read; `desk.ftl` what coordinators read,
`paper.ftl` what the command line prints for their meetings.
A locale that lacks a message falls back to `ja`; a missing id or argument raises, it is never shown.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from fluent.runtime import FluentBundle
from fluent.syntax.ast import Resource

from bot.texts import overrides
from bot.texts.overrides import BrokenCatalogue
from routing.effects import Arg, Text

LOCALES = ("ja", "ja-easy", "en")
FILES = {"ja": ("ja.ftl", "desk.ftl", "paper.ftl"), "ja-easy": ("ja-easy.ftl",), "en": ("en.ftl",)}
LANGUAGE = {"ja": "ja", "ja-easy": "ja", "en": "en"}
WEEKDAY_IDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

__all__ = ["FILES", "LOCALES", "WEEKDAY_IDS", "BrokenCatalogue", "Label", "Texts", "UnknownText"]

Label = Callable[[str, str], str]  # (code, locale) -> the code's name for people
Escape = Callable[[str], str]


class UnknownText(KeyError):
    """No locale has this id, or an argument of it is missing."""

    def __init__(self, text_id: str, why: str) -> None:
        super().__init__(f"text {text_id!r}: {why}")
        self.text_id = text_id


def _bundle(locale: str, resources: Iterable[Resource]) -> FluentBundle:
    # Isolation marks (U+2068/2069) around arguments would show as boxes on some phones.
    bundle = FluentBundle([LANGUAGE[locale]], use_isolating=False)
    for resource in resources:
        bundle.add_resource(resource, allow_overrides=True)
    return bundle


@lru_cache
def _shipped(name: str) -> Resource:
    return overrides.parsed(name, (files(__name__) / name).read_text("utf-8"))


class Texts:
    """Puts text ids into words. Arguments ending in _code, _at and _on arrive without the suffix, in words."""

    def __init__(self, label: Label, own: dict[str, Path] | None = None) -> None:
        """`own` are a region's files by locale. Raises BrokenCatalogue."""
        self._label = label
        self._bundles: dict[str, FluentBundle] = {}
        for locale, names in FILES.items():
            sources = [_shipped(name) for name in names]
            if own and locale in own:
                shipped = [_shipped(name) for names in FILES.values() for name in names]
                sources.append(overrides.read(own[locale], shipped))
            self._bundles[locale] = _bundle(locale, sources)

    def __call__(self, text: Text, locale: str = "ja", escape: Escape = str) -> str:
        """The sentence. `escape` is applied to every argument that is a string (mrkdwn has signs of its own)."""
        bundle = self._find(text.id, locale)
        args = {name: value for key, given in text.args.items() for name, value in [self._word(key, given, locale)]}
        args = {name: escape(value) if isinstance(value, str) else value for name, value in args.items()}
        pattern = bundle.get_message(text.id).value
        if pattern is None:
            raise UnknownText(text.id, "has no words")
        words, errors = bundle.format_pattern(pattern, args)
        if errors:
            raise UnknownText(text.id, str(errors[0]))
        return str(words)

    def has(self, text_id: str, locale: str = "ja") -> bool:
        return bool(self._bundles[locale].has_message(text_id))

    def _find(self, text_id: str, locale: str) -> FluentBundle:
        for name in (locale, "ja"):
            bundle = self._bundles.get(name)
            if bundle is not None and bundle.has_message(text_id):
                return bundle
        raise UnknownText(text_id, "not in the catalogue")

    def _word(self, key: str, value: Arg, locale: str) -> tuple[str, Arg]:
        if isinstance(value, str):
            if key.endswith("_code"):
                return key.removesuffix("_code"), self._label(value, locale)
            if key.endswith("_at"):
                return key.removesuffix("_at"), self.instant(datetime.fromisoformat(value), locale)
            if key.endswith("_on"):
                return key.removesuffix("_on"), self.day(date.fromisoformat(value), locale)
        return key, value

    def day(self, day: date, locale: str = "ja") -> str:
        weekday = self(Text(f"weekday-{WEEKDAY_IDS[day.weekday()]}"), locale)
        parts = {"year": str(day.year), "month": str(day.month), "day": str(day.day), "weekday": weekday}
        return self(Text("form-day", parts), locale)

    def instant(self, at: datetime, locale: str = "ja") -> str:
        """Day and time in the zone that `at` carries; the caller brings it into the region's."""
        return self(Text("form-instant", {"day": self.day(at.date(), locale), "time": f"{at:%-H:%M}"}), locale)
