"""Finding the button a person presses, among what the phone still shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.simulator.line.world import Item, Misuse, World

Action = Mapping[str, Any]


@dataclass(frozen=True)
class Button:
    """A pressable thing; `item` is the message it belongs to, or None on the rich menu."""

    action: Action
    item: Item | None
    quick: bool = False


class NoEvent(Exception):
    """The press happens on the phone alone (a link opens, a text is copied); the account hears nothing."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"a {action['type']} action reaches nobody")
        self.action = action


def shown_quick_replies(items: Sequence[Item]) -> list[Action]:
    """The quick replies on the screen: only the newest line's, and only until one is used."""
    said = [item for item in items if item.kind == "message"]
    if not said or said[-1].sender != "account" or said[-1].closed or said[-1].message is None:
        return []
    return [reply["action"] for reply in said[-1].message.get("quickReply", {}).get("items", [])]


def shown_menu(world: World, user_id: str) -> str | None:
    person = world.people.get(user_id)
    return (person.menu_id or world.default_menu) if person else None


def buttons(world: World, chat_id: str) -> list[Button]:
    """Everything pressable, newest first: quick replies, then messages upwards, then the menu."""
    items = world.chats.get(chat_id, [])
    last = next((item for item in reversed(items) if item.kind == "message"), None)
    found = [Button(action, last, quick=True) for action in shown_quick_replies(items)]
    for item in reversed(items):
        if item.sender == "account" and item.kind == "message" and item.message is not None:
            found.extend(Button(action, item) for action in _inside(item.message.get("contents")))
    menu_id = shown_menu(world, chat_id)
    if menu_id is not None:
        found.extend(Button(area["action"], None) for area in world.menus[menu_id].definition["areas"])
    return found


def _inside(part: object) -> Iterator[Action]:
    if isinstance(part, Mapping):
        if isinstance(part.get("action"), Mapping):
            yield part["action"]
        for name, each in part.items():
            if name != "action":
                yield from _inside(each)
    elif isinstance(part, list):
        for each in part:
            yield from _inside(each)


def find(
    world: World,
    chat_id: str,
    *,
    data: str | None,
    label: str | None,
    message_id: str | None,
    index: int | None,
) -> Button | None:
    """The newest button with this data or label, or the `index`th of one message."""
    shown = [
        button
        for button in buttons(world, chat_id)
        if message_id is None or (button.item is not None and button.item.message_id == message_id)
    ]
    if index is not None:
        if message_id is None:
            raise Misuse("an index needs the message it counts in")
        if not 0 <= index < len(shown):
            raise Misuse(f"that message shows {len(shown)} button(s)")
        return shown[index]
    for button in shown:
        if data is not None and button.action.get("data") == data:
            return button
        if label is not None and button.action.get("label") == label:
            return button
    return None
