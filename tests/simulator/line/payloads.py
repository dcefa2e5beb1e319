"""Payloads LINE takes and payloads it refuses, as data.

`official` says whether LINE's own OpenAPI file, once hardened, refuses it too. Where it does not, the limit stands only
in the prose of the reference, or in a rule of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

USER = "U" + "0123456789abcdef" * 2
URL = "https://example.com/a.png"
FAMILY = "👨‍👩‍👧‍👦"  # one grapheme, seven code points, eleven UTF-16 units


def text(**more: Any) -> dict[str, Any]:
    return {"type": "text", "text": "こんにちは"} | more


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "相談する", "data": "ask"} | more


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def flex(contents: object, **more: Any) -> dict[str, Any]:
    return {"type": "flex", "altText": "3件の候補", "contents": contents} | more


def box(*contents: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "box", "layout": "vertical", "contents": list(contents)} | more


def bubble(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": box(*(body or ({"type": "text", "text": "あ"},)))} | more


def in_body(*body: dict[str, Any]) -> dict[str, Any]:
    return flex(bubble(*body))


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action": postback()} | more


def without(value: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {name: part for name, part in value.items() if name not in fields}


def push(*messages: object, **more: Any) -> dict[str, Any]:
    return {"to": USER, "messages": list(messages)} | more


IMAGE = {"type": "image", "originalContentUrl": URL, "previewImageUrl": URL}
STICKER = {"type": "sticker", "packageId": "446", "stickerId": "1988"}
PLACE = {"type": "location", "title": "さくら", "address": "横須賀市1-1", "latitude": 35.28, "longitude": 139.67}
VIDEO = {"type": "video", "url": URL, "previewUrl": URL, "altContent": {"type": "image", "url": URL}}

GOOD: dict[str, dict[str, Any]] = {
    "a text": push(text()),
    "five messages": push(*(text() for _ in range(5))),
    "text of exactly 5,000 UTF-16 units": push(text(text="😀" * 2500)),
    "a label of 20 graphemes, far more code points": push(quick(postback(label=FAMILY * 20))),
    "13 quick replies": push(quick(*(postback() for _ in range(13)))),
    "every quick reply action": push(
        quick(
            postback(displayText="相談します"),
            {"type": "message", "label": "はい", "text": "はい"},
            {"type": "uri", "label": "電話", "uri": "tel:119"},
            {"type": "uri", "label": "地図", "uri": "https://example.com/?q=%E3%81%82"},
            {"type": "camera", "label": "写真"},
            {"type": "cameraRoll", "label": "選ぶ"},
            {"type": "location", "label": "場所"},
            {"type": "clipboard", "label": "コピー", "clipboardText": "A-1"},
            {
                "type": "datetimepicker",
                "label": "日にち",
                "data": "day",
                "mode": "date",
                "initial": "2026-11-21",
                "min": "2026-11-01",
                "max": "2026-12-31",
            },
        )
    ),
    "data of 300": push(quick(postback(data="x" * 300))),
    "a sender": push(text(sender={"name": "相談窓口", "iconUrl": URL})),
    "without a notification": push(text(), notificationDisabled=True),
    "an image": push(IMAGE),
    "a sticker": push(STICKER),
    "a place": push(PLACE),
    "a bubble": push(in_body(button(style="primary", height="sm"), {"type": "separator", "margin": "md"})),
    "a bubble with all its parts": push(
        flex(
            bubble(
                {"type": "text", "contents": [{"type": "span", "text": "太字", "weight": "bold"}], "wrap": True},
                {"type": "text", "text": "x", "size": "14px", "color": "#666666", "maxLines": 2, "lineSpacing": "4px"},
                box(
                    {"type": "icon", "url": URL, "size": "sm"},
                    {"type": "text", "text": "確認 2026-11-01", "flex": 1},
                    layout="baseline",
                    spacing="sm",
                ),
                {"type": "filler"},
                {"type": "image", "url": URL, "aspectRatio": "20:13", "aspectMode": "cover", "size": "full"},
                size="giga",
                header=box({"type": "text", "text": "候補"}, backgroundColor="#EEEEEE", paddingAll="12px"),
                hero={"type": "image", "url": URL, "action": {"type": "uri", "uri": "https://example.com/"}},
                footer=box(button(), width="50%", cornerRadius="md", borderWidth="1px", borderColor="#00000033"),
                styles={"footer": {"separator": True, "separatorColor": "#CCCCCC"}},
                direction="ltr",
            )
        )
    ),
    "a gradient": push(
        flex(
            bubble(
                box(
                    background={
                        "type": "linearGradient",
                        "angle": "45deg",
                        "startColor": "#ffffff",
                        "endColor": "#000000",
                        "centerColor": "#888888",
                        "centerPosition": "50%",
                    }
                )
            )
        )
    ),
    "a hero video": push(
        flex(bubble(hero=VIDEO | {"action": {"type": "uri", "label": "見る", "uri": URL}}, size="mega"))
    ),
    "a carousel of twelve": push(flex({"type": "carousel", "contents": [bubble(size="kilo") for _ in range(12)]})),
}


@dataclass(frozen=True)
class Bad:
    body: object
    names: str  # the property the answer must name
    official: bool


def refused(body: object, names: str) -> Bad:
    return Bad(body, names, official=True)


def overlay(body: object, names: str) -> Bad:
    return Bad(body, names, official=False)


FIRST = "messages[0]"
ITEM = f"{FIRST}.quickReply.items[0]"
ACTION = f"{ITEM}.action"
BODY = "/body/contents/0"

BAD: dict[str, Bad] = {
    # the request
    "no receiver": refused(without(push(text()), "to"), "to"),
    "a receiver that is a number": refused(push(text(), to=7), "to"),
    "a receiver no id looks like": overlay(push(text(), to="kutemukan"), "to"),
    "no messages": refused({"to": USER}, "messages"),
    "an empty list of messages": refused(push(), "messages"),
    "six messages": refused(push(*(text() for _ in range(6))), "messages"),
    "messages not in a list": refused({"to": USER, "messages": text()}, "messages"),
    "a misspelt field of the request": refused(push(text(), notificationDisable=True), "notificationDisable"),
    "a flag as text": refused(push(text(), notificationDisabled="true"), "notificationDisabled"),
    "a reply token in a push": refused(push(text(), replyToken="x"), "replyToken"),
    "two aggregation units": overlay(push(text(), customAggregationUnits=["a", "b"]), "customAggregationUnits"),
    # a message
    "a message that is a string": refused(push("こんにちは"), FIRST),
    "a message without a type": refused(push({"text": "x"}), f"{FIRST}.type"),
    "a type nobody knows": refused(push(text(type="texts")), f"{FIRST}.type"),
    "a null field": refused(push(text(quickReply=None)), f"{FIRST}.quickReply"),
    "a misspelt field of a message": refused(push(text(quickreply={"items": []})), f"{FIRST}.quickreply"),
    "text missing": refused(push({"type": "text"}), f"{FIRST}.text"),
    "text as a number": refused(push(text(text=5)), f"{FIRST}.text"),
    "empty text": overlay(push(text(text="")), f"{FIRST}.text"),
    "text of spaces": overlay(push(text(text=" \n　")), f"{FIRST}.text"),
    "5,001 characters": overlay(push(text(text="あ" * 5001)), f"{FIRST}.text"),
    "2,501 emoji, 5,002 units": overlay(push(text(text="😀" * 2501)), f"{FIRST}.text"),
    "half an emoji": overlay(push(text(text="\ud83d")), f"{FIRST}.text"),
    "an empty quote token": overlay(push(text(quoteToken="")), f"{FIRST}.quoteToken"),
    "the second message at fault": refused(push(text(), {"type": "text"}), "messages[1].text"),
    "an image over http": overlay(
        push(IMAGE | {"originalContentUrl": "http://example.com/a.png"}), f"{FIRST}.originalContentUrl"
    ),
    "an image without a preview": refused(push(without(IMAGE, "previewImageUrl")), f"{FIRST}.previewImageUrl"),
    "an image url too long": overlay(
        push(IMAGE | {"previewImageUrl": URL + "?" + "x" * 2000}), f"{FIRST}.previewImageUrl"
    ),
    "an image url with Japanese in it": overlay(
        push(IMAGE | {"previewImageUrl": "https://example.com/あ.png"}), f"{FIRST}.previewImageUrl"
    ),
    "a sticker without its number": refused(push(without(STICKER, "stickerId")), f"{FIRST}.stickerId"),
    "a sticker number that is a number": refused(push(STICKER | {"stickerId": 1988}), f"{FIRST}.stickerId"),
    "a sticker with letters": overlay(push(STICKER | {"packageId": "brown"}), f"{FIRST}.packageId"),
    "a place without an address": refused(push(without(PLACE, "address")), f"{FIRST}.address"),
    "a place off the globe": overlay(push(PLACE | {"latitude": 91}), f"{FIRST}.latitude"),
    "a place with a long title": overlay(push(PLACE | {"title": "あ" * 101}), f"{FIRST}.title"),
    "a sender's name of 21": refused(push(text(sender={"name": "あ" * 21})), f"{FIRST}.sender.name"),
    "a sender called LINE": overlay(push(text(sender={"name": "LINE 相談"})), f"{FIRST}.sender.name"),
    "a sender's icon over http": overlay(
        push(text(sender={"iconUrl": "http://example.com/a.png"})), f"{FIRST}.sender.iconUrl"
    ),
    "a part of LINE we do not use": overlay(push(text(type="textV2")), f"{FIRST}.type"),
    # quick replies and actions
    "14 quick replies": refused(push(quick(*(postback() for _ in range(14)))), f"{FIRST}.quickReply.items"),
    "no quick replies": overlay(push(quick()), f"{FIRST}.quickReply.items"),
    "quick replies without items": overlay(push(text(quickReply={})), f"{FIRST}.quickReply.items"),
    "a quick reply of no type": overlay(push(text(quickReply={"items": [{"action": postback()}]})), f"{ITEM}.type"),
    "a quick reply without an action": overlay(push(text(quickReply={"items": [{"type": "action"}]})), ACTION),
    "an action nobody knows": refused(push(quick({"type": "shout", "label": "x"})), f"{ACTION}.type"),
    "a menu switch as a quick reply": overlay(
        push(quick({"type": "richmenuswitch", "label": "x", "richMenuAliasId": "a", "data": "d"})), f"{ACTION}.type"
    ),
    "a quick reply without a label": overlay(push(quick(without(postback(), "label"))), f"{ACTION}.label"),
    "a label of 21": overlay(push(quick(postback(label="あ" * 21))), f"{ACTION}.label"),
    "a label of 21 graphemes": overlay(push(quick(postback(label=FAMILY * 21))), f"{ACTION}.label"),
    "an empty label": overlay(push(quick(postback(label=""))), f"{ACTION}.label"),
    "postback data of 301": refused(push(quick(postback(data="x" * 301))), f"{ACTION}.data"),
    "postback data of 151 emoji, 302 units": overlay(push(quick(postback(data="😀" * 151))), f"{ACTION}.data"),
    "a postback without data": overlay(push(quick(without(postback(), "data"))), f"{ACTION}.data"),
    "a shown text of 301": overlay(push(quick(postback(displayText="あ" * 301))), f"{ACTION}.displayText"),
    "shown text misspelt": refused(push(quick(postback(display_text="x"))), f"{ACTION}.display_text"),
    "both kinds of shown text": overlay(push(quick(postback(displayText="x", text="x"))), f"{ACTION}.text"),
    "fill-in text without a keyboard": overlay(push(quick(postback(fillInText="x"))), f"{ACTION}.fillInText"),
    "an input option nobody knows": refused(push(quick(postback(inputOption="openDoor"))), f"{ACTION}.inputOption"),
    "a message action without text": overlay(push(quick({"type": "message", "label": "x"})), f"{ACTION}.text"),
    "a message action of 301": overlay(
        push(quick({"type": "message", "label": "x", "text": "あ" * 301})), f"{ACTION}.text"
    ),
    "a link without a uri": overlay(push(quick({"type": "uri", "label": "x"})), f"{ACTION}.uri"),
    "a link of another scheme": overlay(
        push(quick({"type": "uri", "label": "x", "uri": "mailto:a@example.com"})), f"{ACTION}.uri"
    ),
    "a link with a space": overlay(
        push(quick({"type": "uri", "label": "x", "uri": "https://example.com/a b"})), f"{ACTION}.uri"
    ),
    "a link of 1,001": overlay(
        push(quick({"type": "uri", "label": "x", "uri": "https://example.com/" + "x" * 981})), f"{ACTION}.uri"
    ),
    "a telephone link without a number": overlay(
        push(quick({"type": "uri", "label": "x", "uri": "tel:"})), f"{ACTION}.uri"
    ),
    "an empty clipboard": refused(
        push(quick({"type": "clipboard", "label": "x", "clipboardText": ""})), f"{ACTION}.clipboardText"
    ),
    "a date picker without a mode": overlay(
        push(quick({"type": "datetimepicker", "label": "x", "data": "d"})), f"{ACTION}.mode"
    ),
    "a date picker of another mode": refused(
        push(quick({"type": "datetimepicker", "label": "x", "data": "d", "mode": "week"})), f"{ACTION}.mode"
    ),
    "a date written otherwise": overlay(
        push(quick({"type": "datetimepicker", "label": "x", "data": "d", "mode": "date", "initial": "2026/11/21"})),
        f"{ACTION}.initial",
    ),
    "a date range upside down": overlay(
        push(
            quick(
                {
                    "type": "datetimepicker",
                    "label": "x",
                    "data": "d",
                    "mode": "date",
                    "min": "2026-12-01",
                    "max": "2026-11-01",
                }
            )
        ),
        f"{ACTION}.max",
    ),
    # Flex
    "Flex without alternative text": refused(push(without(in_body(), "altText")), f"{FIRST}.altText"),
    "empty alternative text": overlay(push(flex(bubble(), altText="")), f"{FIRST}.altText"),
    "alternative text of 401": overlay(push(flex(bubble(), altText="あ" * 401)), f"{FIRST}.altText"),
    "Flex without contents": refused(push({"type": "flex", "altText": "x"}), "/"),
    "contents as a string": refused(push(flex("{}")), "/"),
    "a container nobody knows": refused(push(flex({"type": "ball"})), "/type"),
    "a bubble without a block": overlay(push(flex({"type": "bubble"})), "/body"),
    "a body that is a text": refused(push(flex(bubble(body={"type": "text", "text": "x"}))), "/body/type"),
    "a misspelt block": refused(push(flex(bubble(boddy=box()))), "/boddy"),
    "a bubble size nobody knows": refused(push(flex(bubble(size="huge"))), "/size"),
    "styles with a type": refused(push(flex(bubble(styles={"type": "x"}))), "/styles/type"),
    "a box without a layout": refused(push(in_body({"type": "box", "contents": []})), f"{BODY}/layout"),
    "a box without contents": refused(push(in_body({"type": "box", "layout": "vertical"})), f"{BODY}/contents"),
    "a component nobody knows": refused(push(in_body({"type": "table"})), f"{BODY}/type"),
    "empty text in Flex": overlay(push(in_body({"type": "text", "text": ""})), f"{BODY}/text"),
    "no text in Flex": overlay(push(in_body({"type": "text"})), f"{BODY}/text"),
    "an icon outside a baseline box": overlay(push(in_body({"type": "icon", "url": URL})), BODY),
    "a button in a baseline box": overlay(push(in_body(box(button(), layout="baseline"))), f"{BODY}/contents/0"),
    "a video outside the hero": overlay(push(in_body(VIDEO)), f"{BODY}/type"),
    "a span outside a text": overlay(push(in_body({"type": "span", "text": "x"})), f"{BODY}/type"),
    "a button without an action": refused(push(in_body({"type": "button"})), f"{BODY}/action"),
    "a button without a label": overlay(
        push(in_body(button(action={"type": "postback", "data": "x"}))), f"{BODY}/action/label"
    ),
    "a camera button in Flex": overlay(
        push(in_body(button(action={"type": "camera", "label": "x"}))), f"{BODY}/action/type"
    ),
    "a button label of 21": overlay(push(in_body(button(action=postback(label="あ" * 21)))), f"{BODY}/action/label"),
    "a style nobody knows": refused(push(in_body(button(style="danger"))), f"{BODY}/style"),
    "a colour by name": overlay(push(in_body({"type": "text", "text": "x", "color": "red"})), f"{BODY}/color"),
    "a margin by number": refused(push(in_body({"type": "text", "text": "x", "margin": 4})), f"{BODY}/margin"),
    "a margin nobody knows": overlay(push(in_body({"type": "text", "text": "x", "margin": "4em"})), f"{BODY}/margin"),
    "wrap as text": refused(push(in_body({"type": "text", "text": "x", "wrap": "yes"})), f"{BODY}/wrap"),
    "a picture over http": overlay(push(in_body({"type": "image", "url": "http://example.com/a.png"})), f"{BODY}/url"),
    "a picture too tall": overlay(
        push(in_body({"type": "image", "url": URL, "aspectRatio": "1:4"})), f"{BODY}/aspectRatio"
    ),
    "a separator with text": refused(push(in_body({"type": "separator", "text": "x"})), f"{BODY}/text"),
    "half a flex": refused(push(in_body({"type": "filler", "flex": 0.5})), f"{BODY}/flex"),
    "a negative flex": overlay(push(in_body({"type": "filler", "flex": -1})), f"{BODY}/flex"),
    "a gradient without an end": overlay(
        push(in_body(box(background={"type": "linearGradient", "angle": "0deg", "startColor": "#ffffff"}))),
        f"{BODY}/background/endColor",
    ),
    "a hero that is a button": overlay(push(flex(bubble(hero=button()))), "/hero/type"),
    "a hero video in a small bubble": overlay(push(flex(bubble(hero=VIDEO, size="nano"))), "/hero"),
    "a bubble over 30 KB": overlay(push(in_body({"type": "text", "text": "あ" * 10_000})), "/"),
    "an empty carousel": overlay(push(flex({"type": "carousel", "contents": []})), "/contents"),
    "a carousel of 13": overlay(
        push(flex({"type": "carousel", "contents": [bubble() for _ in range(13)]})), "/contents"
    ),
    "a carousel of two widths": overlay(
        push(flex({"type": "carousel", "contents": [bubble(size="kilo"), bubble(size="mega")]})), "/contents/1/size"
    ),
    "a carousel in a carousel": refused(
        push(flex({"type": "carousel", "contents": [{"type": "carousel", "contents": []}]})), "/contents/0/type"
    ),
    "a carousel with a video": overlay(
        push(flex({"type": "carousel", "contents": [bubble(hero=VIDEO)]})), "/contents/0/hero"
    ),
    "a carousel over 50 KB": overlay(
        push(flex({"type": "carousel", "contents": [bubble({"type": "text", "text": "x" * 9_000}) for _ in range(6)]})),
        "/",
    ),
    "eleven animations": overlay(
        push(in_body(*({"type": "image", "url": URL, "animated": True} for _ in range(11)))), "/"
    ),
}
