"""What no product of ours sends, yet both platforms allow: put on the wire as it would come."""

import base64
import uuid
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]

SATO, MORI, OGAWA = "U0SATO0001", "U0MORI0001", "U0OGAWA001"
PICTURE = "https://pictures.example.jp/a.png"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DESK, TALK = "C0DESK0001", "C0TALK0001"

ROLES = {SATO: "coordinator", MORI: "coordinator", OGAWA: "supporter"}
PEOPLE: list[Json] = [
    {"name": "sato", "id": SATO, "real_name": "佐藤 恵"},
    {"name": "mori", "id": MORI, "real_name": "森 直樹"},
    {"name": "ogawa", "id": OGAWA, "real_name": "小川 亜紀（訪問看護）"},
]
ROOMS: list[Json] = [
    {"name": "相談窓口", "id": DESK, "kind": "private", "members": [SATO, MORI]},
    {"name": "支援者のひろば", "id": TALK, "members": [SATO, MORI, OGAWA]},
]
GROUPS: list[Json] = [{"handle": "当番", "id": "S0DUTY0001", "users": [SATO]}]


@dataclass
class Wires:
    """Both platforms' APIs, spoken directly."""

    url: str
    line_token: str
    slack_token: str

    def push(self, to: str, *messages: Json) -> None:
        answer = httpx.post(
            f"{self.url}/line/v2/bot/message/push",
            json={"to": to, "messages": list(messages)},
            headers={"Authorization": f"Bearer {self.line_token}", "X-Line-Retry-Key": str(uuid.uuid4())},
        )
        assert answer.status_code == 200, answer.text

    def slack(self, method: str, **args: Any) -> Json:
        answer = httpx.post(
            f"{self.url}/slack/api/{method}", json=args, headers={"Authorization": f"Bearer {self.slack_token}"}
        )
        body: Json = answer.json()
        assert body["ok"], body
        return body

    def post(self, text: str, blocks: list[Json] | None = None, channel: str = DESK, **more: Any) -> str:
        return str(self.slack("chat.postMessage", channel=channel, text=text, blocks=blocks, **more)["ts"])

    def sim(self, side: str, act: str, **body: Any) -> Json:
        answer = httpx.post(f"{self.url}/{side}/_sim/{act}", json=body)
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    def state(self, side: str) -> Json:
        told: Json = httpx.get(f"{self.url}/{side}/_sim/state").json()
        return told


def postback(label: str, data: str, said: str | None = None) -> Json:
    return {"type": "postback", "label": label, "data": data, "displayText": said or label}


def quick(*actions: Json) -> Json:
    return {"items": [{"type": "action", "action": action} for action in actions]}


def words(text: str, *, size: str = "sm", color: str = "#44544e", **more: Any) -> Json:
    return {"type": "text", "text": text, "size": size, "color": color, "wrap": True, **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {**element, "action_id": block_id},
        **more,
    }


def every_field() -> Json:
    """A modal with one of each field."""
    choices = [option("LINEで続ける", "line"), option("電話で話す", "phone")]
    elements: list[tuple[str, str, Json]] = [
        ("words", "返事", {"type": "plain_text_input", "multiline": True}),
        ("way", "このあとの連絡", {"type": "radio_buttons", "initial_option": choices[0], "options": choices}),
        ("on", "次に連絡する日", {"type": "datepicker"}),
        ("at", "時刻", {"type": "timepicker"}),
        ("moment", "日と時刻", {"type": "datetimepicker"}),
        ("who", "一緒に見る人", {"type": "users_select"}),
        ("where", "知らせる場所", {"type": "conversations_select"}),
        ("rooms", "チャンネル", {"type": "multi_channels_select"}),
        ("people", "関わる人", {"type": "multi_users_select"}),
        ("times", "回数", {"type": "number_input", "is_decimal_allowed": False}),
        ("mail", "メール", {"type": "email_text_input"}),
        ("page", "ホームページ", {"type": "url_text_input"}),
        ("done", "済んだこと", {"type": "checkboxes", "options": choices}),
        ("state", "状態", {"type": "static_select", "options": choices}),
    ]
    fields = [
        field(name, label, element, optional=name != "words", hint=plain("あとから直せます。"))
        for name, label, element in elements
    ]
    return {
        "type": "modal",
        "callback_id": "fields",
        "title": plain("家族に返事を書く"),
        "submit": plain("確認へ進む"),
        "close": plain("やめる"),
        "blocks": [{"type": "section", "text": marked("*相談 K-7F3Q* の家族のLINEに届きます。")}, *fields],
    }


def closing() -> Json:
    """A button that asks back, and one that hides two more."""
    confirm = {
        "title": plain("相談を終了しますか"),
        "text": marked("家族に *終了のお知らせ* が届きます。"),
        "confirm": plain("終了する"),
        "deny": plain("やめる"),
    }
    more = [option("ほかの人に引き継ぐ", "handover"), option("地域の課題として残す", "gap")]
    buttons = [
        button("家族に返事を書く", "reply", style="primary"),
        button("終了", "close", style="danger", confirm=confirm),
        {"type": "overflow", "action_id": "more", "options": more},
    ]
    return {"type": "actions", "block_id": "case-actions", "elements": buttons}


def every_element() -> list[Json]:
    """One of each thing a message may hold, with words as long as a desk would write them."""
    choices = [option("家族の希望を先に聞く", "1"), option("相談支援専門員と話してから決める", "2")]
    menu = {"type": "static_select", "placeholder": plain("状態をえらんでください"), "options": choices}
    words = "*太字* _斜体_ ~取消~ `コード` <https://example.jp/very/long/address/without/any/break/at/all|案内の資料>"
    runs = [
        {"type": "text", "text": "太字", "style": {"bold": True}},
        {"type": "user", "user_id": MORI},
        {"type": "link", "url": "https://example.jp/とても長い/住所/でも/はみ出さない/はずです/どこまでも"},
    ]
    return [
        {"type": "section", "text": marked(f"{words}\n> 引用\n```\n{'整形された長い行' * 8}\n```")},
        {"type": "header", "text": plain("見出しは言葉のあいだで折り返して、最後まで読めるようにします")},
        {"type": "context", "elements": [marked("受付 11月21日 21:40 ・ 返事の目安 *11月24日 9:30*")]},
        {"type": "divider"},
        {"type": "section", "fields": [marked(f"*{each}*\n{each}の中身です" * 2) for each in ("市町", "年齢", "時期")]},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": runs},
                {"type": "rich_text_quote", "elements": runs},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "整形された長い行" * 8}]},
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": runs}],
                },
            ],
        },
        *(
            {
                "type": "section",
                "text": marked("担当する人と日を選んでください"),
                "accessory": {**each, "action_id": "a"},
            }
            for each in (
                menu,
                {"type": "users_select"},
                {"type": "datepicker", "initial_date": "2026-11-30"},
                {"type": "multi_static_select", "options": choices},
                {"type": "overflow", "options": choices},
            )
        ),
        {
            "type": "actions",
            "elements": [
                {**menu, "action_id": "menu"},
                {"type": "timepicker", "action_id": "time", "initial_time": "09:30"},
                {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1795678200},
                {"type": "checkboxes", "action_id": "boxes", "options": choices},
                {"type": "radio_buttons", "action_id": "radio", "options": choices},
                button("とても長い名前のボタンでも、言葉は切れずに折り返して全部読めます", "long"),
            ],
        },
    ]


def every_flex() -> tuple[Json, Json]:
    """One of each thing a Flex Message may hold: in a carousel, and in a small bubble alone."""
    action = postback("くわしく", "more")
    picture = {"type": "image", "url": PICTURE, "size": "sm"}
    spans = [
        {"type": "span", "text": "大きく", "size": "xl", "weight": "bold", "color": "#085349"},
        {"type": "span", "text": "ふつうに続く長い言葉も折り返します"},
    ]
    row = [words("種類", flex=2), words("児童発達支援と放課後等デイサービス", flex=5)]
    baseline = [{"type": "icon", "url": PICTURE}, words("確かめた日 11月9日", margin="sm")]
    parts: list[Json] = [
        words("中学校に入学するお子さんの、看護師がいない日の過ごし方", size="xl", weight="bold"),
        {"type": "text", "wrap": True, "contents": spans},
        {"type": "box", "layout": "baseline", "spacing": "sm", "contents": baseline},
        {"type": "separator", "margin": "md"},
        {"type": "box", "layout": "horizontal", "contents": row},
        {
            "type": "box",
            "layout": "horizontal",
            "contents": [words("左"), {"type": "filler"}, words("右", align="end")],
        },
        {
            "type": "box",
            "layout": "vertical",
            "backgroundColor": "#e3f0ec",
            "cornerRadius": "md",
            "paddingAll": "md",
            "contents": [words("吸引のある0歳児を受け入れています。", color="#085349"), picture],
            "action": action,
        },
    ]
    buttons = [
        {"type": "button", "style": style, "height": "sm", "action": action, **colour}
        for style, colour in (("primary", {"color": "#0b6b5f"}), ("secondary", {}), ("link", {}))
    ]
    whole = {
        "type": "bubble",
        "header": {"type": "box", "layout": "vertical", "contents": [words("お知らせ", weight="bold")]},
        "hero": {**picture, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"},
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": parts},
        "footer": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons},
        "styles": {"footer": {"separator": True}},
    }
    small = {
        "type": "bubble",
        "size": "micro",
        "body": {"type": "box", "layout": "vertical", "contents": [words("小さなカードの中の言葉")]},
    }
    row_of_cards = {"type": "carousel", "contents": [whole, whole]}
    return (
        {"type": "flex", "altText": "小さい", "contents": small},
        {"type": "flex", "altText": "いろいろ", "contents": row_of_cards},
    )
