"""Payloads with one thing wrong each, and what Slack's answer must name. Nothing of the simulator is imported here."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("押す"), "action_id": "press", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str = "v", text: str = "t", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options(2), **more}


def overflow(count: int) -> Json:
    return {"type": "overflow", "action_id": "more", "options": options(count)}


def few(kind: str, count: int, **more: Any) -> Json:
    return {"type": kind, "action_id": "few", "options": options(count), **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "type", **more}


def asking(element: Json | None = None, **more: Any) -> Json:
    return {"type": "input", "label": plain("質問"), "element": element or text_input(), **more}


def confirm(**more: Any) -> Json:
    return {"title": plain("確認"), "text": plain("本当に"), "confirm": plain("はい"), "deny": plain("いいえ"), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("題"), "submit": plain("送る"), "blocks": list(blocks), **more}


def image() -> Json:
    return {"type": "image", "image_url": "https://e.jp/i.png", "alt_text": "絵"}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


LONG = "あ"

# name, blocks of a message, a part of what Slack says about them
BAD_BLOCKS: list[tuple[str, Any, str]] = [
    ("51 blocks", [{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("a block that is no object", ["divider"], "must provide an object [json-pointer:/blocks/0]"),
    ("a block without a type", [{"text": mrkdwn("x")}], "missing required field: type [json-pointer:/blocks/0]"),
    ("an unknown block", [{"type": "sektion"}], "unsupported type: sektion [json-pointer:/blocks/0/type]"),
    ("an unknown key", [section(colour="red")], "invalid additional property: colour"),
    ("a section with nothing", [{"type": "section"}], "must provide text or fields"),
    ("an empty text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("section text 3001", [section(LONG * 3001)], "must be less than 3001 characters"),
    (
        "text as a bare string",
        [{"type": "section", "text": "x"}],
        "must provide an object [json-pointer:/blocks/0/text]",
    ),
    ("text that is a number", [{"type": "section", "text": {"type": "mrkdwn", "text": 5}}], "must provide a string"),
    ("an unknown kind of text", [{"type": "section", "text": {"type": "html", "text": "x"}}], "unsupported type: html"),
    ("emoji in mrkdwn", [{"type": "section", "text": {**mrkdwn("x"), "emoji": True}}], "additional property: emoji"),
    ("verbatim in plain", [{"type": "section", "text": {**plain("x"), "verbatim": True}}], "property: verbatim"),
    ("11 fields", [{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
    ("no fields", [{"type": "section", "fields": []}], "no fewer than 1 items allowed"),
    ("field text 2001", [{"type": "section", "fields": [mrkdwn(LONG * 2001)]}], "must be less than 2001 characters"),
    ("header 151", [{"type": "header", "text": plain(LONG * 151)}], "must be less than 151 characters"),
    ("header in mrkdwn", [{"type": "header", "text": mrkdwn("x")}], "must be a valid enum value: plain_text"),
    ("header without text", [{"type": "header"}], "missing required field: text"),
    ("divider with text", [{"type": "divider", "text": plain("x")}], "invalid additional property: text"),
    ("block_id 256", [section(block_id="b" * 256)], "must be less than 256 characters"),
    ("block_id twice", [section(block_id="b"), section(block_id="b")], "block_id b already exists"),
    ("26 elements", [actions(*(button(action_id=f"a{n}") for n in range(26)))], "no more than 25 items allowed"),
    ("no elements", [actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ("action_id twice in a block", [actions(button(), button())], "action_id press already exists"),
    ("action_id 256", [actions(button(action_id="a" * 256))], "must be less than 256 characters"),
    ("button text 76", [actions(button(text=plain(LONG * 76)))], "must be less than 76 characters"),
    ("button text mrkdwn", [actions(button(text=mrkdwn("x")))], "must be a valid enum value: plain_text"),
    ("button value 2001", [actions(button(value="v" * 2001))], "must be less than 2001 characters"),
    ("button url 3001", [actions(button(url="https://e.jp/" + "u" * 3001))], "must be less than 3001 characters"),
    ("button style", [actions(button(style="warning"))], "must be a valid enum value: primary, danger"),
    (
        "button value a number",
        [actions(button(value=7))],
        "must provide a string [json-pointer:/blocks/0/elements/0/value]",
    ),
    ("button without text", [actions({"type": "button", "action_id": "a"})], "missing required field: text"),
    ("an unknown element", [actions({"type": "slider", "action_id": "a"})], "unsupported type: slider"),
    (
        "an image among actions",
        [actions({"type": "image", "image_url": "https://e.jp", "alt_text": "x"})],
        "unsupported",
    ),
    ("an input among actions", [actions(text_input())], "unsupported type: plain_text_input"),
    ("an input as accessory", [section(accessory=text_input())], "unsupported type: plain_text_input"),
    ("an input block in a message", [asking()], "unsupported type: input"),
    ("confirm without deny", [actions(button(confirm={**confirm(), "deny": None}))], "missing required field: deny"),
    ("confirm title 101", [actions(button(confirm=confirm(title=plain(LONG * 101))))], "less than 101 characters"),
    ("confirm text 301", [actions(button(confirm=confirm(text=plain(LONG * 301))))], "less than 301 characters"),
    ("confirm button 31", [actions(button(confirm=confirm(confirm=plain(LONG * 31))))], "less than 31 characters"),
    ("overflow of 1", [actions(overflow(1))], "no fewer than 2 items allowed"),
    ("overflow of 6", [actions(overflow(6))], "no more than 5 items allowed"),
    ("101 options", [actions(select(options=options(101)))], "no more than 100 items allowed"),
    ("no options", [actions(select(options=[]))], "no fewer than 1 items allowed"),
    ("option text 76", [actions(select(options=[option(text=LONG * 76)]))], "less than 76 characters"),
    ("option value 151", [actions(select(options=[option("v" * 151)]))], "less than 151 characters"),
    ("option in mrkdwn", [actions(select(options=[{"text": mrkdwn("x"), "value": "v"}]))], "plain_text"),
    ("option without value", [actions(select(options=[{"text": plain("x")}]))], "missing required field: value"),
    ("option value twice", [actions(select(options=[option(), option()]))], "options must have distinct values"),
    ("option description 76", [actions(select(options=[option(description=plain(LONG * 76))]))], "less than 76"),
    ("url in a menu's option", [actions(select(options=[option(url="https://e.jp")]))], "additional property: url"),
    ("placeholder 151", [actions(select(placeholder=plain(LONG * 151)))], "less than 151 characters"),
    (
        "options and groups",
        [actions(select(option_groups=[{"label": plain("x"), "options": [option("other")]}]))],
        "exactly one",
    ),
    ("initial not offered", [actions(select(initial_option=option("zz")))], "initial option must exactly match"),
    ("select without action_id", [actions({"type": "static_select", "options": options(2)})], "field: action_id"),
    ("11 radio buttons", [actions(few("radio_buttons", 11))], "no more than 10 items allowed"),
    ("11 checkboxes", [section(accessory=few("checkboxes", 11))], "no more than 10 items allowed"),
    (
        "a date of another form",
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "11/24/2026"})],
        "a date",
    ),
    ("a time of 25 o'clock", [actions({"type": "timepicker", "action_id": "t", "initial_time": "25:00"})], "a time"),
    (
        "min_query_length text",
        [actions({"type": "external_select", "action_id": "e", "min_query_length": "0"})],
        "integer",
    ),
    ("11 in a context", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
    ("a button in a context", [{"type": "context", "elements": [button()]}], "unsupported type: button"),
    ("image without alt_text", [{"type": "image", "image_url": "https://e.jp"}], "missing required field: alt_text"),
    ("alt_text 2001", [{**image(), "alt_text": LONG * 2001}], "must be less than 2001 characters"),
    ("markdown 12,001", [{"type": "markdown", "text": LONG * 12_001}], "must be less than 12001 characters"),
    ("image without source", [{"type": "image", "alt_text": "x"}], "exactly one of image_url and slack_file"),
    ("rich text of paragraphs", [rich({"type": "paragraph", "elements": []})], "unsupported type: paragraph"),
    ("rich text with mrkdwn inside", [rich({"type": "rich_text_section", "elements": [mrkdwn("x")]})], "unsupported"),
    (
        "rich list without style",
        [rich({"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": []}]})],
        "missing required field: style",
    ),
]

# name, view, a part of what Slack says about it
BAD_MODALS: list[tuple[str, Any, str]] = [
    ("title 25", modal(title=plain(LONG * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("no title", {"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ("title in mrkdwn", modal(title=mrkdwn("x")), "must be a valid enum value: plain_text"),
    ("submit 25", modal(submit=plain(LONG * 25)), "[json-pointer:/view/submit/text]"),
    ("close 25", modal(close=plain(LONG * 25)), "[json-pointer:/view/close/text]"),
    ("private_metadata 3001", modal(private_metadata="m" * 3001), "[json-pointer:/view/private_metadata]"),
    ("private_metadata an object", modal(private_metadata={"a": 1}), "must provide a string"),
    ("callback_id 256", modal(callback_id="c" * 256), "must be less than 256 characters"),
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed"),
    ("an unknown key", modal(color="red"), "invalid additional property: color"),
    ("of type dialog", modal(type="dialog"), "must be a valid enum value: modal"),
    ("a question without submit", modal(asking(), submit=None), "missing required field: submit"),
    ("label 2001", modal(asking(label=plain(LONG * 2001))), "must be less than 2001 characters"),
    ("no label", modal({"type": "input", "element": text_input()}), "missing required field: label"),
    ("label in mrkdwn", modal(asking(label=mrkdwn("x"))), "must be a valid enum value: plain_text"),
    ("hint 2001", modal(asking(hint=plain(LONG * 2001))), "must be less than 2001 characters"),
    ("a button as a question", modal(asking(button())), "unsupported type: button"),
    ("max_length 3001", modal(asking(text_input(max_length=3001))), "must be between 1 and 3000"),
    ("min above max", modal(asking(text_input(min_length=5, max_length=3))), "min_length must not exceed max_length"),
    ("initial too long", modal(asking(text_input(max_length=2, initial_value="あああ"))), "less than 3 characters"),
    ("placeholder 151", modal(asking(text_input(placeholder=plain(LONG * 151)))), "less than 151 characters"),
    ("two focuses", modal(*[asking(text_input(focus_on_load=True))] * 2), "only one element may set focus_on_load"),
    ("block_id twice", modal(asking(block_id="b"), asking(block_id="b")), "block_id b already exists"),
    ("optional as text", modal(asking(optional="yes")), "must be a boolean"),
    ("number without decimals said", modal(asking({"type": "number_input", "action_id": "n"})), "is_decimal_allowed"),
    ("11 files", modal(asking({"type": "file_input", "action_id": "f", "max_files": 11})), "between 1 and 10"),
    ("a markdown block", modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
]

BAD_HOMES: list[tuple[str, Any, str]] = [
    ("with submit", {"type": "home", "blocks": [], "submit": plain("x")}, "invalid additional property: submit"),
    ("with a title", {"type": "home", "blocks": [], "title": plain("x")}, "invalid additional property: title"),
    ("without blocks", {"type": "home"}, "missing required field: blocks"),
    ("as a modal", modal(), "must be a valid enum value: home"),
]

# name, method, arguments, error
BAD_CALLS: list[tuple[str, str, Json, str]] = [
    ("no channel", "chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("no text", "chat.postMessage", {"channel": "C0DESK0001"}, "no_text"),
    ("empty text", "chat.postMessage", {"channel": "C0DESK0001", "text": ""}, "no_text"),
    ("text 40,001", "chat.postMessage", {"channel": "C0DESK0001", "text": LONG * 40_001}, "msg_too_long"),
    ("text a number", "chat.postMessage", {"channel": "C0DESK0001", "text": 5}, "invalid_arguments"),
    (
        "a misspelt argument",
        "chat.postMessage",
        {"channel": "C0DESK0001", "text": "x", "tread_ts": "1.2"},
        "invalid_arg_name",
    ),
    ("a channel's name", "chat.postMessage", {"channel": "#desk", "text": "x"}, "channel_not_found"),
    (
        "a ts as a number",
        "chat.postMessage",
        {"channel": "C0DESK0001", "text": "x", "thread_ts": 1.2},
        "invalid_arguments",
    ),
    (
        "blocks that are no list",
        "chat.postMessage",
        {"channel": "C0DESK0001", "blocks": {"type": "divider"}},
        "invalid_blocks_format",
    ),
    ("blocks that are no JSON", "chat.postMessage", {"channel": "C0DESK0001", "blocks": "[{"}, "invalid_blocks_format"),
    (
        "too much in all blocks together",
        "chat.postMessage",
        {"channel": "C0DESK0001", "text": "x", "blocks": [section(LONG * 2900)] * 5},
        "msg_blocks_too_long",
    ),
    (
        "metadata without payload",
        "chat.postMessage",
        {"channel": "C0DESK0001", "text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_format",
    ),
    (
        "metadata a string",
        "chat.postMessage",
        {"channel": "C0DESK0001", "text": "x", "metadata": "case"},
        "invalid_metadata_format",
    ),
    ("update of nothing", "chat.update", {"channel": "C0DESK0001", "ts": "1.000001", "text": "x"}, "message_not_found"),
    ("update without ts", "chat.update", {"channel": "C0DESK0001", "text": "x"}, "invalid_arguments"),
    ("a view without a trigger", "views.open", {"view": modal()}, "invalid_arguments"),
    ("a made-up trigger", "views.open", {"view": modal(), "trigger_id": "1.2.3"}, "invalid_trigger_id"),
    (
        "a view over 250 KB",
        "views.open",
        {"view": modal(private_metadata="m" * 250_001), "trigger_id": "1.2.3"},
        "view_too_large",
    ),
    ("an update of no view", "views.update", {"view": modal(), "view_id": "V0NONE0001"}, "not_found"),
    (
        "a home for nobody",
        "views.publish",
        {"user_id": "U0NOBODY01", "view": {"type": "home", "blocks": []}},
        "user_not_found",
    ),
    ("a bad cursor", "conversations.history", {"channel": "C0DESK0001", "cursor": "zzz"}, "invalid_cursor"),
    ("1000 messages at once", "conversations.history", {"channel": "C0DESK0001", "limit": 1000}, "invalid_limit"),
    ("replies to nothing", "conversations.replies", {"channel": "C0DESK0001", "ts": "1.000001"}, "thread_not_found"),
    ("a direct channel with nobody", "conversations.open", {"users": "U0NOBODY01"}, "user_not_found"),
    ("a direct channel with itself", "conversations.open", {"users": "U0TSUNAGU1"}, "cannot_dm_bot"),
    ("a file never sent", "files.completeUploadExternal", {"files": [{"id": "F0NONE0001"}]}, "file_not_found"),
    ("a file of no bytes", "files.getUploadURLExternal", {"filename": "a.txt", "length": 0}, "invalid_arguments"),
    (
        "a reaction's name",
        "reactions.add",
        {"channel": "C0DESK0001", "name": "a b", "timestamp": "1.000001"},
        "message_not_found",
    ),
]

GOOD_BLOCKS: list[tuple[str, list[Json]]] = [
    ("50 blocks", [{"type": "divider"}] * 50),
    ("section text 3000", [section(LONG * 3000)]),
    ("10 fields of 1000", [{"type": "section", "fields": [mrkdwn(LONG * 1000)] * 10}]),
    ("header 150", [{"type": "header", "text": {**plain(LONG * 150), "emoji": True}}]),
    (
        "25 buttons at their limits",
        [
            actions(
                *(button(action_id=f"{n}".ljust(255, "a"), text=plain(LONG * 75), value="v" * 2000) for n in range(25))
            )
        ],
    ),
    ("the same action_id in two blocks", [actions(button()), actions(button())]),
    (
        "a button with confirm and url",
        [actions(button(confirm=confirm(style="danger"), url="https://e.jp", style="primary"))],
    ),
    ("overflow of 2 and of 5", [section(accessory=overflow(2)), section(accessory={**overflow(5)})]),
    ("a select of 100 at its limits", [actions(select(options=[option(f"{n:0150}", LONG * 75) for n in range(100)]))]),
    ("a select with its initial option", [actions(select(initial_option=option("1")))]),
    (
        "groups",
        [
            actions(
                {
                    "type": "static_select",
                    "action_id": "p",
                    "option_groups": [{"label": plain("県"), "options": options(2)}],
                }
            )
        ],
    ),
    (
        "all pickers",
        [
            actions(
                {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-24"},
                {"type": "timepicker", "action_id": "t", "initial_time": "09:30"},
                few("radio_buttons", 10),
                few("checkboxes", 10) | {"action_id": "c"},
            )
        ],
    ),
    (
        "people and channels",
        [
            actions(
                {"type": "users_select", "action_id": "u"},
                {"type": "conversations_select", "action_id": "c", "filter": {"include": ["private"]}},
                {"type": "external_select", "action_id": "e", "min_query_length": 0},
            )
        ],
    ),
    (
        "context",
        [
            {
                "type": "context",
                "elements": [
                    mrkdwn("x"),
                    plain("y"),
                    {"type": "image", "image_url": "https://e.jp/i.png", "alt_text": "絵"},
                ],
            }
        ],
    ),
    (
        "rich text",
        [
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "x", "style": {"bold": True}},
                        {"type": "user", "user_id": "U1"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://e.jp"}]}],
                },
            )
        ],
    ),
    ("markdown", [{"type": "markdown", "text": "**x**"}]),
    ("an image", [{"type": "image", "image_url": "https://e.jp/i.png", "alt_text": "絵", "title": plain("絵")}]),
]

QUESTIONS = [
    asking(text_input(multiline=True, max_length=3000, placeholder=plain(LONG * 150)), hint=plain("h"), optional=True),
    asking(select()),
    asking(few("radio_buttons", 2)),
    asking(few("checkboxes", 2)),
    asking({"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "0"}),
    asking({"type": "email_text_input", "action_id": "m"}),
    asking({"type": "url_text_input", "action_id": "u"}),
    asking({"type": "multi_users_select", "action_id": "mu", "max_selected_items": 3}),
    asking({"type": "datepicker", "action_id": "d"}),
    asking({"type": "file_input", "action_id": "f", "max_files": 10}),
]

GOOD_MODALS: list[tuple[str, Json]] = [
    ("a title of 24", modal(title=plain(LONG * 24), submit=plain(LONG * 24), close=plain(LONG * 24))),
    ("nothing to ask", {"type": "modal", "title": plain("題"), "blocks": [section()]}),
    ("every kind of question", modal(*QUESTIONS, private_metadata="m" * 3000, callback_id="c" * 255, external_id="e1")),
    ("closing at once and telling", modal(section(), notify_on_close=True, clear_on_close=True, submit_disabled=True)),
]
