"""The Slack side of a story: what stands on whose screen, and a supporter who asks."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from bot.demo.house import House
from bot.demo.seen import slack_words
from tests.stories.conftest import SUPPORTER

Json = dict[str, Any]

CASE = "経管栄養のお子さんの学校の看護師について、ご家族が困っています"


def modal(house: House, user: str) -> Json:
    """The modal on top of this person's screen."""
    view = house.slack.state()["views"][user][-1]["view"]
    assert isinstance(view, dict)
    return view


def open_modals(house: House, user: str) -> list[Json]:
    return [one["view"] for one in house.slack.state()["views"].get(user, [])]


def reads(payload: Json) -> str:
    """Everything a person can read of a message or a view, fields and buttons included."""
    lines: list[str] = [payload.get("title", {}).get("text", ""), *slack_words(payload)]
    for block in payload.get("blocks", []):
        if block["type"] == "input":
            lines += [block["label"]["text"], block.get("hint", {}).get("text", "")]
            lines += [part for one in block["element"].get("options", []) for part in described(one)]
        if "accessory" in block:
            lines.append(f"[{block['accessory']['text']['text']}]")
    return "\n".join(line for line in lines if line)


def described(option: Json) -> tuple[str, str]:
    return option["text"]["text"], option.get("description", {}).get("text", "")


def whispers(house: House, user: str) -> list[Json]:
    """What only this person sees, oldest first."""
    with house.slack.space.lock:
        seen = [deepcopy(one.wire()) for one in house.slack.space.world.ephemerals if one.user == user]
    return sorted(seen, key=lambda one: float(one["ts"]))


def actions(payload: Json) -> list[Json]:
    """Every button of a message."""
    found = [one for block in payload.get("blocks", []) for one in block.get("elements", []) if "action_id" in one]
    return found + [block["accessory"] for block in payload.get("blocks", []) if "accessory" in block]


def quoted(payload: Json) -> str:
    """A person's words in a message: what stands in quotes, where Slack reads no signs."""
    blocks = [block for block in payload.get("blocks", []) if block["type"] == "rich_text"]
    return "".join(run["text"] for block in blocks for part in block["elements"] for run in part["elements"])


OURS = re.compile(r"<@U[A-Z0-9]+>|<(?:https?|mailto):[^<>|]+>")  # calls and links that we mean


def live_signs(payload: Json) -> list[str]:
    """What would ping, link or format in a message although only a person wrote it."""
    read_by_slack = [payload.get("text", "")]
    for block in payload.get("blocks", []):
        parts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        read_by_slack += [one["text"] for one in parts if isinstance(one, dict) and one.get("type") == "mrkdwn"]
        if block["type"] == "rich_text":
            runs = [run for part in block["elements"] for run in part["elements"]]
            read_by_slack += [f"<{run['type']}>" for run in runs if run["type"] != "text"]
    return [text for text in read_by_slack if SIGN.search(OURS.sub("", text))]


SIGN = re.compile(r"<|@(?:channel|here|everyone)|:tada:|`|~消~|_斜_|\*太\*|\u202e|\u200b")


def methods(house: House, since: int = 0) -> list[str]:
    return [call["method"] for call in house.slack.state()["calls"][since:]]


class Supporter:
    """One person who works with children and asks in Slack."""

    def __init__(self, house: House, user: str = SUPPORTER) -> None:
        self.house, self.user = house, user

    @property
    def direct(self) -> str:
        return self.house.direct_messages(self.user)

    def seen(self) -> list[Json]:
        """Her ephemeral messages and direct messages from the app."""
        own = [m for m in self.house.messages(self.direct) if m.get("bot_id")]
        return sorted([*whispers(self.house, self.user), *own], key=lambda one: float(one["ts"]))

    def after(self, act: Callable[[], Any], words: str = "") -> Json:
        """The newest message she sees that came of the act and holds these words."""
        before = {one["ts"] for one in self.seen()}
        act()

        def look() -> Json | None:
            new = [one for one in self.seen() if one["ts"] not in before and words in reads(one)]
            return new[0] if new else None

        return self.house.wait_for(f"the supporter sees {words!r}", look)

    def asks(self, words: str, channel: str, expect: str = "") -> Json:
        return self.after(lambda: self.house.slack.command(self.user, channel, "/soudan", words), expect)

    def presses(self, message: Json, action: str, **more: Any) -> Any:
        channel = message.get("channel") or self.direct
        return self.house.slack.press(self.user, action, channel=channel, ts=message["ts"], **more)

    def consults(self, answer: Json, words: str = CASE, *, consent: str = "given", **more: Any) -> Json:
        """Sends the consultation form; gives the case's card."""
        before = {m["ts"] for m in self.house.messages()}
        self.presses(answer, "supporter.consult")
        sent = self.house.slack.submit(self.user, {"consent": consent, "requester": "school", "text": words, **more})
        assert sent.result["errors"] == {}, sent.result
        return self.house.wait_for(
            "the card", lambda: next((m for m in self.house.messages() if m["ts"] not in before), None)
        )

    def thread(self) -> list[Json]:
        """The newest thread of hers that belongs to a case: its first message and everything in it."""
        direct = self.house.messages(self.direct)
        roots = [
            m for m in direct if m.get("bot_id") and m.get("thread_ts", m["ts"]) == m["ts"] and "受付番号" in reads(m)
        ]
        return [m for m in direct if m.get("thread_ts", m["ts"]) == roots[-1]["ts"]] if roots else []

    def waits_in_thread(self, words: str) -> Json:
        return self.house.wait_for(
            f"her thread: {words}", lambda: next((m for m in self.thread() if words in reads(m)), None)
        )
