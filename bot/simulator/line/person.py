"""The phones over HTTP: what a person sees and does, for the demo's page and for tests in another process."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.faults import fault_route
from bot.simulator.line import presses
from bot.simulator.line.deliver import Delivery
from bot.simulator.line.world import Misuse

if TYPE_CHECKING:
    from bot.simulator.line.simulator import LineSimulator

KEPT = 200  # how many calls, refusals and deliveries the page is told of
Doing = Callable[["LineSimulator", dict[str, Any]], Any]


def state(simulator: "LineSimulator") -> dict[str, Any]:
    """Everything a page needs to draw the phones, from the stored wire payloads."""
    world = simulator.world
    with world.lock:
        return {
            "version": world.version,
            "now": world.clock.now().isoformat(),
            "offset": world.clock.offset,
            "destination": world.bot_id,
            "users": [asdict(person) for person in world.people.values()],
            "groups": [asdict(group) for group in world.groups.values()],
            "chats": {chat_id: _chat(simulator, chat_id) for chat_id in world.chats},
            "unshown": [{"chat": chat_id} | item.as_json() for chat_id, item in world.unshown],
            "quota": {"limit": world.quota, "used": world.used, "month": world.month},
            "calls": world.calls[-KEPT:],
            "refusals": world.refusals[-KEPT:],
            "deliveries": [delivery.as_json() for delivery in simulator.postman.deliveries[-KEPT:]],
            "held": None if simulator.postman.held is None else len(simulator.postman.held),
            "faults": [asdict(fault) for fault in simulator.faults.pending()],
        }


def _chat(simulator: "LineSimulator", chat_id: str) -> dict[str, Any]:
    world, items = simulator.world, simulator.world.chats[chat_id]
    until = world.loading.get(chat_id)
    menu_id = presses.shown_menu(world, chat_id)
    return {
        "items": [item.as_json() for item in items],
        "quickReplies": presses.shown_quick_replies(items),
        "loadingUntil": until.isoformat() if until and until > world.clock.now() else None,
        "menu": None if menu_id is None else {"richMenuId": menu_id} | world.menus[menu_id].definition,
    }


# -- what can be done: the last part of the path, the fields it takes, what it does ------------------------


def _users(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return {"id": simulator.add_person(**asked)}


def _groups(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return {"id": simulator.add_group(**asked)}


def _say(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.say(**asked)


def _send(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    try:
        content = base64.b64decode(asked.pop("content", ""), validate=True)
    except binascii.Error:
        raise Misuse("content must be base64") from None
    renamed = {"contentType": "content_type", "readyAfter": "ready_after"}
    about = {renamed.get(name, name): value for name, value in asked.items()}
    return simulator.send(about.pop("user"), about.pop("kind"), content=content, **about)


def _press(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    if "displayText" in asked:
        asked["display_text"] = asked.pop("displayText")
    try:
        return simulator.press(**asked)
    except presses.NoEvent as stayed:
        return {"action": stayed.action, "delivery": None}


def _unsend(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.unsend(asked["message"])


def _follow(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.follow(**asked)


def _unfollow(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.unfollow(**asked)


def _join(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.join(**asked)


def _leave(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    return simulator.remove_from(**asked)


def _expire(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    simulator.expire_content(asked["message"])
    return {}


def _clock(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    simulator.clock.advance(float(asked["advance"]))
    simulator.world.touch()
    return {"now": simulator.clock.now().isoformat(), "offset": simulator.clock.offset}


def _quota(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    limit = asked["limit"]
    simulator.world.quota = None if limit is None else int(limit)
    simulator.world.touch()
    return {"limit": simulator.world.quota, "used": simulator.world.used}


def _reset(simulator: "LineSimulator", _: dict[str, Any]) -> Any:
    simulator.reset()
    return {}


def _deliver(simulator: "LineSimulator", asked: dict[str, Any]) -> Any:
    """One scripted delivery: hold, release, repeat, redeliver, or made-up events."""
    if asked.get("hold"):
        simulator.hold()
        return {}
    if "release" in asked:
        return simulator.release(**asked["release"])
    if "repeat" in asked:
        return simulator.repeat(_delivery(simulator, asked["repeat"]))
    if "redeliver" in asked:
        which = asked["redeliver"]
        return simulator.redeliver(None if which is True else _delivery(simulator, which))
    made_up = list(asked.get("events", ()))
    if "unknown" in asked:
        made_up.append(simulator.unknown_event(**asked["unknown"]))
    signature, body = asked.get("signature", "right"), asked.get("body")
    if signature not in {"right", "wrong", "missing", "other-body"}:
        raise Misuse("signature must be right, wrong, missing or other-body")
    return simulator.deliver(*made_up, signature=signature, body=None if body is None else str(body).encode())


def _delivery(simulator: "LineSimulator", delivery_id: str) -> Delivery:
    for delivery in simulator.deliveries:
        if delivery.delivery_id == delivery_id:
            return delivery
    raise Misuse("no such delivery")


_SENT = "user kind group content contentType readyAfter fails fileName duration title address latitude longitude"
DOINGS: Mapping[str, tuple[str, Doing]] = {
    "users": ("name language friend", _users),
    "groups": ("name members room", _groups),
    "say": ("user text group quoting", _say),
    "send": (f"{_SENT} packageId stickerId stickerResourceType keywords", _send),
    "press": ("user data label message index value displayText forged group", _press),
    "unsend": ("message", _unsend),
    "follow": ("user", _follow),
    "unfollow": ("user", _unfollow),
    "join": ("group", _join),
    "leave": ("group", _leave),
    "expire": ("message", _expire),
    "clock": ("advance", _clock),
    "quota": ("limit", _quota),
    "reset": ("", _reset),
    "deliver": ("hold release repeat redeliver events unknown signature body", _deliver),
}


def routes(simulator: "LineSimulator") -> list[Route]:
    def doing(fields: str, act: Doing) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            # A page of another site may post forms to the loopback; it cannot post JSON without asking first.
            if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                raise Misuse("Content-Type must be application/json")
            try:
                asked = dict(await request.json())
                if unknown := set(asked) - set(fields.split()):
                    raise Misuse(f"unknown: {', '.join(sorted(unknown))}")
                # In a thread: it waits for the product, which may be calling us meanwhile.
                return JSONResponse(_told(await anyio.to_thread.run_sync(act, simulator, asked)))
            except KeyError as missing:
                raise Misuse(f"needs {missing}") from None
            except (TypeError, ValueError) as wrong:
                raise wrong if isinstance(wrong, Misuse) else Misuse(str(wrong)) from None

        return endpoint

    async def whole(_: Request) -> Response:
        return JSONResponse(state(simulator))

    async def blob(request: Request) -> Response:
        kept = simulator.world.blobs.get(request.path_params["message_id"])
        if kept is None or kept.gone:
            return Response(status_code=404)
        return Response(kept.content, media_type=kept.content_type)

    async def menu_image(request: Request) -> Response:
        menu = simulator.world.menus.get(request.path_params["menu_id"])
        if menu is None or menu.image is None:
            return Response(status_code=404)
        return Response(menu.image, media_type=menu.image_type)

    async def changes(_: Request) -> Response:
        return StreamingResponse(_changes(simulator), media_type="text/event-stream")

    return [
        Route("/_sim/state", whole),
        Route("/_sim/events", changes),
        Route("/_sim/blob/{message_id}", blob),  # the person's own phone, so no token
        Route("/_sim/menu/{menu_id}", menu_image),
        fault_route(simulator.faults),
        *(Route(f"/_sim/{name}", doing(*each), methods=["POST"]) for name, each in DOINGS.items()),
    ]


def _told(done: Any) -> Any:
    if isinstance(done, Delivery):
        return {"delivery": done.as_json()}
    if isinstance(done, list):
        return {"deliveries": [delivery.as_json() for delivery in done]}
    return done


async def _changes(simulator: "LineSimulator") -> AsyncIterator[str]:
    """A poke with the version at each change; the page then reads the state."""
    loop, poked = asyncio.get_running_loop(), asyncio.Event()

    def poke() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(poked.set)

    stop = simulator.world.listen(poke)
    try:
        while True:
            yield f"data: {simulator.world.version}\n\n"
            try:
                await asyncio.wait_for(poked.wait(), 15)
            except TimeoutError:
                yield ": still here\n\n"
            poked.clear()
    finally:
        stop()
