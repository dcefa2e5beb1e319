"""The rules of contract.yaml that span several fields, and the strings that need more than a pattern."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

Finding = tuple[tuple[str | int, ...], str]  # where, below the object; what is wrong
Rule = Callable[[Mapping[str, Any]], Iterator[Finding]]


def _postback_texts(action: Mapping[str, Any]) -> Iterator[Finding]:
    if "displayText" in action and "text" in action:
        yield ("text",), "cannot be specified together with displayText"
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        yield ("fillInText",), "needs inputOption openKeyboard"


_PICKER_FORMATS = {"date": ("%Y-%m-%d",), "time": ("%H:%M",), "datetime": ("%Y-%m-%dT%H:%M", "%Y-%m-%dt%H:%M")}


def _picker_bounds(action: Mapping[str, Any]) -> Iterator[Finding]:
    formats = _PICKER_FORMATS[action["mode"]]
    moments: dict[str, datetime] = {}
    for name in ("initial", "min", "max"):
        if name not in action:
            continue
        for pattern in formats:
            try:
                moments[name] = datetime.strptime(action[name], pattern)  # noqa: DTZ007 - a wall-clock value, compared with its like
            except ValueError:
                continue
        if name not in moments:
            yield (name,), f"must be like {formats[0]}"
    if "min" in moments and "max" in moments and moments["min"] >= moments["max"]:
        yield ("max",), "must be later than min"
    if "initial" in moments and moments["initial"] < moments.get("min", moments["initial"]):
        yield ("initial",), "must not be before min"
    if "initial" in moments and moments["initial"] > moments.get("max", moments["initial"]):
        yield ("initial",), "must not be after max"


def _box_children(box: Mapping[str, Any]) -> Iterator[Finding]:
    allowed = (
        {"icon", "text", "filler"}
        if box["layout"] == "baseline"
        else {"box", "button", "image", "text", "separator", "filler"}
    )
    for index, child in enumerate(box["contents"]):
        if child["type"] not in allowed:
            yield ("contents", index), "invalid property"


def _text_or_spans(text: Mapping[str, Any]) -> Iterator[Finding]:
    if "text" not in text and "contents" not in text:
        yield ("text",), "must be specified"


def _some_block(bubble: Mapping[str, Any]) -> Iterator[Finding]:
    if not any(block in bubble for block in ("header", "hero", "body", "footer")):
        yield ("body",), "at least one block must be specified"


def _hero_video_size(bubble: Mapping[str, Any]) -> Iterator[Finding]:
    if bubble.get("hero", {}).get("type") == "video" and bubble.get("size", "mega") not in {"kilo", "mega", "giga"}:
        yield ("hero",), "a video needs a bubble of size kilo, mega or giga"


def _no_video_inside(carousel: Mapping[str, Any]) -> Iterator[Finding]:
    for index, bubble in enumerate(carousel["contents"]):
        if bubble.get("hero", {}).get("type") == "video":
            yield ("contents", index, "hero"), "a video cannot be in a carousel"


def _one_width(carousel: Mapping[str, Any]) -> Iterator[Finding]:
    widths = [bubble.get("size", "mega") for bubble in carousel["contents"]]
    for index, width in enumerate(widths):
        if width != widths[0]:
            yield ("contents", index, "size"), "bubbles of one carousel must have the same width"


def _few_animations(message: Mapping[str, Any]) -> Iterator[Finding]:
    if _animations(message["contents"]) > 10:
        yield ("contents",), "at most 10 images may be animated"


def _animations(part: object) -> int:
    if isinstance(part, dict):
        return (part.get("animated") is True) + sum(_animations(each) for each in part.values())
    return sum(_animations(each) for each in part) if isinstance(part, list) else 0


def _menu_shape(menu: Mapping[str, Any]) -> Iterator[Finding]:
    width, height = menu["size"]["width"], menu["size"]["height"]
    if width / height < 1.45:
        yield ("size",), "the aspect ratio must be 1.45 or more"
    for index, area in enumerate(menu["areas"]):
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > width or bounds["y"] + bounds["height"] > height:
            yield ("areas", index, "bounds"), "must lie within the menu"


RULES: Mapping[str, Rule] = {
    "postback_texts": _postback_texts,
    "picker_bounds": _picker_bounds,
    "box_children": _box_children,
    "text_or_spans": _text_or_spans,
    "some_block": _some_block,
    "hero_video_size": _hero_video_size,
    "no_video_inside": _no_video_inside,
    "one_width": _one_width,
    "few_animations": _few_animations,
    "menu_shape": _menu_shape,
}


def _https(url: str) -> str | None:
    return _url(url, {"https"})


def _link(url: str) -> str | None:
    return _url(url, {"http", "https", "line", "tel"})


def _endpoint(url: str) -> str | None:
    # LINE takes https only; a product under test listens on the loopback without it.
    loopback = url.startswith(("http://127.0.0.1", "http://localhost"))
    return _url(url, {"http", "https"} if loopback else {"https"})


def _url(url: str, schemes: set[str]) -> str | None:
    # LINE wants URIs percent-encoded, so a Japanese letter in one is as wrong as a space.
    if any(not 0x21 <= ord(sign) <= 0x7E or sign in '"<>\\^`{|}' for sign in url):
        return "invalid uri"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "invalid uri"
    if parts.scheme not in schemes:
        return "invalid uri scheme"
    if parts.scheme in {"http", "https", "line"} and not parts.netloc:
        return "invalid uri"
    if parts.scheme == "tel" and not any(sign.isdigit() for sign in parts.path):
        return "invalid uri"
    return None


def _ratio(value: str) -> str | None:
    width, _, height = value.partition(":")
    try:
        numbers = float(width), float(height)
    except ValueError:
        return "invalid property"
    if not all(1 <= number <= 100_000 for number in numbers) or numbers[1] > 3 * numbers[0]:
        return "invalid property"
    return None


def _sender_name(name: str) -> str | None:
    return "contains a word that is not allowed" if re.search(r"\bLINE\b", name, re.IGNORECASE) else None


STRING_CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "https": _https,
    "link": _link,
    "endpoint": _endpoint,
    "ratio": _ratio,
    "sender_name": _sender_name,
}
