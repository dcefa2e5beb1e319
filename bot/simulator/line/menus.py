"""Rich menus: made, given a picture, shown to everyone or to one person."""

import secrets
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.simulator.line.answers import Refused, read_json
from bot.simulator.line.world import Menu, Person, World

IMAGE_MAX = 1_000_000  # reference: upload-rich-menu-image, 1 MB
MENUS_MAX = 1_000  # reference: create-rich-menu

Endpoint = tuple[str, Callable[[World, Request], Awaitable[Response]], list[str]]


async def _validate(_: World, request: Request) -> Response:
    await read_json(request, "RichMenuRequest")
    return JSONResponse({})


async def _create(world: World, request: Request) -> Response:
    definition = await read_json(request, "RichMenuRequest")
    with world.lock:
        if len(world.menus) >= MENUS_MAX:
            raise Refused(400, "The maximum number of rich menus has been reached")
        menu = Menu("richmenu-" + secrets.token_hex(16), definition)
        world.menus[menu.menu_id] = menu
    return JSONResponse({"richMenuId": menu.menu_id})


async def _list(world: World, _: Request) -> Response:
    return JSONResponse({"richmenus": [_as_json(menu) for menu in world.menus.values()]})


async def _one(world: World, request: Request) -> Response:
    menu = _menu(world, request)
    if request.method == "GET":
        return JSONResponse(_as_json(menu))
    with world.lock:
        del world.menus[menu.menu_id]
        if world.default_menu == menu.menu_id:
            world.default_menu = None
        for person in world.people.values():
            if person.menu_id == menu.menu_id:
                person.menu_id = None
    return JSONResponse({})


async def _default(world: World, request: Request) -> Response:
    if request.method == "DELETE":
        world.default_menu = None
    elif world.default_menu is None:
        raise Refused(404, "no default richmenu")
    else:
        return JSONResponse({"richMenuId": world.default_menu})
    return JSONResponse({})


async def _set_default(world: World, request: Request) -> Response:
    world.default_menu = _showable(world, request).menu_id
    return JSONResponse({})


async def _of_person(world: World, request: Request) -> Response:
    person = _person(world, request)
    if request.method == "DELETE":
        person.menu_id = None
        return JSONResponse({})
    if person.menu_id is None:
        raise Refused(404, "the user has no richmenu")
    return JSONResponse({"richMenuId": person.menu_id})


async def _link(world: World, request: Request) -> Response:
    _person(world, request).menu_id = _showable(world, request).menu_id
    return JSONResponse({})


async def _image(world: World, request: Request) -> Response:
    menu = _menu(world, request)
    if request.method == "GET":
        if menu.image is None:
            raise Refused(404, "Not found")
        return Response(menu.image, media_type=menu.image_type)
    kind, image = request.headers.get("content-type", ""), await request.body()
    if kind not in {"image/png", "image/jpeg"}:
        raise Refused(415, "Unsupported Media Type")
    if menu.image is not None:
        raise Refused(400, "An image has already been uploaded to the richmenu")
    if len(image) > IMAGE_MAX:
        raise Refused(413, "Payload Too Large")
    size = menu.definition["size"]
    if _dimensions(image, kind) != (size["width"], size["height"]):
        raise Refused(400, "The image size must be the same as the size of the richmenu")
    menu.image, menu.image_type = image, kind
    return JSONResponse({})


def _menu(world: World, request: Request) -> Menu:
    menu = world.menus.get(request.path_params["menu_id"])
    if menu is None:
        raise Refused(404, "richmenu not found")
    return menu


def _showable(world: World, request: Request) -> Menu:
    menu = _menu(world, request)
    if menu.image is None:
        raise Refused(400, "must upload richmenu image before applying it to user")
    return menu


def _person(world: World, request: Request) -> Person:
    person = world.people.get(request.path_params["user_id"])
    if person is None:
        raise Refused(404, "Not found")
    return person


def _as_json(menu: Menu) -> dict[str, Any]:
    return {"richMenuId": menu.menu_id} | menu.definition


def _dimensions(image: bytes, kind: str) -> tuple[int, int] | None:
    """Width and height as the file itself says, or None when it is not that kind of file."""
    if kind == "image/png":
        if len(image) < 24 or not image.startswith(b"\x89PNG\r\n\x1a\n"):
            return None
        width, height = struct.unpack(">II", image[16:24])
        return int(width), int(height)
    at = 2
    while image.startswith(b"\xff\xd8") and at + 9 <= len(image) and image[at] == 0xFF:
        marker, length = image[at + 1], int.from_bytes(image[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # a start of frame
            return int.from_bytes(image[at + 7 : at + 9], "big"), int.from_bytes(image[at + 5 : at + 7], "big")
        at += 2 + length
    return None


_ALL, _MENU = "/v2/bot/user/all/richmenu", "/v2/bot/richmenu/{menu_id}"
_PERSON = "/v2/bot/user/{user_id}/richmenu"

# In this order: /richmenu/list must not be taken for a menu called "list", nor "all" for a person.
ENDPOINTS: list[Endpoint] = [
    ("/v2/bot/richmenu", _create, ["POST"]),
    ("/v2/bot/richmenu/validate", _validate, ["POST"]),
    ("/v2/bot/richmenu/list", _list, ["GET"]),
    (_MENU, _one, ["GET", "DELETE"]),
    (_ALL, _default, ["GET", "DELETE"]),
    (f"{_ALL}/{{menu_id}}", _set_default, ["POST"]),
    (_PERSON, _of_person, ["GET", "DELETE"]),
    (f"{_PERSON}/{{menu_id}}", _link, ["POST"]),
]
DATA_ENDPOINTS: list[Endpoint] = [(f"{_MENU}/content", _image, ["GET", "POST"])]
