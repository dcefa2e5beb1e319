"""Cards and buttons for everybody's eyes and ears."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message

import bot.texts
from bot.channels.line import flex
from bot.channels.line.measure import clusters
from bot.channels.line.render import render
from routing.effects import Entries
from tests.bot.line.builders import TEXTS, TODAY, directory, emergency_line, entry, ref, say

LOCALES = ("ja", "ja-easy", "en")
BUTTONS = ("open-page", "copy-email", "entry-wrong", "call")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_with_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def cards() -> list[Any]:
    known = directory(entry(), emergency_line("119", "救急"))
    shown = say(Entries((ref("ym-061", ("town", "142085")),)), Entries((ref("nat-119"),), lines=True))
    return [
        render(shown, texts=TEXTS, locale=locale, lookup=known.get, today=TODAY) for locale in ("ja", "ja-easy", "en")
    ]


@pytest.mark.parametrize("colour", [flex.INK, flex.QUIET, flex.ACCENT, flex.ALARM])
def test_every_colour_can_be_read_on_white_and_white_on_it(colour: str) -> None:
    assert contrast_with_white(colour) >= 4.5


def test_all_words_wrap_grow_with_the_phones_setting_and_are_never_tiny() -> None:
    texts = [part for part in parts(cards()) if part.get("type") == "text"]

    assert len(texts) > 20
    assert all(part["wrap"] and part["scaling"] for part in texts)
    assert {part["size"] for part in texts} <= {"sm", "md", "lg", "xxl"}


def test_no_words_hide_in_pictures() -> None:
    assert not [part for part in parts(cards()) if part.get("type") in ("image", "icon", "video")]


def test_no_colour_is_left_to_lines_pale_buttons() -> None:
    buttons = [part for part in parts(cards()) if part.get("type") == "button"]

    assert all("color" in part for part in buttons if part["style"] != "secondary")


@pytest.mark.parametrize("locale", LOCALES)
def test_labels_fit_on_their_buttons_unshortened(locale: str) -> None:
    source = (Path(bot.texts.__file__).parent / f"{locale}.ftl").read_text("utf-8")
    messages = [found for found in FluentParser().parse(source).body if isinstance(found, Message) and found.value]
    labels = {
        message.id.name: source[message.value.span.start : message.value.span.end]
        for message in messages
        if message.value and message.value.span
        if message.id.name in BUTTONS or message.id.name.startswith("choice-")
    }

    plain = {name: words for name, words in labels.items() if not re.search(r"[{}]", words)}

    assert len(plain) > 20
    assert {name: words for name, words in plain.items() if clusters(words) > flex.LABEL_MAX} == {}
