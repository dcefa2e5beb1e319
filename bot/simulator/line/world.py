"""What LINE would remember: people, groups, chats, tokens, retry keys, the quota, blobs and menus. All in memory."""

import secrets
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.simulator.clock import SimClock

REPLY_WINDOW = timedelta(minutes=1)  # reference: reply tokens are used within one minute of the webhook
REDELIVERED_WINDOW = timedelta(minutes=20)  # second-hand: a redelivered token dies 20 minutes after the event
RETRY_KEY_WINDOW = timedelta(hours=24)  # retrying-api-request
UNSEND_WINDOW = timedelta(hours=24)  # receiving-messages, 2025
JAPAN = timezone(timedelta(hours=9))  # the monthly quota of an account in Japan turns with its calendar


class Misuse(ValueError):
    """The script asked for something a person with a phone could not do."""


@dataclass
class Person:
    user_id: str
    name: str
    language: str | None = "ja"
    friend: bool = True
    blocked: bool = False
    menu_id: str | None = None


@dataclass
class Group:
    group_id: str
    name: str
    members: list[str]
    joined: bool = False  # whether the account is in it


@dataclass
class Item:
    """One line of a chat as the phone shows it."""

    sequence: int
    message_id: str
    sender: str  # "account", or the user id of whoever wrote it
    at: datetime
    message: dict[str, Any] | None  # the wire payload; None once withdrawn
    kind: str = "message"  # or "notice": followed, unfollowed, joined, left
    via: str | None = None  # reply, push, multicast; None for people
    request_id: str | None = None
    event_id: str | None = None
    withdrawn: bool = False
    read: bool = False  # only ever set by a mark-as-read call
    closed: bool = False  # its quick replies were used

    def as_json(self) -> dict[str, Any]:
        return {
            "sequence": self.sequence,
            "id": self.message_id,
            "from": self.sender,
            "at": self.at.isoformat(),
            "message": self.message,
            "kind": self.kind,
            "via": self.via,
            "requestId": self.request_id,
            "eventId": self.event_id,
            "withdrawn": self.withdrawn,
            "read": self.read,
        }


@dataclass
class ReplyToken:
    chat_id: str
    event_at: datetime
    fresh_from: datetime
    redelivered: bool = False
    used: bool = False

    def works(self, now: datetime) -> bool:
        if self.used or now - self.fresh_from > REPLY_WINDOW:
            return False
        return not self.redelivered or now - self.event_at <= REDELIVERED_WINDOW


@dataclass
class Accepted:
    """A push or multicast that was accepted under a retry key."""

    request_id: str
    at: datetime
    sent: list[dict[str, str]]


@dataclass
class Blob:
    content: bytes
    content_type: str
    ready_at: datetime
    fails: bool = False
    gone: bool = False


@dataclass
class Menu:
    menu_id: str
    definition: dict[str, Any]
    image: bytes | None = None
    image_type: str = ""


@dataclass
class World:
    clock: SimClock
    quota: int | None = 200  # the free plan in Japan, 2026
    bot_id: str = field(default_factory=lambda: "U" + secrets.token_hex(16))
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    chats: dict[str, list[Item]] = field(default_factory=dict)
    unshown: list[tuple[str, Item]] = field(default_factory=list)  # accepted for someone who blocks the account
    reply_tokens: dict[str, ReplyToken] = field(default_factory=dict)
    retry_keys: dict[str, Accepted] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)
    menus: dict[str, Menu] = field(default_factory=dict)
    default_menu: str | None = None
    quote_tokens: dict[str, str] = field(default_factory=dict)  # token -> message id
    read_tokens: dict[str, str] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)  # month -> messages counted
    loading: dict[str, datetime] = field(default_factory=dict)  # chat -> when the animation ends
    calls: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._sequence = 0

    # -- telling the page that something changed --------------------------------------------------

    def touch(self) -> None:
        with self.lock:
            self.version += 1
            listeners = list(self._listeners)
        for poke in listeners:
            poke()

    def listen(self, poke: Callable[[], None]) -> Callable[[], None]:
        with self.lock:
            self._listeners.append(poke)

        def stop() -> None:
            with self.lock:
                self._listeners.remove(poke)

        return stop

    def forget(self) -> None:
        for kept in (self.people, self.groups, self.chats, self.blobs, self.menus, self.loading, self.spent):
            kept.clear()
        for tokens in (self.reply_tokens, self.retry_keys, self.quote_tokens, self.read_tokens):
            tokens.clear()
        for told in (self.unshown, self.calls, self.refusals):
            told.clear()
        self.default_menu = None

    # -- who is there ------------------------------------------------------------------------------

    def person(self, user_id: str) -> Person:
        try:
            return self.people[user_id]
        except KeyError:
            raise Misuse(f"nobody here has the id {user_id!r}") from None

    def recipients(self, chat_id: str) -> list[str]:
        """Who would see a message in this chat; empty when the account cannot reach it."""
        if chat_id in self.people:
            person = self.people[chat_id]
            return [chat_id] if person.friend and not person.blocked else []
        group = self.groups.get(chat_id)
        return list(group.members) if group and group.joined else []

    def exists(self, chat_id: str) -> bool:
        return chat_id in self.people or (chat_id in self.groups and self.groups[chat_id].joined)

    # -- chats -------------------------------------------------------------------------------------

    def next_message_id(self) -> str:
        self._sequence += 1
        return str(590_000_000_000_000_000 + self._sequence)

    def item(self, chat_id: str, sender: str, message: dict[str, Any] | None, **more: Any) -> Item:
        message_id = self.next_message_id()
        item = Item(self._sequence, message_id, sender, self.clock.now(), message, **more)
        self.chats.setdefault(chat_id, []).append(item)
        return item

    def find(self, message_id: str) -> tuple[str, Item]:
        for chat_id, items in self.chats.items():
            for item in items:
                if item.message_id == message_id:
                    return chat_id, item
        raise Misuse(f"no message has the id {message_id!r}")

    def show(self, chat_id: str, messages: Iterable[dict[str, Any]], via: str, request_id: str) -> list[dict[str, str]]:
        """Put messages from the account into a chat; what the API answers about them."""
        sent: list[dict[str, str]] = []
        shown = bool(self.recipients(chat_id))
        for message in messages:
            item = self.item(chat_id, "account", message, via=via, request_id=request_id)
            if not shown:
                self.chats[chat_id].remove(item)
                self.unshown.append((chat_id, item))
            about = {"id": item.message_id}
            if message["type"] in {"text", "sticker", "image"}:  # what a person or the account may quote
                about["quoteToken"] = self.quote_token(item.message_id)
            sent.append(about)
        self.loading.pop(chat_id, None)  # the animation ends when a message arrives
        return sent

    def start_loading(self, chat_id: str, seconds: int) -> None:
        self.loading[chat_id] = self.clock.now() + timedelta(seconds=seconds)

    # -- tokens ------------------------------------------------------------------------------------

    def reply_token(self, chat_id: str) -> str:
        token, now = uuid.uuid4().hex, self.clock.now()
        self.reply_tokens[token] = ReplyToken(chat_id, now, now)
        return token

    def quote_token(self, message_id: str) -> str:
        token = secrets.token_urlsafe(32)
        self.quote_tokens[token] = message_id
        return token

    def read_token(self, message_id: str) -> str:
        token = secrets.token_urlsafe(24)
        self.read_tokens[token] = message_id
        return token

    def accepted(self, retry_key: str) -> Accepted | None:
        accepted = self.retry_keys.get(retry_key.lower())
        if accepted and self.clock.now() - accepted.at > RETRY_KEY_WINDOW:
            return None
        return accepted

    # -- quota -------------------------------------------------------------------------------------

    @property
    def month(self) -> str:
        return self.clock.now().astimezone(JAPAN).strftime("%Y-%m")

    @property
    def used(self) -> int:
        return self.spent.get(self.month, 0)

    def spend(self, recipients: int) -> bool:
        """Count messages per person, not per message object; False, and nothing counted, when too few are left."""
        if self.quota is not None and self.used + recipients > self.quota:
            return False
        self.spent[self.month] = self.used + recipients
        return True


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


_ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_event_id(moment: datetime) -> str:
    """A ULID: the time, then chance, so that ids sort as events happened."""
    value = (milliseconds(moment) << 80) | secrets.randbits(80)
    return "".join(_ULID[(value >> shift) & 31] for shift in range(125, -1, -5))
