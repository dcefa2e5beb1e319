"""LINE as a whole: the API on one side, people with phones on the other."""

import random
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.types import ASGIApp

from bot.simulator.clock import SimClock
from bot.simulator.faults import Faults, Faulty
from bot.simulator.line import events, person, presses
from bot.simulator.line.answers import wording
from bot.simulator.line.api import MessagingApi, Recorder, application
from bot.simulator.line.contract import utf16_units
from bot.simulator.line.deliver import DEADLINE, Delivery, Postman, Signature
from bot.simulator.line.events import Event
from bot.simulator.line.presses import NoEvent
from bot.simulator.line.world import UNSEND_WINDOW, Blob, Group, Item, Misuse, Person, World

TYPED_TEXT_MAX = 10_000  # what the phone lets a person send is more than what the account may
CONTENT_TYPES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mp4", "file": "application/octet-stream"}


class LineSimulator:
    """One official account and the people around it.

    `app` serves the API (and, unless `data_host_apart`, the blobs); `data_app` serves blobs alone, as api-data does.
    Calls that make an event wait for the product's answer, so never make them on the product's own event loop.
    """

    def __init__(
        self,
        channel_secret: str,
        channel_access_token: str,
        *,
        clock: SimClock | None = None,
        webhook_url: str | None = None,
        quota: int | None = 200,
        deadline: float = DEADLINE,
        data_host_apart: bool = False,
    ) -> None:
        self.clock = clock or SimClock()
        self.world = World(self.clock, quota)
        self.faults = Faults()
        self.postman = Postman(self.world, channel_secret, webhook_url, deadline)
        api = MessagingApi(self.world, self.postman, channel_access_token)
        main = [*api.routes(), *([] if data_host_apart else api.data_routes()), *person.routes(self)]
        self.app: ASGIApp = self._as_served(application(main, self.world))
        self.data_app: ASGIApp = self._as_served(application(api.data_routes(), self.world))

    def _as_served(self, app: ASGIApp) -> ASGIApp:
        return Recorder(Faulty(app, self.faults, wording), self.world)

    @property
    def webhook_url(self) -> str | None:
        return self.postman.url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self.postman.url = url

    @property
    def bot_id(self) -> str:
        """The `destination` of every delivery."""
        return self.world.bot_id

    def reset(self) -> None:
        """Forget everything but the account itself, the clock and where the product listens."""
        with self.world.lock:
            self.world.forget()
            self.faults.clear()
            self.postman.deliveries.clear()
            self.postman.held = None
        self.world.touch()

    # -- who is there ------------------------------------------------------------------------------

    def add_person(self, name: str, language: str | None = "ja", *, friend: bool = True) -> str:
        user_id = "U" + secrets.token_hex(16)
        with self.world.lock:
            self.world.people[user_id] = Person(user_id, name, language, friend)
            self.world.chats[user_id] = []
        self.world.touch()
        return user_id

    def add_group(self, name: str, members: Sequence[str], *, room: bool = False) -> str:
        """A group chat (or a nameless room) the account is not in yet; see `join`."""
        for member in members:
            self.world.person(member)
        group = Group(("R" if room else "C") + secrets.token_hex(16), name, list(members))
        with self.world.lock:
            self.world.groups[group.group_id] = group
            self.world.chats[group.group_id] = []
        self.world.touch()
        return group.group_id

    # -- what a person does ------------------------------------------------------------------------

    def say(self, user: str, text: str, *, group: str | None = None, quoting: str | None = None) -> Delivery:
        if not text or utf16_units(text) > TYPED_TEXT_MAX:
            raise Misuse(f"a person can type between 1 and {TYPED_TEXT_MAX} characters")
        message: dict[str, Any] = {"type": "text", "text": text}
        if quoting is not None:
            self.world.find(quoting)
            message["quotedMessageId"] = quoting
        return self._speak(user, group, message)

    def send(
        self,
        user: str,
        kind: str,
        *,
        group: str | None = None,
        content: bytes = b"",
        content_type: str | None = None,
        ready_after: float = 0.0,
        fails: bool = False,
        **about: Any,
    ) -> Delivery:
        """Anything but text. Blobs need `content`; `about` is fileName, duration, title, latitude, packageId and so on.

        `ready_after` is how many seconds of simulated time LINE transcodes; `fails` makes it fail for good.
        """
        message: dict[str, Any] = {"type": kind}
        match kind:
            case "image":
                pass
            case "video" | "audio":
                message["duration"] = int(_needed(about, "duration"))
            case "file":
                message |= {"fileName": str(_needed(about, "fileName")), "fileSize": len(content)}
            case "location":
                message |= {
                    "latitude": float(_needed(about, "latitude")),
                    "longitude": float(_needed(about, "longitude")),
                }
                message |= {name: str(about.pop(name)) for name in ("title", "address") if name in about}
            case "sticker":
                message |= {name: str(_needed(about, name)) for name in ("packageId", "stickerId")}
                message["stickerResourceType"] = str(about.pop("stickerResourceType", "STATIC"))
                if "keywords" in about:
                    message["keywords"] = [str(word) for word in about.pop("keywords")]
            case _:
                raise Misuse(f"a phone cannot send a {kind!r}")
        if about:
            raise Misuse(f"unknown for {kind}: {', '.join(sorted(about))}")
        blob = None
        if kind in CONTENT_TYPES:
            if not content:
                raise Misuse(f"{kind} needs content")
            ready_at = self.clock.now() + timedelta(seconds=ready_after)
            blob = Blob(content, content_type or CONTENT_TYPES[kind], ready_at, fails)
        return self._speak(user, group, message, blob)

    def press(
        self,
        user: str,
        data: str | None = None,
        *,
        label: str | None = None,
        message: str | None = None,
        index: int | None = None,
        value: str | None = None,
        display_text: str | None = None,
        forged: bool = False,
        group: str | None = None,
    ) -> Delivery:
        """Press a button the phone shows, by its data, its label, or its place in a message.

        `value` is what a date picker was set to. Raises NoEvent when the press stays on the phone.
        `forged` sends postback data no button ever carried.
        """
        chat_id = self._chat_of(user, group)
        if forged:
            return self._postback(
                user, group, {"type": "postback", "data": data or "", "displayText": display_text}, None
            )
        with self.world.lock:
            button = presses.find(self.world, chat_id, data=data, label=label, message_id=message, index=index)
        if button is None:
            raise Misuse("the phone shows no such button")
        action = dict(button.action) | ({"displayText": display_text} if display_text else {})
        if button.quick and button.item is not None and action["type"] not in {"camera", "cameraRoll", "location"}:
            button.item.closed = True
            self.world.touch()
        match action["type"]:
            case "message":
                return self.say(user, action["text"], group=group)
            case "postback":
                return self._postback(user, group, action, None)
            case "datetimepicker":
                if value is None:
                    raise Misuse("a date picker needs the value it was set to")
                return self._postback(user, group, action, {action["mode"]: value})
            case _:
                raise NoEvent(action)

    def unsend(self, message_id: str) -> Delivery:
        with self.world.lock:
            chat_id, item = self.world.find(message_id)
            if item.sender == "account" or item.withdrawn or item.kind != "message":
                raise Misuse("only a person's own message can be withdrawn, once")
            if self.clock.now() - item.at > UNSEND_WINDOW:
                raise Misuse("too late to withdraw it")
            item.withdrawn, item.message = True, None
            if message_id in self.world.blobs:
                self.world.blobs[message_id].gone = True
            group = chat_id if chat_id in self.world.groups else None
            event = events.unsend(self.world, events.source(self.world, item.sender, group), message_id)
        return self.postman.deliver(event)

    def follow(self, user: str) -> Delivery:
        """Add the account, or take back a block."""
        who = self.world.person(user)
        with self.world.lock:
            unblocked = who.blocked
            who.friend, who.blocked = True, False
            self._notice(user, user, "followed")
            event = events.follow(self.world, user, unblocked=unblocked)
        return self.postman.deliver(event)

    def unfollow(self, user: str) -> Delivery:
        """Block the account; LINE tells the product nothing more than `unfollow`."""
        who = self.world.person(user)
        if who.blocked:
            raise Misuse("already blocked")
        with self.world.lock:
            who.blocked = True
            self._notice(user, user, "unfollowed")
            event = events.unfollow(self.world, user)
        return self.postman.deliver(event)

    def join(self, group: str) -> Delivery:
        """Someone invites the account into the group."""
        with self.world.lock:
            self._group(group, joined=False).joined = True
            self._notice(group, "account", "joined")
            event = events.join(self.world, group)
        return self.postman.deliver(event)

    def remove_from(self, group: str) -> Delivery:
        """Someone removes the account from the group."""
        with self.world.lock:
            self._group(group, joined=True).joined = False
            self._notice(group, "account", "left")
            event = events.leave(self.world, group)
        return self.postman.deliver(event)

    def add_member(self, group: str, user: str) -> Delivery:
        self.world.person(user)
        with self.world.lock:
            self._group(group, joined=True).members.append(user)
            event = events.members(self.world, group, [user], joined=True)
        return self.postman.deliver(event)

    # -- what the network does ---------------------------------------------------------------------

    def hold(self) -> None:
        """Keep events back until `release`."""
        with self.world.lock:
            self.postman.held = self.postman.held or []

    def release(self, *, batch: bool = False, shuffle: int | None = None, copies: int = 1) -> list[Delivery]:
        """Deliver what was held: one by one or in one request, in order or shuffled by a seed, each `copies` times."""
        with self.world.lock:
            waiting, self.postman.held = list(self.postman.held or ()), None
        if shuffle is not None:
            random.Random(shuffle).shuffle(waiting)  # noqa: S311 - an order for a test, not a secret
        rounds = [waiting] if batch and waiting else [[event] for event in waiting]
        return [self.postman.deliver(*each) for each in rounds for _ in range(copies)]

    def repeat(self, delivery: Delivery) -> Delivery:
        """The same request once more, byte for byte: a duplicate that does not call itself a redelivery."""
        return self.postman.send(Delivery(delivery.events, delivery.body, self.clock.now()))

    def redeliver(self, delivery: Delivery | None = None) -> list[Delivery]:
        """LINE's own second try: of one delivery, or of each that got no 2xx and whose events arrived no other way."""
        done = {event_id for past in self.postman.deliveries if past.ok for event_id in past.event_ids}
        failed: dict[tuple[str, ...], Delivery] = {}
        for past in self.postman.deliveries:
            if past.event_ids and not past.ok and not done.intersection(past.event_ids):
                failed.setdefault(tuple(past.event_ids), past)
        return [
            self.postman.deliver(*self.postman.redelivery(each.events))
            for each in ([delivery] if delivery is not None else list(failed.values()))
        ]

    def deliver(self, *made_up: Event, signature: Signature = "right", body: bytes | None = None) -> Delivery:
        """Any request at all: no events, events of types nobody knows yet, bad signatures, bodies that are not JSON."""
        return self.postman.send(
            Delivery(made_up, self.postman.body(made_up) if body is None else body, self.clock.now(), signature)
        )

    def unknown_event(self, user: str, kind: str = "somethingNew", **parts: Any) -> Event:
        """An event of a future type, to hand to `deliver`."""
        origin = events.source(self.world, user, None)
        with self.world.lock:
            return events.base(self.world, kind, origin, token_for=user) | parts

    def expire_content(self, message_id: str) -> None:
        """LINE deletes blobs after a time it does not tell."""
        self.world.blobs[message_id].gone = True

    # -- looking -----------------------------------------------------------------------------------

    def chat(self, chat_id: str) -> list[dict[str, Any]]:
        """What the phone shows, oldest first."""
        with self.world.lock:
            return [item.as_json() for item in self.world.chats[chat_id]]

    def heard(self, chat_id: str) -> list[dict[str, Any]]:
        """The wire payloads the account put into this chat, oldest first."""
        return [
            line["message"] for line in self.chat(chat_id) if line["from"] == "account" and line["kind"] == "message"
        ]

    def calls(self, path_part: str = "") -> list[dict[str, Any]]:
        with self.world.lock:
            return [call for call in self.world.calls if path_part in call["path"]]

    @property
    def refusals(self) -> list[dict[str, Any]]:
        with self.world.lock:
            return list(self.world.refusals)

    @property
    def deliveries(self) -> list[Delivery]:
        with self.world.lock:
            return list(self.postman.deliveries)

    # -- inside ------------------------------------------------------------------------------------

    def _chat_of(self, user: str, group: str | None) -> str:
        who = self.world.person(user)
        if group is None:
            if who.blocked:
                raise Misuse("who has blocked the account cannot write to it")
            return user
        if user not in self._group(group, joined=True).members:
            raise Misuse("not a member of that group")
        return group

    def _group(self, group_id: str, *, joined: bool) -> Group:
        group = self.world.groups.get(group_id)
        if group is None or group.joined != joined:
            raise Misuse("no such group, or the account is " + ("not in it" if joined else "already in it"))
        return group

    def _notice(self, chat_id: str, who: str, what: str) -> Item:
        return self.world.item(chat_id, who, {"type": what}, kind="notice")

    def _speak(self, user: str, group: str | None, message: dict[str, Any], blob: Blob | None = None) -> Delivery:
        with self.world.lock:
            chat_id = self._chat_of(user, group)
            item = self.world.item(chat_id, user, message)
            if blob is not None:
                self.world.blobs[item.message_id] = blob
            event = events.message(self.world, events.source(self.world, user, group), chat_id, item)
        self.world.touch()
        return self.postman.deliver(event)

    def _postback(
        self, user: str, group: str | None, action: dict[str, Any], params: dict[str, str] | None
    ) -> Delivery:
        with self.world.lock:
            chat_id = self._chat_of(user, group)
            shown = action.get("displayText") or action.get("text")
            if shown:  # a bubble on the phone only: the product is told the data, not the text
                self.world.item(chat_id, user, {"type": "text", "text": shown}, via="postback")
            origin = events.source(self.world, user, group)
            event = events.postback(self.world, origin, chat_id, action["data"], params)
        self.world.touch()
        return self.postman.deliver(event)


def _needed(about: dict[str, Any], name: str) -> Any:
    try:
        return about.pop(name)
    except KeyError:
        raise Misuse(f"needs {name}") from None
