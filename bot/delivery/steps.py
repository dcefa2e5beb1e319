"""One call to a platform each, as data: what is frozen before the first try, and read again for the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from bot.desk.blocks import Rendered
from bot.outcome import Sent
from storage.outbox import Reply

Step = dict[str, Any]

# A key of its own for every call of one sending: LINE's retry key, and our mark in Slack's metadata.
KEY = "key"


def line_send(
    to: str, messages: Sequence[Mapping[str, Any]], key: str, frozen: datetime, reply: Reply | None = None
) -> Step:
    """A reply while its token is fresh, else a push. `frozen` tells later whether the first try was a reply."""
    step = {"do": "line.send", "to": to, "messages": list(messages), KEY: key, "frozen": frozen.isoformat()}
    return {**step, "token": reply.token if reply else None, "until": reply.until.isoformat() if reply else None}


def line_leave(group: str) -> Step:
    return {"do": "line.leave", "group": group}


def courtesy(step: Step) -> Step:
    """Whatever becomes of it, the next step follows."""
    return {**step, "courtesy": True}


def unless_refused(step: Step) -> Step:
    """A definite no to it (she has left the workspace) does not hold up what follows, or fail what was done."""
    return {**step, "unless_refused": True}


def slack_post(channel: str, rendered: Rendered, key: str, thread_ts: str | None = None) -> Step:
    return {"do": "slack.post", "channel": channel, "thread_ts": thread_ts, KEY: key, **_words(rendered)}


def slack_reply(rendered: Rendered, key: str) -> Step:
    """Into the thread under what the first step of the same sending posted."""
    return {"do": "slack.post", "channel": None, "thread_ts": None, KEY: key, **_words(rendered)}


def slack_update(channel: str, ts: str, rendered: Rendered) -> Step:
    return {"do": "slack.update", "channel": channel, "ts": ts, **_words(rendered)}


def slack_retire(channel: str, ts: str, rendered: Rendered) -> Step:
    """The same for a message that is over: when somebody deleted it meanwhile, so much the better."""
    return {**slack_update(channel, ts, rendered), "may_be_gone": True}


def slack_group(group: str, users: Sequence[str]) -> Step:
    return {"do": "slack.group", "group": group, "users": list(users)}


def slack_delete(channel: str, ts: str) -> Step:
    return {"do": "slack.delete", "channel": channel, "ts": ts}


def slack_delete_file(file_id: str) -> Step:
    return {"do": "slack.delete-file", "file": file_id}


def slack_private(user: str, rendered: Rendered, key: str, channel: str | None, thread_ts: str | None) -> Step:
    """Seen by one person: in the channel where she asked, else as a direct message."""
    step = {"do": "slack.private", "user": user, "channel": channel, "thread_ts": thread_ts, KEY: key}
    return {**step, **_words(rendered)}


def slack_respond(url: str, user: str, rendered: Rendered, key: str) -> Step:
    return {
        "do": "slack.respond",
        "url": url,
        "user": user,
        "channel": None,
        "thread_ts": None,
        KEY: key,
        **_words(rendered),
    }


def slack_direct(user: str, rendered: Rendered, key: str) -> Step:
    return {"do": "slack.direct", "user": user, KEY: key, **_words(rendered)}


def slack_home(user: str, view: Mapping[str, Any]) -> Step:
    return {"do": "slack.home", "user": user, "view": dict(view)}


def pass_media(source: str, content_id: str, name: str, channel: str, thread_ts: str, key: str) -> Step:
    """Out of `source` (line or slack), into a thread. The platform keeps it, so nothing of it is stored with us."""
    step = {"do": "media", "source": source, "content": content_id, "name": name}
    return {**step, "channel": channel, "thread_ts": thread_ts, KEY: key}


def show_media(source: str, content_id: str, name: str, user: str, key: str) -> Step:
    """The same for one person's eyes, in her direct messages."""
    return {**pass_media(source, content_id, name, "", "", key), "user": user}


def platform_of(todo: Sequence[Step]) -> str:
    return "line" if todo and str(todo[0]["do"]).startswith("line.") else "slack"


def progress(todo: Sequence[Step], done: Sequence[Sent]) -> Mapping[str, Any]:
    """What is frozen: the calls to make, and what became of those that were made."""
    return {"steps": list(todo), "done": [{"ids": list(sent.ids), "data": dict(sent.data)} for sent in done]}


def done(payload: Mapping[str, Any] | None) -> list[Sent]:
    return [Sent(tuple(one["ids"]), one["data"]) for one in (payload or {}).get("done", [])]


def _words(rendered: Rendered) -> Mapping[str, Any]:
    return {"text": rendered.text, "blocks": list(rendered.blocks)}


def nth(key: str, number: int) -> str:
    """The key of the n-th call of one sending: the same every time it is asked."""
    return key if number == 0 else str(uuid5(UUID(key), str(number)))
