import struct
import zlib
from typing import Any

import pytest
from linebot.v3.messaging import RichMenuRequest
from linebot.v3.messaging.exceptions import ApiException

from bot.simulator.line.contract import contract
from tests.simulator.line.conftest import Line
from tests.simulator.line.payloads import postback
from tests.simulator.line.sdk import through_the_blob_sdk, through_the_sdk


def png(width: int, height: int) -> bytearray:
    """A blank picture; the SDK wants a bytearray, or it would take bytes for text."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\xff" * ((width + 7) // 8) for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return bytearray(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def jpeg_header(width: int, height: int) -> bytearray:
    """As much of a JPEG as tells its size."""
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x11\x00\x02\x11\x00\x03\x11\x00"
    return bytearray(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + frame + b"\xff\xd9" + b"\0" * 16)


def menu(**more: Any) -> dict[str, Any]:
    return {
        "size": {"width": 2500, "height": 843},
        "selected": True,
        "name": "menu",
        "chatBarText": "メニュー",
        "areas": [
            {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 843}, "action": postback()},
            {
                "bounds": {"x": 1250, "y": 0, "width": 1250, "height": 843},
                "action": {"type": "uri", "label": "119", "uri": "tel:119"},
            },
        ],
    } | more


def made(line: Line, **more: Any) -> str:
    request = RichMenuRequest.from_dict(menu(**more))
    return str(through_the_sdk(line.url, lambda api: api.create_rich_menu(request)).rich_menu_id)


def upload(line: Line, menu_id: str, image: bytearray, kind: str = "image/png") -> None:
    def send(api: Any) -> Any:
        return api.set_rich_menu_image(menu_id, body=image, _headers={"Content-Type": kind})

    through_the_blob_sdk(line.url, send)


def show(line: Line, menu_id: str) -> None:
    through_the_sdk(line.url, lambda api: api.set_default_rich_menu(menu_id))


def test_a_menu_is_made_given_a_picture_and_shown(line: Line) -> None:
    menu_id = made(line)
    with pytest.raises(ApiException, match="must upload richmenu image"):
        show(line, menu_id)
    upload(line, menu_id, png(2500, 843))

    show(line, menu_id)

    assert through_the_sdk(line.url, lambda api: api.get_default_rich_menu_id()).rich_menu_id == menu_id
    line.simulator.press(line.family, "ask")
    assert line.listener.events[0]["postback"] == {"data": "ask"}


def test_one_person_can_have_a_menu_of_their_own(line: Line) -> None:
    everybody_s, easy = made(line), made(line, areas=[], name="easy")
    for menu_id in (everybody_s, easy):
        upload(line, menu_id, png(2500, 843))
    show(line, everybody_s)

    through_the_sdk(line.url, lambda api: api.link_rich_menu_id_to_user(line.family, easy))
    own = through_the_sdk(line.url, lambda api: api.get_rich_menu_id_of_user(line.family)).rich_menu_id
    through_the_sdk(line.url, lambda api: api.delete_rich_menu(easy))

    assert own == easy
    with pytest.raises(ApiException):
        through_the_sdk(line.url, lambda api: api.get_rich_menu_id_of_user(line.family))
    assert [
        each.rich_menu_id for each in through_the_sdk(line.url, lambda api: api.get_rich_menu_list()).richmenus
    ] == [everybody_s]


def test_a_jpeg_will_do(line: Line) -> None:
    menu_id = made(line)

    upload(line, menu_id, jpeg_header(2500, 843), "image/jpeg")

    show(line, menu_id)


@pytest.mark.parametrize(
    ("image", "kind", "status"),
    [
        (png(2500, 1686), "image/png", 400),
        (bytearray(b"not a picture at all, I am afraid"), "image/png", 400),
        (png(2500, 843), "image/jpeg", 400),
        (png(2500, 843), "image/gif", 415),
        (png(2500, 843) + b"\0" * 1_000_000, "image/png", 413),
    ],
)
def test_a_picture_that_does_not_fit_is_refused(image: bytearray, kind: str, status: int, line: Line) -> None:
    menu_id = made(line)

    with pytest.raises(ApiException) as refused:
        upload(line, menu_id, image, kind)

    assert refused.value.status == status


@pytest.mark.parametrize(
    "more",
    [
        {"size": {"width": 799, "height": 400}},
        {"size": {"width": 2501, "height": 843}},
        {"size": {"width": 1000, "height": 800}},
        {"size": {"width": 1000, "height": 500}},  # the areas stick out
        {"chatBarText": "あ" * 15},
        {"chatBarText": ""},
        {"name": "x" * 301},
        {"areas": [menu()["areas"][0]] * 21},
        {"areas": [{"bounds": {"x": 0, "y": 0, "width": 0, "height": 1}, "action": postback()}]},
        {"areas": [{"bounds": {"x": 0, "y": 0, "width": 1, "height": 1}, "action": {"type": "camera", "label": "x"}}]},
    ],
)
def test_a_menu_that_breaks_a_limit_is_refused(more: dict[str, Any]) -> None:
    assert contract().check("RichMenuRequest", menu()) == []
    assert contract().check("RichMenuRequest", menu(**more)) != []


def test_a_refused_menu_is_not_kept(line: Line) -> None:
    with pytest.raises(ApiException) as refused:
        made(line, size={"width": 1000, "height": 800})

    assert refused.value.status == 400
    assert line.simulator.world.menus == {}
