"""What a product might send: a consultation told through the real wire, so that the page has something to show."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]

SATO, MORI, OGAWA = "U0SATO0001", "U0MORI0001", "U0OGAWA001"
DESK, TALK = "C0DESK0001", "C0TALK0001"
BUTTON_GREEN = "#0b6b5f"

MANIFEST: Json = {
    "features": {
        "slash_commands": [
            {"command": "/touban", "description": "今週の当番を見る・変える", "usage_hint": "[来週]"},
            {"command": "/soudan", "description": "相談を始める", "usage_hint": "困っていること"},
        ],
        "shortcuts": [
            {"name": "家族に伝える", "type": "message", "callback_id": "relay", "description": "家族に送る"},
            {"name": "相談を始める", "type": "global", "callback_id": "open_case", "description": "相談を始める"},
        ],
    }
}
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
class Bot:
    """The product's side of both wires."""

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


def row(label: str, value: str) -> Json:
    parts = [words(label, flex=2, color="#55645f"), words(value, flex=5, color="#1d2b2a")]
    return {"type": "box", "layout": "baseline", "spacing": "sm", "contents": parts}


def place_card(name: str, kind: str, why: str, phone: str, data: str) -> Json:
    title = words(name, size="lg", color="#1d2b2a", weight="bold")
    reason = {
        "type": "box",
        "layout": "vertical",
        "backgroundColor": "#e3f0ec",
        "cornerRadius": "md",
        "paddingAll": "md",
        "contents": [words(why, color="#085349")],
    }
    rows = [row("種類", kind), row("電話", phone), row("確認日", "2026年11月9日")]
    call = {"type": "uri", "label": "電話をかける", "uri": f"tel:{phone.replace('-', '')}"}
    buttons = [
        {"type": "button", "style": "primary", "color": BUTTON_GREEN, "height": "sm", "action": call},
        {"type": "button", "style": "secondary", "height": "sm", "action": postback("ここに聞いてほしい", data)},
    ]
    body = [title, reason, {"type": "separator"}, *rows]
    return {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": body},
        "footer": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons},
    }


def places() -> Json:
    cards = [
        place_card(
            "あおぞら訪問看護ステーション",
            "訪問看護",
            "吸引のある0歳児を受け入れています。横須賀市全域に行きます。",
            "046-000-0101",
            "pick=1",
        ),
        place_card(
            "児童発達支援 なぎさ",
            "児童発達支援",
            "看護師が毎日いて、経管栄養に対応しています。",
            "046-000-0102",
            "pick=2",
        ),
        place_card("みなと短期入所", "短期入所", "夜の吸引に対応。月に2日まで使えます。", "046-000-0103", "pick=3"),
    ]
    return {
        "type": "flex",
        "altText": "合いそうな場所が3か所あります",
        "contents": {"type": "carousel", "contents": cards},
    }


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


def case_card() -> list[Json]:
    closing = {
        "title": plain("相談を終了しますか"),
        "text": marked("家族に *終了のお知らせ* が届きます。"),
        "confirm": plain("終了する"),
        "deny": plain("やめる"),
    }
    about = ["*市町*\n横須賀市", "*年齢*\n0歳8か月", "*医療的ケア*\n吸引、経管栄養", "*連絡の同意*\nあり（LINE）"]
    question = "> 来月退院します。家で吸引が必要で、何から始めればいいか分かりません。"
    more = [option("ほかの人に引き継ぐ", "handover"), option("地域の課題として残す", "gap")]
    return [
        {"type": "header", "text": plain("相談 K-7F3Q：退院後の生活")},
        {"type": "section", "text": marked(f"<!subteam^S0DUTY0001> <@{SATO}> さんが当番です。\n{question}")},
        {"type": "section", "fields": [marked(each) for each in about]},
        {"type": "context", "elements": [marked("受付 11月21日 21:40 ・ 返事の目安 *11月24日 9:30*")]},
        {
            "type": "actions",
            "block_id": "case-actions",
            "elements": [
                button("担当する", "claim", style="primary", value="K-7F3Q"),
                button("家族に返事を書く", "reply", value="K-7F3Q"),
                button("終了する", "close", style="danger", confirm=closing),
                {"type": "overflow", "action_id": "more", "options": more},
            ],
        },
    ]


def reply_modal() -> Json:
    ways = [option("LINEで続ける", "line"), option("電話で話す", "phone")]
    return {
        "type": "modal",
        "callback_id": "reply",
        "title": plain("家族に返事を書く"),
        "submit": plain("確認へ進む"),
        "close": plain("やめる"),
        "blocks": [
            {"type": "section", "text": marked("*相談 K-7F3Q* の家族のLINEに届きます。")},
            field(
                "words",
                "返事",
                {"type": "plain_text_input", "multiline": True},
                hint=plain("家族がそのまま読む文です。"),
            ),
            field("way", "このあとの連絡", {"type": "radio_buttons", "initial_option": ways[0], "options": ways}),
            field("on", "次に連絡する日", {"type": "datepicker"}, optional=True),
            field("who", "一緒に見る人", {"type": "users_select"}, optional=True),
        ],
    }


def home() -> Json:
    tasks = [
        "*K-7F3Q*　退院後の生活\n11月24日 9:30までに返事",
        "*K-2M8D*　学校の看護師が休みの日\n今日のうちに電話",
    ]
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("今日すること")},
            *(
                {"type": "section", "text": marked(each), "accessory": button("開く", f"open-{index}")}
                for index, each in enumerate(tasks)
            ),
            {"type": "divider"},
            {"type": "context", "elements": [marked("当番：<@U0SATO0001>（11月27日まで）")]},
        ],
    }


def tell_story(bot: Bot) -> str:
    """Two families, one consultation; gives the id of the first family."""
    yamada = str(bot.sim("line", "users", name="山田さくら")["id"])
    suzuki = str(bot.sim("line", "users", name="鈴木健太")["id"])
    bot.sim("line", "say", user=suzuki, text="学校に看護師さんがいない日はどうしたらいいですか")
    bot.sim("line", "follow", user=yamada)
    bot.push(
        yamada,
        {
            "type": "text",
            "text": "はじめまして。医療的ケアのあるお子さんとご家族の相談窓口です。\n\n"
            "分かる範囲で大丈夫です。いま困っていることを、短い言葉で書いてください。",
        },
    )
    bot.sim("line", "say", user=yamada, text="来月退院します。家で吸引が必要で、何から始めればいいか分かりません")
    bot.push(
        yamada,
        {"type": "text", "text": "ありがとうございます。合いそうな場所が3か所ありました。どれも人が確かめた情報です。"},
        places(),
        {
            "type": "text",
            "text": "当番のコーディネーターにもつなげます。夜のため、返事は11月24日（火）9時30分ごろになります。",
            "quickReply": quick(
                postback("つないでほしい", "connect=yes"),
                postback("今はいい", "connect=no"),
                postback("何に困っているか分からない", "connect=unsure"),
                {"type": "uri", "label": "119に電話する", "uri": "tel:119"},
            ),
        },
    )
    bot.slack("conversations.open", users=SATO)
    bot.sim("slack", "post", user=OGAWA, channel=TALK, text="退院前カンファレンスの時期について相談したいです。")
    card = bot.post("相談 K-7F3Q：退院後の生活", case_card())
    bot.sim("slack", "post", user=SATO, channel=DESK, thread_ts=card, text="NICUの相談員さんに退院日を確認しますね。")
    bot.post(
        "家族から：*吸引器はレンタルできますか*\n```K-7F3Q 21:52```",
        thread_ts=card,
    )
    bot.sim("slack", "post", user=MORI, channel=DESK, text=f"<@{SATO}> ありがとうございます。昼に手伝えます。")
    bot.slack(
        "chat.postEphemeral",
        channel=DESK,
        user=SATO,
        text="この相談は佐藤さんの担当になりました。 _ほかの人には見えません。_",
    )
    return yamada
