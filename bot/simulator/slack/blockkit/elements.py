"""Block elements and composition objects, each limit with the page of Slack's reference it is from.

Pages stand under docs.slack.dev/reference/block-kit/: `block-elements/<name>-element` and `composition-objects/<name>`.
"""

from __future__ import annotations

from typing import Any

from bot.simulator.slack.blockkit.shape import (
    ID_MAX,
    Findings,
    Rule,
    any_text,
    boolean,
    choice,
    integer,
    items,
    matching,
    plain,
    record,
    string,
)

OPTIONS_MAX = 100  # select-menu-element, option-group-object
FEW_OPTIONS_MAX = 10  # radio-button-group-element, checkboxes-element
OVERFLOW_MIN, OVERFLOW_MAX = 2, 5  # overflow-menu-element
OPTION_TEXT_MAX = 75  # option-object
OPTION_VALUE_MAX = 150  # option-object; was 75 until 2024, older SDKs still say so
PLACEHOLDER_MAX = 150  # every element that has one
BUTTON_TEXT_MAX = 75  # button-element
BUTTON_VALUE_MAX = 2000  # button-element
URL_MAX = 3000  # button-element, option-object, image-element
INPUT_MAX = 3000  # plain-text-input-element: min_length and max_length
ALT_TEXT_MAX = 2000  # image-block; image-element names none
FILES_MAX = 10  # file-input-element

DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date as YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")
URL = string(URL_MAX)
ACTION_ID = string(ID_MAX)

# composition-objects/confirmation-dialog-object
CONFIRM = record(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)


def option(text: Rule, more: dict[str, Rule] | None = None) -> Rule:
    return record({"text": text, "value": string(OPTION_VALUE_MAX)}, {"description": text, **(more or {})})


MENU_OPTION = option(plain(OPTION_TEXT_MAX))  # menus take plain_text only: option-object
OVERFLOW_OPTION = option(plain(OPTION_TEXT_MAX), {"url": URL})  # url "only available in overflow menus": option-object
RICH_OPTION = option(any_text(OPTION_TEXT_MAX))  # radio buttons and checkboxes may use mrkdwn
OPTION_GROUP = record({"label": plain(OPTION_TEXT_MAX), "options": items(MENU_OPTION, OPTIONS_MAX)})

CONVERSATION_FILTER = record(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

_ACTIONABLE = {"type": string(50), "action_id": ACTION_ID}
_COMMON = {"confirm": CONFIRM}
_FOCUS = {"focus_on_load": boolean}
_HINTED = {"placeholder": plain(PLACEHOLDER_MAX)}
_DISPATCH = {
    "dispatch_action_config": record(
        {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)}
    )
}
_MANY = {"max_selected_items": integer(1, 1000)}


def _options_given(element: dict[str, Any]) -> list[dict[str, Any]]:
    flat = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        flat += group["options"]
    return flat


def _one_source_of_options(value: dict[str, Any], at: str, out: Findings) -> None:
    if (value.get("options") is None) == (value.get("option_groups") is None):
        out.add("must provide exactly one of options and option_groups", at)


def _distinct_values(value: dict[str, Any], at: str, out: Findings) -> None:
    values = [option["value"] for option in _options_given(value)]
    if len(set(values)) != len(values):
        out.add("options must have distinct values", f"{at}/options")


def _initial_is_an_option(value: dict[str, Any], at: str, out: Findings) -> None:
    chosen = value.get("initial_options") or ([value["initial_option"]] if value.get("initial_option") else [])
    offered = _options_given(value)
    if any(one not in offered for one in chosen):
        out.add("initial option must exactly match one of the provided options", at)


def _length_order(value: dict[str, Any], at: str, out: Findings) -> None:
    low, high = value.get("min_length"), value.get("max_length")
    if low is not None and high is not None and low > high:
        out.add("min_length must not exceed max_length", at)
    initial = value.get("initial_value")
    if initial is not None and high is not None and len(initial) > high:
        out.add(f"must be less than {high + 1} characters", f"{at}/initial_value")


def _select(kind: dict[str, Rule], *further: Any, many: bool = False) -> Rule:
    return record(_ACTIONABLE, {**_COMMON, **_FOCUS, **_HINTED, **kind, **(_MANY if many else {})}, *further)


def _static(initial: dict[str, Rule], *, many: bool = False) -> Rule:
    return _select(
        {"options": items(MENU_OPTION, OPTIONS_MAX), "option_groups": items(OPTION_GROUP, OPTIONS_MAX), **initial},
        _one_source_of_options,
        _distinct_values,
        _initial_is_an_option,
        many=many,
    )


def _few(initial: dict[str, Rule]) -> Rule:
    return record(
        {**_ACTIONABLE, "options": items(RICH_OPTION, FEW_OPTIONS_MAX)},
        {**_COMMON, **_FOCUS, **initial},
        _distinct_values,
        _initial_is_an_option,
    )


def _typed(more: dict[str, Rule], *further: Any, needs: dict[str, Rule] | None = None) -> Rule:
    return record(
        {**_ACTIONABLE, **(needs or {})},
        {**_FOCUS, **_HINTED, **_DISPATCH, "initial_value": string(INPUT_MAX), **more},
        *further,
    )


_IDS = items(string(30), 100, 0)

# image-element: one of image_url and slack_file
SLACK_FILE = record({}, {"id": string(30), "url": URL})


def one_picture(value: dict[str, Any], at: str, out: Findings) -> None:
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        out.add("must provide exactly one of image_url and slack_file", at)


IMAGE_ELEMENT = record(
    {"type": string(50), "alt_text": string(ALT_TEXT_MAX)}, {"image_url": URL, "slack_file": SLACK_FILE}, one_picture
)

BUTTON = record(
    {"type": string(50), "text": plain(BUTTON_TEXT_MAX)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": string(BUTTON_VALUE_MAX),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

MENUS: dict[str, Rule] = {
    "static_select": _static({"initial_option": MENU_OPTION}),
    "multi_static_select": _static({"initial_options": items(MENU_OPTION, OPTIONS_MAX)}, many=True),
    "external_select": _select({"initial_option": MENU_OPTION, "min_query_length": integer(0, 255)}),
    "multi_external_select": _select(
        {"initial_options": items(MENU_OPTION, OPTIONS_MAX), "min_query_length": integer(0, 255)}, many=True
    ),
    "users_select": _select({"initial_user": string(30)}),
    "multi_users_select": _select({"initial_users": _IDS}, many=True),
    "conversations_select": _select(
        {
            "initial_conversation": string(30),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        }
    ),
    "multi_conversations_select": _select(
        {"initial_conversations": _IDS, "default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER},
        many=True,
    ),
    "channels_select": _select({"initial_channel": string(30), "response_url_enabled": boolean}),
    "multi_channels_select": _select({"initial_channels": _IDS}, many=True),
}

PICKERS: dict[str, Rule] = {
    "datepicker": _select({"initial_date": DATE}),
    "timepicker": _select({"initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": record(
        _ACTIONABLE, {**_COMMON, **_FOCUS, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "radio_buttons": _few({"initial_option": RICH_OPTION}),
    "checkboxes": _few({"initial_options": items(RICH_OPTION, FEW_OPTIONS_MAX)}),
}

OVERFLOW = record(
    {**_ACTIONABLE, "options": items(OVERFLOW_OPTION, OVERFLOW_MAX, OVERFLOW_MIN)}, _COMMON, _distinct_values
)

TYPED: dict[str, Rule] = {
    "plain_text_input": _typed(
        {"multiline": boolean, "min_length": integer(0, INPUT_MAX), "max_length": integer(1, INPUT_MAX)}, _length_order
    ),
    "number_input": _typed({"min_value": string(30), "max_value": string(30)}, needs={"is_decimal_allowed": boolean}),
    "email_text_input": _typed({}),
    "url_text_input": _typed({}),
    "file_input": record(_ACTIONABLE, {"filetypes": items(string(20), 100), "max_files": integer(1, FILES_MAX)}),
}
